package io.longpole.analyzer.detect;

import java.util.Arrays;

/**
 * Whether the calls of an edge wait longer, the more of them there are at once.
 *
 * <p>Example: gaps of 1, 2, 3 and 4 ms where 1, 2, 3 and 4 calls run give a correlation of 1. Of
 * many calls the last {@value #LIMIT} are compared, each time the calls that run at once are
 * settled: O(log n) a call on average.
 */
final class EdgeLoad {

  private static final int LIMIT = 512;

  private final Concurrency calls = new Concurrency(LIMIT);
  private long[] starts = new long[16];
  private long[] gaps = new long[16];
  private int size;
  private int next;
  private double correlation;

  /** Adds a call with its gap. */
  void add(long start, long end, long gapNanos) {
    if (next == LIMIT) {
      next = 0;
    }
    if (next == starts.length) {
      starts = Arrays.copyOf(starts, next * 2);
      gaps = Arrays.copyOf(gaps, next * 2);
    }
    starts[next] = start;
    gaps[next] = gapNanos;
    next++;
    size = Math.max(size, next);
    if (calls.add(start, end)) {
      correlate();
    }
  }

  /** Takes in all calls that were added. */
  void settle() {
    calls.settle();
    correlate();
  }

  private void correlate() {
    double[] beside = new double[size];
    double[] waited = new double[size];
    for (int i = 0; i < size; i++) {
      beside[i] = calls.at(starts[i]);
      waited[i] = gaps[i];
    }
    correlation = Correlation.of(beside, waited);
  }

  int size() {
    return size;
  }

  /** Between the gaps and the calls that ran when theirs began, −1 to 1; when last settled. */
  double correlation() {
    return correlation;
  }
}
