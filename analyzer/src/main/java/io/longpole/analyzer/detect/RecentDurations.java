package io.longpole.analyzer.detect;

/** Durations of the last half to full hour; of the hour before nothing is known any more. */
final class RecentDurations {

  private static final long PERIOD_NANOS = 30L * 60 * 1_000_000_000L;

  private long period = Long.MIN_VALUE;
  private DurationSketch current = new DurationSketch();
  private DurationSketch before = new DurationSketch();

  void add(long timeNanos, long durationNanos) {
    turnTo(timeNanos);
    current.add(durationNanos);
  }

  private void turnTo(long timeNanos) {
    long now = Math.floorDiv(timeNanos, PERIOD_NANOS);
    if (now > period) {
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
    return current.total() + before.total();
  }

  /** The value of rank ceil(q·n); 0 if there is none. */
  long quantile(double q) {
    if (before.total() == 0) {
      return current.quantile(q);
    }
    DurationSketch both = new DurationSketch();
    both.addAll(before);
    both.addAll(current);
    return both.quantile(q);
  }
}
