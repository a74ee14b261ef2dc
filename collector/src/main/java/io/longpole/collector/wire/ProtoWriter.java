package io.longpole.collector.wire;

import java.util.Arrays;

/**
 * Writes protobuf messages inside one another into one array, front to back.
 *
 * <p>A message's length stands before its bytes but is known after them: one byte is left for it,
 * and a body of 128 bytes or more is moved up when its message is closed. Of every open message it
 * is known where each of its fields stands, so that a field that comes again can replace what it
 * was (JSON lets the last of repeated keys win; protobuf would join them).
 *
 * <p>Example: {@code open(1); text(2, "ab"); close()} writes {@code 0A 04 12 02 61 62}. Message 0
 * is open from the start and has neither tag nor length. Not thread-safe; used again after {@link
 * #clear}.
 */
final class ProtoWriter {

  /** The largest field number that {@link #begin} takes. */
  static final int MAX_FIELD = 16;

  private byte[] bytes = new byte[1 << 12];
  private int size;

  /** Of each open message: where its tag and its body begin, and its fields' starts and ends. */
  private int[] tagStarts = new int[16];

  private int[] bodyStarts = new int[16];
  private int[][] segments = new int[16][];
  private int depth;

  ProtoWriter() {
    clear();
  }

  void clear() {
    size = 0;
    depth = -1;
    push(0);
  }

  int size() {
    return size;
  }

