package io.longpole.query.index;

import java.util.Arrays;

/**
 * Durations of one operation and their quantiles: exact up to {@value #EXACT}, then to within 0.4
 * %.
 *
 * <p>Beyond that many they are only counted, in steps of a 256th of their power of two: 1,000,000
 * ns is counted with 999,424 to 1,003,519 ns (2,048 ns of 524,288 a step) and answered by the
 * middle. The answer depends on the durations alone, never on their order.
 */
final class Durations {

  static final int EXACT = 1 << 16;
  private static final int STEP_BITS = 8;

  private long[] values = new long[16];
  private int size;
  private long[] counts = {};
  private long total;

  void add(long nanos) {
    total++;
    if (counts.length > 0) {
      counts[step(nanos)]++;
      return;
    }
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = nanos;
    if (size > EXACT) {
      counts = new long[step(Long.MAX_VALUE) + 1];
      for (int i = 0; i < size; i++) {
        counts[step(values[i])]++;
      }
      values = new long[0];
    }
  }

  void addAll(Durations other) {
    for (int i = 0; i < other.size && other.counts.length == 0; i++) {
      add(other.values[i]);
    }
    for (int step = 0; step < other.counts.length; step++) {
      for (long left = other.counts[step]; left > 0; left--) {
        add(middle(step));
      }
    }
  }

  long total() {
    return total;
  }

  /** The smallest duration that a share of all do not exceed; 0 if there is none. */
  long quantile(double share) {
    if (total == 0) {
      return 0;
    }
    long rank = Math.max(1, (long) Math.ceil(share * total));
    if (counts.length == 0) {
      Arrays.sort(values, 0, size);
      return values[(int) rank - 1];
    }
    long before = 0;
    for (int step = 0; step < counts.length; step++) {
      before += counts[step];
      if (before >= rank) {
        return middle(step);
      }
    }
    throw new IllegalStateException("rank=" + rank + " of " + before);
  }

  /** Below 512 a step is one nanosecond; above, a power of two is cut into 256. */
  private static int step(long nanos) {
    int shift = Math.max(0, 63 - Long.numberOfLeadingZeros(nanos | 1) - STEP_BITS);
    return (shift << STEP_BITS) + (int) (nanos >>> shift);
  }

  private static long middle(int step) {
    int shift = Math.max(0, (step >>> STEP_BITS) - 1);
    long low = ((long) step - ((long) shift << STEP_BITS)) << shift;
    return low + ((1L << shift) >>> 1);
  }
}
