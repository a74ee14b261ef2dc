package io.longpole.query.report;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers, durations and times as people read them: 1.24 s, 12,345, 3 min ago. Times are UTC. */
public final class Human {

  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
  private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private Human() {}

  /**
   * Two or three significant digits and the unit: 850 ns, 3.4 µs, 12 ms, 1.24 s, 12.4 s, 2 min 05
   * s, 1 h 02 min, 3 d 04 h.
   */
  public static String duration(long nanos) {
    if (nanos < 0) {
      return nanos == Long.MIN_VALUE ? "-292 y" : "-" + duration(-nanos);
    }
    if (nanos < 1_000) {
      return nanos + " ns";
    }
    if (nanos < 999_500) {
      return small(nanos, 1_000) + " µs";
    }
    if (nanos < 999_500_000) {
      return small(nanos, 1_000_000) + " ms";
    }
    if (nanos < 9_995_000_000L) {
      return decimals(rounded(nanos, 10_000_000), 2) + " s";
    }
    if (nanos < 59_950_000_000L) {
      return decimals(rounded(nanos, 100_000_000), 1) + " s";
    }
    long seconds = rounded(nanos, 1_000_000_000);
    if (seconds < 3_600) {
      return two(seconds / 60, "min", seconds % 60, "s");
    }
    return seconds < 86_400
        ? two(seconds / 3_600, "h", seconds / 60 % 60, "min")
        : two(seconds / 86_400, "d", seconds / 3_600 % 24, "h");
  }

  private static String small(long nanos, long unit) {
    long tenths = rounded(nanos, unit / 10);
    return tenths < 100 && tenths % 10 != 0
        ? decimals(tenths, 1)
        : String.valueOf(rounded(nanos, unit));
  }

  private static long rounded(long value, long unit) {
    return value / unit + (value % unit >= unit - unit / 2 ? 1 : 0);
  }

  private static String decimals(long value, int digits) {
    long scale = digits == 1 ? 10 : 100;
    String rest = String.valueOf(value % scale);
    return value / scale + "." + "0".repeat(digits - rest.length()) + rest;
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    return large + " " + largeUnit + (small < 10 ? " 0" : " ") + small + " " + smallUnit;
  }

  /** "180 ms to 410 ms", or one duration if both read the same. */
  public static String range(long lowNanos, long highNanos) {
    String low = duration(lowNanos);
    String high = duration(highNanos);
    if (low.equals(high)) {
      return low;
    }
    return lowNanos == 0 ? "up to " + high : low + " to " + high;
  }

  /** With a comma every three digits: 12,345. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** "1 trace", "12,345 traces". */
  public static String count(long count, String singular) {
    return count(count, singular, singular + "s");
  }

  public static String count(long count, String singular, String plural) {
    return count(count) + " " + (count == 1 ? singular : plural);
  }

  /** 512 B, 1.4 MiB, 23 GiB. */
  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1_023.5 && unit < BYTE_UNITS.length - 1) {
      value /= 1_024;
      unit++;
    }
    String format = unit > 0 && value < 9.95 ? "%.1f %s" : "%.0f %s";
    return String.format(Locale.ROOT, format, value, BYTE_UNITS[unit]);
  }

  /** A share in percent: 62 %, 2.9 %, under 0.1 %; 0 % only for nothing, 100 % only for all. */
  public static String share(long part, long whole) {
    if (part <= 0 || whole <= 0) {
      return "0 %";
    }
    double percent = 100.0 * part / whole;
    if (part >= whole) {
      return Math.round(percent) + " %";
    }
    if (percent < 0.1) {
      return "under 0.1 %";
    }
    if (percent < 9.95) {
      return String.format(Locale.ROOT, "%.1f %%", percent);
    }
    return Math.min(Math.round(percent), 99) + " %";
  }

  /** 12.3/s, 0.05/s, 1,200/s. */
  public static String rate(double perSecond) {
    if (perSecond <= 0) {
      return "0/s";
    }
    String format = perSecond >= 99.95 ? "%,.0f/s" : perSecond >= 0.995 ? "%.1f/s" : "%.2f/s";
    return perSecond < 0.005 ? "<0.01/s" : String.format(Locale.ROOT, format, perSecond);
  }

  /** "now", "12 s ago", "3 min ago", "2 h ago", "5 d ago". */
  public static String ago(long nowUnixNanos, long unixNanos) {
    long seconds = (nowUnixNanos - unixNanos) / 1_000_000_000;
    if (seconds < 1) {
      return "now";
    }
    if (seconds < 60) {
      return seconds + " s ago";
    }
    if (seconds < 3_600) {
      return seconds / 60 + " min ago";
    }
    return seconds < 2 * 86_400 ? seconds / 3_600 + " h ago" : seconds / 86_400 + " d ago";
  }

  /** Such as 2030-01-31 02:14:05; "unknown" for 0. */
  public static String time(long unixNanos) {
    return unixNanos == 0 ? "unknown" : SECOND.format(utc(unixNanos));
  }

  /** 02:14:05.120; "unknown" for 0. */
  public static String clock(long unixNanos) {
    return unixNanos == 0 ? "unknown" : CLOCK.format(utc(unixNanos));
  }

  private static LocalDateTime utc(long unixNanos) {
    // An epoch time is unsigned: one beyond 2262 must not come out as one before 1970.
    long seconds = Long.divideUnsigned(unixNanos, 1_000_000_000);
    long nanos = Long.remainderUnsigned(unixNanos, 1_000_000_000);
    return LocalDateTime.ofInstant(Instant.ofEpochSecond(seconds, nanos), ZoneOffset.UTC);
  }
}
