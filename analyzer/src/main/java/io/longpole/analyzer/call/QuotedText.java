package io.longpole.analyzer.call;

/**
 * Statements that were written as a program's literal: {@code "SELECT a\nFROM \"b\""}, as tracing
 * in Rust writes what is shown for debugging.
 *
 * <p>No statement begins with a quoted name. So a text that begins with a double quote and then a
 * statement's first word, and has no other double quote that is not escaped but at its end, is a
 * literal; one whose end was cut off has none. {@code "pass phrase"} is a value. Linear.
 */
final class QuotedText {

  private static final char QUOTE = '"';
  private static final char ESCAPE = '\\';

  private QuotedText() {}

  /** The statement that a literal stands for; any other text itself. */
  static String plain(String text) {
    if (text.isEmpty() || text.charAt(0) != QUOTE) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == QUOTE) {
        return i == text.length() - 1 ? statementOr(text, plain) : text;
      }
      if (c == ESCAPE && i + 1 < text.length()) {
        c = escaped(text.charAt(++i));
      }
      plain.append(c);
    }
    return statementOr(text, plain);
  }

  private static char escaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> c;
    };
  }

  private static String statementOr(String text, StringBuilder plain) {
    String statement = plain.toString().strip();
    int end = 0;
    while (end < statement.length() && Character.isLetter(statement.charAt(end))) {
      end++;
    }
    return SqlWord.of(statement, 0, end).beginsStatement() ? statement : text;
  }
}
