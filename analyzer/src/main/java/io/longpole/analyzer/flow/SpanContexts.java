package io.longpole.analyzer.flow;

import io.longpole.analyzer.model.Mix;
import io.longpole.analyzer.model.TraceId;
import java.util.Arrays;

/**
 * Spans by trace and span id, each with a time and a label; so many at most and for so long, oldest
 * out.
 *
 * <p>A ring of flat arrays in order of arrival, with chains by hash through it: 56 bytes an entry,
 * 56 MB for a million; the arrays grow as they are needed. Entries of one id are all kept. Adding,
 * finding and dropping take constant time.
 */
final class SpanContexts {

  static final int NONE = -1;

  private static final int FIRST_CAPACITY = 1 << 8;

  private final int maxEntries;
  private final long maxAgeNanos;
  private long[] traceHigh = new long[0];
  private long[] traceLow = new long[0];
  private long[] spanId = new long[0];
  private long[] timeNanos = new long[0];
  private long[] addedNanos = new long[0];
  private int[] label = new int[0];
  private int[] next = new int[0];
  private int[] heads = new int[0];
  private int oldest;
  private int size;

  SpanContexts(int maxEntries, long maxAgeNanos) {
    this.maxEntries = maxEntries;
    this.maxAgeNanos = maxAgeNanos;
  }

  /** A span as the key of entries. */
  record SpanKey(TraceId trace, long span) {}

  int size() {
    return size;
  }

  /** Is told of each entry that leaves, before it does. */
  interface Leaving {
    void leaves(int entry);
  }

  /** Drops what is too old at that time. */
  void expire(long nowNanos, Leaving leaving) {
    while (size > 0 && nowNanos - addedNanos[oldest] > maxAgeNanos) {
      dropOldest(leaving);
    }
  }

  /** Adds an entry; the oldest leaves if there is no room. */
  void add(SpanKey key, long entryNanos, int entryLabel, long nowNanos, Leaving leaving) {
    if (size == maxEntries) {
      dropOldest(leaving);
    }
    if (size == label.length) {
      grow();
    }
    int entry = (oldest + size) % label.length;
    size++;
    traceHigh[entry] = key.trace().high();
    traceLow[entry] = key.trace().low();
    spanId[entry] = key.span();
    timeNanos[entry] = entryNanos;
    addedNanos[entry] = nowNanos;
    label[entry] = entryLabel;
    link(entry);
  }

  /** The entry of that span added last, or {@link #NONE}. */
  int find(SpanKey key) {
    return heads.length == 0
        ? NONE
        : matching(heads[bucket(key.trace().high(), key.trace().low(), key.span())], key);
  }

  /** The next entry of the same span, or {@link #NONE}. */
  int findNext(int entry, SpanKey key) {
    return matching(next[entry], key);
  }

  long timeNanos(int entry) {
    return timeNanos[entry];
  }

  int label(int entry) {
    return label[entry];
  }

  void setLabel(int entry, int newLabel) {
    label[entry] = newLabel;
  }

  private int matching(int from, SpanKey key) {
    int entry = from;
    while (entry != NONE
        && (spanId[entry] != key.span()
            || traceLow[entry] != key.trace().low()
            || traceHigh[entry] != key.trace().high())) {
      entry = next[entry];
    }
    return entry;
  }

  private void link(int entry) {
    int bucket = bucket(traceHigh[entry], traceLow[entry], spanId[entry]);
    next[entry] = heads[bucket];
    heads[bucket] = entry;
  }

  private int bucket(long high, long low, long span) {
    long mixed = Mix.of(Mix.of(high, low), span);
    return (int) mixed & (heads.length - 1);
  }

  private void dropOldest(Leaving leaving) {
    leaving.leaves(oldest);
    int bucket = bucket(traceHigh[oldest], traceLow[oldest], spanId[oldest]);
    if (heads[bucket] == oldest) {
      heads[bucket] = next[oldest];
    } else {
      int before = heads[bucket];
      while (next[before] != oldest) {
        before = next[before];
      }
      next[before] = next[oldest];
    }
    oldest = (oldest + 1) % label.length;
    size--;
  }

  private void grow() {
    int capacity = Math.min(maxEntries, Math.max(FIRST_CAPACITY, 2 * size));
    traceHigh = turned(traceHigh, capacity);
    traceLow = turned(traceLow, capacity);
    spanId = turned(spanId, capacity);
    timeNanos = turned(timeNanos, capacity);
    addedNanos = turned(addedNanos, capacity);
    int[] labels = new int[capacity];
    for (int i = 0; i < size; i++) {
      labels[i] = label[(oldest + i) % size];
    }
    label = labels;
    next = new int[capacity];
    heads = new int[Integer.highestOneBit(Math.max(1, capacity - 1)) << 1];
    Arrays.fill(heads, NONE);
    oldest = 0;
    for (int entry = 0; entry < size; entry++) {
      link(entry);
    }
  }

  /** The full ring's entries from the oldest on, in an array of that length. */
  private long[] turned(long[] ring, int capacity) {
    long[] turned = new long[capacity];
    System.arraycopy(ring, oldest, turned, 0, size - oldest);
    System.arraycopy(ring, 0, turned, size - oldest, oldest);
    return turned;
  }
}
