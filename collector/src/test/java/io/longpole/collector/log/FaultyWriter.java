package io.longpole.collector.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Cuts a log's file short under the writer, which makes the next store into it a fault. */
final class FaultyWriter {
  private FaultyWriter() {}

  /** Argument: the folder of the log. */
  public static void main(String[] args) throws Exception {
    Path path = Path.of(args[0]);
    byte[] payload = new byte[10_000];
    try (RecordLog log = RecordLog.open(path, RecordLogSamples.SMALL, bad -> {})) {
      log.append(Signal.TRACES, 1, payload, 0, payload.length);
      cut(CycleFolder.records(path, 1));
      try {
        log.append(Signal.TRACES, 2, payload, 0, payload.length);
        System.out.println("no failure");
      } catch (LogUnavailableException e) {
        System.out.println("refused " + e.reason());
      }
      long position = log.append(Signal.TRACES, 3, payload, 0, payload.length);
      System.out.println("goes on in cycle " + Positions.cycle(position));
      try (LogTailer tailer = log.tail(0)) {
        while (tailer.next(
            (at, signal, time, buffer, offset, length) -> System.out.println("read " + time))) {
          // on to the next
        }
      }
    }
  }

  private static void cut(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(4_096);
    }
  }
}
