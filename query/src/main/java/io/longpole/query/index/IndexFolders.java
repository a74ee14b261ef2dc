package io.longpole.query.index;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folders in which an index is built beside the one in use, and takes its place when it is
 * complete.
 *
 * <p>Beside {@code index} there may be {@code index.new}, half built, and {@code index.old}, the
 * one before. A process may die between any two steps: {@link #recover} makes one whole index of
 * what is found.
 */
public final class IndexFolders {

  private final Path current;
  private final Path fresh;
  private final Path old;

  public IndexFolders(Path current) {
    this.current = current;
    this.fresh = current.resolveSibling(current.getFileName() + ".new");
    this.old = current.resolveSibling(current.getFileName() + ".old");
  }

  /** Where to build; empty. */
  public Path fresh() throws IOException {
    delete(fresh);
    return fresh;
  }

  /** Puts the complete new index in the place of the old one. */
  public void swap() throws IOException {
    delete(old);
    if (Files.exists(current)) {
      Files.move(current, old);
    }
    Files.move(fresh, current);
    try (FileChannel parent =
        FileChannel.open(current.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      parent.force(true);
    }
    delete(old);
  }

  /** After the death of a process: the old index comes back unless the new one took its place. */
  public void recover() throws IOException {
    if (Files.exists(old) && !Files.exists(current)) {
      Files.move(old, current);
    }
    delete(fresh);
    delete(old);
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(folder)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.deleteIfExists(file);
    }
  }
}
