package io.longpole.query.store;

import io.longpole.analyzer.model.TraceId;
import io.longpole.collector.log.LogCycle;
import io.longpole.collector.log.LogTailer;
import io.longpole.collector.log.LogUnavailableException;
import io.longpole.collector.log.RecordLog;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The traces, and beside them the log records, in a record log: many to a block, compressed, read
 * one by one.
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

  private static final Logger LOG = LoggerFactory.getLogger(TraceLog.class);

  /** A block of a very large trace is cut into records of this size. */
  private static final int RECORD_BYTES = 16 << 20;

  private final RecordLog log;
  private final StoredLogs logs;
  private final BlockCache<TraceBlock> cache = new BlockCache<>(CACHE_BYTES);
  private final TraceBlockWriter block = new TraceBlockWriter();
  private final List<StoredTrace> blockTraces = new ArrayList<>();
  private long blockPosition;

  public TraceLog(RecordLog log) {
    this.log = log;
    this.logs = new StoredLogs(log);
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
      flushTraces();
    }
    if (blockTraces.isEmpty()) {
      blockPosition = log.endPosition(); // log records were written since the last block
    }
    int ordinal = block.add(trace);
    blockTraces.add(trace);
    return new Location(blockPosition, ordinal);
  }

  /** The log records, appended by the same thread. */
  public StoredLogs logs() {
    return logs;
  }

  /**
   * Writes the traces and log records that wait for their block to fill.
   *
   * @throws LogUnavailableException if the log cannot take them now; they are kept for a later try
   */
  public void flush() throws LogUnavailableException {
    flushTraces();
    logs.flush();
  }

  private synchronized void flushTraces() throws LogUnavailableException {
    if (blockTraces.isEmpty()) {
      return;
    }
    write(log, BlockFormat.TRACES, block.finish());
    block.clear();
    blockTraces.clear();
  }

  static void write(RecordLog log, BlockFormat format, ByteOutput block)
      throws LogUnavailableException {
    long nowNanos = System.currentTimeMillis() * 1_000_000;
    for (byte[] part : BlockCodec.records(format, block, RECORD_BYTES)) {
      log.append(format.signal(), nowNanos, part, 0, part.length);
    }
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
      BlockParts parts = new BlockParts(Set.of(BlockFormat.TRACES));
      read = parts.next(tailer) ? new TraceBlock(parts.block()) : null;
    }
    if (read != null) {
      cache.put(position, read);
    }
    return read;
  }

  /** Receives what is in the log, and where it is. */
  public interface Sink {
    void trace(Location location, StoredTrace trace);

    void log(Location location, StoredLog log);
  }

  /**
   * Hands over everything that was written, oldest first: of one id or key the later supersedes the
   * earlier. For building the index anew.
   *
   * @return how many blocks were damaged and passed over
   */
  public long forEach(Sink sink) {
    return forEach(0, sink);
  }

  /** The same from the position of a location on. */
  public long forEach(long fromPosition, Sink sink) {
    long damaged = 0;
    try (LogTailer tailer = log.tail(fromPosition)) {
      BlockParts parts = new BlockParts(EnumSet.allOf(BlockFormat.class));
      while (true) {
        try {
          if (!parts.next(tailer)) {
            return damaged + parts.damaged();
          }
          handOver(parts, sink);
        } catch (CorruptBlockException e) {
          damaged++;
          LOG.warn("Passed over a damaged block of the trace log: {}", e.getMessage());
        }
      }
    }
  }

  private static void handOver(BlockParts parts, Sink sink) {
    switch (parts.format()) {
      case TRACES -> {
        TraceBlock each = new TraceBlock(parts.block());
        for (int ordinal = 0; ordinal < each.size(); ordinal++) {
          sink.trace(new Location(parts.position(), ordinal), each.trace(ordinal));
        }
      }
      case LOGS -> {
        LogBlock each = new LogBlock(parts.block());
        for (int ordinal = 0; ordinal < each.size(); ordinal++) {
          sink.log(new Location(parts.position(), ordinal), each.log(ordinal));
        }
      }
    }
  }

  /** Whether nothing was written yet, or all of it was released. */
  public boolean isEmpty() {
    return writtenBytes() == 0;
  }

  /** Behind all that was written; the positions of later traces are not before it. */
  public long endPosition() {
    return log.endPosition();
  }

  /** About how many bytes {@link #forEach} goes through. */
  public long writtenBytes() {
    return log.bytesBetween(log.startPosition(), log.endPosition());
  }

  /** About how many of them lie before a location. */
  public long bytesBefore(Location location) {
    return log.bytesBetween(log.startPosition(), location.position());
  }

  /** The parts of the log that are released as a whole, oldest first. */
  public List<LogCycle> cycles() {
    return log.cycles();
  }

  /**
   * Deletes the cycles wholly before a position; their traces and log records are found no more.
   *
   * @return how many cycles
   */
  public int releaseBefore(long position) {
    return log.releaseBefore(position);
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
