package io.longpole.analyzer.detect;

/** How durations and calls are put into sentences. */
final class Words {

  private static final int MAX_CALL = 100;
  private static final int MAX_SENTENCE = 200;

  private Words() {}

  /** {@code 1.25 s}, {@code 310 ms}, {@code 4.2 ms}, {@code 250 µs}. */
  static String duration(long nanos) {
    if (nanos >= 1_000_000_000L) {
      return decimal(nanos / 1e9, 2) + " s";
    }
    if (nanos >= 10_000_000L) {
      return Math.round(nanos / 1e6) + " ms";
    }
    if (nanos >= 1_000_000L) {
      return decimal(nanos / 1e6, 1) + " ms";
    }
    return Math.round(nanos / 1e3) + " µs";
  }

  /** The call in back quotes, shortened where it is too long for a sentence. */
  static String call(String label) {
    if (label.isBlank()) {
      return "an unnamed call";
    }
    return "`" + (label.length() > MAX_CALL ? label.substring(0, MAX_CALL - 1) + "…" : label) + "`";
  }

  /**
   * The first line of a message, with the next one if it announces that; shortened where it is too
   * long for a sentence.
   */
  static String sentence(String message) {
    String first = firstLine(message);
    String line = first.strip();
    if (line.endsWith(":") && first.length() < message.length()) {
      line = (line + " " + firstLine(message.substring(first.length() + 1)).strip()).strip();
    }
    String text = line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    return text.length() > MAX_SENTENCE ? text.substring(0, MAX_SENTENCE - 1) + "…" : text;
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  /** {@code " to inventory"}; nothing if the target has no name. */
  static String to(String target) {
    return target.isEmpty() || target.startsWith("<") ? "" : " to " + target;
  }

  /** Rounded to that many digits, without zeros at the end. */
  private static String decimal(double value, int digits) {
    long scale = digits == 1 ? 10 : 100;
    long scaled = Math.round(value * scale);
    long whole = scaled / scale;
    long rest = scaled % scale;
    if (rest == 0) {
      return Long.toString(whole);
    }
    String fraction = Long.toString(scale + rest).substring(1);
    return whole + "." + (fraction.endsWith("0") ? fraction.substring(0, 1) : fraction);
  }
}
