package io.longpole.analyzer.detect;

import java.util.Arrays;

/** Whether the calls of an edge wait longer, the more of them there are at once. */
final class EdgeLoad {

  private static final int LIMIT = 2_048;

  private final Concurrency calls = new Concurrency();
  private long[] starts = new long[16];
  private long[] gaps = new long[16];
  private int size;
  private int next;
  private double known = Double.NaN;

  /** Adds a call with its gap; of many the last {@value #LIMIT} are compared. */
  void add(long start, long end, long gapNanos) {
    calls.add(start, end);
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
    known = Double.NaN;
  }

  int size() {
    return size;
  }

  /** Between the gaps and the calls that ran when theirs began, −1 to 1. */
  double correlation() {
    if (Double.isNaN(known)) {
      double[] beside = new double[size];
      double[] waited = new double[size];
      for (int i = 0; i < size; i++) {
        beside[i] = calls.at(starts[i]);
        waited[i] = gaps[i];
      }
      known = Correlation.of(beside, waited);
    }
    return known;
  }
}
