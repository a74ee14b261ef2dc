package io.longpole.analyzer.detect;

import org.jspecify.annotations.Nullable;

/**
 * What one service asks of a shared resource, in windows of 10 s: its load, and the p95 of its
 * calls.
 *
 * <p>Load is how many calls would run at once if each took its usual time, so that it does not grow
 * because the resource has become slow: a call of usually 5 s loads its window with 0.5, however
 * long it takes this time. Keeps {@value #WINDOWS} windows; a call that comes more than {@value
 * #OPEN} windows late adds load, but no duration. O(1) a call on average.
 */
final class ResourceUse {

  static final int WINDOWS = 360;
  static final long WINDOW_NANOS = 10_000_000_000L;

  /** Fewer calls than these in a window have no p95. */
  static final int ENOUGH_CALLS = 5;

  static final long UNKNOWN = -1;

  private static final int OPEN = 6;
  private static final int MAX_CALLS = 100;

  /** A usual duration beyond this counts as this. */
  private static final long MAX_REACH_NANOS = 36 * WINDOW_NANOS;

  /** What was asked in 10 s. */
  private static final class Bucket {
    private final long window;
    private long loadNanos;
    private long p95Nanos = UNKNOWN;
    private @Nullable DurationSketch open = new DurationSketch();

    private Bucket(long window) {
      this.window = window;
    }

    private void close() {
      p95Nanos = p95Nanos();
      open = null;
    }

    private long p95Nanos() {
      DurationSketch durations = open;
      if (durations == null) {
        return p95Nanos;
      }
      return durations.total() < ENOUGH_CALLS ? UNKNOWN : durations.quantile(0.95);
    }
  }

  private final @Nullable Bucket[] ring = new Bucket[WINDOWS];
  private final RecentMap<Object, UsualDuration> usual =
      new RecentMap<>(MAX_CALLS, call -> new UsualDuration());
  private long newest = Long.MIN_VALUE;

  /** How many calls' usual durations were forgotten to make room. */
  long forgotten() {
    return usual.evictions();
  }

  /** The window that holds a time. */
  static long window(long timeNanos) {
    return Math.floorDiv(timeNanos, WINDOW_NANOS);
  }

  void add(Object call, long startNanos, long durationNanos) {
    long window = window(startNanos);
    if (window > newest) {
      closeBefore(window - OPEN + 1);
      newest = window;
    }
    long end = startNanos + Math.min(MAX_REACH_NANOS, usual.at(call).add(durationNanos));
    for (long loaded = window; loaded <= window(end); loaded++) {
      long from = Math.max(startNanos, loaded * WINDOW_NANOS);
      long to = Math.min(end, (loaded + 1) * WINDOW_NANOS);
      Bucket bucket = bucket(loaded);
      if (bucket != null) {
        bucket.loadNanos += to - from;
      }
    }
    Bucket begun = bucket(window);
    if (begun != null && begun.open != null) {
      begun.open.add(durationNanos);
    }
  }

  private void closeBefore(long window) {
    long first = newest == Long.MIN_VALUE ? window : Math.max(newest - OPEN + 1, window - WINDOWS);
    for (long number = first; number < window; number++) {
      Bucket bucket = find(number);
      if (bucket != null && bucket.open != null) {
        bucket.close();
      }
    }
  }

  /** The bucket of a window, null if it was given up to a newer one. */
  private @Nullable Bucket bucket(long window) {
    int slot = (int) Math.floorMod(window, (long) WINDOWS);
    Bucket known = ring[slot];
    if (known == null || known.window < window) {
      known = new Bucket(window);
      ring[slot] = known;
    }
    return known.window == window ? known : null;
  }

  private @Nullable Bucket find(long window) {
    Bucket bucket = ring[(int) Math.floorMod(window, (long) WINDOWS)];
    return bucket == null || bucket.window != window ? null : bucket;
  }

  /** Calls at once in a window, each at its usual duration, times the length of the window. */
  long loadNanos(long window) {
    Bucket bucket = find(window);
    return bucket == null ? 0 : bucket.loadNanos;
  }

  /** The p95 of the calls that began in a window, or {@link #UNKNOWN}. */
  long p95Nanos(long window) {
    Bucket bucket = find(window);
    return bucket == null ? UNKNOWN : bucket.p95Nanos();
  }
}
