package io.longpole.query.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Reads points in time as people write them: 15m (ago), now, 2026-01-31, 2026-01-31T08:00:00Z. */
final class Times {

  private static final long DAY_NANOS = 86_400_000_000_000L;

  private Times() {}

  /**
   * Nanoseconds since the epoch; a time without a zone is UTC.
   *
   * @throws IllegalArgumentException if the text is none of these forms
   */
  static long parseUnixNanos(String option, String text, long nowUnixNanos) {
    if (text.equals("now")) {
      return nowUnixNanos;
    }
    if (text.matches("\\d{4}-.*")) {
      return absolute(option, text);
    }
    try {
      return Math.max(1, nowUnixNanos - Durations.parseNanos(text));
    } catch (IllegalArgumentException e) {
      throw wrong(option, text);
    }
  }

  /**
   * When something ends: a day ends with it, a duration so long after now, a time is meant as it
   * is.
   *
   * @throws IllegalArgumentException if the text is none of these forms
   */
  static long parseEndUnixNanos(String option, String text, long nowUnixNanos) {
    if (text.matches("\\d{4}-.*")) {
      return absolute(option, text) + (text.length() == 10 ? DAY_NANOS : 0);
    }
    try {
      return Math.addExact(nowUnixNanos, Durations.parseNanos(text));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException(
          option
              + " '"
              + text
              + "' is no end (write a day like 2027-01-31, or how long, like 30d)");
    }
  }

  private static long absolute(String option, String text) {
    try {
      Instant instant;
      if (text.length() == 10) {
        instant = LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
      } else if (text.matches(".*(Z|[+-]\\d{2}:\\d{2})")) {
        instant = OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
      } else {
        instant = LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
      }
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    } catch (DateTimeException | ArithmeticException e) {
      throw wrong(option, text);
    }
  }

  private static IllegalArgumentException wrong(String option, String text) {
    return new IllegalArgumentException(
        option
            + " '"
            + text
            + "' is no time (write how long ago, like 15m, 2h or 1d, or a time like"
            + " 2026-01-31T08:00:00Z)");
  }
}
