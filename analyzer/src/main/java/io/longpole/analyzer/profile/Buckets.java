package io.longpole.analyzer.profile;

import java.util.Arrays;

/**
 * Counts, and sums of nanoseconds, of the buckets of a {@link LogScale} that are in use, in their
 * order. Arrays: 20 bytes a bucket.
 *
 * <p>Example: of the buckets 7: 2 and 9: 1 the quantile 0.5 is bucket 7, the quantile 0.7 bucket 9.
 * Adding takes a binary search, and a shift for a new bucket; there are 30 to 80 as a rule.
 */
final class Buckets {

  private int[] buckets = new int[2];
  private long[] counts = new long[2];
  private long[] nanos = new long[2];
  private int size;

  void add(int bucket, long count, long addedNanos) {
    int at = place(bucket);
    counts[at] = saturated(counts[at], count);
    nanos[at] = saturated(nanos[at], addedNanos);
  }

  private int place(int bucket) {
    int found = Arrays.binarySearch(buckets, 0, size, bucket);
    if (found >= 0) {
      return found;
    }
    int at = -found - 1;
    if (size == buckets.length) {
      int larger = size + (size >> 1) + 2;
      buckets = Arrays.copyOf(buckets, larger);
      counts = Arrays.copyOf(counts, larger);
      nanos = Arrays.copyOf(nanos, larger);
    }
    System.arraycopy(buckets, at, buckets, at + 1, size - at);
    System.arraycopy(counts, at, counts, at + 1, size - at);
    System.arraycopy(nanos, at, nanos, at + 1, size - at);
    buckets[at] = bucket;
    counts[at] = 0;
    nanos[at] = 0;
    size++;
    return at;
  }

  void addAll(Buckets other) {
    for (int i = 0; i < other.size; i++) {
      add(other.buckets[i], other.counts[i], other.nanos[i]);
    }
  }

  /** Buckets in use; they are the places 0 to size − 1. */
  int size() {
    return size;
  }

  int bucket(int place) {
    return buckets[place];
  }

  long count(int place) {
    return counts[place];
  }

  long nanos(int place) {
    return nanos[place];
  }

  /** All counts. */
  long count() {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      sum = saturated(sum, counts[i]);
    }
    return sum;
  }

  /** All nanoseconds. */
  long nanos() {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      sum = saturated(sum, nanos[i]);
    }
    return sum;
  }

  /** The bucket of rank ceil(q·n); 0 if nothing was counted. */
  int quantile(double q) {
    double rank = Math.max(1, Math.ceil(q * count()));
    long seen = 0;
    for (int i = 0; i < size; i++) {
      seen = saturated(seen, counts[i]);
      if (seen >= rank) {
        return buckets[i];
      }
    }
    return 0;
  }

  /** A sum that stops at the largest number: so it is the same in any order. */
  static long saturated(long left, long right) {
    long sum = left + right;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
