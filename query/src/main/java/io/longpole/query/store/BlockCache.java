package io.longpole.query.store;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The blocks read last, by where they were looked for, up to a number of bytes; any thread. */
final class BlockCache {

  private final long maxBytes;
  private final Map<Long, TraceBlock> blocks = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  BlockCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  synchronized @Nullable TraceBlock get(long position) {
    return blocks.get(position);
  }

  synchronized void put(long position, TraceBlock block) {
    TraceBlock before = blocks.put(position, block);
    bytes += block.sizeBytes() - (before == null ? 0 : before.sizeBytes());
    var oldestFirst = blocks.values().iterator();
    while (bytes > maxBytes && oldestFirst.hasNext()) {
      bytes -= oldestFirst.next().sizeBytes();
      oldestFirst.remove();
    }
  }
}
