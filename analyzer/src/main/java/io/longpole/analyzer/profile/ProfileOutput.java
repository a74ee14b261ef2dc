package io.longpole.analyzer.profile;

import java.util.Arrays;

/** Bytes that grow: numbers in groups of seven bits, the lowest first, or of a fixed width. */
final class ProfileOutput {

  private byte[] bytes = new byte[1024];
  private int size;

  /** A number that is not negative. */
  void number(long value) {
    room(10);
    long rest = value;
    while (rest > 0x7F) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** A number of so many bytes, the highest first. */
  void fixed(long value, int width) {
    room(width);
    for (int i = width - 1; i >= 0; i--) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
  }

  void bytes(byte[] from, int length) {
    room(length);
    System.arraycopy(from, 0, bytes, size, length);
    size += length;
  }

  void bytes(ProfileOutput from) {
    bytes(from.bytes, from.size);
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private void room(int length) {
    if (bytes.length - size < length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + length));
    }
  }
}
