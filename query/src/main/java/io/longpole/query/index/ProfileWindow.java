package io.longpole.query.index;

/** A minute or an hour of root starts, in nanoseconds since the epoch. */
record ProfileWindow(long startNanos, long endNanos) {

  static final long MINUTE_NANOS = 60_000_000_000L;
  static final long HOUR_NANOS = 60 * MINUTE_NANOS;

  static ProfileWindow minute(long startNanos) {
    return new ProfileWindow(startNanos, startNanos + MINUTE_NANOS);
  }

  static ProfileWindow hour(long startNanos) {
    return new ProfileWindow(startNanos, startNanos + HOUR_NANOS);
  }

  /** The start of the hour that a time is in. */
  static long hourOf(long nanos) {
    return Math.floorDiv(nanos, HOUR_NANOS) * HOUR_NANOS;
  }

  boolean isMinute() {
    return endNanos - startNanos == MINUTE_NANOS;
  }
}
