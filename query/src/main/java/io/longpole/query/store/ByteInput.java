package io.longpole.query.store;

import java.nio.charset.StandardCharsets;

/**
 * A cursor over bytes that {@link ByteOutput} wrote.
 *
 * <p>Reading past the end, or a length that cannot be, is a {@link CorruptBlockException}: the
 * bytes come from disk, and nothing is allocated on the word of a length that was not checked.
 */
public final class ByteInput {

  private final byte[] bytes;
  private final int end;
  private int position;

  public ByteInput(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  public ByteInput(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.position = offset;
    this.end = offset + length;
  }

  public int position() {
    return position;
  }

  public int remaining() {
    return end - position;
  }

  public void skip(int length) {
    require(length);
    position += length;
  }

  public int readByte() {
    require(1);
    return bytes[position++] & 0xFF;
  }

  public int readInt() {
    require(4);
    int value = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      value |= (bytes[position++] & 0xFF) << shift;
    }
    return value;
  }

  public long readLong() {
    require(8);
    long value = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      value |= (bytes[position++] & 0xFFL) << shift;
    }
    return value;
  }

  public long readUnsigned() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      require(1);
      byte next = bytes[position++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new CorruptBlockException("number longer than 10 bytes at byte " + position);
  }

  public long readSigned() {
    long folded = readUnsigned();
    return (folded >>> 1) ^ -(folded & 1);
  }

  /** A number that must fit an int and be no longer than a limit, such as a count or index. */
  public int readCount(int limit) {
    long value = readUnsigned();
    if (value < 0 || value > limit) {
      throw new CorruptBlockException(
          "count " + value + " at byte " + position + ", at most " + limit + " can be");
    }
    return (int) value;
  }

  public byte[] readBytes(int length) {
    require(length);
    byte[] copy = new byte[length];
    System.arraycopy(bytes, position, copy, 0, length);
    position += length;
    return copy;
  }

  public String readText() {
    int length = readCount(remaining());
    String text = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  private void require(int length) {
    if (length < 0 || end - position < length) {
      throw new CorruptBlockException(
          length + " bytes wanted at byte " + position + ", " + (end - position) + " are left");
    }
  }
}
