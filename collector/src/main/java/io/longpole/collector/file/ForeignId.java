package io.longpole.collector.file;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Turns the ids of Jaeger and Zipkin into those of OpenTelemetry.
 *
 * <p>Hex is padded with zeros on the left: {@code 4bf92f} becomes {@code 00000000004bf92f}. Any
 * other text, such as {@code span-1} in hand-written files, becomes a hash of itself: equal texts
 * give equal ids, in every file.
 */
final class ForeignId {

  private static final long FNV_OFFSET = 0xcbf2_9ce4_8422_2325L;
  private static final long FNV_PRIME = 0x100_0000_01b3L;

  private ForeignId() {}

  /** 16 bytes; none for an empty text. */
  static ByteString trace(String text) {
    return id(text, 16);
  }

  /** 8 bytes; none for an empty text. */
  static ByteString span(String text) {
    return id(text, 8);
  }

  private static ByteString id(String text, int size) {
    if (text.isEmpty()) {
      return ByteString.EMPTY;
    }
    if (text.length() <= 2 * size && text.chars().allMatch(HexFormat::isHexDigit)) {
      String padded = "0".repeat(2 * size - text.length()) + text;
      return ByteString.copyFrom(HexFormat.of().parseHex(padded));
    }
    byte[] hashed = new byte[size];
    long hash = FNV_OFFSET;
    for (int part = 0; part < size; part += 8) {
      for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
        hash = (hash ^ (next & 0xff)) * FNV_PRIME;
      }
      long mixed = (hash ^ hash >>> 32) | 1; // never zero
      for (int i = 0; i < 8; i++) {
        hashed[part + i] = (byte) (mixed >>> (56 - 8 * i));
      }
    }
    return ByteString.copyFrom(hashed);
  }
}
