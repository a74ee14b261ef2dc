package io.longpole.collector.log;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Prints how fast the record log appends, syncs and tails on this machine; run by hand.
 *
 * <p>Arguments: an empty folder, and MiB to write per record size (default 1,024).
 */
final class RecordLogThroughput {
  private static final int ROUNDS = 3;
  private static final int SYNCS = 1_000;
  private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

  private RecordLogThroughput() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    long bytes = (args.length > 1 ? Long.parseLong(args[1]) : 1_024) << 20;
    for (int size : new int[] {1_000, 64_000, 1_000_000, 16_000_000}) {
      for (int round = 1; round <= ROUNDS; round++) {
        measure(folder.resolve("log"), size, bytes, System.out);
      }
    }
    measureSync(folder.resolve("log"), System.out);
  }

  private static void measure(Path path, int size, long total, PrintStream out) throws Exception {
    byte[] payload = new byte[size];
    new Random(size).nextBytes(payload);
    long records = Math.max(1, total / size);
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
      out.printf(
          Locale.ROOT,
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
    delete(path);
  }

  /** The delay that {@code synced} adds: each record waits for the disk. */
  private static void measureSync(Path path, PrintStream out) throws Exception {
    byte[] payload = new byte[64_000];
    new Random(1).nextBytes(payload);
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
    out.printf(
        Locale.ROOT,
        "64,000 bytes, each synced: median %,d us, p99 %,d us%n",
        micros[SYNCS / 2],
        micros[SYNCS * 99 / 100]);
    delete(path);
  }

  private static double mbPerSecond(long bytes, long nanos) {
    return bytes * 1e3 / nanos;
  }

  private static void delete(Path path) throws IOException {
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure)
              throws IOException {
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
