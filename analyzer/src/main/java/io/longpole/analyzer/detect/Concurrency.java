package io.longpole.analyzer.detect;

import java.util.Arrays;

/**
 * How many calls ran at once, at any time of a window.
 *
 * <p>Example: 0–10, 5–15 and 5–8 run 1 at time 4, 3 at time 6, 2 at time 9; the most is 3, reached
 * once. New calls wait until they are a quarter of those that are known and are then sorted and
 * merged with them: O(log n) a call on average. Keeps {@value #LIMIT} starts and ends and drops as
 * many of the oldest of both, which changes no answer about later times. Each answer costs O(log n)
 * and is about the calls up to the last {@link #settle}.
 */
final class Concurrency extends RecentMap.Value {

  static final int LIMIT = 16_384;

  private static final int LEAST_PENDING = 256;
  private static final int PENDING_SHARE = 4;

  /**
   * While calls come in, an answer may be that old: taking them in costs as much as all of them.
   */
  private static final long MAX_AGE_NANOS = 100_000_000L;

  private final int limit;
  private long[] starts = new long[0];
  private long[] ends = new long[0];
  private long[] newStarts = new long[16];
  private long[] newEnds = new long[16];
  private int pending;
  private int most;
  private int timesAtMost;
  private long settledAt = Long.MIN_VALUE;

  Concurrency() {
    this(LIMIT);
  }

  /** Keeps that many calls. */
  Concurrency(int limit) {
    this.limit = limit;
  }

  /** Adds a call; answers whether the calls so far were settled. */
  boolean add(long start, long end) {
    if (pending == newStarts.length) {
      newStarts = Arrays.copyOf(newStarts, pending * 2);
      newEnds = Arrays.copyOf(newEnds, pending * 2);
    }
    newStarts[pending] = start;
    newEnds[pending] = end;
    pending++;
    if (pending < Math.max(LEAST_PENDING, starts.length / PENDING_SHARE)) {
      return false;
    }
    settle();
    return true;
  }

  /** Takes in all calls that were added. */
  void settle() {
    if (pending > 0) {
      starts = merged(starts, newStarts);
      ends = merged(ends, newEnds);
      pending = 0;
      findMost();
    }
  }

  /** The same while calls come in: at most once in a tenth of a second of their time. */
  void settleAt(long timeNanos) {
    if (settledAt == Long.MIN_VALUE || Math.abs(timeNanos - settledAt) >= MAX_AGE_NANOS) {
      settledAt = timeNanos;
      settle();
    }
  }

  /** The latest of both; the old ones are in order. */
  private long[] merged(long[] old, long[] more) {
    Arrays.sort(more, 0, pending);
    long[] all = new long[Math.min(limit, old.length + pending)];
    int i = old.length - 1;
    int j = pending - 1;
    for (int at = all.length - 1; at >= 0; at--) {
      all[at] = j < 0 || (i >= 0 && old[i] > more[j]) ? old[i--] : more[j--];
    }
    return all;
  }

  private void findMost() {
    most = 0;
    timesAtMost = 0;
    int ended = 0;
    for (int started = 0; started < starts.length; started++) {
      while (ends[ended] <= starts[started] && ended < started) {
        ended++;
      }
      int now = started + 1 - ended;
      if (now > most) {
        most = now;
        timesAtMost = 0;
      }
      timesAtMost += now == most ? 1 : 0;
    }
  }

  /** How many calls run at that time; one that ends then does not. */
  int at(long time) {
    return upTo(starts, time) - upTo(ends, time);
  }

  /** The most that ran at once. */
  int most() {
    return most;
  }

  /** How often that many were reached. */
  int timesAtMost() {
    return timesAtMost;
  }

  /** The share of a stretch of time in which the most ran. */
  double shareAtMost(long from, long to) {
    if (to <= from) {
      return 0;
    }
    long atMost = 0;
    long time = from;
    int started = upTo(starts, from);
    int ended = upTo(ends, from);
    while (time < to) {
      long nextStart = started < starts.length ? starts[started] : Long.MAX_VALUE;
      long nextEnd = ended < ends.length ? ends[ended] : Long.MAX_VALUE;
      long until = Math.min(to, Math.min(nextStart, nextEnd));
      atMost += started - ended >= most ? until - time : 0;
      time = until;
      while (ended < ends.length && ends[ended] <= time) {
        ended++;
      }
      while (started < starts.length && starts[started] <= time) {
        started++;
      }
    }
    return (double) atMost / (to - from);
  }

  /** How many of the sorted times are at most that one. */
  private static int upTo(long[] times, long time) {
    int low = 0;
    int high = times.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
