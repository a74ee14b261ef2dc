package io.longpole.analyzer.detect;

import org.jspecify.annotations.Nullable;

/**
 * Counts what happened, by half hours: what counts is the last half to full hour or, asked about a
 * time in the past, the hour around it. Keeps {@value #KEPT} half hours, a day.
 *
 * <p>Example: 5 events at 12:10 and 2 at 12:40 are 7 until 13:00, then 2. Asked afterwards about
 * 12:25, they are 7 too, because the half hour after 12:30 is nearer than the one before 12:00;
 * about 12:05 they are 5.
 */
final class Tally {

  /** What is recent is forgotten in such periods. */
  static final long PERIOD_NANOS = 30L * 60 * 1_000_000_000L;

  static final int KEPT = 48;

  private long period = Long.MIN_VALUE;
  private long current;
  private long before;

  /** The counts of earlier periods, each at its number modulo {@link #KEPT}. */
  private int @Nullable [] past;

  void add(long timeNanos) {
    add(timeNanos, 1);
  }

  /** Counts several that happened then. */
  void add(long timeNanos, long count) {
    long now = Math.floorDiv(timeNanos, PERIOD_NANOS);
    if (now > period) {
      turnTo(now);
    }
    current += count;
  }

  private void turnTo(long now) {
    if (period != Long.MIN_VALUE) {
      int[] kept = past == null ? new int[KEPT] : past;
      kept[slot(period)] = (int) Math.min(Integer.MAX_VALUE, current);
      for (long quiet = Math.max(period + 1, now - KEPT); quiet < now; quiet++) {
        kept[slot(quiet)] = 0;
      }
      past = kept;
    }
    before = now == period + 1 ? current : 0;
    current = 0;
    period = now;
  }

  private static int slot(long period) {
    return (int) Math.floorMod(period, (long) KEPT);
  }

  /** What happened in the last half to full hour. */
  long total() {
    return current + before;
  }

  /** What happened in the hour around a time; before the first that is kept, around that. */
  long around(long timeNanos) {
    long asked = Math.floorDiv(timeNanos, PERIOD_NANOS);
    if (asked >= period) {
      return total();
    }
    long nearest = Math.max(asked, period - KEPT);
    boolean early = Math.floorMod(timeNanos, PERIOD_NANOS) < PERIOD_NANOS / 2;
    return in(nearest) + in(early ? nearest - 1 : nearest + 1);
  }

  private long in(long asked) {
    if (asked == period) {
      return current;
    }
    return past == null || asked < period - KEPT ? 0 : past[slot(asked)];
  }
}
