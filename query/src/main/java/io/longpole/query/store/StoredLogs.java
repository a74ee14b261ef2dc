package io.longpole.query.store;

import io.longpole.analyzer.model.LogRecord;
import io.longpole.collector.log.LogTailer;
import io.longpole.collector.log.LogUnavailableException;
import io.longpole.collector.log.RecordLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The log records in the trace log: many to a block, compressed, read one by one.
 *
 * <p>The same promises as those of {@link TraceLog}, whose part it is.
 */
public final class StoredLogs {

  /**
   * Before compression. A search reads one block for each record that it shows, seldom two from the
   * same: half the size costs 12 % more on the disk, twice the size reads half as fast.
   */
  private static final int BLOCK_BYTES = 64 << 10;

  private static final long CACHE_BYTES = 16 << 20;

  private final RecordLog log;
  private final BlockCache<LogBlock> cache = new BlockCache<>(CACHE_BYTES);
  private final LogBlockWriter block = new LogBlockWriter();
  private final List<StoredLog> blockLogs = new ArrayList<>();
  private long blockPosition;

  StoredLogs(RecordLog log) {
    this.log = log;
    this.blockPosition = log.endPosition();
  }

  /**
   * Adds a log record.
   *
   * @return where it will be found
   * @throws LogUnavailableException if a full block could not be written: nothing was added, a
   *     later try may succeed
   */
  public synchronized Location append(StoredLog stored) throws LogUnavailableException {
    if (block.sizeBytes() >= BLOCK_BYTES) {
      flush();
    }
    if (blockLogs.isEmpty()) {
      blockPosition = log.endPosition(); // traces were written since the last block
    }
    int ordinal = block.add(stored);
    blockLogs.add(stored);
    return new Location(blockPosition, ordinal);
  }

  /**
   * Writes the records that wait for their block to fill.
   *
   * @throws LogUnavailableException if the log cannot take them now; they are kept for a later try
   */
  synchronized void flush() throws LogUnavailableException {
    if (blockLogs.isEmpty()) {
      return;
    }
    TraceLog.write(log, BlockFormat.LOGS, block.finish(blockPosition));
    block.clear();
    blockLogs.clear();
  }

  /**
   * The record at a location; empty if none is there, as after it was released.
   *
   * @throws CorruptBlockException if its block is damaged
   */
  public Optional<LogRecord> read(Location location) {
    synchronized (this) {
      if (location.position() == blockPosition && location.ordinal() < blockLogs.size()) {
        return Optional.of(blockLogs.get(location.ordinal()).log());
      }
    }
    LogBlock found = blockAt(location.position());
    return found == null || location.ordinal() >= found.size()
        ? Optional.empty()
        : Optional.of(found.log(location.ordinal()).log());
  }

  private @Nullable LogBlock blockAt(long position) {
    LogBlock cached = cache.get(position);
    if (cached != null) {
      return cached;
    }
    try (LogTailer tailer = log.tail(position)) {
      BlockParts parts = new BlockParts(Set.of(BlockFormat.LOGS));
      if (!parts.next(tailer)) {
        return null;
      }
      LogBlock read = new LogBlock(parts.block());
      if (!read.isAt(position, parts.position())) {
        return null; // its own was released
      }
      cache.put(position, read);
      return read;
    }
  }
}
