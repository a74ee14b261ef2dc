package io.longpole.query.store;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The blocks read last, by where they were looked for, up to a number of bytes; any thread. */
final class BlockCache<B extends BlockCache.Sized> {

  /** What is kept. */
  interface Sized {
    /** Bytes of memory, roughly. */
    int sizeBytes();
  }

  private final long maxBytes;
  private final Map<Long, B> blocks = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  BlockCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  synchronized @Nullable B get(long position) {
    return blocks.get(position);
  }

  synchronized void put(long position, B block) {
    B before = blocks.put(position, block);
    bytes += block.sizeBytes() - (before == null ? 0 : before.sizeBytes());
    var oldestFirst = blocks.values().iterator();
    while (bytes > maxBytes && oldestFirst.hasNext()) {
      bytes -= oldestFirst.next().sizeBytes();
      oldestFirst.remove();
    }
  }
}
