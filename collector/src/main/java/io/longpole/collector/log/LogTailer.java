package io.longpole.collector.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a log in order and goes on as new ones come; one thread.
 *
 * <p>Looking for a record that is not there yet costs one read of a volatile field, so a caller may
 * poll.
 */
public final class LogTailer implements AutoCloseable {
  private static final int WINDOW_BYTES = 1 << 20;

  private final RecordLog log;
  private @Nullable CycleReader reader;
  private long position;

  LogTailer(RecordLog log, long position) {
    this.log = log;
    this.position = position;
  }

  /**
   * Hands the next record to the sink, if there is one; bad ones are reported and passed over.
   *
   * <p>If the sink throws, the tailer stands behind the record all the same.
   *
   * @return whether there was a record
   */
  public boolean next(RecordSink sink) {
    long end = log.endPosition();
    while (position < end) {
      int cycle = log.index().from(Positions.cycle(position), end);
      boolean live = cycle == Positions.cycle(end);
      try {
        if (live && Positions.offset(end) == 0) {
          return false; // nothing was written yet, not even the file
        }
        if (readFrom(cycle, sink)) {
          return true;
        }
        if (live) {
          return false;
        }
      } catch (NoSuchFileException e) {
        // released while it was read: what follows is still there
      } catch (IOException e) {
        close();
        throw new UncheckedIOException("cannot read " + log.path(), e);
      }
      moveTo(Positions.of(cycle + 1, 0));
    }
    return false;
  }

  /** Where the next record is looked for; a tailer made with it goes on here. */
  public long position() {
    return position;
  }

  /** Goes to a position that this log gave, forward or back; 0 is the start. */
  public void moveTo(long newPosition) {
    close();
    position = newPosition;
  }

  @Override
  public void close() {
    CycleReader current = reader;
    reader = null;
    if (current != null) {
      try {
        current.close();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot close " + log.path(), e);
      }
    }
  }

  private boolean readFrom(int cycle, RecordSink sink) throws IOException {
    if (Positions.cycle(position) != cycle) {
      moveTo(Positions.of(cycle, 0));
    }
    CycleReader current = reader;
    if (current == null) {
      current =
          new CycleReader(
              CycleFolder.records(log.path(), cycle), position, WINDOW_BYTES, log.listener());
      reader = current;
    }
    try {
      return current.next(log.index().end(cycle), sink);
    } finally {
      position = current.position();
    }
  }
}
