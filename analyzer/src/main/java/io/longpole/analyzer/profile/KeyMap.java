package io.longpole.analyzer.profile;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds values by numbers that are spread evenly, without an object for the number. */
final class KeyMap<V> {

  private static final int FIRST_CAPACITY = 64;

  private long[] keys = new long[FIRST_CAPACITY];
  private @Nullable Object[] values = new Object[FIRST_CAPACITY];
  private int size;

  @Nullable V get(long key) {
    @SuppressWarnings("unchecked") // only put fills it
    V value = (V) values[place(key)];
    return value;
  }

  private int place(long key) {
    int mask = keys.length - 1;
    int place = (int) (key ^ (key >>> 32)) & mask;
    while (values[place] != null && keys[place] != key) {
      place = (place + 1) & mask;
    }
    return place;
  }

  void put(long key, V value) {
    int place = place(key);
    if (values[place] == null) {
      size++;
    }
    keys[place] = key;
    values[place] = value;
    if (2 * size > keys.length) {
      grow();
    }
  }

  private void grow() {
    long[] oldKeys = keys;
    @Nullable Object[] oldValues = values;
    keys = new long[2 * oldKeys.length];
    values = new Object[2 * oldKeys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != null) {
        int place = place(oldKeys[i]);
        keys[place] = oldKeys[i];
        values[place] = oldValues[i];
      }
    }
  }

  int size() {
    return size;
  }

  void clear() {
    if (keys.length > FIRST_CAPACITY) {
      keys = new long[FIRST_CAPACITY];
      values = new Object[FIRST_CAPACITY];
    } else {
      Arrays.fill(values, null);
    }
    size = 0;
  }
}
