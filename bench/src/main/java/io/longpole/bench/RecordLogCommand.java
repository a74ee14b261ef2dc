package io.longpole.bench;

import io.longpole.collector.log.LogSettings;
import io.longpole.collector.log.LogTailer;
import io.longpole.collector.log.LogUnavailableException;
import io.longpole.collector.log.RecordLog;
import io.longpole.collector.log.Signal;
import io.longpole.query.cli.Surroundings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints how fast the record log appends, syncs and tails, for records of several sizes. */
@Command(
    name = "record-log",
    header = "Measure the record log: append, sync, tail; by wall clock and by processor time.",
    sortOptions = false,
    footer = {"", "Examples:", "  bench/run record-log", "  bench/run record-log --mib 256"})
final class RecordLogCommand implements Callable<Integer> {

  private static final int[] SIZES = {1_000, 64_000, 1_000_000, 16_000_000};
  private static final int SYNCS = 1_000;
  private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

  private final Surroundings surroundings;

  @Option(names = "--mib", description = "written per line (default: ${DEFAULT-VALUE})")
  private long mebibytes = 1_024;

  @Option(names = "--rounds", description = "lines per record size (default: ${DEFAULT-VALUE})")
  private int rounds = 3;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  RecordLogCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, LogUnavailableException {
    for (int size : SIZES) {
      for (int round = 1; round <= rounds; round++) {
        try (ScratchFolder folder = new ScratchFolder()) {
          measure(folder.path().resolve("log"), size);
        }
      }
    }
    try (ScratchFolder folder = new ScratchFolder()) {
      measureSync(folder.path().resolve("log"));
    }
    return 0;
  }

  private void measure(Path path, int size) throws IOException, LogUnavailableException {
    byte[] payload = payload(size);
    long records = Math.max(1, (mebibytes << 20) / size);
    try (RecordLog log = RecordLog.open(path, LogSettings.DEFAULT)) {
      long start = System.nanoTime();
      long startCpu = THREAD.getCurrentThreadCpuTime();
      for (long i = 0; i < records; i++) {
        log.append(Signal.TRACES, i, payload, 0, size);
      }
      long appended = System.nanoTime();
      long appendedCpu = THREAD.getCurrentThreadCpuTime();
      log.sync();
      long synced = System.nanoTime();
      long[] read = {0};
      try (LogTailer tailer = log.tail(0)) {
        while (tailer.next((position, signal, time, buffer, at, length) -> read[0] += length)) {
          // on to the next
        }
      }
      long tailed = System.nanoTime();
      long tailedCpu = THREAD.getCurrentThreadCpuTime();
      if (read[0] != records * size) {
        throw new IOException("read " + read[0] + " bytes of " + records * size);
      }
      say(
          "%,10d bytes: append %,6.0f MB/s (%,6.0f per second of CPU) %,9.0f records/s,"
              + " sync %,5.0f ms, tail %,6.0f MB/s (%,6.0f)%n",
          size,
          mbPerSecond(read[0], appended - start),
          mbPerSecond(read[0], appendedCpu - startCpu),
          records * 1e9 / (appended - start),
          (synced - appended) / 1e6,
          mbPerSecond(read[0], tailed - synced),
          mbPerSecond(read[0], tailedCpu - appendedCpu));
    }
  }

  /** The delay that {@code synced} adds: each record waits for the disk. */
  private void measureSync(Path path) throws LogUnavailableException {
    byte[] payload = payload(64_000);
    long[] micros = new long[SYNCS];
    try (RecordLog log = RecordLog.open(path, LogSettings.DEFAULT)) {
      for (int i = 0; i < SYNCS; i++) {
        long start = System.nanoTime();
        log.append(Signal.TRACES, i, payload, 0, payload.length);
        log.sync();
        micros[i] = (System.nanoTime() - start) / 1_000;
      }
    }
    Arrays.sort(micros);
    say(
        "64,000 bytes, each synced: median %,d us, p99 %,d us%n",
        micros[SYNCS / 2], micros[SYNCS * 99 / 100]);
  }

  private static byte[] payload(int size) {
    byte[] payload = new byte[size];
    new Random(size).nextBytes(payload);
    return payload;
  }

  private static double mbPerSecond(long bytes, long nanos) {
    return bytes * 1e3 / nanos;
  }

  private void say(String format, Object... values) {
    surroundings.out().print(String.format(Locale.ROOT, format, values));
    surroundings.out().flush();
  }
}
