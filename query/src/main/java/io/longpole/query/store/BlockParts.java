package io.longpole.query.store;

import io.longpole.collector.log.LogTailer;
import io.longpole.collector.log.Signal;
import org.jspecify.annotations.Nullable;

/** Puts together the next block from the records that hold it. */
final class BlockParts {

  private final ByteOutput frame = new ByteOutput(1 << 16);
  private TraceCodec.@Nullable Header last;
  private long position;
  private boolean complete;

  /** Reads on to the next whole block; one that misses parts, as after a crash, is passed over. */
  boolean next(LogTailer tailer) {
    complete = false;
    last = null;
    while (!complete) {
      if (!tailer.next(this::record)) {
        return false;
      }
    }
    return true;
  }

  private void record(
      long at, Signal signal, long timeNanos, byte[] buffer, int offset, int length) {
    if (signal != Signal.TRACE_BLOCK) {
      return;
    }
    TraceCodec.Header header = TraceCodec.Header.read(new ByteInput(buffer, offset, length));
    int expected = last == null ? 0 : last.part() + 1;
    if (header.part() == 0) {
      frame.clear();
      position = at;
    } else if (header.part() != expected) {
      last = null;
      return;
    }
    frame.writeBytes(buffer, offset + TraceCodec.HEADER_BYTES, length - TraceCodec.HEADER_BYTES);
    last = header;
    complete = header.part() + 1 == header.parts();
  }

  /** Where the block's first record is. */
  long position() {
    return position;
  }

  TraceBlock block() {
    TraceCodec.Header header = last;
    if (header == null || !complete) {
      throw new IllegalStateException("no block was read");
    }
    return new TraceBlock(TraceCodec.decompress(frame.copy(), header.blockBytes()));
  }
}
