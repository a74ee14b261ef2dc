package io.longpole.collector.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.posix.PosixAPI;
import net.openhft.posix.internal.noop.NoOpPosixAPI;

/**
 * Takes space on the disk for a file before it is written through a memory map.
 *
 * <p>A store into a mapped page that the disk cannot give is a fault which Java reports late or not
 * at all; a page that was reserved cannot fail for want of space. One thread.
 */
final class ReservedFile implements AutoCloseable {
  private static final int OPEN_READ_WRITE = 2;
  private static final int ZEROS = 1 << 20;

  private final Path file;
  private final PosixAPI posix = PosixAPI.posix();
  private final int descriptor;
  private long reservedBytes;

  ReservedFile(Path file) throws IOException {
    this.file = file;
    try (FileChannel created =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      reservedBytes = created.size();
    }
    descriptor = posix instanceof NoOpPosixAPI ? -1 : openDescriptor();
  }

  private int openDescriptor() throws IOException {
    int opened = posix.open(file.toString(), OPEN_READ_WRITE, 0);
    if (opened < 0) {
      throw new IOException("cannot open " + file + ": " + posix.lastErrorStr());
    }
    return opened;
  }

  /** Bytes from the start of the file that the disk has given. */
  long reservedBytes() {
    return reservedBytes;
  }

  /** Takes so many bytes more; the new ones read as zero. */
  void reserve(long bytes) throws IOException {
    if (descriptor < 0) {
      writeZeros(bytes);
    } else if (posix.fallocate(descriptor, 0, reservedBytes, bytes) != 0) {
      throw new IOException(
          "no space for " + bytes + " bytes more of " + file + ": " + posix.lastErrorStr());
    }
    reservedBytes += bytes;
  }

  /** Where native calls are not to be had: writing is another way to be given the space. */
  private void writeZeros(long bytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long end = reservedBytes + bytes;
      for (long at = reservedBytes; at < end; at += zeros.position()) {
        zeros.clear().limit((int) Math.min(ZEROS, end - at));
        channel.write(zeros, at);
      }
    }
  }

  @Override
  public void close() {
    if (descriptor >= 0) {
      posix.close(descriptor);
    }
  }
}
