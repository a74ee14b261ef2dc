package io.longpole.collector.log;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
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

  private RecordLogThroughput() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    long bytes = (args.length > 1 ? Long.parseLong(args[1]) : 1_024) << 20;
    for (int size : new int[] {1_000, 64_000, 1_000_000, 16_000_000}) {
      for (int round = 1; round <= ROUNDS; round++) {
        measure(folder.resolve("log"), size, bytes, System.out);
      }
    }
  }

  private static void measure(Path path, int size, long total, PrintStream out) throws Exception {
    byte[] payload = new byte[size];
    new Random(size).nextBytes(payload);
    long records = Math.max(1, total / size);
    try (RecordLog log = RecordLog.open(path, LogSettings.DEFAULT)) {
      long start = System.nanoTime();
      for (long i = 0; i < records; i++) {
        log.append(Signal.TRACES, i, payload, 0, size);
      }
      long appended = System.nanoTime();
      log.sync();
      long synced = System.nanoTime();
      long[] read = {0};
      try (LogTailer tailer = log.tail(0)) {
        while (tailer.next((position, signal, time, buffer, at, length) -> read[0] += length)) {
          // on to the next
        }
      }
      long tailed = System.nanoTime();
      if (read[0] != records * size) {
        throw new IOException("read " + read[0] + " bytes of " + records * size);
      }
      out.printf(
          Locale.ROOT,
          "%,10d bytes: append %,6.0f MB/s %,9.0f records/s, sync %,5.0f ms, tail %,6.0f MB/s%n",
          size,
          mbPerSecond(read[0], appended - start),
          records * 1e9 / (appended - start),
          (synced - appended) / 1e6,
          mbPerSecond(read[0], tailed - synced));
    }
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
