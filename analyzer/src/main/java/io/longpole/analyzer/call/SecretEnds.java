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

  /** Whether a bracket opens an object as JSON or a map prints it: with a first name. */
  boolean opensPairs(int open) {
    int name = ofSpace(open + 1);
    if (isQuote(charAt(name)) || charAt(name) == '\\') {
      return true;
    }
    int end = ofToken(name);
    return end > name && (charAt(ofSpace(end)) == ':' || charAt(end) == '=');
  }

  private int ofSpace(int from) {
    int end = from;
    while (" \t\r\n".indexOf(charAt(end)) >= 0) {
      end++;
    }
    return end;
  }

  /**
   * The bracket that closes one, with brackets and quoted texts between; the end of a text that was
   * cut. Within a string of JSON the quotes themselves are escaped, all by as many backslashes.
   */
  int ofNested(int open) {
    char opens = text.charAt(open);
    char closes = opens == '[' ? ']' : '}';
    char quote = '\0';
    char before = opens;
    int escapes = 0;
    int slashes = 0;
    int depth = 1;
    for (int end = open + 1; end < text.length(); end++) {
      char c = text.charAt(end);
      if (c == '\\') {
        slashes++;
        continue;
      }
      if (quote != '\0') {
        boolean closing = c == quote && slashes % (2 * escapes + 2) == escapes;
        quote = closing ? '\0' : quote;
      } else if (c == '"' || (c == '\'' && "[{,:".indexOf(before) >= 0)) {
        quote = c;
        escapes = slashes;
      } else if (slashes == 0 && (c == opens || c == closes)) {
        depth += c == opens ? 1 : -1;
      }
      if (depth == 0) {
        return end;
      }
      before = c == ' ' ? before : c;
      slashes = 0;
    }
    return text.length();
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
