package io.longpole.collector.log;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The bytes of a dead letter in its log, version 1, big endian.
 *
 * <pre>
 *  0  version       1
 *  1  signal        {@link Signal#id()} of what it was meant to be
 *  2  position      8 bytes, -1 for none
 * 10  size          4 bytes, what it had before it was cut
 * 14  reason        2 bytes length, then UTF-8
 *     source        2 bytes length, then UTF-8
 *     the bytes kept
 * </pre>
 */
final class DeadLetterCodec {
  private static final byte VERSION = 1;
  private static final int FIXED_BYTES = 18;
  private static final int MAX_TEXT_BYTES = 4_096;

  private DeadLetterCodec() {}

  static byte[] encode(DeadLetterEntry entry, int maxPayloadBytes) {
    byte[] reason = text(entry.reason());
    byte[] source = text(entry.source());
    int kept = Math.min(maxPayloadBytes, entry.payload().length);
    return ByteBuffer.allocate(FIXED_BYTES + reason.length + source.length + kept)
        .put(VERSION)
        .put(entry.signal().id())
        .putLong(entry.position())
        .putInt(entry.payload().length)
        .putShort((short) reason.length)
        .put(reason)
        .putShort((short) source.length)
        .put(source)
        .put(entry.payload(), 0, kept)
        .array();
  }

  private static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= MAX_TEXT_BYTES ? bytes : Arrays.copyOf(bytes, MAX_TEXT_BYTES);
  }

  /** The letter of a record; empty if it is of no version known here. */
  static Optional<DeadLetter> decode(long recordPosition, long timeNanos, ByteBuffer record) {
    try {
      byte version = record.get();
      Optional<Signal> signal = Signal.of(record.get());
      if (version != VERSION || signal.isEmpty()) {
        return Optional.empty();
      }
      long position = record.getLong();
      int size = record.getInt();
      String reason = text(record);
      String source = text(record);
      return Optional.of(
          new DeadLetter(
              id(recordPosition),
              reason,
              timeNanos,
              signal.get(),
              source,
              position,
              size,
              record.remaining()));
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static String text(ByteBuffer record) {
    byte[] bytes = new byte[Math.min(record.getShort() & 0xffff, record.remaining())];
    record.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static String id(long recordPosition) {
    return Long.toHexString(recordPosition);
  }

  /** The record of an id; -1 if it is no id. */
  static long position(String id) {
    boolean hex = id.length() >= 1 && id.length() <= 15 && id.matches("[0-9a-f]+");
    return hex ? Long.parseLong(id, 16) : -1;
  }
}
