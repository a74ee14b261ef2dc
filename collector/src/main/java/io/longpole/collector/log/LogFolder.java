package io.longpole.collector.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a log: owned by one process through a lock file, named by an identity file.
 *
 * <p>The identity file says the format version and a random id, so that an index can tell whether
 * its positions belong to this log.
 */
final class LogFolder implements AutoCloseable {
  private static final String TITLE = "longpole record log";
  private static final int VERSION = 1;

  private final Path path;
  private final FileChannel lockFile;
  private final String identity;

  private LogFolder(Path path, FileChannel lockFile, String identity) {
    this.path = path;
    this.lockFile = lockFile;
    this.identity = identity;
  }

  static LogFolder open(Path path) {
    try {
      create(path);
      FileChannel lockFile = lock(path);
      try {
        return new LogFolder(path, lockFile, identity(path));
      } catch (Throwable e) {
        lockFile.close();
        throw e;
      }
    } catch (IOException e) {
      throw new LogOpenException("cannot open the log in " + path + ": " + e.getMessage(), e);
    }
  }

  String identity() {
    return identity;
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new LogOpenException("cannot release the lock of " + path + ": " + e.getMessage(), e);
    }
  }

  private static void create(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    Files.createDirectories(path);
    if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    }
  }

  private static FileChannel lock(Path path) throws IOException {
    Path file = path.resolve("lock");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    @Nullable FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // held by this very process: the same answer
    }
    if (lock == null) {
      String owner = owner(channel);
      channel.close();
      throw new LogOpenException(
          "the log in "
              + path
              + " is in use by "
              + owner
              + "; stop it, or choose another data folder");
    }
    channel.truncate(0);
    String pid = ProcessHandle.current().pid() + "\n";
    channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
    return channel;
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(32);
    int read = channel.read(text, 0);
    String pid = read < 1 ? "" : new String(text.array(), 0, read, StandardCharsets.US_ASCII);
    return pid.isBlank() ? "another process" : "process " + pid.strip();
  }

  private static String identity(Path path) throws IOException {
    Path file = path.resolve("identity");
    if (!Files.exists(file)) {
      writeIdentity(path, file);
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    Map<String, String> values =
        text.lines()
            .filter(line -> line.indexOf('=') > 0)
            .collect(
                Collectors.toMap(
                    line -> line.substring(0, line.indexOf('=')),
                    line -> line.substring(line.indexOf('=') + 1),
                    (first, second) -> second));
    String version = values.getOrDefault("version", "");
    String id = values.getOrDefault("id", "");
    if (!text.startsWith(TITLE) || !version.matches("[0-9]{1,6}") || id.isEmpty()) {
      throw new LogOpenException(
          file + " is not the identity of a longpole log; choose another data folder");
    }
    if (Integer.parseInt(version) > VERSION) {
      throw new LogOpenException(
          "the log in "
              + path
              + " has format version "
              + version
              + ", this longpole reads up to version "
              + VERSION
              + "; use the longpole that wrote it, or a newer one");
    }
    return id;
  }

  private static void writeIdentity(Path path, Path file) throws IOException {
    String id = UUID.randomUUID().toString();
    String text = TITLE + "\nversion=" + VERSION + "\nid=" + id + "\n";
    Path fresh = path.resolve("identity.new");
    Files.writeString(fresh, text, StandardCharsets.US_ASCII);
    sync(fresh);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync(path);
  }

  /** Waits until a file, or the names in a folder, are on the disk. */
  static void sync(Path path) throws IOException {
    StandardOpenOption mode =
        Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
    try (FileChannel channel = FileChannel.open(path, mode)) {
      channel.force(true);
    }
  }
}
