package io.longpole.query.store;

import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.SpanId;

/**
 * Collects log records and writes them as one block, read by {@link LogBlock}.
 *
 * <pre>
 *   position   where the log ended when the block was begun: what locations name
 *   lengths    of the sections, in their order
 *   directory  count, each: key (position after the one before, ordinal), time after the one
 *              before, flags, length of its body
 *   ids        of those that have them, trace id (16) and span id (8)
 *   bodies     severity, texts, attributes, resource and scope, written out
 * </pre>
 *
 * <p>Ids are random: apart they do not spoil the compression of the rest, where zstd finds the same
 * resource and the same words again and again.
 */
final class LogBlockWriter {

  static final int HAS_TRACE = 1;
  static final int HAS_SPAN = 1 << 1;

  private final ByteOutput directory = new ByteOutput(1 << 12);
  private final ByteOutput ids = new ByteOutput(1 << 12);
  private final ByteOutput bodies = new ByteOutput(1 << 17);
  private int size;
  private LogKey lastKey = new LogKey(0, 0);
  private long lastTimeNanos;

  int size() {
    return size;
  }

  int sizeBytes() {
    return directory.size() + ids.size() + bodies.size();
  }

  /** Adds a record and returns its place in the block. */
  int add(StoredLog stored) {
    LogRecord log = stored.log();
    int bodyBefore = bodies.size();
    writeBody(log);
    int flags =
        (log.traceId().isValid() ? HAS_TRACE : 0) | (log.spanId() == SpanId.NONE ? 0 : HAS_SPAN);
    directory.writeSigned(stored.key().position() - lastKey.position());
    directory.writeUnsigned(stored.key().ordinal());
    directory.writeSigned(log.timeNanos() - lastTimeNanos);
    directory.writeByte(flags);
    directory.writeUnsigned(bodies.size() - bodyBefore);
    if ((flags & HAS_TRACE) != 0) {
      ids.writeLong(log.traceId().high());
      ids.writeLong(log.traceId().low());
    }
    if ((flags & HAS_SPAN) != 0) {
      ids.writeLong(log.spanId());
    }
    lastKey = stored.key();
    lastTimeNanos = log.timeNanos();
    return size++;
  }

  private void writeBody(LogRecord log) {
    bodies.writeUnsigned(log.severityNumber());
    bodies.writeText(log.severityText());
    bodies.writeText(log.body());
    bodies.writeText(log.eventName());
    Values.writeAttributes(bodies, log.attributes(), ByteOutput::writeText);
    Values.writeAttributes(bodies, log.resource().attributes(), ByteOutput::writeText);
    bodies.writeText(log.scope().name());
    bodies.writeText(log.scope().version());
    Values.writeAttributes(bodies, log.scope().attributes(), ByteOutput::writeText);
  }

  /** The block of all records added. */
  ByteOutput finish(long begunAtPosition) {
    ByteOutput counted = new ByteOutput(directory.size() + 5);
    counted.writeUnsigned(size);
    counted.writeBytes(directory.array(), 0, directory.size());
    ByteOutput block = new ByteOutput(sizeBytes() + 64);
    block.writeUnsigned(begunAtPosition);
    ByteOutput[] sections = {counted, ids, bodies};
    for (ByteOutput section : sections) {
      block.writeUnsigned(section.size());
    }
    for (ByteOutput section : sections) {
      block.writeBytes(section.array(), 0, section.size());
    }
    return block;
  }

  /** Forgets all records, for the next block. */
  void clear() {
    directory.clear();
    ids.clear();
    bodies.clear();
    size = 0;
    lastKey = new LogKey(0, 0);
    lastTimeNanos = 0;
  }
}
