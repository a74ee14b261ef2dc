package io.longpole.query.index;

/** A half-open interval of times in nanoseconds since the epoch. */
public record Interval(long fromNanos, long toNanos) {
  public static final Interval ALL = new Interval(Long.MIN_VALUE, Long.MAX_VALUE);

  private static final long DAY_NANOS = 86_400_000_000_000L;

  /** From and to as in the query API, where 0 leaves a side open. */
  public static Interval of(long fromNanosOrZero, long toNanosOrZero) {
    return new Interval(
        fromNanosOrZero == 0 ? Long.MIN_VALUE : fromNanosOrZero,
        toNanosOrZero == 0 ? Long.MAX_VALUE : toNanosOrZero);
  }

  boolean isAll() {
    return equals(ALL);
  }

  boolean isEmpty() {
    return toNanos <= fromNanos;
  }

  /** Whether it is closed on both sides and no longer than a day. */
  boolean isAtMostADay() {
    return fromNanos != Long.MIN_VALUE
        && toNanos != Long.MAX_VALUE
        && toNanos - fromNanos <= DAY_NANOS;
  }
}
