package io.longpole.analyzer.detect;

import java.util.Arrays;

/**
 * What became of the calls of an edge, counted in buckets of time.
 *
 * <p>Keeps the last {@value #BUCKETS} buckets in one flat array, which is short as long as there is
 * little to remember: a number that is a multiple of the one before it, so that no two buckets meet
 * when it grows. Example: with room for ten, buckets 3 and 13 meet; the room doubles, and they lie
 * apart. One step each; growing costs O(1) a bucket on average.
 */
final class AttemptCounts {

  static final int BUCKETS = 360;

  /** What is counted of each bucket. */
  static final int FIRSTS = 1;

  static final int REPEATS = 2;
  static final int FAILED = 3;
  static final int SUCCESSES = 4;
  static final int SLOW_FAILURES = 5;
  private static final int STORMY = 6;
  private static final int FIELDS = 7;

  private static final int FIRST_ROOM = 10;
  private static final int LAST_DOUBLED = 20;
  private static final int NO_NUMBER = Integer.MIN_VALUE;

  /** By slot the bucket's number and its counts. */
  private int[] counts = empty(FIRST_ROOM);

  private int newest = NO_NUMBER;

  private static int[] empty(int room) {
    int[] counts = new int[room * FIELDS];
    for (int at = 0; at < counts.length; at += FIELDS) {
      counts[at] = NO_NUMBER;
    }
    return counts;
  }

  /** Counts in a bucket, which must not be older than those that are kept. */
  void add(long bucket, int field, int count) {
    int at = slotFor((int) bucket); // before the array is read: it may grow
    counts[at + field] += count;
  }

  private int slotFor(int number) {
    newest = Math.max(newest, number);
    int at = slot(number);
    while (counts[at] != number) {
      int other = counts[at];
      if (other > newest - BUCKETS && counts.length < BUCKETS * FIELDS) {
        grow();
        at = slot(number);
      } else {
        Arrays.fill(counts, at, at + FIELDS, 0);
        counts[at] = number;
      }
    }
    return at;
  }

  private int slot(int number) {
    return Math.floorMod(number, counts.length / FIELDS) * FIELDS;
  }

  private void grow() {
    int[] old = counts;
    int room = old.length / FIELDS;
    counts = empty(room <= LAST_DOUBLED ? 2 * room : 3 * room);
    for (int at = 0; at < old.length; at += FIELDS) {
      if (old[at] != NO_NUMBER) {
        System.arraycopy(old, at, counts, slot(old[at]), FIELDS);
      }
    }
  }

  /** Says that the bucket is part of a stretch of many retries. */
  void markStormy(long bucket) {
    int at = slot((int) bucket);
    if (counts[at] == bucket) {
      counts[at + STORMY] = 1;
    }
  }

  /** Sums of some buckets, of those in which anything was counted. */
  record Sums(
      long firsts, long repeats, long failed, long slowFailures, long successes, long buckets) {

    double attempts() {
      return (double) firsts + repeats;
    }
  }

  /** Sums of the buckets from one to another; those of a calm baseline leave out stormy ones. */
  Sums sums(long from, long to, boolean calm) {
    long[] sums = new long[FIELDS];
    long buckets = 0;
    for (long bucket = from; bucket <= to; bucket++) {
      int at = slot((int) bucket);
      if (counts[at] == bucket && !(calm && counts[at + STORMY] != 0)) {
        for (int field = 1; field < FIELDS; field++) {
          sums[field] += counts[at + field];
        }
        buckets++;
      }
    }
    return new Sums(
        sums[FIRSTS], sums[REPEATS], sums[FAILED], sums[SLOW_FAILURES], sums[SUCCESSES], buckets);
  }
}
