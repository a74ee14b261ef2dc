package io.longpole.analyzer.detect;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each instance was the last of calls at once, in the last half to full hour: what was
 * counted in 30 minutes is forgotten at once.
 *
 * <p>Example: {@code search-4} 5 times and {@code search-1} once at 12:10, {@code search-1} twice
 * at 12:40: until 13:00 there are 8, of which {@code search-4} has 5; then 2. Keeps {@value
 * #MAX_INSTANCES} instances of each 30 minutes.
 */
final class Lasts extends RecentMap.Value {

  private static final int MAX_INSTANCES = 64;

  private long period = Long.MIN_VALUE;
  private Map<String, Integer> current = new LinkedHashMap<>();
  private Map<String, Integer> before = Map.of();

  /** Counts an instance; answers false if there are too many others. */
  boolean add(String instance, long timeNanos) {
    long now = Math.floorDiv(timeNanos, Tally.PERIOD_NANOS);
    if (now > period) {
      before = now == period + 1 ? current : Map.of();
      current = new LinkedHashMap<>();
      period = now;
    }
    if (current.size() == MAX_INSTANCES && !current.containsKey(instance)) {
      return false;
    }
    current.merge(instance, 1, Integer::sum);
    return true;
  }

  /** By instance how often it was the last. */
  Map<String, Integer> counts() {
    Map<String, Integer> counts = new LinkedHashMap<>(before);
    current.forEach((instance, count) -> counts.merge(instance, count, Integer::sum));
    return counts;
  }
}
