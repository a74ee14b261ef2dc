package io.longpole.analyzer.detect;

import java.util.Arrays;

/**
 * The calls that each span makes itself, as far as detectors may still look at them.
 *
 * <p>Parents are numbered from 0 in the order of their first call; the calls of each are in order
 * of start. Example: calls at positions 0 to 3 with the parents a, b, a, a make two rows, 0 2 3 and
 * 1. Linear in spans.
 */
final class Siblings {

  private final int[] positions;

  /** By parent's number where its calls end in the positions; they begin where the last ended. */
  private final int[] ends;

  private Siblings(int[] positions, int[] ends) {
    this.positions = positions;
    this.ends = ends;
  }

  /** The free calls whose parent makes them. */
  static Siblings free(TraceFacts facts) {
    int[] rowOf = new int[facts.callCount()]; // and one more, so that 0 is none
    int[] rowOfParent = new int[facts.trace().size()];
    int[] counts = new int[Math.min(rowOf.length, rowOfParent.length)];
    int rows = 0;
    int calls = 0;
    for (int position = 0; position < rowOf.length; position++) {
      int parent = facts.isFree(position) ? Callers.of(facts, facts.node(position)) : -1;
      if (parent >= 0) {
        if (rowOfParent[parent] == 0) {
          rowOfParent[parent] = ++rows;
        }
        rowOf[position] = rowOfParent[parent];
        counts[rowOf[position] - 1]++;
        calls++;
      }
    }
    int[] ends = new int[rows];
    for (int row = 1; row < rows; row++) {
      ends[row] = ends[row - 1] + counts[row - 1];
    }
    int[] positions = new int[calls];
    for (int position = 0; position < rowOf.length; position++) {
      if (rowOf[position] > 0) {
        positions[ends[rowOf[position] - 1]++] = position;
      }
    }
    return new Siblings(positions, ends);
  }

  /** How many parents there are. */
  int rows() {
    return ends.length;
  }

  /** How many calls a parent makes. */
  int count(int row) {
    return ends[row] - begin(row);
  }

  /** The positions of a parent's calls. */
  int[] row(int row) {
    return Arrays.copyOfRange(positions, begin(row), ends[row]);
  }

  /** The positions of a parent's first calls, that many at most. */
  int[] row(int row, int most) {
    return Arrays.copyOfRange(positions, begin(row), Math.min(ends[row], begin(row) + most));
  }

  private int begin(int row) {
    return row == 0 ? 0 : ends[row - 1];
  }
}
