package io.longpole.collector.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.TreeSet;

/**
 * Puts what was appended on the disk, and after a new file the folders that name it; any thread.
 *
 * <p>{@code fdatasync} on the file instead of Chronicle's {@code msync(MS_SYNC)}: on Linux both end
 * in the same call on the same pages, but Chronicle's belongs to the writer's thread and to the
 * block that is mapped just then, see RATIONALE, "The record log".
 */
final class DiskSync {
  private final Path log;
  private final TreeSet<Integer> closed = new TreeSet<>();
  private int named;

  DiskSync(Path log) {
    this.log = log;
  }

  /** A cycle ended; the next sync still has to see to it. */
  synchronized void closed(int cycle) {
    closed.add(cycle);
  }

  /** A cycle is gone. */
  synchronized void released(int cycle) {
    closed.remove(cycle);
  }

  /** Puts everything before a position on the disk. */
  synchronized void upTo(long endPosition) {
    while (!closed.isEmpty()) {
      sync(closed.first());
      closed.remove(closed.first());
    }
    if (Positions.offset(endPosition) > 0) {
      sync(Positions.cycle(endPosition));
    }
  }

  private void sync(int cycle) {
    Path file = CycleFolder.records(log, cycle);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(false);
      if (named != cycle || closed.contains(cycle)) {
        LogFolder.sync(CycleFolder.of(log, cycle));
        LogFolder.sync(log);
        named = cycle;
      }
    } catch (NoSuchFileException e) {
      // released meanwhile
    } catch (IOException e) {
      throw new UncheckedIOException("cannot sync " + file, e);
    }
  }
}
