package io.longpole.query.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Makes text from outside harmless on a terminal, and fits it into columns.
 *
 * <p>Whatever came in a span, log record or request passes {@link #safe} before it is coloured or
 * printed: C0 controls with tab, line feed and carriage return, DEL, C1 controls, bidirectional
 * controls, line separators and lone surrogates become visible escapes (CVE-2021-25743 shows why).
 *
 * <p>Example: "a", ESC, "[2J" becomes {@code a\x1b[2J}.
 */
public final class TerminalText {

  private static final char ELLIPSIS = '…';
  private static final Set<String> UNITS = Set.of("%", "ns", "µs", "ms", "s", "min", "h", "d");

  private TerminalText() {}

  /** The text with every character that a terminal might obey made visible. */
  public static String safe(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isHarmful(text, i)) {
        return escaped(text, i);
      }
    }
    return text;
  }

  private static String escaped(String text, int from) {
    StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, from);
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isHarmful(text, i)) {
        out.append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c == '\r') {
        out.append("\\r");
      } else if (c == '\t') {
        out.append("\\t");
      } else if (c < 0x100) {
        out.append("\\x").append(hex(c, 2));
      } else {
        out.append("\\u").append(hex(c, 4));
      }
    }
    return out.toString();
  }

  private static boolean isHarmful(String text, int position) {
    char c = text.charAt(position);
    if (Character.isSurrogate(c)) {
      return !isPaired(text, position);
    }
    return c < 0x20 || isInvisibleControl(c);
  }

  /** Controls beyond ASCII that act on the terminal or on the order of what is shown, and DEL. */
  static boolean isInvisibleControl(char c) {
    return (c >= 0x7f && c < 0xa0)
        || c == 0x061c
        || c == 0x200e
        || c == 0x200f
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
  }

  static boolean isPaired(String text, int position) {
    char c = text.charAt(position);
    return Character.isHighSurrogate(c)
        ? position + 1 < text.length() && Character.isLowSurrogate(text.charAt(position + 1))
        : position > 0 && Character.isHighSurrogate(text.charAt(position - 1));
  }

  static String hex(char c, int digits) {
    String hex = Integer.toHexString(c);
    return "0".repeat(digits - hex.length()) + hex;
  }

  /** Columns that a text takes: wide East Asian characters and emoji two, combining ones none. */
  public static int width(String text) {
    int width = 0;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      width += width(point);
      i += Character.charCount(point);
    }
    return width;
  }

  private static int width(int point) {
    if (point < 0x300) {
      return 1;
    }
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    boolean wide =
        (point >= 0x1100 && point <= 0x115f)
            || (point >= 0x2e80 && point <= 0xa4cf)
            || (point >= 0xac00 && point <= 0xd7a3)
            || (point >= 0xf900 && point <= 0xfaff)
            || (point >= 0xfe30 && point <= 0xfe6f)
            || (point >= 0xff00 && point <= 0xff60)
            || (point >= 0x1f300 && point <= 0x1faff)
            || (point >= 0x20000 && point <= 0x3fffd);
    return wide ? 2 : 1;
  }

  /** The text, cut to that many columns with an ellipsis if it is longer. */
  public static String clip(String text, int columns) {
    if (text.length() <= columns / 2 || width(text) <= columns) {
      return text;
    }
    if (columns <= 0) {
      return "";
    }
    return text.substring(0, fit(text, 0, columns - 1)) + ELLIPSIS;
  }

  /** End of the longest part from that index that fits into so many columns. */
  private static int fit(String text, int from, int columns) {
    int used = 0;
    int i = from;
    while (i < text.length()) {
      int point = text.codePointAt(i);
      used += width(point);
      if (used > columns) {
        break;
      }
      i += Character.charCount(point);
    }
    return i;
  }

  static String padRight(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - width(text)));
  }

  static String padLeft(String text, int columns) {
    return " ".repeat(Math.max(0, columns - width(text))) + text;
  }

  /** Breaks a text at spaces into lines of at most so many columns; longer words are cut. */
  static List<String> wrap(String text, int columns) {
    int limit = Math.max(columns, 8);
    List<String> lines = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int end = fit(text, from, limit);
      if (end < text.length()) {
        int space = text.lastIndexOf(' ', end);
        while (space > from && standsBeforeUnit(text, space)) {
          space = text.lastIndexOf(' ', space - 1);
        }
        if (space > from) {
          end = space;
        }
      }
      lines.add(text.substring(from, end).stripTrailing());
      from = end;
      while (from < text.length() && text.charAt(from) == ' ') {
        from++;
      }
    }
    return lines;
  }

  /** Whether a space stands between a number and its unit, which belong on one line. */
  private static boolean standsBeforeUnit(String text, int space) {
    if (space == 0 || !Character.isDigit(text.charAt(space - 1))) {
      return false;
    }
    int end = space + 1;
    while (end < text.length()
        && (Character.isLetter(text.charAt(end)) || text.charAt(end) == '%')) {
      end++;
    }
    return UNITS.contains(text.substring(space + 1, end));
  }
}
