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
  private static final DurationSketch NONE = new DurationSketch();

  private int[] counts = new int[0];
  private int first;
  private long total;

  public void add(long nanos) {
    addBucket(bucket(nanos), 1);
  }

  /** Adds several durations of one bucket. */
  void addBucket(int bucket, int count) {
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
    counts[bucket - first] += count;
    total += count;
  }

  public long total() {
    return total;
  }

  /** The value of rank ceil(q·n); 0 if there is none. */
  public long quantile(double q) {
    return quantile(q, this, NONE);
  }

  /** The same of the durations of two sketches. */
  static long quantile(double q, DurationSketch one, DurationSketch other) {
    return middle(bucket(q, one, other));
  }

  /** The longest duration that cannot be told from that quantile of two sketches. */
  static long mostOfQuantile(double q, DurationSketch one, DurationSketch other) {
    return top(bucket(q, one, other));
  }

  /** The bucket of rank ceil(q·n), that of 0 if there is none. */
  private static int bucket(double q, DurationSketch one, DurationSketch other) {
    long rank = Math.max(1, (long) Math.ceil(q * (one.total + other.total)));
    int begin = one.total == 0 ? other.begin() : one.begin();
    begin = other.total == 0 ? begin : Math.min(begin, other.begin());
    int end = Math.max(one.end(), other.end());
    long seen = 0;
    for (int bucket = begin; bucket < end; bucket++) {
      seen += one.count(bucket) + other.count(bucket);
      if (seen >= rank) {
        return bucket;
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
        addBucket(bucket, count);
      }
    }
  }

  /** The bucket of a duration; less than 2,048. */
  static int bucket(long nanos) {
    if (nanos < STEPS) {
      return (int) Math.max(0, nanos);
    }
    int high = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    return ((high - BITS + 1) << BITS) + (int) ((nanos >>> (high - BITS)) & (STEPS - 1));
  }

  /** The largest value in a bucket. */
  private static long top(int bucket) {
    if (bucket < STEPS) {
      return bucket;
    }
    int shift = (bucket >> BITS) - 1;
    return ((long) (STEPS + (bucket & (STEPS - 1)) + 1) << shift) - 1;
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
