package io.longpole.collector.log;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.LoggerFactory;
import org.slf4j.jul.JDK14LoggerFactory;

/** Uses a log as a server would, through a change of cycle, and says so in one line. */
final class SilentWriter {
  private SilentWriter() {}

  /** Argument: the folder of the log. */
  public static void main(String[] args) throws Exception {
    byte[] payload = "hello".getBytes(StandardCharsets.UTF_8);
    LogSettings settings = RecordLogSamples.SMALL.withCycle(1, Duration.ofHours(1));
    int[] read = {0};
    try (RecordLog log = RecordLog.open(Path.of(args[0]), settings);
        LogTailer tailer = log.tail(0)) {
      for (int i = 0; i < 3; i++) {
        log.append(Signal.TRACES, i, payload, 0, payload.length);
        log.sync();
      }
      while (tailer.next((position, signal, time, buffer, offset, length) -> read[0]++)) {
        // on to the next
      }
    }
    // without a logger that prints, silence would show nothing
    boolean audible = LoggerFactory.getILoggerFactory() instanceof JDK14LoggerFactory;
    System.out.println("read " + read[0] + ", audible " + audible);
  }
}
