package io.longpole.analyzer.detect;

import java.util.Locale;

/** How durations and calls are put into sentences. */
final class Words {

  private static final int MAX_CALL = 100;

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
    return "`" + (label.length() > MAX_CALL ? label.substring(0, MAX_CALL - 1) + "…" : label) + "`";
  }

  /** {@code " to inventory"}; nothing if the target has no name. */
  static String to(String target) {
    return target.isEmpty() || target.startsWith("<") ? "" : " to " + target;
  }

  private static String decimal(double value, int digits) {
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    while (text.endsWith("0")) {
      text = text.substring(0, text.length() - 1);
    }
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
