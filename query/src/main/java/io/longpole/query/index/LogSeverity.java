package io.longpole.query.index;

import io.longpole.analyzer.model.LogRecord;
import java.util.Locale;
import java.util.Map;

/** The names of OTLP's severity ranges and the number with which each begins. */
public final class LogSeverity {

  private static final Map<String, Integer> FIRST_NUMBERS =
      Map.of(
          "trace",
          1,
          "debug",
          5,
          "info",
          9,
          "information",
          9,
          "warn",
          13,
          "warning",
          13,
          "error",
          17,
          "severe",
          17,
          "critical",
          21,
          "fatal",
          21);

  private LogSeverity() {}

  /**
   * The first number of a range.
   *
   * @throws IllegalArgumentException if the text names none
   */
  public static int firstNumber(String name) {
    Integer number = FIRST_NUMBERS.get(name.toLowerCase(Locale.ROOT));
    if (number == null) {
      throw new IllegalArgumentException(
          "severity=" + name + " (trace, debug, info, warn, error or fatal is expected)");
    }
    return number;
  }

  /** The record's number; if it has none, the first of the range that its text names; else 0. */
  static int numberOf(LogRecord log) {
    return log.severityNumber() > 0
        ? log.severityNumber()
        : FIRST_NUMBERS.getOrDefault(log.severityText().toLowerCase(Locale.ROOT), 0);
  }

  /** The range's name in lower case, or the record's own text where that names none. */
  static String nameOf(LogRecord log) {
    int number = numberOf(log);
    if (number == 0 || number > 24) {
      return log.severityText().toLowerCase(Locale.ROOT);
    }
    return normal(number);
  }

  private static String normal(int number) {
    return switch ((number - 1) / 4) {
      case 0 -> "trace";
      case 1 -> "debug";
      case 2 -> "info";
      case 3 -> "warn";
      case 4 -> "error";
      default -> "fatal";
    };
  }

  /** What is indexed for a severity that was typed: its range's name if it is one. */
  static String term(String typed) {
    Integer number = FIRST_NUMBERS.get(typed.toLowerCase(Locale.ROOT));
    return number == null ? typed.toLowerCase(Locale.ROOT) : normal(number);
  }
}
