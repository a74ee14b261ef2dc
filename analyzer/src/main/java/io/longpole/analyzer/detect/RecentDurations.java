package io.longpole.analyzer.detect;

/**
 * Durations of the last half to full hour; of the hour before nothing is known any more.
 *
 * <p>The last few wait in one number until there are {@value #MOST_PENDING}: the sketches of a
 * thousand edges do not fit into a cache, so they are touched less often.
 */
final class RecentDurations {

  private static final int BITS = 12;
  private static final int MOST_PENDING = Long.SIZE / BITS;

  private long period = Long.MIN_VALUE;
  private DurationSketch current = new DurationSketch();
  private DurationSketch before = new DurationSketch();

  /** Buckets of the sketch, the last in the lowest bits. */
  private long pending;

  private int pendingCount;

  /** Where durations of that time belong, for many at once. */
  DurationSketch at(long timeNanos) {
    turnTo(timeNanos);
    return current;
  }

  void add(long timeNanos, long durationNanos) {
    turnTo(timeNanos);
    pending = pending << BITS | DurationSketch.bucket(durationNanos);
    pendingCount++;
    if (pendingCount == MOST_PENDING) {
      takeIn();
    }
  }

  private void takeIn() {
    while (pendingCount > 0) {
      current.addBucket((int) pending & ((1 << BITS) - 1), 1);
      pending >>>= BITS;
      pendingCount--;
    }
  }

  private void turnTo(long timeNanos) {
    long now = Math.floorDiv(timeNanos, Tally.PERIOD_NANOS);
    if (now > period) {
      takeIn();
      before = now == period + 1 ? current : new DurationSketch();
      current = new DurationSketch();
      period = now;
    }
  }

  /** Adds all durations of a sketch. */
  void addAll(long timeNanos, DurationSketch more) {
    if (more.total() > 0) {
      turnTo(timeNanos);
      current.addAll(more);
    }
  }

  long total() {
    return before.total() + current.total() + pendingCount;
  }

  /** The value of rank ceil(q·n); 0 if there is none. */
  long quantile(double q) {
    takeIn();
    return DurationSketch.quantile(q, current, before);
  }

  /** The longest duration that cannot be told from that quantile. */
  long mostOfQuantile(double q) {
    takeIn();
    return DurationSketch.mostOfQuantile(q, current, before);
  }
}
