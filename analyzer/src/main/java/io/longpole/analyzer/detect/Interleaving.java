package io.longpole.analyzer.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds elements that come equally often in a sequence and keep step with each other.
 *
 * <p>{@code a b b a a b c b a a b d}: a and b come 5 times each, and at no point is one more than 2
 * ahead of the other: a loop whose rounds overlap. In {@code a a a a a b b b b b} a is 5 ahead: two
 * loops. "In step" allows a lead of max(2, a quarter of the count), the concurrency of the loop.
 * Time O(n × {@link #MAX_OPEN}).
 */
final class Interleaving {

  /** So many loops may be under way at the same time in one sequence. */
  static final int MAX_OPEN = 8;

  /**
   * Elements in step.
   *
   * @param indexes of all their occurrences, ascending
   * @param repeats how often each of them comes
   * @param length how many different elements there are
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never changed
  record Braid(int[] indexes, int repeats, int length) {}

  private Interleaving() {}

  /** All braids of elements that come at least {@code minimum} times, by first appearance. */
  static List<Braid> of(int[] sequence, int minimum) {
    GroupTable occurrences = new GroupTable();
    for (int i = 0; i < sequence.length; i++) {
      occurrences.add(sequence[i], i);
    }
    List<List<int[]>> strands = new ArrayList<>();
    for (int group = 0; group < occurrences.groups(); group++) {
      if (occurrences.count(group) >= minimum) {
        join(strands, occurrences.values(group));
      }
    }
    List<Braid> braids = new ArrayList<>();
    for (List<int[]> strand : strands) {
      if (strand.size() > 1) {
        braids.add(braid(strand));
      }
    }
    return braids;
  }

  private static void join(List<List<int[]>> strands, int[] occurrences) {
    int oldest = Math.max(0, strands.size() - MAX_OPEN);
    for (int i = strands.size() - 1; i >= oldest; i--) {
      List<int[]> strand = strands.get(i);
      if (strand.size() < Periods.LONGEST && inStep(strand.get(0), occurrences)) {
        strand.add(occurrences);
        return;
      }
    }
    List<int[]> strand = new ArrayList<>();
    strand.add(occurrences);
    strands.add(strand);
  }

  /** Whether both are equally long and neither is ever far ahead of the other. */
  private static boolean inStep(int[] a, int[] b) {
    if (a.length != b.length) {
      return false;
    }
    int allowedLead = Math.max(2, a.length / 4);
    int i = 0;
    int j = 0;
    while (i < a.length && j < b.length) {
      if (a[i] < b[j]) {
        i++;
      } else {
        j++;
      }
      if (Math.abs(i - j) > allowedLead) {
        return false;
      }
    }
    return true;
  }

  private static Braid braid(List<int[]> strand) {
    int repeats = strand.get(0).length;
    int[] indexes = new int[repeats * strand.size()];
    int at = 0;
    for (int[] occurrences : strand) {
      System.arraycopy(occurrences, 0, indexes, at, repeats);
      at += repeats;
    }
    Arrays.sort(indexes);
    return new Braid(indexes, repeats, strand.size());
  }
}
