package io.longpole.query.store;

import io.longpole.analyzer.model.Span;
import java.util.Arrays;
import java.util.List;

/** Finds a span of one trace by its id; of several with one id, the first. */
final class SpanPlaces {

  private long[] ids = new long[64];
  private int[] places = new int[64];

  /** Forgets the trace before, and learns this one. Linear, if ids are random as they should be. */
  void set(List<Span> spans) {
    int capacity = Integer.highestOneBit(Math.max(spans.size(), 16)) * 4;
    if (ids.length < capacity || ids.length > capacity * 64) {
      ids = new long[capacity];
      places = new int[capacity];
    }
    Arrays.fill(places, 0);
    for (int place = 0; place < spans.size(); place++) {
      int slot = slotOf(spans.get(place).spanId());
      if (places[slot] == 0) {
        ids[slot] = spans.get(place).spanId();
        places[slot] = place + 1;
      }
    }
  }

  /** The span's place in the list, or −1. */
  int placeOf(long spanId) {
    return places[slotOf(spanId)] - 1;
  }

  private int slotOf(long spanId) {
    int mask = ids.length - 1;
    int slot = (int) ((spanId * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (places[slot] != 0 && ids[slot] != spanId) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
