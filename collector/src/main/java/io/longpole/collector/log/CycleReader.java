package io.longpole.collector.log;

import io.longpole.collector.log.RecordLayout.Slice;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Reads whole records of one cycle: chunks put together again; one thread. */
final class CycleReader implements AutoCloseable {
  private static final int KEPT_BUFFER_BYTES = 8 << 20;

  private final int cycle;
  private final FileWindow window;
  private final ChunkReader chunks;
  private final BadRecordListener listener;

  private byte[] record = new byte[0];
  private int filled;
  private long recordPosition;
  private boolean begun;

  CycleReader(Path file, long position, int windowBytes, BadRecordListener listener)
      throws IOException {
    this.cycle = Positions.cycle(position);
    this.listener = listener;
    window = new FileWindow(FileChannel.open(file, StandardOpenOption.READ), windowBytes);
    chunks = new ChunkReader(cycle, window, Positions.offset(position), listener);
  }

  int cycle() {
    return cycle;
  }

  /** Where the next record is looked for. */
  long position() {
    return Positions.of(cycle, chunks.offset());
  }

  /**
   * Hands the next record before the end to the sink.
   *
   * @return false if there is none
   */
  boolean next(CycleFolder.CycleEnd end, RecordSink sink) throws IOException {
    while (chunks.next(end)) {
      Slice chunk = chunks.payload();
      Optional<Signal> signal = Signal.of(chunks.signal());
      if (signal.isEmpty()) {
        reportUnknownSignal();
      } else if (chunks.chunkOffset() == 0 && chunk.length() == chunks.recordLength()) {
        abandon();
        sink.record(
            chunks.position(),
            signal.get(),
            chunks.timeNanos(),
            chunk.bytes(),
            chunk.offset(),
            chunk.length());
        return true;
      } else if (collect(chunk, end)) {
        begun = false;
        byte[] whole = record;
        record = whole.length > KEPT_BUFFER_BYTES ? new byte[0] : whole;
        sink.record(recordPosition, signal.get(), chunks.timeNanos(), whole, 0, filled);
        return true;
      }
    }
    abandon();
    return false;
  }

  /** Adds a chunk to the record that is being put together; true when that makes it whole. */
  private boolean collect(Slice chunk, CycleFolder.CycleEnd end) {
    if (chunks.chunkOffset() == 0) {
      begin(end);
    } else if (begun && chunks.chunkOffset() != filled) {
      abandon();
    }
    if (!begun) {
      return false;
    }
    System.arraycopy(chunk.bytes(), chunk.offset(), record, filled, chunk.length());
    filled += chunk.length();
    return filled == chunks.recordLength();
  }

  private void begin(CycleFolder.CycleEnd end) {
    abandon();
    recordPosition = chunks.position();
    filled = 0;
    begun = true;
    int length = chunks.recordLength();
    if (length > end.offset() - Positions.offset(recordPosition)) {
      abandon();
    } else if (record.length < length) {
      record = new byte[length];
    }
  }

  /** A record whose last chunks never came: the writer was stopped, or they are damaged. */
  private void abandon() {
    if (begun) {
      begun = false;
      String reason = "unfinished: " + filled + " bytes of a longer record";
      listener.bad(new BadRecord(recordPosition, reason, filled, new byte[0]));
    }
  }

  private void reportUnknownSignal() {
    String reason = "unknown signal " + chunks.signal();
    listener.bad(new BadRecord(chunks.position(), reason, chunks.recordLength(), new byte[0]));
  }

  @Override
  public void close() throws IOException {
    window.close();
  }
}
