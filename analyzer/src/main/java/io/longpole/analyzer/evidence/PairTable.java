package io.longpole.analyzer.evidence;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The votes of all traces on pairs of operations, in flat arrays: 16 bytes a pair and 8 to find it.
 *
 * <p>A trace's vote is shared out between "b waits for a" and "b does not". When a pair has had
 * {@value #HALVE_AT_TRACES} traces its votes halve, so that the latest ones count most and the
 * numbers stay small.
 */
final class PairTable {

  /** What one trace can say at most. */
  static final int FULL_VOTE = 1024;

  static final int HALVE_AT_TRACES = 4096;

  private static final int TRACE_BITS = 16;
  private static final int TRACE_MASK = (1 << TRACE_BITS) - 1;
  private static final int SMALLEST = 64;

  /** Parent, a and b in one number; see {@link OrderVotes#pair}. */
  private int[] keys = new int[SMALLEST];

  private int[] waits = new int[SMALLEST];
  private int[] refutes = new int[SMALLEST];

  /** Traces with a counter-example in the upper half, all traces in the lower. */
  private int[] traces = new int[SMALLEST];

  /** Position of a pair + 1 by hash, twice as many as pairs; 0 = empty. */
  private int[] places = new int[2 * SMALLEST];

  private int size;

  int size() {
    return size;
  }

  int key(int position) {
    return keys[position];
  }

  /** 1024 for every trace in which b always waited for a. */
  int waits(int position) {
    return waits[position];
  }

  int refutes(int position) {
    return refutes[position];
  }

  /** Traces in which b at least once did not wait for a. */
  int refutingTraces(int position) {
    return traces[position] >>> TRACE_BITS;
  }

  int traces(int position) {
    return traces[position] & TRACE_MASK;
  }

  /** Adds the vote of one trace, given its numbers of examples and counter-examples. */
  void vote(int key, long supports, long counters) {
    int position = position(key);
    long all = supports + counters;
    waits[position] += (int) (FULL_VOTE * supports / all);
    refutes[position] += (int) (FULL_VOTE * counters / all);
    traces[position] += 1 + (counters > 0 ? 1 << TRACE_BITS : 0);
    if (traces(position) == HALVE_AT_TRACES) {
      waits[position] /= 2;
      refutes[position] /= 2;
      traces[position] = ((refutingTraces(position) / 2) << TRACE_BITS) | (HALVE_AT_TRACES / 2);
    }
  }

  /** Puts back what {@link #key}, {@link #waits} and the others gave. */
  void restore(int key, int waitVotes, int refuteVotes, int refutingTraces, int allTraces) {
    int position = position(key);
    waits[position] = waitVotes;
    refutes[position] = refuteVotes;
    traces[position] = (refutingTraces << TRACE_BITS) | allTraces;
  }

  /** Drops the pairs with the fewest traces; of equal ones the largest keys. */
  void drop(int count) {
    int kept = size - count;
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted((left, right) -> {
              int byTraces = Integer.compare(traces(right), traces(left));
              return byTraces != 0 ? byTraces : Integer.compare(keys[left], keys[right]);
            })
            .mapToInt(Integer::intValue)
            .limit(kept)
            .sorted()
            .toArray();
    PairTable rest = new PairTable();
    for (int position : order) {
      rest.copy(this, position, keys[position]);
    }
    take(rest);
  }

  /** Renumbers the parents; pairs whose parent becomes −1 are dropped. Gives their number. */
  int renumber(int[] newParents) {
    PairTable rest = new PairTable();
    for (int position = 0; position < size; position++) {
      int parent = newParents[OrderVotes.parentOf(keys[position])];
      if (parent >= 0) {
        rest.copy(this, position, OrderVotes.withParent(keys[position], parent));
      }
    }
    int dropped = size - rest.size;
    take(rest);
    return dropped;
  }

  private void copy(PairTable from, int position, int key) {
    restore(
        key,
        from.waits[position],
        from.refutes[position],
        from.refutingTraces(position),
        from.traces(position));
  }

  private void take(PairTable other) {
    keys = other.keys;
    waits = other.waits;
    refutes = other.refutes;
    traces = other.traces;
    places = other.places;
    size = other.size;
  }

  private int position(int key) {
    int place = place(key);
    if (places[place] == 0) {
      if (size == keys.length) {
        grow();
        place = place(key);
      }
      keys[size] = key;
      places[place] = ++size;
    }
    return places[place] - 1;
  }

  private int place(int key) {
    int place = (key * 0x9E3779B9) >>> Integer.numberOfLeadingZeros(places.length - 1);
    while (places[place] != 0 && keys[places[place] - 1] != key) {
      place = (place + 1) & (places.length - 1);
    }
    return place;
  }

  private void grow() {
    int capacity = 2 * size;
    keys = Arrays.copyOf(keys, capacity);
    waits = Arrays.copyOf(waits, capacity);
    refutes = Arrays.copyOf(refutes, capacity);
    traces = Arrays.copyOf(traces, capacity);
    places = new int[2 * capacity];
    for (int position = 0; position < size; position++) {
      places[place(keys[position])] = position + 1;
    }
  }
}
