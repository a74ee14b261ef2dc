package io.longpole.collector.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Names and files of a cycle: a folder {@code cycle-00000001} that is a Chronicle queue of its own.
 *
 * <p>A cycle that is closed in order holds a file {@code sealed} with the length of its records, so
 * that a reader knows when something is missing at the end.
 */
final class CycleFolder {
  private static final String PREFIX = "cycle-";
  private static final String SEAL = "sealed";
  private static final int BUFFER_BYTES = 1 << 20;

  private CycleFolder() {}

  static Path of(Path log, int cycle) {
    return log.resolve(String.format(Locale.ROOT, PREFIX + "%08d", cycle));
  }

  /** Chronicle's name for the one file of a queue whose clock stands at zero. */
  static Path records(Path log, int cycle) {
    return of(log, cycle).resolve("19700101F.cq4");
  }

  static Path metadata(Path log, int cycle) {
    return of(log, cycle).resolve("metadata.cq4t");
  }

  /** The numbers of all cycles that have a file of records. */
  static NavigableSet<Integer> list(Path log) throws IOException {
    NavigableSet<Integer> cycles = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(log, PREFIX + "*")) {
      for (Path entry : entries) {
        OptionalInt cycle = number(entry);
        if (cycle.isPresent()) {
          if (Files.exists(records(log, cycle.getAsInt()))) {
            cycles.add(cycle.getAsInt());
          } else {
            delete(log, cycle.getAsInt());
          }
        }
      }
    }
    return cycles;
  }

  private static OptionalInt number(Path entry) {
    String digits = String.valueOf(entry.getFileName()).substring(PREFIX.length());
    boolean plain = digits.length() == 8 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return plain ? OptionalInt.of(Integer.parseInt(digits)) : OptionalInt.empty();
  }

  /** Removes a cycle; the file of records last, so that a half removed one is seen as removed. */
  static void delete(Path log, int cycle) throws IOException {
    Files.deleteIfExists(records(log, cycle));
    Path folder = of(log, cycle);
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
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

  /** Gives back what was reserved behind the last record, and notes where that ends. */
  static void seal(Path log, int cycle, long endOffset) throws IOException {
    try (FileChannel channel = FileChannel.open(records(log, cycle), StandardOpenOption.WRITE)) {
      channel.truncate(endOffset);
    }
    Files.writeString(
        of(log, cycle).resolve(SEAL), "end=" + endOffset + "\n", StandardCharsets.US_ASCII);
  }

  /**
   * Where the records of a closed cycle end: what its seal says, else the end of its file.
   *
   * <p>A file that is longer than its seal says was not closed in order after all; then nothing in
   * it is passed over.
   */
  static CycleEnd end(Path log, int cycle) {
    try {
      long length = Files.size(records(log, cycle));
      long sealed = sealedEnd(of(log, cycle).resolve(SEAL));
      return sealed >= length ? new CycleEnd(sealed, true) : new CycleEnd(length, false);
    } catch (NoSuchFileException e) {
      return new CycleEnd(0, false);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + of(log, cycle), e);
    }
  }

  private static long sealedEnd(Path seal) throws IOException {
    if (!Files.exists(seal)) {
      return -1;
    }
    String text = Files.readString(seal, StandardCharsets.ISO_8859_1).strip();
    String digits = text.startsWith("end=") ? text.substring(4) : "";
    boolean plain = !digits.isEmpty() && digits.length() <= 11;
    return plain && digits.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Long.parseLong(digits)
        : -1;
  }

  /**
   * Gives back what a killed process had reserved: all behind the last byte that is not zero and
   * the longest chunk that may end in zeros there.
   */
  static void trimUnsealed(Path log, int cycle) throws IOException {
    if (end(log, cycle).exact()) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(records(log, cycle), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long content = endOfContent(channel);
      long end = content == 0 ? 0 : content + LogSettings.MAX_CHUNK_BYTES;
      if (end < channel.size()) {
        channel.truncate(end);
      }
    }
  }

  private static long endOfContent(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    long end = channel.size();
    while (end > 0) {
      long start = Math.max(0, end - BUFFER_BYTES);
      buffer.clear().limit((int) (end - start));
      while (buffer.hasRemaining() && channel.read(buffer, start + buffer.position()) >= 0) {
        // until the piece is complete
      }
      for (int i = buffer.position() - 1; i >= 0; i--) {
        if (buffer.get(i) != 0) {
          return start + i + 1;
        }
      }
      end = start;
    }
    return 0;
  }

  /**
   * Where a cycle ends.
   *
   * @param exact records are known to reach up to there; else there may be unused space
   */
  record CycleEnd(long offset, boolean exact) {}
}
