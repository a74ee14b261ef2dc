package io.longpole.analyzer.detect;

import java.util.Arrays;

/**
 * How many calls ran at once, at any time of a window.
 *
 * <p>Example: 0–10, 5–15 and 5–8 run 1 at time 4, 3 at time 6, 2 at time 9; the most is 3, reached
 * once. Keeps the last {@value #LIMIT} calls; sorting costs O(n log n) after new calls, each answer
 * O(log n).
 */
final class Concurrency {

  static final int LIMIT = 16_384;

  private long[] starts = new long[16];
  private long[] ends = new long[16];
  private long[] sortedStarts = new long[0];
  private long[] sortedEnds = new long[0];
  private int size;
  private int next;
  private boolean sorted = true;
  private int most;
  private int timesAtMost;

  void add(long start, long end) {
    if (next == LIMIT) {
      next = 0;
    }
    if (next == starts.length) {
      starts = Arrays.copyOf(starts, next * 2);
      ends = Arrays.copyOf(ends, next * 2);
    }
    starts[next] = start;
    ends[next] = end;
    next++;
    size = Math.max(size, next);
    sorted = false;
  }

  /** How many calls run at that time; one that ends then does not. */
  int at(long time) {
    sort();
    return upTo(sortedStarts, time) - upTo(sortedEnds, time);
  }

  /** The most that ran at once. */
  int most() {
    sort();
    return most;
  }

  /** How often that many were reached. */
  int timesAtMost() {
    sort();
    return timesAtMost;
  }

  /** The share of a stretch of time in which the most ran. */
  double shareAtMost(long from, long to) {
    sort();
    if (to <= from) {
      return 0;
    }
    long atMost = 0;
    long time = from;
    int started = upTo(sortedStarts, from);
    int ended = upTo(sortedEnds, from);
    while (time < to) {
      long nextStart = started < size ? sortedStarts[started] : Long.MAX_VALUE;
      long nextEnd = ended < size ? sortedEnds[ended] : Long.MAX_VALUE;
      long until = Math.min(to, Math.min(nextStart, nextEnd));
      atMost += started - ended >= most ? until - time : 0;
      time = until;
      while (ended < size && sortedEnds[ended] <= time) {
        ended++;
      }
      while (started < size && sortedStarts[started] <= time) {
        started++;
      }
    }
    return (double) atMost / (to - from);
  }

  private void sort() {
    if (sorted) {
      return;
    }
    sortedStarts = Arrays.copyOf(starts, size);
    sortedEnds = Arrays.copyOf(ends, size);
    Arrays.sort(sortedStarts);
    Arrays.sort(sortedEnds);
    sorted = true;
    most = 0;
    timesAtMost = 0;
    int ended = 0;
    for (int started = 0; started < size; started++) {
      while (sortedEnds[ended] <= sortedStarts[started] && ended < started) {
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
