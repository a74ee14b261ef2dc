package io.longpole.analyzer.detect;

import io.longpole.analyzer.model.Mix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys found by their names. The names stand in the key itself, which is needed anyway: a look-up
 * touches one slot and the key, and makes no object.
 */
final class KeyTable<K extends LastingKey> {

  private static final int FIRST_SLOTS = 16;

  private List<@Nullable K> slots = slots(FIRST_SLOTS);
  private int size;

  /** The key of those names, null if there is none. */
  @Nullable K find(String first, String second, String third) {
    return slots.get(slotOf(first, second, third));
  }

  /** Adds a key; its names must be new. */
  void add(K key) {
    if (2 * (size + 1) > slots.size()) {
      List<@Nullable K> old = slots;
      slots = slots(2 * old.size());
      for (K each : old) {
        if (each != null) {
          put(each);
        }
      }
    }
    put(key);
    size++;
  }

  int size() {
    return size;
  }

  void clear() {
    slots = slots(FIRST_SLOTS);
    size = 0;
  }

  private void put(K key) {
    slots.set(slotOf(key.first(), key.second(), key.third()), key);
  }

  /** The slot of the key of those names, or the empty one where it belongs. */
  private int slotOf(String first, String second, String third) {
    int mask = slots.size() - 1;
    long hash = LongTable.pair(first.hashCode() + 31 * third.hashCode(), second.hashCode());
    int slot = (int) (Mix.of(hash) & mask);
    K known = slots.get(slot);
    while (known != null && !known.hasNames(first, second, third)) {
      slot = (slot + 1) & mask;
      known = slots.get(slot);
    }
    return slot;
  }

  private static <T> List<@Nullable T> slots(int count) {
    List<@Nullable T> empty = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      empty.add(null);
    }
    return empty;
  }
}
