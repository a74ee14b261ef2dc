package io.longpole.analyzer.detect;

import io.longpole.analyzer.model.Mix;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers distinct pairs of texts from 0 in the order of their first appearance; no object a
 * look-up.
 */
final class NameTable {

  private static final int NAMES = 2;

  private @Nullable String[] slotNames = new String[16 * NAMES];
  private int[] slotIds = new int[16];
  private int size;

  NameTable() {
    Arrays.fill(slotIds, LongTable.ABSENT);
  }

  /** The number of that pair, a new one if it was not seen before. */
  int add(String first, String second) {
    int slot = slotOf(first, second);
    if (slotIds[slot] == LongTable.ABSENT) {
      put(slot, first, second, size++);
      if (size * 2 > slotIds.length) {
        grow();
      }
      return size - 1;
    }
    return slotIds[slot];
  }

  /** How many distinct ones there are; the next new one gets this number. */
  int size() {
    return size;
  }

  private void put(int slot, String first, String second, int id) {
    slotNames[slot * NAMES] = first;
    slotNames[slot * NAMES + 1] = second;
    slotIds[slot] = id;
  }

  private int slotOf(String first, String second) {
    int mask = slotIds.length - 1;
    long key = LongTable.pair(first.hashCode(), second.hashCode());
    int slot = (int) (Mix.of(key) & mask);
    while (slotIds[slot] != LongTable.ABSENT
        && !(second.equals(slotNames[slot * NAMES + 1]) && first.equals(slotNames[slot * NAMES]))) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    @Nullable String[] oldNames = slotNames;
    int[] oldIds = slotIds;
    slotNames = new String[oldNames.length * 2];
    slotIds = new int[oldIds.length * 2];
    Arrays.fill(slotIds, LongTable.ABSENT);
    for (int i = 0; i < oldIds.length; i++) {
      String first = oldNames[i * NAMES];
      String second = oldNames[i * NAMES + 1];
      if (first != null && second != null) {
        put(slotOf(first, second), first, second, oldIds[i]);
      }
    }
  }
}
