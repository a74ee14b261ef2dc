package io.longpole.collector.log;

import io.longpole.collector.log.CycleFolder.CycleEnd;
import io.longpole.collector.log.CycleWriter.RecordStamp;
import io.longpole.collector.log.LogUnavailableException.Reason;
import io.longpole.collector.log.RecordLayout.Slice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An append-only log of raw records in a folder, kept through the death of the process.
 *
 * <p>One thread appends and must not be interrupted; any number of threads read, sync and ask. What
 * {@link #append} returned for is in the page cache: it survives {@code kill -9}, and after {@link
 * #sync} the loss of power. The log is a row of cycles, each a Chronicle queue of its own; whole
 * cycles are released. Each opening begins a new cycle, so that nothing an earlier process left is
 * ever written to.
 */
public final class RecordLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecordLog.class);
  private static final int RANDOM_READ_BYTES = 64 << 10;

  private final Path path;
  private final LogSettings settings;
  private final LogFolder folder;
  private final DiskWatermark watermark;
  private final BadRecordListener listener;

  private final Cycles cycles;
  private final DiskSync diskSync;

  /** Guards the writer and its files. */
  private final ReentrantLock writing = new ReentrantLock();

  private @Nullable CycleWriter writer;
  private long writerBegunNanos;
  private int nextCycle;
  private boolean open = true;
  private volatile long writerReservedBytes;

  /**
   * Opens the log of a folder, or makes a new one. Bad records are logged.
   *
   * @throws LogOpenException if another process has it open, or a newer longpole wrote it
   */
  public static RecordLog open(Path folder, LogSettings settings) {
    return open(folder, settings, bad -> LOG.warn("{}: {}", folder, bad));
  }

  /** The same; bad records are told to the listener. */
  public static RecordLog open(Path folder, LogSettings settings, BadRecordListener listener) {
    ChronicleSwitches.set();
    LogFolder owned = LogFolder.open(folder);
    try {
      return new RecordLog(folder, settings, owned, listener);
    } catch (IOException e) {
      owned.close();
      throw new LogOpenException("cannot open the log in " + folder + ": " + e.getMessage(), e);
    }
  }

  private RecordLog(Path path, LogSettings settings, LogFolder folder, BadRecordListener listener)
      throws IOException {
    this.path = path;
    this.settings = settings;
    this.folder = folder;
    this.listener = new BadRecordsOnce(listener);
    watermark = DiskWatermark.of(path, settings.watermark());
    diskSync = new DiskSync(path);
    cycles = new Cycles(path);
    nextCycle = Positions.cycle(cycles.endPosition());
  }

  /**
   * Appends a record; when this returns, it survives the death of the process.
   *
   * @param timeNanos when it was received, nanoseconds since the epoch
   * @return its position, larger than all before
   * @throws LogUnavailableException if there is no space or writing failed; nothing was kept
   * @throws IllegalArgumentException if it is longer than the settings allow
   */
  public long append(Signal signal, long timeNanos, byte[] payload, int offset, int length)
      throws LogUnavailableException {
    Objects.checkFromIndexSize(offset, length, payload.length);
    if (length > settings.maxRecordBytes()) {
      throw new IllegalArgumentException(
          "length=" + length + " > maxRecordBytes=" + settings.maxRecordBytes());
    }
    writing.lock();
    try {
      if (!open) {
        throw new LogUnavailableException(Reason.CLOSED, "the log in " + path + " is closed");
      }
      CycleWriter current = writerFor(length);
      return write(current, new RecordStamp(signal, timeNanos), new Slice(payload, offset, length));
    } finally {
      writing.unlock();
    }
  }

  /**
   * Puts everything appended so far on the disk.
   *
   * <p>Any thread, also while another appends. Many appends may share one call: that is the
   * caller's part.
   */
  public void sync() {
    diskSync.upTo(cycles.endPosition());
  }

  /** A reader from a position on, inclusive; 0 is the start. */
  public LogTailer tail(long fromPosition) {
    return new LogTailer(this, fromPosition);
  }

  /**
   * Hands one record to the sink; any thread.
   *
   * @throws IllegalArgumentException if there is no sound record at this position
   */
  public void read(long position, RecordSink sink) {
    int cycle = Positions.cycle(position);
    String[] problem = {"there is none"};
    boolean[] found = {false};
    try (CycleReader reader =
        new CycleReader(
            CycleFolder.records(path, cycle),
            position,
            RANDOM_READ_BYTES,
            bad -> problem[0] = bad.reason())) {
      reader.next(
          cycles.end(cycle),
          (at, signal, timeNanos, buffer, offset, length) -> {
            if (at == position) {
              found[0] = true;
              sink.record(at, signal, timeNanos, buffer, offset, length);
            }
          });
    } catch (NoSuchFileException e) {
      problem[0] = "it was released, or never written";
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
    if (!found[0]) {
      throw new IllegalArgumentException(
          "no sound record at " + Positions.text(position) + " in " + path + ": " + problem[0]);
    }
  }

  /** Larger than the position of every record so far; the first later record is at or behind it. */
  public long endPosition() {
    return cycles.endPosition();
  }

  /** The start of the oldest cycle that is kept. */
  public long startPosition() {
    return Positions.of(cycles.from(0, cycles.endPosition()), 0);
  }

  /** Bytes that the log takes on the disk, reserved ones included. */
  public long allocatedBytes() {
    return cycles.closedBytes() + writerReservedBytes;
  }

  /** About how many bytes of the log lie between two positions. */
  public long bytesBetween(long fromPosition, long toPosition) {
    return cycles.bytesBetween(fromPosition, toPosition);
  }

  /** The cycles, oldest first. */
  public List<LogCycle> cycles() {
    List<LogCycle> list = new ArrayList<>();
    cycles.closed().forEach((cycle, end) -> list.add(describe(cycle, end.offset(), end.offset())));
    long end = cycles.endPosition();
    long reserved = writerReservedBytes;
    if (reserved > 0 && !cycles.closed().containsKey(Positions.cycle(end))) {
      list.add(describe(Positions.cycle(end), Positions.offset(end), reserved));
    }
    return list;
  }

  private LogCycle describe(int cycle, long endOffset, long bytes) {
    return new LogCycle(
        Positions.of(cycle, 0),
        Positions.of(cycle, endOffset),
        bytes,
        Instant.ofEpochMilli(CycleFolder.records(path, cycle).toFile().lastModified()),
        !cycles.closed().containsKey(cycle));
  }

  /**
   * Deletes the cycles that lie wholly before a position, never the one being written.
   *
   * @return how many
   */
  public int releaseBefore(long position) {
    int released = 0;
    for (int cycle : cycles.before(position)) {
      try {
        cycles.remove(cycle);
        diskSync.released(cycle);
        CycleFolder.delete(path, cycle);
        released++;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot delete " + CycleFolder.of(path, cycle), e);
      }
    }
    return released;
  }

  /** A random id, given when the log was made. */
  public String identity() {
    return folder.identity();
  }

  /** What decides whether there is space to append. */
  public DiskWatermark watermark() {
    return watermark;
  }

  @Override
  public void close() {
    writing.lock();
    try {
      if (open) {
        open = false;
        closeWriter();
        folder.close();
      }
    } finally {
      writing.unlock();
    }
  }

  Path path() {
    return path;
  }

  BadRecordListener listener() {
    return listener;
  }

  Cycles index() {
    return cycles;
  }

  /** The current writer, or that of a new cycle, with the space for a record taken. */
  private CycleWriter writerFor(int length) throws LogUnavailableException {
    CycleWriter current = writer;
    if (current != null && isFull(current)) {
      closeWriter();
      current = null;
    }
    if (!watermark.allows(current == null ? Math.max(length, settings.blockBytes()) : length)) {
      throw new LogUnavailableException(Reason.DISK, watermark.reason());
    }
    if (current == null) {
      current = openWriter();
    }
    try {
      int chunks = length / settings.chunkBytes() + 1;
      watermark.wrote(current.reserveFor(length + chunks * CycleWriter.CHUNK_ROOM_BYTES));
      writerReservedBytes = current.reservedBytes();
      return current;
    } catch (IOException e) {
      throw new LogUnavailableException(Reason.DISK, String.valueOf(e.getMessage()), e);
    }
  }

  private boolean isFull(CycleWriter current) {
    return current.endOffset() >= settings.cycleBytes()
        || System.nanoTime() - writerBegunNanos >= settings.cycleAge().toNanos();
  }

  private CycleWriter openWriter() throws LogUnavailableException {
    try {
      CycleFolder.delete(path, nextCycle);
      CycleWriter fresh = new CycleWriter(path, nextCycle, settings.blockBytes());
      watermark.wrote(fresh.reservedBytes());
      writer = fresh;
      writerBegunNanos = System.nanoTime();
      writerReservedBytes = fresh.reservedBytes();
      return fresh;
    } catch (IOException e) {
      throw new LogUnavailableException(Reason.DISK, "cannot begin a cycle: " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      throw new LogUnavailableException(Reason.WRITE, "cannot begin a cycle: " + e, e);
    }
  }

  private long write(CycleWriter current, RecordStamp stamp, Slice payload)
      throws LogUnavailableException {
    try {
      int done = 0;
      long first = -1;
      do {
        int size = Math.min(settings.chunkBytes(), payload.length() - done);
        Slice chunk = new Slice(payload.bytes(), payload.offset() + done, size);
        long at = current.append(stamp, payload.length(), done, chunk);
        first = first < 0 ? at : first;
        done += size;
      } while (done < payload.length());
      cycles.publish(Positions.of(current.cycle(), current.endOffset()));
      return Positions.of(current.cycle(), first);
    } catch (Throwable e) {
      LOG.error("{}: writing failed, the next record begins a new cycle", path, e);
      closeWriter();
      throw new LogUnavailableException(Reason.WRITE, "writing to " + path + " failed: " + e, e);
    }
  }

  /** Ends the current cycle where the last whole record ends. */
  private void closeWriter() {
    CycleWriter current = writer;
    if (current == null) {
      return;
    }
    int cycle = current.cycle();
    CycleEnd end = cycles.close(cycle);
    diskSync.closed(cycle);
    writer = null;
    writerReservedBytes = 0;
    nextCycle = cycle + 1;
    try {
      current.close();
      CycleFolder.seal(path, cycle, end.offset());
    } catch (IOException | RuntimeException e) {
      LOG.warn("{}: cycle {} was not closed in order", path, cycle, e);
    }
  }
}
