package io.longpole.analyzer.call;

/**
 * Where the value of a secret ends, by how it is written: in a list, in a line of a header, or
 * plain.
 *
 * <p>Example: {@code ["a", "b]"]} ends at the last bracket, the plain {@code x} of {@code x&y} at
 * the ampersand. Each end is found in one pass over what is before it.
 */
final class SecretEnds {

  private final String text;

  SecretEnds(String text) {
    this.text = text;
  }

  char charAt(int index) {
    return index < text.length() ? text.charAt(index) : '\0';
  }

  static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  static boolean isToken(char c) {
    return isWord(c) || c == '-';
  }

  static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }

  /** Where a word of letters, digits, underscores and hyphens ends. */
  int ofToken(int from) {
    int end = from;
    while (end < text.length() && isToken(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** The values of a header as maps and JSON have them: all up to the closing bracket. */
  int ofList(int start) {
    boolean quoted = false;
    int end = start;
    while (end < text.length() && (quoted || text.charAt(end) != ']')) {
      char c = text.charAt(end);
      quoted ^= c == '"';
      end += c == '\\' ? 2 : 1;
    }
    return Math.min(end, text.length());
  }

  /** A header with the rest of its line, also {@code Digest username="x", response="y"}. */
  int ofLine(int start) {
    int end = start;
    while (end < text.length() && "\r\n\"'}".indexOf(text.charAt(end)) < 0) {
      boolean opens = text.charAt(end) == '=' && isQuote(charAt(end + 1));
      int close = opens ? closingQuote(end + 1) : -1;
      end = close < 0 ? end + 1 : close + 1;
    }
    return end;
  }

  /** The same quote again on this line, −1 if there is none. */
  private int closingQuote(int open) {
    for (int i = open + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == text.charAt(open)) {
        return i;
      }
      if (c == '\r' || c == '\n') {
        return -1;
      }
    }
    return -1;
  }

  /** A value without quotes, up to what ends one in texts, headers and URLs. */
  int ofPlain(int start) {
    int end = start;
    if (charAt(start) == '{') {
      int name = ofToken(start + 1); // {bcrypt}$2a$10$…
      end = charAt(name) == '}' ? name + 1 : start;
    }
    while (end < text.length() && " \t\r\n,;&)]}<>\"'|".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end;
  }
}
