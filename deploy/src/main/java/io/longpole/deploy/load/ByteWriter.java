package io.longpole.deploy.load;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes protobuf fields into a growing array; enough of the format for OTLP requests. */
final class ByteWriter {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private byte[] bytes = new byte[1024];
  private int size;

  int size() {
    return size;
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, size);
  }

  void varintField(int field, long value) {
    varint(((long) field << 3) | VARINT);
    varint(value);
  }

  /** Returns the place of the eight bytes, so that they can be overwritten. */
  int fixed64Field(int field, long value) {
    varint(((long) field << 3) | FIXED64);
    int place = size;
    reserve(Long.BYTES);
    putLittle(bytes, place, value);
    size += Long.BYTES;
    return place;
  }

  void fixed32Field(int field, int value) {
    varint(((long) field << 3) | FIXED32);
    reserve(Integer.BYTES);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(size, value);
    size += Integer.BYTES;
  }

  void textField(int field, String text) {
    bytesField(field, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the place of the bytes, so that they can be overwritten. */
  int bytesField(int field, byte[] value) {
    lengthPrefix(field, value.length);
    int place = size;
    raw(value, 0, value.length);
    return place;
  }

  void lengthPrefix(int field, int length) {
    varint(((long) field << 3) | BYTES);
    varint(length);
  }

  void raw(byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  private void varint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  private void reserve(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }

  /** Bytes of a length-prefixed field with a one-byte tag. */
  static int sizeOfField(int length) {
    return 1 + varintSize(length) + length;
  }

  private static int varintSize(int value) {
    return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
  }

  static void putLittle(byte[] target, int place, long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      target[place + i] = (byte) (value >>> (8 * i));
    }
  }

  static void putBig(byte[] target, int place, long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      target[place + i] = (byte) (value >>> (56 - 8 * i));
    }
  }
}
