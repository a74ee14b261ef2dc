package io.longpole.analyzer.detect;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Finds where a sequence repeats itself: maximal runs of a short period.
 *
 * <p>In {@code x a b a b a b a y} the period 2 repeats 3 times from index 1; the last, cut-off
 * {@code a} does not count. The smallest period wins ({@code a b a b a b a b} is no repeat of
 * {@code a b a b}), runs of one and the same element are none, and no element is in two runs. Time
 * O(n × {@link #LONGEST}).
 */
final class Periods {

  static final int SHORTEST = 2;
  static final int LONGEST = 8;

  /** A period that starts at an index and is repeated whole that many times. */
  record Run(int start, int period, int repeats) {
    int length() {
      return period * repeats;
    }
  }

  private Periods() {}

  /**
   * All runs of at least {@code minRepeats} whole repeats, smaller periods first, then by start.
   */
  static List<Run> of(int[] sequence, int minRepeats) {
    List<Run> runs = new ArrayList<>();
    BitSet taken = new BitSet(sequence.length);
    for (int period = SHORTEST; period <= LONGEST; period++) {
      int start = 0;
      while (start + period * minRepeats <= sequence.length) {
        int end = endOfRun(sequence, taken, start, period);
        int repeats = (end - start) / period;
        if (repeats >= minRepeats && !isConstant(sequence, start, period)) {
          runs.add(new Run(start, period, repeats));
          taken.set(start, start + period * repeats);
          start += period * repeats;
        } else {
          start = nextStart(sequence, taken, start, end, period);
        }
      }
    }
    return runs;
  }

  /** The first index that does not continue the period begun at {@code start}. */
  private static int endOfRun(int[] sequence, BitSet taken, int start, int period) {
    int limit = taken.nextSetBit(start);
    int end = limit < 0 ? sequence.length : limit;
    if (end - start <= period) {
      return end;
    }
    int i = start + period;
    while (i < end && sequence[i] == sequence[i - period]) {
      i++;
    }
    return i;
  }

  /** No run can begin earlier: a shorter one that ends at {@code end} holds all of them. */
  private static int nextStart(int[] sequence, BitSet taken, int start, int end, int period) {
    int next = Math.max(start + 1, end - period + 1);
    int free = taken.nextClearBit(Math.min(next, sequence.length));
    return free;
  }

  private static boolean isConstant(int[] sequence, int start, int period) {
    for (int i = 1; i < period; i++) {
      if (sequence[start + i] != sequence[start]) {
        return false;
      }
    }
    return true;
  }
}
