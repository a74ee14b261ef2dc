package io.longpole.analyzer.detect;

/**
 * Counts what happened in the last half to full hour: events of 30 minutes are forgotten at once.
 *
 * <p>Example: 5 events at 12:10 and 2 at 12:40 are 7 until 13:00, then 2.
 */
final class Tally {

  /** What is recent is forgotten in such periods. */
  static final long PERIOD_NANOS = 30L * 60 * 1_000_000_000L;

  private long period = Long.MIN_VALUE;
  private long current;
  private long before;

  void add(long timeNanos) {
    add(timeNanos, 1);
  }

  /** Counts several that happened then. */
  void add(long timeNanos, long count) {
    long now = Math.floorDiv(timeNanos, PERIOD_NANOS);
    if (now > period) {
      before = now == period + 1 ? current : 0;
      current = 0;
      period = now;
    }
    current += count;
  }

  long total() {
    return current + before;
  }
}
