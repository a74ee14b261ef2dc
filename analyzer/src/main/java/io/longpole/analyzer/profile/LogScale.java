package io.longpole.analyzer.profile;

import java.util.Arrays;

/**
 * Durations in buckets that grow by a constant factor, so that a bucket's value is known to a
 * constant relative error: the buckets of a DDSketch.
 *
 * <p>Bucket i holds durations above γ^(i−1) up to γ^i ns, where γ = (1+α)/(1−α); its value
 * 2γ^i/(γ+1) is off by α at most. Example with α = 5 %: 1 ms is in bucket 139, whose value is 1.05
 * ms. The limits are whole numbers worked out once by StrictMath: the same everywhere, and no
 * logarithm a duration.
 */
@SuppressWarnings("ImmutableEnumChecker") // the arrays are never written again
enum LogScale {
  /** Durations of requests, for quantiles. */
  REQUESTS(0.01),
  /** Time on the critical path, for quantiles. */
  PATHS(0.02),
  /** Durations of requests, for what is kept of each bucket of them. */
  BANDS(0.05);

  private static final int STEP_BITS = 6;
  private static final int STEPS = 1 << STEP_BITS;

  private final double gamma;

  /** The longest duration of each bucket. */
  private final long[] limits;

  /** A bucket that is not after that of a duration, by its highest bit and the next six. */
  private final int[] guesses = new int[Long.SIZE * STEPS];

  LogScale(double error) {
    gamma = (1 + error) / (1 - error);
    limits = limits(gamma);
    for (int exponent = 0; exponent < Long.SIZE - 1; exponent++) {
      for (int step = 0; step < STEPS; step++) {
        guesses[exponent * STEPS + step] = search(lowest(exponent, step));
      }
    }
  }

  private static long[] limits(double gamma) {
    long[] limits = new long[3_000];
    int size = 0;
    double limit = 1;
    while (limit < Long.MAX_VALUE) {
      limits[size] = (long) limit;
      size++;
      limit = StrictMath.pow(gamma, size);
    }
    limits[size++] = Long.MAX_VALUE;
    return Arrays.copyOf(limits, size);
  }

  private static long lowest(int exponent, int step) {
    long digits = (long) STEPS + step;
    return exponent >= STEP_BITS
        ? digits << (exponent - STEP_BITS)
        : digits >>> (STEP_BITS - exponent);
  }

  private int search(long nanos) {
    int low = 0;
    int high = limits.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (limits[middle] < nanos) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The bucket of a duration; nothing, and less, is in the first. */
  int bucket(long nanos) {
    if (nanos <= 1) {
      return 0;
    }
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    long digits =
        exponent >= STEP_BITS ? nanos >>> (exponent - STEP_BITS) : nanos << (STEP_BITS - exponent);
    int bucket = guesses[exponent * STEPS + (int) (digits & (STEPS - 1))];
    while (limits[bucket] < nanos) {
      bucket++;
    }
    return bucket;
  }

  /** The duration that stands for all in a bucket. */
  long value(int bucket) {
    return Math.round(2 * StrictMath.pow(gamma, bucket) / (gamma + 1));
  }

  /** How many buckets there are. */
  int size() {
    return limits.length;
  }
}
