package io.longpole.analyzer.detect;

import io.longpole.analyzer.model.Mix;
import java.util.Arrays;

/**
 * Numbers distinct longs from 0 in the order of their first appearance.
 *
 * <p>Open addressing over two flat arrays: grouping a million calls must not make a million
 * objects. {@code add(7)}, {@code add(9)}, {@code add(7)} answer 0, 1, 0. One step each, on
 * average.
 */
final class LongTable {

  static final int ABSENT = -1;

  private long[] slotKeys = new long[16];
  private int[] slotIds = new int[16];
  private int size;

  LongTable() {
    Arrays.fill(slotIds, ABSENT);
  }

  /** The number of that key, a new one if it was not seen before. */
  int add(long key) {
    int slot = slotOf(key);
    if (slotIds[slot] == ABSENT) {
      slotKeys[slot] = key;
      slotIds[slot] = size++;
      if (size * 2 > slotIds.length) {
        grow();
      }
      return size - 1;
    }
    return slotIds[slot];
  }

  /** The number of that key, or {@link #ABSENT}. */
  int find(long key) {
    return slotIds[slotOf(key)];
  }

  /** How many distinct keys there are; the next new one gets this number. */
  int size() {
    return size;
  }

  /** Two ints as one key. */
  static long pair(int high, int low) {
    return ((long) high << 32) | (low & 0xffff_ffffL);
  }

  private int slotOf(long key) {
    int mask = slotIds.length - 1;
    int slot = (int) (Mix.of(key) & mask);
    while (slotIds[slot] != ABSENT && slotKeys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = slotKeys;
    int[] oldIds = slotIds;
    slotKeys = new long[oldKeys.length * 2];
    slotIds = new int[oldIds.length * 2];
    Arrays.fill(slotIds, ABSENT);
    for (int i = 0; i < oldIds.length; i++) {
      if (oldIds[i] != ABSENT) {
        int slot = slotOf(oldKeys[i]);
        slotKeys[slot] = oldKeys[i];
        slotIds[slot] = oldIds[i];
      }
    }
  }
}
