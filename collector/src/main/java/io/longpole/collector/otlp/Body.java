package io.longpole.collector.otlp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a request as they come in, in our own memory.
 *
 * <p>They are copied out of the network's buffers at once: kept as they are, a few bytes could hold
 * a whole receive buffer, and the in-flight bound would count the few. Segments double in size, so
 * at most about as much memory lies idle as is used. The header's length is never believed.
 */
final class Body {

  private static final int FIRST_SEGMENT_BYTES = 8 << 10;
  private static final int LARGEST_SEGMENT_BYTES = 1 << 20;

  private final List<byte[]> segments = new ArrayList<>();
  private int usedOfLast;
  private int length;

  void add(ByteBuf data) {
    while (data.isReadable()) {
      if (segments.isEmpty() || usedOfLast == last().length) {
        int size = FIRST_SEGMENT_BYTES << Math.min(segments.size(), 7);
        segments.add(new byte[Math.min(size, LARGEST_SEGMENT_BYTES)]);
        usedOfLast = 0;
      }
      int count = Math.min(data.readableBytes(), last().length - usedOfLast);
      data.readBytes(last(), usedOfLast, count);
      usedOfLast += count;
      length += count;
    }
  }

  void add(byte[] data, int count) {
    add(Unpooled.wrappedBuffer(data, 0, count));
  }

  int length() {
    return length;
  }

  byte byteAt(int index) {
    int rest = index;
    for (byte[] segment : segments) {
      if (rest < segment.length) {
        return segment[rest];
      }
      rest -= segment.length;
    }
    throw new IndexOutOfBoundsException(index);
  }

  /** One array of exactly the bytes. */
  byte[] toByteArray() {
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] segment : segments) {
      int count = Math.min(segment.length, length - at);
      System.arraycopy(segment, 0, all, at, count);
      at += count;
    }
    return all;
  }

  /** The bytes without copying them. */
  ByteBuf toByteBuf() {
    ByteBuf[] parts = new ByteBuf[segments.size()];
    int at = 0;
    for (int i = 0; i < parts.length; i++) {
      byte[] segment = segments.get(i);
      int count = Math.min(segment.length, length - at);
      parts[i] = Unpooled.wrappedBuffer(segment, 0, count);
      at += count;
    }
    return Unpooled.wrappedBuffer(Math.max(1, parts.length), parts);
  }

  private byte[] last() {
    return segments.get(segments.size() - 1);
  }
}
