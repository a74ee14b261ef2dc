package io.longpole.analyzer.detect;

import java.util.Arrays;

/**
 * Whether the calls of an edge wait longer, the more of them there are at once.
 *
 * <p>Example: gaps of 1, 2, 3 and 4 ms where 1, 2, 3 and 4 calls run give a correlation of 1. Calls
 * are compared in stretches of time: the {@value #MOST} of a minute that began first, or those of
 * as many minutes as it takes to have {@value #ENOUGH}. Calls come late and not in order, as those
 * of one site are learned together: a stretch is closed when a call began twenty seconds after its
 * last one, and any but the very first takes none that began shortly before it. Comparing a stretch
 * costs O(n log n), a call that is passed over nearly nothing. Times are kept in microseconds since
 * the stretch began.
 */
final class EdgeLoad {

  /** Of fewer calls a correlation says nothing. */
  static final int ENOUGH = 30;

  private static final int MOST = 256;

  /** So many calls are collected before the first of them are chosen. */
  private static final int ROOM = MOST + MOST / 2;

  private static final long STRETCH_NANOS = 60_000_000_000L;

  /** So much later than others a call may come, which waited until it was learned. */
  private static final long LATE_NANOS = 2 * RetryEdge.BUCKET_NANOS;

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

  /** Of the calls from here to the beginning some were passed over while none was open. */
  private long passedOverFrom = Long.MAX_VALUE;

  /** No call that begins later is among the first. */
  private long lastNanos = Long.MAX_VALUE;

  private double correlation;

  /** Adds a call with its gap. */
  void add(long start, long end, long gapNanos) {
    if (start >= begin + STRETCH_NANOS) {
      turnTo(start);
    }
    if (!open || (start < begin && start >= passedOverFrom)) {
      return;
    }
    if (start > lastNanos) {
      if (start - lastNanos >= LATE_NANOS) {
        close();
      }
      return;
    }
    if (size * FIELDS == calls.length) {
      calls = Arrays.copyOf(calls, Math.clamp(calls.length * 2L, 4 * FIELDS, ROOM * FIELDS));
    }
    int at = size * FIELDS;
    calls[at] = micros(start);
    calls[at + 1] = micros(end);
    calls[at + 2] = (int) Math.min(Integer.MAX_VALUE, gapNanos / MICROSECOND);
    size++;
    if (size == ROOM) {
      choose();
    }
  }

  /** The stretch is long enough: begins another one, if there is something to be told of this. */
  private void turnTo(long start) {
    if (open && size >= ENOUGH) {
      close();
    }
    if (!open || start >= begin + LONGEST_NANOS) {
      passedOverFrom = begin == Long.MIN_VALUE ? Long.MAX_VALUE : start - LATE_NANOS;
      open = true;
      begin = start;
      lastNanos = Long.MAX_VALUE;
      size = 0;
    }
  }

  private int micros(long nanos) {
    long since = (nanos - begin) / MICROSECOND;
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, since));
  }

  /** Keeps the calls that began first. */
  private void choose() {
    long[] byStart = new long[size];
    for (int i = 0; i < size; i++) {
      byStart[i] = (long) calls[i * FIELDS] << Integer.SIZE | i;
    }
    Arrays.sort(byStart);
    int[] chosen = new int[ROOM * FIELDS];
    for (int i = 0; i < MOST; i++) {
      System.arraycopy(calls, (int) byStart[i] * FIELDS, chosen, i * FIELDS, FIELDS);
    }
    calls = chosen;
    size = MOST;
    lastNanos = begin + calls[(MOST - 1) * FIELDS] * MICROSECOND;
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
    if (size > MOST) {
      choose();
    }
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
