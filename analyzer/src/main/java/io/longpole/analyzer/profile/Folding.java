package io.longpole.analyzer.profile;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Chooses what has to go to "(other)": that with least time, of equal time the last by name. */
final class Folding {

  private Folding() {}

  /** The keys beyond the limit; the one that stands for others does not count and never goes. */
  static <K extends Comparable<K>, V> List<K> surplus(
      Map<K, V> entries, K other, int limit, ToLongFunction<V> nanos) {
    int surplus = entries.size() - (entries.containsKey(other) ? 1 : 0) - limit;
    if (surplus <= 0) {
      return List.of();
    }
    record Weighed<K>(K key, long nanos) {}
    return entries.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(other))
        .map(entry -> new Weighed<>(entry.getKey(), nanos.applyAsLong(entry.getValue())))
        .sorted(
            Comparator.comparingLong((Weighed<K> weighed) -> weighed.nanos)
                .thenComparing(weighed -> weighed.key, Comparator.reverseOrder()))
        .limit(surplus)
        .map(Weighed::key)
        .toList();
  }
}
