package io.longpole.analyzer.detect;

import java.util.Arrays;

/**
 * The distribution of durations in few numbers: counts in buckets that are 3 % wide.
 *
 * <p>Example: of 1, 2, 2, 10 ms the p50 is 2 ms and the p95 is 10 ms, to 1.6 %. A bucket is named
 * by the position of the highest bit and the five bits below it. Adding costs a few operations;
 * memory is one int a bucket between the shortest and the longest.
 */
public final class DurationSketch {

  private static final int BITS = 5;
  private static final int STEPS = 1 << BITS;

  private int[] counts = new int[0];
  private int first;
  private long total;

  public void add(long nanos) {
    int bucket = bucket(nanos);
    if (counts.length == 0) {
      first = bucket;
      counts = new int[1];
    } else if (bucket < first) {
      int[] wider = new int[counts.length + first - bucket];
      System.arraycopy(counts, 0, wider, first - bucket, counts.length);
      counts = wider;
      first = bucket;
    } else if (bucket >= first + counts.length) {
      counts = Arrays.copyOf(counts, bucket - first + 1);
    }
    counts[bucket - first]++;
    total++;
  }

  public long total() {
    return total;
  }

  /** The value of rank ceil(q·n); 0 if there is none. */
  public long quantile(double q) {
    long rank = Math.max(1, (long) Math.ceil(q * total));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return middle(first + i);
      }
    }
    return 0;
  }

  /** The lowest bucket that is in use; with {@link #end} the range of {@link #count}. */
  int begin() {
    return first;
  }

  /** After the highest bucket that is in use. */
  int end() {
    return first + counts.length;
  }

  /** How many values are in a bucket. */
  int count(int bucket) {
    return bucket < first || bucket >= end() ? 0 : counts[bucket - first];
  }

  public void addAll(DurationSketch other) {
    for (int bucket = other.begin(); bucket < other.end(); bucket++) {
      int count = other.count(bucket);
      if (count > 0) {
        add(middle(bucket));
        counts[bucket - first] += count - 1;
        total += count - 1;
      }
    }
  }

  private static int bucket(long nanos) {
    if (nanos < STEPS) {
      return (int) Math.max(0, nanos);
    }
    int high = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    return ((high - BITS + 1) << BITS) + (int) ((nanos >>> (high - BITS)) & (STEPS - 1));
  }

  /** A value in the middle of a bucket. */
  static long middle(int bucket) {
    if (bucket < STEPS) {
      return bucket;
    }
    int shift = (bucket >> BITS) - 1;
    long low = (long) (STEPS + (bucket & (STEPS - 1))) << shift;
    return low + (1L << shift) / 2;
  }
}
