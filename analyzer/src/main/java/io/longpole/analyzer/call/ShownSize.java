package io.longpole.analyzer.call;

/**
 * How many parts a query has of which it shows only some: {@code {index: {_id: ?}}{a: ?} ×6}.
 *
 * <p>Without it a stored span would no longer tell its size.
 */
final class ShownSize {

  private static final String MARK = " ×";
  private static final int MAX_DIGITS = 5;

  private ShownSize() {}

  static String add(String text, int count) {
    return text + MARK + count;
  }

  /** The number at the end of a text, 0 if there is none. */
  static int of(String text) {
    int mark = mark(text);
    return mark < 0 ? 0 : Integer.parseInt(text, mark + MARK.length(), text.length(), 10);
  }

  /** The text before the number. */
  static String without(String text) {
    int mark = mark(text);
    return mark < 0 ? text : text.substring(0, mark);
  }

  private static int mark(String text) {
    int start = text.length();
    while (start > 0 && text.charAt(start - 1) >= '0' && text.charAt(start - 1) <= '9') {
      start--;
    }
    int digits = text.length() - start;
    boolean marked =
        digits > 0 && digits <= MAX_DIGITS && text.startsWith(MARK, start - MARK.length());
    return marked ? start - MARK.length() : -1;
  }
}
