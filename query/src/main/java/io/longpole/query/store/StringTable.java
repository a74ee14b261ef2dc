package io.longpole.query.store;

import java.util.Arrays;

/**
 * Numbers the texts of a block: the same text has the same number, in order of first use.
 *
 * <p>Open addressing over {@link String#hashCode}, which texts remember and which costs nothing for
 * those that the decoder shares. After {@value #MAX_PROBES} steps a text simply gets a new number:
 * texts made to collide cost space then, not time.
 */
final class StringTable {

  private static final int MAX_PROBES = 64;

  private String[] texts = new String[1024];
  private int size;
  private int[] slots = new int[4096];

  int size() {
    return size;
  }

  String text(int number) {
    return texts[number];
  }

  int numberOf(String text) {
    int mask = slots.length - 1;
    int slot = firstSlot(text, mask);
    for (int probe = 0; probe < MAX_PROBES; probe++) {
      int found = slots[slot] - 1;
      if (found < 0) {
        int number = add(text);
        slots[slot] = number + 1;
        growIfFull();
        return number;
      }
      if (texts[found].equals(text)) {
        return found;
      }
      slot = (slot + 1) & mask;
    }
    return add(text);
  }

  private static int firstSlot(String text, int mask) {
    int spread = text.hashCode() * 0x9E3779B9;
    return (spread >>> 7) & mask;
  }

  private int add(String text) {
    if (size == texts.length) {
      texts = Arrays.copyOf(texts, size * 2);
    }
    texts[size] = text;
    return size++;
  }

  private void growIfFull() {
    if (size * 2 < slots.length) {
      return;
    }
    slots = new int[slots.length * 2];
    int mask = slots.length - 1;
    for (int number = 0; number < size; number++) {
      int slot = firstSlot(texts[number], mask);
      for (int probe = 0; probe < MAX_PROBES; probe++) {
        if (slots[slot] == 0) {
          slots[slot] = number + 1;
          break;
        }
        slot = (slot + 1) & mask;
      }
    }
  }

  void clear() {
    Arrays.fill(texts, 0, size, "");
    Arrays.fill(slots, 0);
    size = 0;
  }
}
