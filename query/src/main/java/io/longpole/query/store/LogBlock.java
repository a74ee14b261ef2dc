package io.longpole.query.store;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.SpanId;
import io.longpole.analyzer.model.TraceId;

/**
 * A decompressed block, from which single log records are read; written by {@link LogBlockWriter}.
 *
 * <p>Never changes after construction, so that many queries share one.
 */
final class LogBlock implements BlockCache.Sized {

  private final byte[] block;
  private final long begunAtPosition;
  private final Entry[] entries;

  private record Entry(
      LogKey key, long timeNanos, int flags, int idsOffset, int bodyOffset, int bodyLength) {}

  LogBlock(byte[] block) {
    this.block = block;
    ByteInput in = new ByteInput(block);
    begunAtPosition = in.readUnsigned();
    int directory = in.readCount(block.length);
    int ids = in.readCount(block.length);
    int bodies = in.readCount(block.length);
    if ((long) directory + ids + bodies != in.remaining()) {
      throw new CorruptBlockException(
          "sections of " + directory + ", " + ids + ", " + bodies + " bytes in " + block.length);
    }
    int idsOffset = in.position() + directory;
    entries = readDirectory(new ByteInput(block, in.position(), directory), idsOffset, ids);
  }

  private Entry[] readDirectory(ByteInput in, int idsOffset, int idsLength) {
    Entry[] read = new Entry[in.readCount(in.remaining())];
    int id = idsOffset;
    int body = idsOffset + idsLength;
    long position = 0;
    long timeNanos = 0;
    for (int i = 0; i < read.length; i++) {
      position += in.readSigned();
      int ordinal = in.readCount(Integer.MAX_VALUE);
      timeNanos += in.readSigned();
      int flags = in.readByte();
      int length = in.readCount(block.length - body);
      read[i] = new Entry(new LogKey(position, ordinal), timeNanos, flags, id, body, length);
      id += (flags & LogBlockWriter.HAS_TRACE) == 0 ? 0 : 16;
      id += (flags & LogBlockWriter.HAS_SPAN) == 0 ? 0 : 8;
      body += length;
    }
    return read;
  }

  int size() {
    return entries.length;
  }

  @Override
  public int sizeBytes() {
    return block.length + 64 * entries.length;
  }

  /** Whether locations with this position are in this block, which was read at another. */
  boolean isAt(long position, long readAtPosition) {
    return position == begunAtPosition || position == readAtPosition;
  }

  StoredLog log(int ordinal) {
    Entry entry = entries[ordinal];
    ByteInput ids = new ByteInput(block, entry.idsOffset, block.length - entry.idsOffset);
    TraceId traceId =
        (entry.flags & LogBlockWriter.HAS_TRACE) == 0
            ? TraceId.NONE
            : new TraceId(ids.readLong(), ids.readLong());
    long spanId = (entry.flags & LogBlockWriter.HAS_SPAN) == 0 ? SpanId.NONE : ids.readLong();
    ByteInput in = new ByteInput(block, entry.bodyOffset, entry.bodyLength);
    int severityNumber = (int) in.readUnsigned();
    String severityText = in.readText();
    String body = in.readText();
    String eventName = in.readText();
    Attributes attributes = Values.readAttributes(in, ByteInput::readText);
    Resource resource = new Resource(Values.readAttributes(in, ByteInput::readText));
    Scope scope =
        new Scope(in.readText(), in.readText(), Values.readAttributes(in, ByteInput::readText));
    LogRecord log =
        new LogRecord(
            entry.timeNanos,
            severityNumber,
            severityText,
            body,
            eventName,
            attributes,
            resource,
            scope,
            traceId,
            spanId);
    return new StoredLog(entry.key, log);
  }
}
