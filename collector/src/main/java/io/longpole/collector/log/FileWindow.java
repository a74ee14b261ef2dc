package io.longpole.collector.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * A stretch of a file in memory that moves forward as it is read; one thread.
 *
 * <p>Reads instead of maps: a mapped file that is cut short or whose disk fails ends the JVM or
 * throws at a random place, a read just reports it.
 */
final class FileWindow {
  private final FileChannel channel;
  private byte[] bytes;
  private long start;
  private int length;

  FileWindow(FileChannel channel, int bytes) {
    this.channel = channel;
    this.bytes = new byte[bytes];
  }

  /**
   * Makes {@code [from, from + wanted)} present, and more up to {@code limit} while there is room.
   *
   * @return false if the file ends before that
   */
  boolean load(long from, int wanted, long limit) throws IOException {
    if (from >= start && from + wanted <= start + length) {
      return true;
    }
    if (bytes.length < wanted) {
      bytes = new byte[Math.max(wanted, bytes.length * 2)];
    }
    start = from;
    length = 0;
    int most = (int) Math.min(bytes.length, Math.max(wanted, limit - from));
    ByteBuffer target = ByteBuffer.wrap(bytes, 0, most);
    while (target.hasRemaining()) {
      int read = channel.read(target, from + target.position());
      if (read < 0) {
        break;
      }
    }
    length = target.position();
    return length >= wanted;
  }

  /** The array that holds what was loaded; another one after a longer load. */
  byte[] bytes() {
    return bytes;
  }

  /** Where an offset of the file stands in {@link #bytes()}. */
  int index(long offset) {
    return (int) (offset - start);
  }

  /** How many bytes are present from an offset on. */
  int present(long offset) {
    return (int) Math.max(0, start + length - offset);
  }

  /** A copy of a stretch of the file, shorter if the file ends before. */
  byte[] copy(long from, int wanted) throws IOException {
    byte[] copy = new byte[wanted];
    ByteBuffer target = ByteBuffer.wrap(copy);
    while (target.hasRemaining() && channel.read(target, from + target.position()) >= 0) {
      // until all is there
    }
    return target.hasRemaining() ? Arrays.copyOf(copy, target.position()) : copy;
  }

  void close() throws IOException {
    channel.close();
  }
}
