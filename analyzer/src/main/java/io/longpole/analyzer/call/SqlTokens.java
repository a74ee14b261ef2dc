package io.longpole.analyzer.call;

import java.util.Arrays;

/**
 * The tokens of an SQL text: every text has some, and joined they are the text again.
 *
 * <p>One forward pass; each character is looked at a bounded number of times, because at most one
 * string is read twice and at most {@value #MAX_FAILED_SEARCHES} searches for the end of a
 * dollar-quoted string may fail. Whatever follows an open quote is a string up to the end. Example:
 * {@code a='x'--y} has the tokens WORD a, MARK =, STRING 'x', COMMENT --y.
 *
 * <p>Reusable, for one thread: {@link #read} replaces what was there.
 */
final class SqlTokens {

  private static final int MAX_FAILED_SEARCHES = 8;
  private static final int MAX_TAG_CHARS = 64;

  private String text = "";
  private SqlDialect dialect = SqlDialect.UNKNOWN;
  private int length;
  private SqlToken[] types = new SqlToken[256];
  private int[] ends = new int[256];
  private int count;
  private int position;
  private boolean mayRescan;
  private int searchesLeft;
  private long steps;

  /** Reads a text up to a number of characters. */
  void read(String sql, SqlDialect rules, int maxChars) {
    text = sql.length() > maxChars ? sql.substring(0, maxChars) : sql;
    dialect = rules;
    length = text.length();
    count = 0;
    position = 0;
    mayRescan = rules == SqlDialect.UNKNOWN;
    searchesLeft = MAX_FAILED_SEARCHES;
    steps = 0;
    while (position < length) {
      int start = position;
      SqlToken type = next(text.charAt(position));
      steps += position - start;
      add(type);
    }
  }

  int count() {
    return count;
  }

  SqlToken type(int index) {
    return types[index];
  }

  int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  int end(int index) {
    return ends[index];
  }

  String text() {
    return text;
  }

  String text(int index) {
    return text.substring(start(index), ends[index]);
  }

  /** Whether a token is exactly that one character. */
  boolean is(int index, char mark) {
    return types[index] == SqlToken.MARK
        && ends[index] - start(index) == 1
        && text.charAt(start(index)) == mark;
  }

  /** How many characters were looked at; the measure of work in tests. */
  long steps() {
    return steps;
  }

  private void add(SqlToken type) {
    if (count == ends.length) {
      types = Arrays.copyOf(types, count * 2);
      ends = Arrays.copyOf(ends, count * 2);
    }
    types[count] = type;
    ends[count++] = position;
  }

  private SqlToken next(char c) {
    if (SqlChars.isSpace(c)) {
      do {
        position++;
      } while (position < length && SqlChars.isSpace(text.charAt(position)));
      return SqlToken.SPACE;
    }
    if (SqlChars.isDigit(c)) {
      return uuid() ? SqlToken.NUMBER : number();
    }
    if (SqlChars.isWordStart(c)) {
      return uuid() ? SqlToken.NUMBER : word();
    }
    return switch (c) {
      case '\'' -> string(dialect.backslashEscapes());
      case '"' -> quoted('"');
      case '`' -> quoted('`');
      case '[' -> bracket();
      case '-', '+', '/', '#' -> commentOrSign(c);
      case '.' -> SqlChars.isDigit(peek(1)) && !afterValueOrName() ? number() : mark(1);
      case '?', '$', ':', '@', '%' -> placeholder(c);
      default -> mark(SqlChars.operatorLength(c, peek(1)));
    };
  }

  private char peek(int ahead) {
    return position + ahead < length ? text.charAt(position + ahead) : '\0';
  }

  private SqlToken mark(int chars) {
    position += chars;
    return SqlToken.MARK;
  }