  /** How many messages are open; 0 if only the outermost one. */
  int depth() {
    return depth;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  /** Says that the named field of the open message follows; removes what it held before. */
  void begin(int field) {
    int[] open = segments[depth];
    if (open[2 * field + 1] > open[2 * field]) {
      remove(open[2 * field], open[2 * field + 1]);
    }
    open[2 * field] = size;
    open[2 * field + 1] = size;
  }

  /** Says that the field named last to {@link #begin} in the open message is complete. */
  void end(int field) {
    segments[depth][2 * field + 1] = size;
  }

  /** Whether something was written in a complete field of an open message. */
  boolean holds(int level, int field) {
    return segments[level][2 * field + 1] > segments[level][2 * field];
  }

  void open(int field) {
    int tagStart = size;
    tag(field, WireCursor.LENGTH_DELIMITED);
    size++;
    ensure(1);
    push(tagStart);
  }

  void close() {
    int bodyStart = bodyStarts[depth];
    int length = size - bodyStart;
    int shift = sizeOf(length) - 1;
    if (shift > 0) {
      ensure(shift);
      System.arraycopy(bytes, bodyStart, bytes, bodyStart + shift, length);
    }
    writeVarint(length, bodyStart - 1);
    size = bodyStart + shift + length;
    depth--;
  }

  /** The bytes as they would be if all open messages were closed now. */
  byte[] closed() {
    byte[] inner = Arrays.copyOfRange(bytes, bodyStarts[depth], size);
    for (int level = depth; level > 0; level--) {
      int from = bodyStarts[level - 1];
      int prefix = bodyStarts[level] - 1 - from; // up to and with the tag
      int lengthSize = sizeOf(inner.length);
      byte[] outer = new byte[prefix + lengthSize + inner.length];
      System.arraycopy(bytes, from, outer, 0, prefix);
      writeVarint(outer, inner.length, prefix);
      System.arraycopy(inner, 0, outer, prefix + lengthSize, inner.length);
      inner = outer;
    }
    return inner;
  }

  /** Forgets what an open message holds in the field begun last, but for the message open in it. */
  void forget(int level, int field) {
    int start = segments[level][2 * field];
    int end = level < depth ? tagStarts[level + 1] : size;
    remove(start, end);
  }

  void varint(int field, long value) {
    tag(field, WireCursor.VARINT);
    rawVarint(value);
  }

  void fixed64(int field, long value) {
    tag(field, WireCursor.FIXED64);
    ensure(8);
    for (int i = 0; i < 8; i++) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
  }

  void fixed32(int field, int value) {
    tag(field, WireCursor.FIXED32);
    ensure(4);
    for (int i = 0; i < 4; i++) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
  }

  void bytes(int field, byte[] value) {
    tag(field, WireCursor.LENGTH_DELIMITED);
    rawVarint(value.length);
    ensure(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  /** Writes text as UTF-8; half of a surrogate pair becomes U+FFFD. */
  void text(int field, char[] chars, int offset, int length) {
    tag(field, WireCursor.LENGTH_DELIMITED);
    ensure(3 * length + 5);
    int lengthAt = size;
    int at = lengthAt + sizeOf(length); // right if the text is ASCII
    int end = offset + length;
    int start = at;
    for (int i = offset; i < end; i++) {
      char next = chars[i];
      if (next < 0x80) {
        bytes[at++] = (byte) next;
      } else if (Character.isHighSurrogate(next)
          && i + 1 < end
          && Character.isLowSurrogate(chars[i + 1])) {
        at = fourBytes(Character.toCodePoint(next, chars[++i]), at);
      } else {
        at = upToThreeBytes(Character.isSurrogate(next) ? '\uFFFD' : next, at);
      }
    }
    int written = at - start;
    int shift = sizeOf(written) - sizeOf(length);
    if (shift > 0) {
      System.arraycopy(bytes, start, bytes, start + shift, written);
    }
    writeVarint(written, lengthAt);
    size = start + shift + written;
  }

  private int upToThreeBytes(char next, int at) {
    if (next < 0x800) {
      bytes[at] = (byte) (0xC0 | next >>> 6);
      bytes[at + 1] = (byte) (0x80 | (next & 0x3F));
      return at + 2;
    }
    bytes[at] = (byte) (0xE0 | next >>> 12);
    bytes[at + 1] = (byte) (0x80 | (next >>> 6 & 0x3F));
    bytes[at + 2] = (byte) (0x80 | (next & 0x3F));
    return at + 3;
  }

  private int fourBytes(int codePoint, int at) {
    bytes[at] = (byte) (0xF0 | codePoint >>> 18);
    bytes[at + 1] = (byte) (0x80 | (codePoint >>> 12 & 0x3F));
    bytes[at + 2] = (byte) (0x80 | (codePoint >>> 6 & 0x3F));
    bytes[at + 3] = (byte) (0x80 | (codePoint & 0x3F));
    return at + 4;
  }

  private void push(int tagStart) {
    depth++;
    if (depth == tagStarts.length) {
      tagStarts = Arrays.copyOf(tagStarts, 2 * depth);
      bodyStarts = Arrays.copyOf(bodyStarts, 2 * depth);
      segments = Arrays.copyOf(segments, 2 * depth);
    }
    tagStarts[depth] = tagStart;
    bodyStarts[depth] = size;
    if (segments[depth] == null) {
      segments[depth] = new int[2 * MAX_FIELD + 2];
    } else {
      Arrays.fill(segments[depth], 0);
    }
  }

  /** Takes bytes out and moves what is known of places behind them. */
  private void remove(int from, int to) {
    int removed = to - from;
    if (removed == 0) {
      return;
    }
    System.arraycopy(bytes, to, bytes, from, size - to);
    size -= removed;
    for (int level = 0; level <= depth; level++) {
      tagStarts[level] = moved(tagStarts[level], from, to);
      bodyStarts[level] = moved(bodyStarts[level], from, to);
      int[] places = segments[level];
      for (int i = 0; i < places.length; i++) {
        places[i] = moved(places[i], from, to);
      }
    }
  }

  private static int moved(int place, int from, int to) {
    return place >= to ? place - (to - from) : Math.min(place, from);
  }

  private void tag(int field, int wireType) {
    rawVarint((long) field << 3 | wireType);
  }

  private void rawVarint(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  private void writeVarint(int value, int at) {
    writeVarint(bytes, value, at);
  }

  private static void writeVarint(byte[] target, int value, int offset) {
    int rest = value;
    int at = offset;
    while (rest > 0x7F) {
      target[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[at] = (byte) rest;
  }

  private static int sizeOf(int value) {
    int size = 1;
    for (int rest = value >>> 7; rest != 0; rest >>>= 7) {
      size++;
    }
    return size;
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.addExact(size, Math.max(size, more)));
    }
  }
}
