package io.longpole.query.store;

import io.longpole.collector.log.LogTailer;
import io.longpole.collector.log.Signal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts together the next block from the records that hold it. */
final class BlockParts {

  private final Set<BlockFormat> wanted;
  private final ByteOutput frame = new ByteOutput(1 << 16);
  private BlockCodec.@Nullable Header last;
  private long position;
  private long damaged;
  private boolean complete;

  BlockParts(Set<BlockFormat> wanted) {
    this.wanted = wanted;
  }

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
    BlockFormat format = BlockFormat.of(signal).orElse(null);
    if (format == null || !wanted.contains(format)) {
      return;
    }
    BlockCodec.Header header =
        BlockCodec.Header.read(format, new ByteInput(buffer, offset, length));
    BlockCodec.Header before = last;
    if (header.part() == 0) {
      frame.clear();
      position = at;
    } else if (before == null || before.format() != format || header.part() != before.part() + 1) {
      damaged++;
      last = null;
      return;
    }
    frame.writeBytes(buffer, offset + BlockCodec.HEADER_BYTES, length - BlockCodec.HEADER_BYTES);
    last = header;
    complete = header.part() + 1 == header.parts();
  }

  /** Where the block's first record is. */
  long position() {
    return position;
  }

  /** Records that belong to no whole block. */
  long damaged() {
    return damaged;
  }

  BlockFormat format() {
    return header().format();
  }

  /** The block, decompressed. */
  byte[] block() {
    return BlockCodec.decompress(frame.copy(), header().blockBytes());
  }

  private BlockCodec.Header header() {
    BlockCodec.Header header = last;
    if (header == null || !complete) {
      throw new IllegalStateException("no block was read");
    }
    return header;
  }
}
