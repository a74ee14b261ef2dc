package io.longpole.analyzer.detect;

import java.util.Arrays;

/**
 * The time limit that calls run into, read off the durations of those that did.
 *
 * <p>Example: 500, 501, 502, 503, 505 and 1200 ms tell of a limit of 502 ms: the middle of the
 * densest cluster that is ±2 % wide, of at least {@value #ENOUGH}. Keeps the last {@value #LIMIT}
 * durations. O(n log n) after new ones; of many not until a sixteenth of them is new.
 */
final class TimeLimit {

  private static final int LIMIT = 512;
  private static final int FIRST_ROOM = 8;
  static final int ENOUGH = 5;
  private static final double WIDTH = 0.02;

  private long[] durations = new long[FIRST_ROOM];

  /** The limit is read anew when that part of the durations is new. */
  private static final int UNREAD_SHARE = 16;

  private int next;
  private int size;
  private int unread;
  private long known;

  void add(long nanos) {
    if (next == durations.length) {
      durations = Arrays.copyOf(durations, next * 2);
    }
    durations[next] = nanos;
    next = (next + 1) % LIMIT;
    size = Math.min(LIMIT, size + 1);
    unread++;
  }

  /** Takes in all durations that were added. */
  void settle() {
    if (unread > 0) {
      known = densest();
      unread = 0;
    }
  }

  /** Whether a duration is that of a call that ran into the limit. */
  static boolean isAt(long limitNanos, long nanos) {
    return Math.abs(nanos - limitNanos) <= 2 * WIDTH * limitNanos;
  }

  /** Whether a limit is clearly shorter than a time, and not just read off other calls. */
  static boolean isBelow(long limitNanos, long nanos) {
    return limitNanos * (1 + WIDTH) < nanos * (1 - WIDTH);
  }

  /** The limit, 0 if none shows. */
  long nanos() {
    if (unread > size / UNREAD_SHARE) {
      settle();
    }
    return known;
  }

  private long densest() {
    long[] sorted = Arrays.copyOf(durations, size);
    Arrays.sort(sorted);
    int best = 0;
    long middle = 0;
    int from = 0;
    for (int to = 0; to < sorted.length; to++) {
      while (sorted[to] * (1 - WIDTH) > sorted[from] * (1 + WIDTH)) {
        from++;
      }
      if (to - from + 1 > best) {
        best = to - from + 1;
        middle = sorted[(from + to) / 2];
      }
    }
    return best >= ENOUGH ? middle : 0;
  }
}
