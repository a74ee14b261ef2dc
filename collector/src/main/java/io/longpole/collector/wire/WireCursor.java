package io.longpole.collector.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A position in protobuf bytes, and the steps that move it.
 *
 * <p>Follows protobuf-java in what it refuses: varints of more than ten bytes, field number zero,
 * lengths that leave their message, wire types 6 and 7, and groups that do not end where they
 * began. Nothing is copied and no object is made. Every step is given the end of the message it is
 * in.
 */
final class WireCursor {

  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH_DELIMITED = 2;
  static final int GROUP_START = 3;
  static final int GROUP_END = 4;
  static final int FIXED32 = 5;

  /** How deep an attribute value may hold further values; also how deep unknown groups may nest. */
  static final int MAX_NESTING = 64;

  static final VarHandle LITTLE_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final VarHandle LITTLE_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BIG_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  byte[] bytes;
  int position;

  WireCursor(byte[] bytes, int position) {
    this.bytes = bytes;
    this.position = position;
  }

  /** Goes to other bytes; a decoder uses the same cursor for every message. */
  void reset(byte[] newBytes, int newPosition) {
    bytes = newBytes;
    position = newPosition;
  }

  /** The tag at the position. */
  int tag(int end) throws MalformedException {
    int at = position;
    int tag = varint(end);
    if (tag >>> 3 == 0) {
      throw MalformedException.atByte("a field has number 0", at);
    }
    return tag;
  }

  /** A varint cut to 32 bits, as protobuf does for tags and lengths. */
  int varint(int end) throws MalformedException {
    if (position < end) {
      int first = bytes[position];
      if (first >= 0) {
        position++;
        return first;
      }
    }
    return longVarint(end);
  }

  private int longVarint(int end) throws MalformedException {
    int start = position;
    int value = 0;
    for (int i = 0; i < 10; i++) {
      if (position >= end) {
        throw MalformedException.atByte("a number is cut off", start);
      }
      byte next = bytes[position++];
      if (i < 5) {
        value |= (next & 0x7f) << (7 * i);
      }
      if (next >= 0) {
        return value;
      }
    }
    throw MalformedException.atByte("a number is longer than ten bytes", start);
  }

  /** A varint of 64 bits, as attribute values are. */
  long varint64(int end) throws MalformedException {
    int at = position;
    if (at < end && bytes[at] >= 0) {
      position = at + 1;
      return bytes[at];
    }
    return longVarint64(end);
  }

  private long longVarint64(int end) throws MalformedException {
    int start = position;
    int at = start;
    int last = Math.min(end, start + 10);
    long value = 0;
    while (at < last) {
      byte next = bytes[at];
      value |= (long) (next & 0x7f) << (7 * (at - start));
      at++;
      if (next >= 0) {
        position = at;
        return value;
      }
    }
    throw MalformedException.atByte(
        at - start == 10 ? "a number is longer than ten bytes" : "a number is cut off", start);
  }

  /** Reads the length of a text, bytes or message; answers where it ends. */
  int delimited(int end) throws MalformedException {
    int at = position;
    int length = varint(end);
    if (length < 0 || length > end - position) {
      throw MalformedException.atByte(
          "a field claims "
              + (length & 0xffffffffL)
              + " bytes, its message has "
              + (end - position)
              + " left",
          at);
    }
    return position + length;
  }

  long fixed64(int end) throws MalformedException {
    need(8, end);
    long value = (long) LITTLE_LONG.get(bytes, position);
    position += 8;
    return value;
  }

  int fixed32(int end) throws MalformedException {
    need(4, end);
    int value = (int) LITTLE_INT.get(bytes, position);
    position += 4;
    return value;
  }

  /** Reads a length and a span id; 0, which is no id, if it is not of 8 bytes. */
  long spanId(int end) throws MalformedException {
    int idEnd = delimited(end);
    long id = idEnd - position == 8 ? idPart(position) : 0;
    position = idEnd;
    return id;
  }

  /** Eight bytes of an id, most significant first. */
  long idPart(int offset) {
    return (long) BIG_LONG.get(bytes, offset);
  }

  /** Passes over the value of a field whose tag was just read. */
  void skip(int tag, int end) throws MalformedException {
    switch (tag & 7) {
      case VARINT -> varint(end);
      case FIXED64 -> advance(8, end);
      case LENGTH_DELIMITED -> position = delimited(end);
      case FIXED32 -> advance(4, end);
      case GROUP_START -> skipGroup(tag, end, 1);
      case GROUP_END -> throw MalformedException.atByte("a group ends that never began", position);
      default -> throw MalformedException.atByte("a field has wire type " + (tag & 7), position);
    }
  }

  private void skipGroup(int startTag, int end, int depth) throws MalformedException {
    if (depth > MAX_NESTING) {
      throw MalformedException.atByte("groups nested deeper than " + MAX_NESTING, position);
    }
    while (true) {
      int tag = tag(end);
      if ((tag & 7) == GROUP_START) {
        skipGroup(tag, end, depth + 1);
      } else if ((tag & 7) == GROUP_END) {
        if (tag >>> 3 != startTag >>> 3) {
          throw MalformedException.atByte("a group ends that never began", position);
        }
        return;
      } else {
        skip(tag, end);
      }
    }
  }

  /** Walks a whole message up to {@code end}; {@code nesting} counts values inside values. */
  void walk(@Nullable Shape shape, int end, int nesting) throws MalformedException {
    if (shape == null) {
      position = end;
      return;
    }
    int depth = shape == Shape.ANY_VALUE ? nesting + 1 : nesting;
    if (depth > MAX_NESTING) {
      throw MalformedException.atByte(
          "attribute values nested deeper than " + MAX_NESTING, position);
    }
    while (position < end) {
      int tag = tag(end);
      if ((tag & 7) == LENGTH_DELIMITED) {
        walk(shape.child(tag >>> 3), delimited(end), depth);
      } else {
        skip(tag, end);
      }
    }
  }

  private void advance(int count, int end) throws MalformedException {
    need(count, end);
    position += count;
  }

  private void need(int count, int end) throws MalformedException {
    if (end - position < count) {
      throw MalformedException.atByte("a number is cut off", position);
    }
  }
}
