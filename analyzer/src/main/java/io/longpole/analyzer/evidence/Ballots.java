package io.longpole.analyzer.evidence;

import java.util.Arrays;

/** The examples and counter-examples of the one trace that is voting, by pair. */
final class Ballots {

  private static final int SMALLEST = 64;

  private int[] keys = new int[SMALLEST];
  private long[] supports = new long[SMALLEST];
  private long[] counters = new long[SMALLEST];

  /** Position + 1 by hash; 0 = empty. */
  private int[] places = new int[2 * SMALLEST];

  private int size;

  void add(int key, int moreSupports, int moreCounters) {
    int place = place(key);
    if (places[place] == 0) {
      if (size == keys.length) {
        grow();
        place = place(key);
      }
      keys[size] = key;
      supports[size] = 0;
      counters[size] = 0;
      places[place] = ++size;
    }
    int position = places[place] - 1;
    supports[position] += moreSupports;
    counters[position] += moreCounters;
  }

  /** Hands the vote on each pair to the table, and starts anew. */
  void countInto(PairTable pairs) {
    for (int position = 0; position < size; position++) {
      if (supports[position] + counters[position] > 0) {
        pairs.vote(keys[position], supports[position], counters[position]);
      }
    }
    clear();
  }

  private void clear() {
    if (places.length > 16 * SMALLEST) {
      keys = new int[SMALLEST];
      supports = new long[SMALLEST];
      counters = new long[SMALLEST];
      places = new int[2 * SMALLEST];
    } else {
      Arrays.fill(places, 0);
    }
    size = 0;
  }

  private int place(int key) {
    int place = (key * 0x9E3779B9) >>> Integer.numberOfLeadingZeros(places.length - 1);
    while (places[place] != 0 && keys[places[place] - 1] != key) {
      place = (place + 1) & (places.length - 1);
    }
    return place;
  }

  private void grow() {
    keys = Arrays.copyOf(keys, 2 * size);
    supports = Arrays.copyOf(supports, 2 * size);
    counters = Arrays.copyOf(counters, 2 * size);
    places = new int[4 * size];
    for (int position = 0; position < size; position++) {
      places[place(keys[position])] = position + 1;
    }
  }
}
