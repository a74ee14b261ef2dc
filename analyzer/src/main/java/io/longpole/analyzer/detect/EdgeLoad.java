package io.longpole.analyzer.detect;

import java.util.Arrays;

/**
 * Whether the calls of an edge wait longer, the more of them there are at once.
 *
 * <p>Example: gaps of 1, 2, 3 and 4 ms where 1, 2, 3 and 4 calls run give a correlation of 1. Calls
 * are compared in stretches of time: the first {@value #MOST} of a minute, or of as many minutes as
 * it takes to have {@value #ENOUGH}. Comparing a stretch costs O(n log n), a call that is passed
 * over nearly nothing. Times are kept in microseconds since the stretch began.
 */
final class EdgeLoad {

  /** Of fewer calls a correlation says nothing. */
  static final int ENOUGH = 30;

  private static final int MOST = 256;
  private static final long STRETCH_NANOS = 60_000_000_000L;

  /** A stretch that has not enough calls by then is given up. */
  private static final long LONGEST_NANOS = 30 * STRETCH_NANOS;

  private static final int FIELDS = 3;
  private static final int[] NO_CALLS = {};
  private static final long MICROSECOND = 1_000;

  /** Start, end and gap of each call. */
  private int[] calls = NO_CALLS;

  private int size;
  private boolean open;
  private long begin = Long.MIN_VALUE;
  private double correlation;

  /** Adds a call with its gap. */
  void add(long start, long end, long gapNanos) {
    if (begin == Long.MIN_VALUE || start >= begin + STRETCH_NANOS) {
      turnTo(start);
    }
    if (!open) {
      return;
    }
    if (size * FIELDS == calls.length) {
      calls = Arrays.copyOf(calls, Math.max(4 * FIELDS, calls.length * 2));
    }
    int at = size * FIELDS;
    calls[at] = micros(start);
    calls[at + 1] = micros(end);
    calls[at + 2] = (int) Math.min(Integer.MAX_VALUE, gapNanos / MICROSECOND);
    size++;
    if (size == MOST) {
      close();
    }
  }

  /** The stretch is long enough: begins another one, if there is something to be told of this. */
  private void turnTo(long start) {
    if (open && size >= ENOUGH) {
      close();
    }
    if (!open || start >= begin + LONGEST_NANOS) {
      open = true;
      begin = start;
      size = 0;
    }
  }

  private int micros(long nanos) {
    long since = (nanos - begin) / MICROSECOND;
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, since));
  }

  private void close() {
    correlate();
    open = false;
    size = 0;
    calls = NO_CALLS;
  }

  /** Takes in all calls that were added. */
  void settle() {
    if (open && size >= ENOUGH) {
      correlate();
    }
  }

  private void correlate() {
    Concurrency atOnce = new Concurrency(MOST);
    for (int i = 0; i < size; i++) {
      atOnce.add(calls[i * FIELDS], calls[i * FIELDS + 1]);
    }
    atOnce.settle();
    double[] beside = new double[size];
    double[] waited = new double[size];
    for (int i = 0; i < size; i++) {
      beside[i] = atOnce.at(calls[i * FIELDS]);
      waited[i] = calls[i * FIELDS + 2];
    }
    correlation = Correlation.of(beside, waited);
  }

  /**
   * Between the gaps and the calls that ran when theirs began, −1 to 1, in the last stretch that
   * had enough calls; 0 if none had.
   */
  double correlation() {
    return correlation;
  }
}
