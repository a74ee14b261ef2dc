package io.longpole.analyzer.profile;

import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link ProfileOutput} wrote; what it cannot have written is an
 * IllegalArgumentException, and no length is believed that is longer than the bytes.
 */
final class ProfileInput {

  private final byte[] bytes;
  private int position;

  ProfileInput(byte[] bytes) {
    this.bytes = bytes;
  }

  int remaining() {
    return bytes.length - position;
  }

  /** A number that is not negative. */
  long number() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
      check(remaining() > 0, "they end early");
      byte next = bytes[position++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw wrong("a number is too long");
  }

  /** A number that is no larger than that. */
  int count(int limit) {
    long value = number();
    check(value <= limit, "there is " + value + ", at most " + limit + " can be");
    return (int) value;
  }

  /** A number of so many bytes. */
  long fixed(int width) {
    check(remaining() >= width, "they end early");
    long value = 0;
    for (int i = 0; i < width; i++) {
      value = (value << 8) | (bytes[position++] & 0xFF);
    }
    return value;
  }

  String text() {
    int length = count(remaining());
    check(length <= remaining(), "they end early");
    String text = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  void check(boolean right, String problem) {
    if (!right) {
      throw wrong(problem);
    }
  }

  private IllegalArgumentException wrong(String problem) {
    return new IllegalArgumentException(
        "these are no profile of longpole, at byte " + position + ": " + problem);
  }
}
