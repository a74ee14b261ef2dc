package io.longpole.query.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array of bytes with the number formats of our own files; read by {@link ByteInput}.
 *
 * <p>Variable-length numbers have seven bits a byte, lowest first, the top bit set on all but the
 * last. Signed ones are folded first, so that small negative numbers stay short: 0, −1, 1, −2 are
 * 0, 1, 2, 3. Fixed ones are little-endian.
 */
public final class ByteOutput {

  private byte[] bytes;
  private int size;

  public ByteOutput(int expectedSize) {
    bytes = new byte[Math.max(expectedSize, 16)];
  }

  public int size() {
    return size;
  }

  /** The array behind; valid up to {@link #size} and until the next write. */
  public byte[] array() {
    return bytes;
  }

  public byte[] copy() {
    return Arrays.copyOf(bytes, size);
  }

  public void clear() {
    size = 0;
  }

  public void writeByte(int value) {
    ensure(1);
    bytes[size++] = (byte) value;
  }

  public void writeInt(int value) {
    ensure(4);
    for (int shift = 0; shift < 32; shift += 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  public void writeLong(long value) {
    ensure(8);
    for (int shift = 0; shift < 64; shift += 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  /** Any number as unsigned; 1 byte below 128, 10 bytes for a negative one. */
  public void writeUnsigned(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  public void writeSigned(long value) {
    writeUnsigned((value << 1) ^ (value >> 63));
  }

  public void writeBytes(byte[] source, int offset, int length) {
    ensure(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  /** Length in bytes, then UTF-8; an unpaired surrogate becomes a question mark. */
  public void writeText(String text) {
    int length = text.length();
    if (isAscii(text)) {
      writeUnsigned(length);
      ensure(length);
      copyAscii(text);
    } else {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      writeUnsigned(utf8.length);
      writeBytes(utf8, 0, utf8.length);
    }
  }

  private void copyAscii(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      bytes[size++] = (byte) text.charAt(i);
    }
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      int wanted = Math.addExact(size, more);
      bytes =
          Arrays.copyOf(bytes, Math.max(wanted, (int) Math.min(size * 2L, Integer.MAX_VALUE - 8L)));
    }
  }
}
