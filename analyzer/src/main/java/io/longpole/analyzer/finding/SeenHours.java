package io.longpole.analyzer.finding;

import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often something was seen in each hour, with the first and the last time in it, and the
 * versions of the service that it was seen in then.
 *
 * <p>Hours are enough to tell a quiet day, and their number does not grow with the traffic. At most
 * {@value #MAX_HOURS} are kept; beyond that the oldest are forgotten.
 */
public final class SeenHours {

  public static final long HOUR_NANOS = 3_600_000_000_000L;

  private static final int MAX_HOURS = 20_000;

  /** One hour with at least one sight. */
  static final class Hour {
    private final long number;
    private long firstNanos = Long.MAX_VALUE;
    private long lastNanos = Long.MIN_VALUE;
    private String firstVersion = "";
    private String lastVersion = "";
    private long count;

    private Hour(long number) {
      this.number = number;
    }

    long firstNanos() {
      return firstNanos;
    }

    long lastNanos() {
      return lastNanos;
    }

    /** Of several at the same time the lowest in order of text. */
    String firstVersion() {
      return firstVersion;
    }

    /** Of several at the same time the highest in order of text. */
    String lastVersion() {
      return lastVersion;
    }

    long count() {
      return count;
    }

    private void add(long timeNanos, String version) {
      if (timeNanos < firstNanos
          || (timeNanos == firstNanos && version.compareTo(firstVersion) < 0)) {
        firstNanos = timeNanos;
        firstVersion = version;
      }
      if (timeNanos > lastNanos || (timeNanos == lastNanos && version.compareTo(lastVersion) > 0)) {
        lastNanos = timeNanos;
        lastVersion = version;
      }
      count++;
    }
  }

  private final TreeMap<Long, Hour> hours = new TreeMap<>();
  private Hour recent = new Hour(-1);

  /** Counts one time in nanoseconds since the epoch; those before 1970 are no times. */
  public void add(long timeNanos) {
    add(timeNanos, "");
  }

  /** The same of something that was seen in that version of its service; empty if none is told. */
  public void add(long timeNanos, String version) {
    if (timeNanos < 0) {
      return;
    }
    long number = timeNanos / HOUR_NANOS;
    if (recent.number != number) {
      recent = hours.computeIfAbsent(number, Hour::new);
      if (hours.size() > MAX_HOURS) {
        hours.pollFirstEntry();
      }
    }
    recent.add(timeNanos, version);
  }

  /** The hours that begin at or after one time and before another, oldest first. */
  Iterator<Map.Entry<Long, Hour>> between(long fromNanos, long untilNanos) {
    long from = Math.ceilDiv(Math.max(0, fromNanos), HOUR_NANOS);
    long until = Math.ceilDiv(Math.max(0, untilNanos), HOUR_NANOS);
    return hours.subMap(from, Math.max(from, until)).entrySet().iterator();
  }

  /** Whether nothing was seen. */
  public boolean isEmpty() {
    return hours.isEmpty();
  }
}
