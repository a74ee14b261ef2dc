package io.longpole.collector.log;

import io.longpole.collector.log.RecordLayout.Slice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Appends chunks to one cycle with Chronicle Queue; one thread.
 *
 * <p>The space of both files is taken before Chronicle maps them. The queue's clock stands still,
 * so Chronicle itself never rolls: a new cycle is a new queue, see RATIONALE, "The record log".
 */
final class CycleWriter {
  /** What a chunk takes beside its payload: both headers and the padding, rounded up. */
  static final int CHUNK_ROOM_BYTES = 64;

  private static final int METADATA_BYTES = 128 << 10;
  private static final long TIMEOUT_MILLIS = 2_000;

  /** What Chronicle may write between two records: pages of its index. */
  private static final int INDEX_ROOM_BYTES = 256 << 10;

  private final int cycle;
  private final int blockBytes;
  private final ReservedFile space;
  private final ChronicleQueue queue;
  private final ExcerptAppender appender;
  private final byte[] header = new byte[RecordLayout.HEADER_BYTES];
  private final CRC32C crc = new CRC32C();
  private int sequence;
  private long endOffset;

  CycleWriter(Path log, int cycle, int blockBytes) throws IOException {
    this.cycle = cycle;
    this.blockBytes = blockBytes;
    Files.createDirectory(CycleFolder.of(log, cycle));
    try (ReservedFile metadata = new ReservedFile(CycleFolder.metadata(log, cycle))) {
      metadata.reserve(METADATA_BYTES);
    }
    queue =
        SingleChronicleQueueBuilder.binary(CycleFolder.of(log, cycle))
            .rollCycle(RollCycles.FAST_DAILY)
            .timeProvider(() -> 0L)
            .blockSize(blockBytes)
            .timeoutMS(TIMEOUT_MILLIS)
            .build();
    try {
      // the appender comes first: it would wait for a header in a file that is already there
      appender = queue.createAppender();
      appender.singleThreadedCheckDisabled(true);
      space = new ReservedFile(CycleFolder.records(log, cycle));
      space.reserve(blockBytes);
    } catch (Throwable e) {
      queue.close();
      throw e;
    }
  }

  int cycle() {
    return cycle;
  }

  /** Bytes that this cycle takes on the disk. */
  long reservedBytes() {
    return space.reservedBytes() + METADATA_BYTES;
  }

  /** The end of the last chunk. */
  long endOffset() {
    return endOffset;
  }

  /** Takes the next block when the current one is half full. Returns the bytes taken. */
  long reserveFor(int bytes) throws IOException {
    long before = space.reservedBytes();
    while (endOffset + bytes + INDEX_ROOM_BYTES + blockBytes / 2 > space.reservedBytes()) {
      space.reserve(blockBytes);
    }
    return space.reservedBytes() - before;
  }

  /**
   * Appends one chunk.
   *
   * @param recordLength bytes of the whole record
   * @param chunkOffset where the chunk begins in the record
   * @return its offset in the file
   */
  long append(RecordStamp stamp, int recordLength, int chunkOffset, Slice chunk) {
    DocumentContext document = appender.writingDocument();
    try {
      Bytes<?> bytes = document.wire().bytes();
      long offset = bytes.writePosition() - RecordLayout.DOCUMENT_HEADER_BYTES;
      fillHeader(stamp, Positions.of(cycle, offset), recordLength, chunkOffset, chunk);
      bytes.write(header);
      bytes.write(chunk.bytes(), chunk.offset(), chunk.length());
      long end = bytes.writePosition();
      document.close();
      sequence++;
      endOffset = RecordLayout.aligned(end);
      return offset;
    } catch (Throwable e) {
      rollBack(document, e);
      throw e;
    }
  }

  private void fillHeader(
      RecordStamp stamp, long position, int recordLength, int chunkOffset, Slice chunk) {
    RecordLayout.putInt(header, 0, RecordLayout.MAGIC);
    header[RecordLayout.VERSION_AT] = RecordLayout.VERSION;
    header[RecordLayout.SIGNAL_AT] = stamp.signal().id();
    RecordLayout.putLong(header, RecordLayout.TIME_AT, stamp.timeNanos());
    RecordLayout.putLong(header, RecordLayout.POSITION_AT, position);
    RecordLayout.putInt(header, RecordLayout.SEQUENCE_AT, sequence);
    RecordLayout.putInt(header, RecordLayout.RECORD_LENGTH_AT, recordLength);
    RecordLayout.putInt(header, RecordLayout.CHUNK_OFFSET_AT, chunkOffset);
    RecordLayout.putInt(header, RecordLayout.CHUNK_LENGTH_AT, chunk.length());
    int checksum = RecordLayout.checksum(crc, header, 0, chunk);
    RecordLayout.putInt(header, RecordLayout.CHECKSUM_AT, checksum);
  }

  /** Closing a document commits it, half written or not, unless it is told to roll back. */
  private static void rollBack(DocumentContext document, Throwable failure) {
    try {
      if (document.isOpen()) {
        document.rollbackOnClose();
        document.close();
      }
    } catch (Throwable e) {
      failure.addSuppressed(e);
    }
  }

  /** Lets go of the files. What was appended stays. */
  void close() {
    try {
      appender.close();
      queue.close();
    } finally {
      space.close();
    }
  }

  /** What a record is stamped with. */
  record RecordStamp(Signal signal, long timeNanos) {}
}
