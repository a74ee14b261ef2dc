package io.longpole.analyzer.detect;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers distinct pairs of texts from 0 in the order of their first appearance; no object a
 * look-up.
 */
final class NameTable {

  private @Nullable String[] slotFirsts = new String[16];
  private @Nullable String[] slotSeconds = new String[16];
  private int[] slotIds = new int[16];
  private int size;

  NameTable() {
    Arrays.fill(slotIds, LongTable.ABSENT);
  }

  /** The number of that pair, a new one if it was not seen before. */
  int add(String first, String second) {
    int slot = slotOf(first, second);
    if (slotIds[slot] == LongTable.ABSENT) {
      slotFirsts[slot] = first;
      slotSeconds[slot] = second;
      slotIds[slot] = size++;
      if (size * 2 > slotIds.length) {
        grow();
      }
      return size - 1;
    }
    return slotIds[slot];
  }

  /** How many distinct pairs there are; the next new one gets this number. */
  int size() {
    return size;
  }

  private int slotOf(String first, String second) {
    int mask = slotIds.length - 1;
    int slot = (int) (LongTable.mix(LongTable.pair(first.hashCode(), second.hashCode())) & mask);
    while (slotIds[slot] != LongTable.ABSENT
        && !(second.equals(slotSeconds[slot]) && first.equals(slotFirsts[slot]))) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    @Nullable String[] oldFirsts = slotFirsts;
    @Nullable String[] oldSeconds = slotSeconds;
    int[] oldIds = slotIds;
    slotFirsts = new String[oldIds.length * 2];
    slotSeconds = new String[oldIds.length * 2];
    slotIds = new int[oldIds.length * 2];
    Arrays.fill(slotIds, LongTable.ABSENT);
    for (int i = 0; i < oldIds.length; i++) {
      String first = oldFirsts[i];
      String second = oldSeconds[i];
      if (first != null && second != null) {
        int slot = slotOf(first, second);
        slotFirsts[slot] = first;
        slotSeconds[slot] = second;
        slotIds[slot] = oldIds[i];
      }
    }
  }
}
