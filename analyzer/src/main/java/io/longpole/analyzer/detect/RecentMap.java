package io.longpole.analyzer.detect;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A bounded map that forgets the entry that was used least recently, and counts what it forgot. */
final class RecentMap<K, V> {

  private final Map<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);
  private final int limit;
  private final Function<K, V> newValue;
  private long evictions;

  RecentMap(int limit, Function<K, V> newValue) {
    this.limit = limit;
    this.newValue = newValue;
  }

  /** The value of a key, a new one if there is none; it becomes the most recently used. */
  V at(K key) {
    V known = entries.get(key);
    if (known != null) {
      return known;
    }
    if (entries.size() >= limit) {
      Iterator<K> oldest = entries.keySet().iterator();
      oldest.next();
      oldest.remove();
      evictions++;
    }
    V made = newValue.apply(key);
    entries.put(key, made);
    return made;
  }

  /** The value of a key, null if there is none. */
  @Nullable V find(K key) {
    return entries.get(key);
  }

  /** All values, least recently used first. */
  Iterable<V> values() {
    return entries.values();
  }

  int size() {
    return entries.size();
  }

  /** How many entries were forgotten to make room. */
  long evictions() {
    return evictions;
  }
}
