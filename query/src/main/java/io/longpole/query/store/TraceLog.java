package io.longpole.query.store;

import io.longpole.analyzer.model.TraceId;
import io.longpole.collector.log.LogTailer;
import io.longpole.collector.log.LogUnavailableException;
import io.longpole.collector.log.RecordLog;
import io.longpole.collector.log.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The traces in a record log: many to a block, compressed, read one by one.
 *
 * <p>Owns the record log and closes it. One thread appends, any number read. A trace can be read as
 * soon as {@link #append} returned; it survives the process when its block was written, at the
 * latest with {@link #flush}, and the loss of power after {@link #sync}. Sync before the index is
 * committed that points here.
 */
public final class TraceLog implements AutoCloseable {

  /** Of names, numbers and ids, before compression; with texts a block has about twice that. */
  private static final int BLOCK_BYTES = 160 << 10;

  private static final long CACHE_BYTES = 32 << 20;

  /** A block of a very large trace is cut into records of this size. */
  private static final int RECORD_BYTES = 16 << 20;

  private final RecordLog log;
  private final BlockCache cache = new BlockCache(CACHE_BYTES);
  private final TraceBlockWriter block = new TraceBlockWriter();
  private final List<StoredTrace> blockTraces = new ArrayList<>();
  private long blockPosition;

  public TraceLog(RecordLog log) {
    this.log = log;
    this.blockPosition = log.endPosition();
  }

  /**
   * Adds a trace.
   *
   * @return where it will be found
   * @throws LogUnavailableException if a full block could not be written: nothing was added, a
   *     later try may succeed
   */
  public synchronized Location append(StoredTrace trace) throws LogUnavailableException {
    if (block.sizeBytes() >= BLOCK_BYTES) {
      flush();
    }
    int ordinal = block.add(trace);
    blockTraces.add(trace);
    return new Location(blockPosition, ordinal);
  }

  /**
   * Writes the traces that wait for their block to fill.
   *
   * @throws LogUnavailableException if the log cannot take them now; they are kept for a later try
   */
  public synchronized void flush() throws LogUnavailableException {
    if (blockTraces.isEmpty()) {
      return;
    }
    ByteOutput bytes = block.finish();
    long nowNanos = System.currentTimeMillis() * 1_000_000;
    for (byte[] part : TraceCodec.records(bytes.array(), bytes.size(), RECORD_BYTES)) {
      log.append(Signal.TRACE_BLOCK, nowNanos, part, 0, part.length);
    }
    block.clear();
    blockTraces.clear();
    blockPosition = log.endPosition();
  }

  /** Puts everything appended so far on the disk. */
  public void sync() throws LogUnavailableException {
    flush();
    log.sync();
  }

  /**
   * The trace at a location; empty if another or none is there, as after it was released.
   *
   * @throws CorruptBlockException if its block is damaged
   */
  public Optional<StoredTrace> read(TraceId id, Location location) {
    synchronized (this) {
      if (location.position() == blockPosition && location.ordinal() < blockTraces.size()) {
        return Optional.of(blockTraces.get(location.ordinal()))
            .filter(trace -> trace.traceId().equals(id));
      }
    }
    TraceBlock found = blockAt(location.position());
    if (found == null
        || location.ordinal() >= found.size()
        || !found.traceId(location.ordinal()).equals(id)) {
      return Optional.empty();
    }
    return Optional.of(found.trace(location.ordinal()));
  }

  private @Nullable TraceBlock blockAt(long position) {
    TraceBlock cached = cache.get(position);
    if (cached != null) {
      return cached;
    }
    TraceBlock read;
    try (LogTailer tailer = log.tail(position)) {
      BlockParts parts = new BlockParts();
      read = parts.next(tailer) ? parts.block() : null;
    }
    if (read != null) {
      cache.put(position, read);
    }
    return read;
  }

  /** Receives a trace and where it is. */
  @FunctionalInterface
  public interface TraceSink {
    void trace(Location location, StoredTrace trace);
  }

  /**
   * Hands over all written traces, oldest first: of one id the later supersedes the earlier. For
   * building the index anew.
   */
  public void forEach(TraceSink sink) {
    try (LogTailer tailer = log.tail(0)) {
      BlockParts parts = new BlockParts();
      while (parts.next(tailer)) {
        TraceBlock each = parts.block();
        for (int ordinal = 0; ordinal < each.size(); ordinal++) {
          sink.trace(new Location(parts.position(), ordinal), each.trace(ordinal));
        }
      }
    }
  }

  /** Bytes on the disk. */
  public long allocatedBytes() {
    return log.allocatedBytes();
  }

  /** Writes what waits, then closes the record log. */
  @Override
  public void close() {
    try {
      sync();
    } catch (LogUnavailableException e) {
      throw new IllegalStateException(
          "the last " + blockTraces.size() + " traces could not be written; they will be replayed",
          e);
    } finally {
      log.close();
    }
  }
}
