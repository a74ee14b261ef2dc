package io.longpole.analyzer.detect;

/**
 * Decides which traces of a running pipeline are still learned.
 *
 * <p>Traces come about in the order in which they end. One that begins more than two minutes before
 * the newest that was learned is late: what detectors compare is judged minute by minute, and it
 * would be counted in the wrong one. One that begins more than a minute after now comes from a
 * wrong clock, and would make all others late. Both are looked at like any other, but not learned;
 * they are counted. Example: after a trace of 10:00:00 one of 9:58:30 is learned, one of 9:57:00 is
 * not.
 */
final class LearnWindow {

  static final long LATE_NANOS = 120_000_000_000L;
  static final long AHEAD_NANOS = 60_000_000_000L;

  private long newestNanos = Long.MIN_VALUE;
  private long late;
  private long ahead;

  /** Whether a trace that begins then is learned; if so, time has come so far. */
  boolean takes(long startNanos, long nowNanos) {
    if (startNanos > nowNanos + AHEAD_NANOS) {
      ahead++;
      return false;
    }
    if (newestNanos != Long.MIN_VALUE && startNanos < newestNanos - LATE_NANOS) {
      late++;
      return false;
    }
    newestNanos = Math.max(newestNanos, startNanos);
    return true;
  }

  /** Traces that came too late to be learned. */
  long late() {
    return late;
  }

  /** Traces from clocks that are ahead. */
  long ahead() {
    return ahead;
  }
}
