package io.longpole.analyzer.call;

/** What single characters mean in SQL, and in other texts that are read like it. */
final class SqlChars {

  private SqlChars() {}

  /** How many of two characters make an operator. */
  static int operatorLength(char c, char second) {
    return switch (c) {
      case '<' -> second == '>' || second == '=' || second == '@' || second == '<' ? 2 : 1;
      case '>' -> second == '=' || second == '>' ? 2 : 1;
      case '!', '*', '^' -> second == '=' ? 2 : 1;
      case '|' -> second == '|' ? 2 : 1;
      case '&' -> second == '&' ? 2 : 1;
      case '=' -> second == '>' || second == '=' ? 2 : 1;
      default -> 1;
    };
  }

  static boolean isWordStart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '_'
        || (c >= 0x80 && !isSpace(c));
  }

  static boolean isSpace(char c) {
    return c <= ' '
        || (c >= 0x80 && (Character.isWhitespace(c) || Character.isSpaceChar(c)))
        || c == 0x7f;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isHexDigit(char c) {
    return isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
  }
}