  private SqlToken commentOrSign(char c) {
    char second = peek(1);
    if ((c == '-' && second == '-' && dialect.dashComments())
        || (c == '/' && second == '/' && dialect.slashComments())
        || (c == '#' && dialect.hashComments())) {
      position = endOfLine();
      return SqlToken.COMMENT;
    }
    if (c == '/' && second == '*') {
      return blockComment();
    }
    if ((c == '-' || c == '+')
        && (SqlChars.isDigit(second) || (second == '.' && SqlChars.isDigit(peek(2))))) {
      position++;
      return number();
    }
    if (c == '-' && second == '>') {
      return mark(peek(2) == '>' ? 3 : 2);
    }
    if (c == '#' && (SqlChars.isWordStart(second) || second == '#')) {
      position++;
      return word();
    }
    return mark(1);
  }

  private int endOfLine() {
    int end = position;
    while (end < length && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return end;
  }

  private SqlToken blockComment() {
    int depth = 1;
    position += 2;
    while (position < length && depth > 0) {
      char c = text.charAt(position);
      if (c == '*' && peek(1) == '/') {
        depth--;
        position += 2;
      } else if (c == '/' && peek(1) == '*' && dialect.nestedComments()) {
        depth++;
        position += 2;
      } else {
        position++;
      }
    }
    return SqlToken.COMMENT;
  }

  /** A string in single quotes; the place is its opening quote. */
  private SqlToken string(boolean backslashes) {
    int start = position;
    boolean ended = scanString('\'', backslashes);
    if (!ended && !backslashes && mayRescan) {
      mayRescan = false;
      steps += position - start;
      int whole = position;
      position = start;
      if (!scanString('\'', true)) {
        position = whole;
      }
    }
    return SqlToken.STRING;
  }

  private boolean scanString(char quote, boolean backslashes) {
    position++;
    while (position < length) {
      char c = text.charAt(position++);
      if (c == '\\' && backslashes) {
        position = Math.min(position + 1, length);
      } else if (c == quote) {
        if (position < length && text.charAt(position) == quote) {
          position++;
        } else {
          return true;
        }
      }
    }
    return false;
  }

  /** A quoted name; one that is never closed is a secret. */
  private SqlToken quoted(char close) {
    if (close == '"' && dialect.doubleQuotedStrings()) {
      scanString(close, true);
      return SqlToken.STRING;
    }
    return scanString(close, false) ? SqlToken.QUOTED : SqlToken.STRING;
  }

  private SqlToken bracket() {
    boolean name =
        dialect.bracketNames()
            || (dialect == SqlDialect.UNKNOWN
                && !afterValueOrName()
                && SqlChars.isWordStart(peek(1)));
    return name ? quoted(']') : mark(1);
  }

  /** Whether the token that ends here is a name, a value or a closing bracket. */
  private boolean afterValueOrName() {
    if (count == 0) {
      return false;
    }
    return switch (types[count - 1]) {
      case WORD, QUOTED, STRING, NUMBER, PLACEHOLDER -> true;
      case MARK -> text.charAt(position - 1) == ')' || text.charAt(position - 1) == ']';
      case SPACE, COMMENT -> false;
    };
  }

  /** A number; a sign, if any, is already passed. Underscores may stand between digits. */
  private SqlToken number() {
    char first = text.charAt(position);
    char second = (char) (peek(1) | 0x20);
    if (first == '0' && (second == 'x' || second == 'b') && SqlChars.isHexDigit(peek(2))) {
      position += 2;
      while (position < length && SqlChars.isHexDigit(text.charAt(position))) {
        position++;
      }
      return SqlToken.NUMBER;
    }
    digits();
    if (position < length && text.charAt(position) == '.' && SqlChars.isDigit(peek(1))) {
      position++;
      digits();
    }
    if (position < length && (text.charAt(position) | 0x20) == 'e') {
      boolean signed = peek(1) == '+' || peek(1) == '-';
      if (SqlChars.isDigit(peek(signed ? 2 : 1))) {
        position += signed ? 2 : 1;
        digits();
      }
    }
    return SqlToken.NUMBER;
  }

  private void digits() {
    while (position < length
        && (SqlChars.isDigit(text.charAt(position))
            || (text.charAt(position) == '_' && SqlChars.isDigit(peek(1))))) {
      position++;
    }
  }

  private SqlToken word() {
    int start = position;
    named();
    char follower = peek(0);
    if (follower == '\'' && position - start == 1) {
      return switch (text.charAt(start) | 0x20) {
        case 'e' -> string(true);
        case 'n', 'b', 'x', 'r' -> string(dialect.backslashEscapes());
        default -> SqlToken.WORD;
      };
    }
    if (follower == '&'
        && peek(1) == '\''
        && position - start == 1
        && (text.charAt(start) | 0x20) == 'u') {
      position++;
      return string(false);
    }
    return SqlToken.WORD;
  }

  /** Passes an unquoted UUID, as CQL has them; a bounded look at 36 characters. */
  private boolean uuid() {
    if (peek(8) != '-' || position + 36 > length) {
      return false;
    }
    boolean found = Segments.isUuid(text, position) && !isWordPart(peek(36));
    position += found ? 36 : 0;
    return found;
  }

  private SqlToken placeholder(char c) {
    char second = peek(1);
    return switch (c) {
      case '?' -> {
        do {
          position++;
        } while (SqlChars.isDigit(peek(0)));
        yield SqlToken.PLACEHOLDER;
      }
      case '$' -> dollar();
      case ':' -> {
        boolean name = SqlChars.isWordStart(second) || SqlChars.isDigit(second);
        boolean two = second == ':' || second == '=';
        yield name && dialect.colonPlaceholders() ? named() : mark(two ? 2 : 1);
      }
      case '@' -> {
        if (second == '@') {
          position += dialect.systemVariables() ? 2 : 1;
          boolean word = SqlChars.isWordStart(peek(0));
          yield !dialect.systemVariables() ? named() : word ? word() : SqlToken.MARK;
        }
        yield SqlChars.isWordStart(second) ? named() : mark(second == '>' ? 2 : 1);
      }
      default -> percent(second);
    };
  }

  /** Passes a mark or letter and the name that it starts. */
  private SqlToken named() {
    position++;
    while (position < length && isWordPart(text.charAt(position))) {
      position++;
    }
    return SqlToken.PLACEHOLDER;
  }

  private SqlToken percent(char second) {
    if (second == 's' && !isWordPart(peek(2))) {
      position += 2;
      return SqlToken.PLACEHOLDER;
    }
    if (second == '(') {
      int end = position + 2;
      while (end < length && end - position < MAX_TAG_CHARS && isWordPart(text.charAt(end))) {
        end++;
      }
      steps += end - position;
      if (end + 1 < length && text.charAt(end) == ')' && text.charAt(end + 1) == 's') {
        position = end + 2;
        return SqlToken.PLACEHOLDER;
      }
    }
    return mark(1);
  }

  /**
   * A dollar-quoted string, a placeholder such as {@code $1}, or a dollar sign. A tag that is never
   * closed stands for no text of its own, as a placeholder does.
   */
  private SqlToken dollar() {
    int end = position + 1;
    boolean numbered = SqlChars.isDigit(peek(1));
    while (end < length && text.charAt(end) != '$' && isWordPart(text.charAt(end))) {
      end++;
    }
    boolean tag = end < length && text.charAt(end) == '$' && !numbered && dialect.dollarQuotes();
    if (!tag || end - position >= MAX_TAG_CHARS) {
      boolean named = end > position + 1;
      position = end;
      return named ? SqlToken.PLACEHOLDER : SqlToken.MARK;
    }
    end++;
    if (searchesLeft > 0) {
      int close = text.indexOf(text.substring(position, end), end);
      if (close >= 0) {
        position = close + end - position;
        return SqlToken.STRING;
      }
      searchesLeft--;
      steps += length - end;
    }
    position = end;
    return SqlToken.PLACEHOLDER;
  }

  private boolean isWordPart(char c) {
    return SqlChars.isWordStart(c)
        || SqlChars.isDigit(c)
        || c == '$'
        || (c == '#' && dialect.hashInNames());
  }
}
