package io.longpole.analyzer.evidence;

import java.util.Arrays;

/**
 * The operations seen below one parent operation, each with a number, and how often they were.
 *
 * <p>At most {@value #MAX_OPERATIONS}, so that a set of them is the bits of one long.
 */
final class Siblings {

  static final int MAX_OPERATIONS = 64;

  /** The parent: its operation and version. */
  final long parent;

  private long[] operations = new long[2];

  /** Traces that have the operation below this parent, and those of them in which it outlives. */
  private int[] traces = new int[2];

  private int[] outliving = new int[2];

  /** In the trace that is voting: how many there are, and how many of them outlive. */
  private int[] seenNow = new int[2];

  private int[] outliveNow = new int[2];
  private int size;

  Siblings(long parent) {
    this.parent = parent;
  }

  int size() {
    return size;
  }

  long operation(int slot) {
    return operations[slot];
  }

  int traces(int slot) {
    return traces[slot];
  }

  int outliving(int slot) {
    return outliving[slot];
  }

  /** The number of an operation, or {@link OrderEvidence#NO_SLOT} if there are too many. */
  int slot(long operation) {
    for (int slot = 0; slot < size; slot++) {
      if (operations[slot] == operation) {
        return slot;
      }
    }
    if (size == MAX_OPERATIONS) {
      return OrderEvidence.NO_SLOT;
    }
    if (size == operations.length) {
      operations = Arrays.copyOf(operations, 2 * size);
      traces = Arrays.copyOf(traces, 2 * size);
      outliving = Arrays.copyOf(outliving, 2 * size);
      seenNow = Arrays.copyOf(seenNow, 2 * size);
      outliveNow = Arrays.copyOf(outliveNow, 2 * size);
    }
    operations[size] = operation;
    return size++;
  }

  void saw(int slot, boolean outlives) {
    seenNow[slot]++;
    outliveNow[slot] += outlives ? 1 : 0;
  }

  /** Counts the trace that was voting; an operation outlives if half of its spans do. */
  void endTrace() {
    for (int slot = 0; slot < size; slot++) {
      if (seenNow[slot] > 0) {
        add(slot, 2L * outliveNow[slot] >= seenNow[slot] ? 1 : 0);
      }
      seenNow[slot] = 0;
      outliveNow[slot] = 0;
    }
  }

  private void add(int slot, int outlives) {
    traces[slot]++;
    outliving[slot] += outlives;
    if (traces[slot] == PairTable.HALVE_AT_TRACES) {
      traces[slot] /= 2;
      outliving[slot] /= 2;
    }
  }

  void restore(int slot, int allTraces, int outlivingTraces) {
    traces[slot] = allTraces;
    outliving[slot] = outlivingTraces;
  }

  /** The most traces that any of the operations was seen in. */
  int mostTraces() {
    int most = 0;
    for (int slot = 0; slot < size; slot++) {
      most = Math.max(most, traces[slot]);
    }
    return most;
  }
}
