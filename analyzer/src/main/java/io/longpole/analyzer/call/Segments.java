package io.longpole.analyzer.call;

/**
 * The one rule for what in a path, name or key is a value and not a name.
 *
 * <p>A segment is a value when it contains a UUID or a mail sign; when one of its parts (split at
 * what is neither letter nor digit) is all digits, hexadecimal of the length of a usual id with a
 * digit in it, or a ULID; when it is longer than 64; or when it is at least 20 long and mixes
 * digits, lower and upper case. {@code 1343-turtles} is a value, {@code hello-123s} and {@code v2}
 * are names. Linear; looks at 64 characters at most.
 */
final class Segments {

  private static final int LONGEST_NAME = 64;
  private static final int SHORTEST_TOKEN = 20;
  private static final int UUID_CHARS = 36;
  private static final int ULID_CHARS = 26;

  private Segments() {}

  /** Whether the segment from start to end is a value. */
  static boolean isValue(String text, int start, int end) {
    if (end - start > LONGEST_NAME) {
      return true;
    }
    int digits = 0;
    int lower = 0;
    int upper = 0;
    int part = start;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c >= 'a' && c <= 'z') {
        lower++;
      } else if (c >= 'A' && c <= 'Z') {
        upper++;
      } else if (c < 0x80 || !Character.isLetterOrDigit(c)) {
        if (c == '@' || (c == '%' && text.startsWith("40", i + 1)) || isValuePart(text, part, i)) {
          return true;
        }
        part = i + 1;
      }
    }
    if (isValuePart(text, part, end)) {
      return true;
    }
    if (end - start >= SHORTEST_TOKEN && digits > 0 && lower > 0 && upper > 0) {
      return true;
    }
    return digits + lower + upper >= 32 && hasUuid(text, start, end);
  }

  private static boolean isValuePart(String text, int start, int end) {
    int chars = end - start;
    if (chars == 0) {
      return false;
    }
    int digits = 0;
    int hex = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
        hex++;
      } else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f' && c < 0x80) {
        hex++;
      }
    }
    if (digits == chars) {
      return true;
    }
    boolean idLength =
        switch (chars) {
          case 10, 16, 24, 32, 40, 64 -> true;
          default -> false;
        };
    return (idLength && hex == chars && digits > 0)
        || (chars == ULID_CHARS && isUlid(text, start, end));
  }

  /** 26 digits of Crockford's base 32, the first from 0 to 7. */
  private static boolean isUlid(String text, int start, int end) {
    if (text.charAt(start) < '0' || text.charAt(start) > '7') {
      return false;
    }
    for (int i = start; i < end; i++) {
      char c = SqlWord.upper(text.charAt(i));
      boolean digit = c >= '0' && c <= '9';
      boolean letter = c >= 'A' && c <= 'Z' && c != 'I' && c != 'L' && c != 'O' && c != 'U';
      if (!digit && !letter) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasUuid(String text, int start, int end) {
    for (int from = start; from + UUID_CHARS <= end; from++) {
      if (isUuid(text, from)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the 36 characters from start are a UUID in its usual form. */
  static boolean isUuid(String text, int start) {
    for (int i = 0; i < UUID_CHARS; i++) {
      char c = text.charAt(start + i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      boolean hex = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f' && c < 0x80);
      if (dash ? c != '-' : !hex) {
        return false;
      }
    }
    return true;
  }

  /** Appends the segment, or {@code *} for a value. */
  static void append(StringBuilder out, String text, int start, int end) {
    if (end > start && isValue(text, start, end)) {
      out.append('*');
    } else {
      out.append(text, start, end);
    }
  }
}
