package io.longpole.analyzer.detect;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A bounded map that forgets the entries that were used least recently, and counts what it forgot.
 *
 * <p>Each use only writes a number into the entry. When there is no room, the eighth that was used
 * longest ago is forgotten at once, so that adding costs O(log n) on average. Example: with room
 * for two and a, b, a in use, c drives out b. A {@link LastingKey} finds its entry without a
 * look-up.
 */
final class RecentMap<K, V> {

  private static final int FORGOTTEN_SHARE = 8;

  /**
   * A value and when it was used last. Once forgotten it has none: keys that still know the entry
   * must not hold what there is no room for.
   */
  static final class Entry<V> {
    private @Nullable V value;
    private long used;

    private Entry(V value) {
      this.value = value;
    }

    boolean isForgotten() {
      return value == null;
    }

    private V value() {
      return Objects.requireNonNull(value);
    }
  }

  private final Map<K, Entry<V>> entries = new HashMap<>();
  private final int limit;
  private final Function<K, V> newValue;
  private long uses;
  private long evictions;

  RecentMap(int limit, Function<K, V> newValue) {
    this.limit = limit;
    this.newValue = newValue;
  }

  /** The value of a key, a new one if there is none; it becomes the most recently used. */
  V at(K key) {
    Entry<V> known = entry(key);
    if (known == null) {
      if (entries.size() >= limit) {
        forgetOldest();
      }
      known = new Entry<>(newValue.apply(key));
      entries.put(key, known);
      if (key instanceof LastingKey lasting) {
        lasting.remember(this, known);
      }
    }
    known.used = ++uses;
    return known.value();
  }

  /** The value of a key, null if there is none. */
  @Nullable V find(K key) {
    Entry<V> known = entry(key);
    if (known == null) {
      return null;
    }
    known.used = ++uses;
    return known.value();
  }

  @SuppressWarnings("unchecked") // the key was told the entry by this map
  private @Nullable Entry<V> entry(K key) {
    if (!(key instanceof LastingKey lasting)) {
      return entries.get(key);
    }
    Entry<?> remembered = lasting.entryIn(this);
    if (remembered != null) {
      return (Entry<V>) remembered;
    }
    Entry<V> known = entries.get(key);
    if (known != null) {
      lasting.remember(this, known);
    }
    return known;
  }

  private void forgetOldest() {
    long[] used = new long[entries.size()];
    int count = 0;
    for (Entry<V> entry : entries.values()) {
      used[count++] = entry.used;
    }
    Arrays.sort(used);
    long last = used[Math.max(1, count / FORGOTTEN_SHARE) - 1];
    for (Iterator<Entry<V>> left = entries.values().iterator(); left.hasNext(); ) {
      Entry<V> entry = left.next();
      if (entry.used <= last) {
        entry.value = null;
        left.remove();
        evictions++;
      }
    }
  }

  /** Does something with each value, in no certain order. */
  void forEach(Consumer<V> action) {
    for (Entry<V> entry : entries.values()) {
      action.accept(entry.value());
    }
  }

  int size() {
    return entries.size();
  }

  /** How many entries were forgotten to make room. */
  long evictions() {
    return evictions;
  }
}
