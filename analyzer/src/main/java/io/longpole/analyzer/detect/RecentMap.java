package io.longpole.analyzer.detect;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A bounded map that forgets the values that were used least recently, and counts what it forgot.
 *
 * <p>Each use only writes a number into the value. When there is no room, the eighth that was used
 * longest ago is forgotten at once, so that adding costs O(log n) on average. Example: with room
 * for two and a, b, a in use, c drives out b. A {@link LastingKey} finds its value without a
 * look-up.
 */
final class RecentMap<K, V extends RecentMap.Value> {

  private static final int FORGOTTEN_SHARE = 8;
  private static final int NO_SLOT = -1;

  /** What a map keeps; it knows itself when it was used last, and whether it was forgotten. */
  abstract static class Value {
    private @Nullable RecentMap<?, ?> map;

    /** The one key that remembers it, so that nothing holds what was forgotten. */
    private @Nullable LastingKey holder;

    private long used;
  }

  /** The value of a key of which nothing is known but that it was seen. */
  static final class Seen extends Value {}

  private final Map<K, V> values = new HashMap<>();
  private final int limit;
  private final Function<K, V> newValue;
  private int slot = NO_SLOT;
  private long uses;
  private long evictions;

  RecentMap(int limit, Function<K, V> newValue) {
    this.limit = limit;
    this.newValue = newValue;
  }

  /** The value of a key, a new one if there is none; it becomes the most recently used. */
  V at(K key) {
    V known = known(key);
    if (known == null) {
      if (values.size() >= limit) {
        forgetOldest();
      }
      known = newValue.apply(key);
      ((Value) known).map = this;
      values.put(key, known);
      remember(key, known);
    }
    ((Value) known).used = ++uses;
    return known;
  }

  /** The value of a key, null if there is none. */
  @Nullable V find(K key) {
    V known = known(key);
    if (known != null) {
      ((Value) known).used = ++uses;
    }
    return known;
  }

  @SuppressWarnings("unchecked") // a value that is in this map is one of its values
  private @Nullable V known(K key) {
    Value remembered = key instanceof LastingKey lasting ? lasting.valueAt(slot) : null;
    if (remembered != null && remembered.map == this) {
      return (V) remembered;
    }
    V known = values.get(key);
    if (known != null) {
      remember(key, known);
    }
    return known;
  }

  private void remember(K key, V value) {
    if (key instanceof LastingKey lasting) {
      if (slot == NO_SLOT) {
        slot = lasting.newSlot();
      }
      LastingKey before = ((Value) value).holder;
      if (before != null) {
        before.forget(slot);
      }
      lasting.remember(slot, value);
      ((Value) value).holder = lasting;
    }
  }

  private void forgetOldest() {
    long[] used = new long[values.size()];
    int count = 0;
    for (Value value : values.values()) {
      used[count++] = value.used;
    }
    Arrays.sort(used);
    long last = used[Math.max(1, count / FORGOTTEN_SHARE) - 1];
    for (Iterator<V> left = values.values().iterator(); left.hasNext(); ) {
      Value value = left.next();
      if (value.used <= last) {
        value.map = null;
        if (value.holder != null) {
          value.holder.forget(slot);
        }
        left.remove();
        evictions++;
      }
    }
  }

  /** Does something with each value, in no certain order. */
  void forEach(Consumer<V> action) {
    values.values().forEach(action);
  }

  int size() {
    return values.size();
  }

  /** How many entries were forgotten to make room. */
  long evictions() {
    return evictions;
  }
}
