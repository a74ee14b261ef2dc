package io.longpole.analyzer.evidence;

/** Finds the position of a 64-bit key, without boxing. Keys are hashes already. */
final class LongIndex {

  static final int ABSENT = -1;

  private long[] keys = new long[32];

  /** Position + 1; 0 = empty. */
  private int[] positions = new int[32];

  private int size;

  /** The position of a key, or {@link #ABSENT}. */
  int find(long key) {
    return positions[place(key)] - 1;
  }

  /** Remembers where a key that is absent is found. */
  void put(long key, int position) {
    if (2 * ++size > keys.length) {
      grow();
    }
    int place = place(key);
    keys[place] = key;
    positions[place] = position + 1;
  }

  private int place(long key) {
    int place = (int) key & (keys.length - 1);
    while (positions[place] != 0 && keys[place] != key) {
      place = (place + 1) & (keys.length - 1);
    }
    return place;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldPositions = positions;
    keys = new long[2 * oldKeys.length];
    positions = new int[2 * oldKeys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldPositions[i] != 0) {
        int place = place(oldKeys[i]);
        keys[place] = oldKeys[i];
        positions[place] = oldPositions[i];
      }
    }
  }
}
