package io.longpole.analyzer.call;

/**
 * Texts that were written as a program's literal: {@code "SELECT a\nFROM \"b\""}, as tracing in
 * Rust writes what is shown for debugging.
 *
 * <p>No query begins with a quoted name. So a text that begins with a double quote, and has no
 * other that is not escaped but at its end, is a literal; one whose end was cut off has none.
 * {@code "GET" "user:7"} is not, as it has more. Linear.
 */
final class QuotedText {

  private static final char QUOTE = '"';
  private static final char ESCAPE = '\\';

  private QuotedText() {}

  /** The text that a literal stands for; any other text itself. */
  static String plain(String text) {
    if (text.length() < 2 || text.charAt(0) != QUOTE) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == QUOTE) {
        return i == text.length() - 1 ? plain.toString() : text;
      }
      if (c == ESCAPE && i + 1 < text.length()) {
        c = escaped(text.charAt(++i));
      }
      plain.append(c);
    }
    return plain.toString();
  }

  private static char escaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> c;
    };
  }
}
