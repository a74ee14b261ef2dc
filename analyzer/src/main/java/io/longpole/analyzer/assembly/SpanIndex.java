package io.longpole.analyzer.assembly;

/**
 * Finds the position of a span id in an array of ids: a hash table of positions with open
 * addressing, 8 to 16 bytes a span, no boxing.
 */
final class SpanIndex {

  private final long[] ids;
  private final int[] table;
  private final int mask;

  SpanIndex(long[] ids) {
    this.ids = ids;
    int size = Integer.highestOneBit(Math.max(ids.length, 2) - 1) * 4;
    this.table = new int[size];
    this.mask = size - 1;
  }

  /** Adds the id at a position, unless the same id was added before: then its position, else −1. */
  int add(int position) {
    long id = ids[position];
    int slot = slot(id);
    while (table[slot] != 0) {
      if (ids[table[slot] - 1] == id) {
        return table[slot] - 1;
      }
      slot = (slot + 1) & mask;
    }
    table[slot] = position + 1;
    return -1;
  }

  /** The position of an id, or −1. */
  int find(long id) {
    int slot = slot(id);
    while (table[slot] != 0) {
      if (ids[table[slot] - 1] == id) {
        return table[slot] - 1;
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /** Some SDKs count ids upwards or leave bits unset, so all bits are mixed. */
  private int slot(long id) {
    long mixed = (id ^ (id >>> 32)) * 0x9E3779B97F4A7C15L;
    return (int) (mixed ^ (mixed >>> 29) ^ (mixed >>> 43)) & mask;
  }
}
