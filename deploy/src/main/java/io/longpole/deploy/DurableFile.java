package io.longpole.deploy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;

/**
 * A small file that is replaced as a whole: after a crash the old or the new content is there, and
 * it is on the disk when {@link #write} returns.
 *
 * <p>Layout: magic (4 bytes), version (4), CRC-32 of the content (8), content. One thread writes.
 */
final class DurableFile {

  private static final int HEADER_BYTES = 16;
  private static final int MAX_BYTES = 256 << 20;

  /** What a file holds. */
  static final class Content {
    private final int version;
    private final byte[] bytes;

    private Content(int version, byte[] bytes) {
      this.version = version;
      this.bytes = bytes;
    }

    /** Of its format; 0 if there is no file. */
    int version() {
      return version;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  private final Path file;
  private final int magic;
  private final int version;

  DurableFile(Path file, int magic, int version) {
    this.file = file;
    this.magic = magic;
    this.version = version;
  }

  /** The content, of this version or an older one; of a file that does not exist it is empty. */
  Content read() throws IOException {
    if (!Files.exists(file)) {
      return new Content(0, new byte[0]);
    }
    if (Files.size(file) < HEADER_BYTES || Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " has " + Files.size(file) + " bytes: it is damaged");
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    int foundMagic = bytes.getInt();
    int foundVersion = bytes.getInt();
    long foundCrc = bytes.getLong();
    if (foundMagic == magic && foundVersion > version) {
      throw new IOException(
          file + " is of format " + foundVersion + ", which a newer longpole wrote");
    }
    byte[] content = new byte[bytes.remaining()];
    bytes.get(content);
    if (foundMagic != magic || foundVersion < 1 || foundCrc != crc(content)) {
      throw new IOException(file + " is damaged");
    }
    return new Content(foundVersion, content);
  }

  void write(byte[] content) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + content.length);
    bytes.putInt(magic).putInt(version).putLong(crc(content)).put(content).flip();
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Path folder = file.toAbsolutePath().getParent();
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true); // the name, too, survives a loss of power
    }
  }

  private static long crc(byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    return crc.getValue();
  }
}
