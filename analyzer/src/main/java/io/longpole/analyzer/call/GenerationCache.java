package io.longpole.analyzer.call;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bounded map that forgets what was not asked for lately.
 *
 * <p>Two generations: new entries go into the young one; when that holds half the capacity it
 * becomes the old one, and what the old one had is forgotten unless it was asked for since. A hit
 * costs one or two lookups and no list to keep. Example with room for four: a, b and c are put in,
 * a is asked for, d is put in: b is forgotten. For one thread.
 */
final class GenerationCache<K, V> {

  private final int halfCapacity;
  private Map<K, V> young = new HashMap<>();
  private Map<K, V> old = new HashMap<>();

  GenerationCache(int capacity) {
    halfCapacity = Math.max(capacity / 2, 1);
  }

  @Nullable V get(K key) {
    V value = young.get(key);
    if (value == null) {
      value = old.get(key);
      if (value != null) {
        put(key, value);
      }
    }
    return value;
  }

  /** Keeps a value; the key must not change any more. */
  void put(K key, V value) {
    if (young.size() >= halfCapacity) {
      old = young;
      young = new HashMap<>();
    }
    young.put(key, value);
  }

  int size() {
    return young.size() + old.size();
  }
}
