package io.longpole.analyzer.detect;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A key that is kept from trace to trace and remembers its entry in each {@link RecentMap}, which
 * spares the look-ups that every span would else cost in every detector. Of more than {@value
 * #MAX_MAPS} maps the last few are looked up. Not thread-safe.
 */
abstract class LastingKey {

  private static final int MAX_MAPS = 8;

  private @Nullable RecentMap<?, ?>[] maps = new RecentMap<?, ?>[2];
  private RecentMap.@Nullable Entry<?>[] entries = new RecentMap.Entry<?>[2];
  private int size;

  /** The entry that was remembered for a map, null if there is none or it was forgotten there. */
  RecentMap.@Nullable Entry<?> entryIn(RecentMap<?, ?> map) {
    for (int i = 0; i < size; i++) {
      if (maps[i] == map) {
        RecentMap.Entry<?> entry = entries[i];
        return entry == null || entry.isForgotten() ? null : entry;
      }
    }
    return null;
  }

  void remember(RecentMap<?, ?> map, RecentMap.Entry<?> entry) {
    int at = 0;
    while (at < size && maps[at] != map) {
      at++;
    }
    if (at == MAX_MAPS) {
      at = MAX_MAPS - 1;
    } else if (at == maps.length) {
      maps = Arrays.copyOf(maps, at * 2);
      entries = Arrays.copyOf(entries, at * 2);
    }
    maps[at] = map;
    entries[at] = entry;
    size = Math.max(size, at + 1);
  }
}
