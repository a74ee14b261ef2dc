package io.longpole.collector.otlp;

import io.longpole.collector.wire.MalformedException;

/**
 * Reads the headers of zstd frames, to know how much memory a decoder will want.
 *
 * <p>RFC 8878, section 3.1. A single-segment frame has a window as long as its content. Worked
 * example: the descriptor byte 0x58 has exponent 11 and mantissa 0, a window of 2^(10+11) = 2 MiB.
 * O(blocks).
 */
final class ZstdFrames {

  private static final int MAGIC = 0xFD2FB528;
  private static final int SKIPPABLE_MAGIC = 0x184D2A50;
  private static final int SKIPPABLE_MASK = 0xFFFFFFF0;
  private static final int SINGLE_SEGMENT = 0x20;
  private static final int CHECKSUM = 0x04;
  private static final int[] DICTIONARY_ID_BYTES = {0, 1, 2, 4};
  private static final int[] CONTENT_SIZE_BYTES = {0, 2, 4, 8};
  private static final int RLE_BLOCK = 1;

  private final byte[] bytes;
  private int position;

  private ZstdFrames(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The largest window of all frames; at most {@code Long.MAX_VALUE}. */
  static long largestWindowBytes(byte[] compressed) throws MalformedException {
    return new ZstdFrames(compressed).largestWindow();
  }

  private long largestWindow() throws MalformedException {
    long largest = 0;
    while (position < bytes.length) {
      int magic = (int) number(4);
      if ((magic & SKIPPABLE_MASK) == SKIPPABLE_MAGIC) {
        advance(number(4));
      } else if (magic == MAGIC) {
        largest = Math.max(largest, frame());
      } else {
        throw new MalformedException("no zstd frame", "byte " + (position - 4));
      }
    }
    return largest;
  }

  private long frame() throws MalformedException {
    int descriptor = (int) number(1);
    boolean single = (descriptor & SINGLE_SEGMENT) != 0;
    long window = single ? 0 : window((int) number(1));
    advance(DICTIONARY_ID_BYTES[descriptor & 3]);
    int sizeFlag = descriptor >>> 6;
    int sizeBytes = single && sizeFlag == 0 ? 1 : CONTENT_SIZE_BYTES[sizeFlag];
    long contentSize = number(sizeBytes);
    if (sizeBytes == 2) {
      contentSize += 256;
    }
    blocks();
    if ((descriptor & CHECKSUM) != 0) {
      advance(4);
    }
    long wanted = single ? contentSize : window;
    return wanted < 0 ? Long.MAX_VALUE : wanted;
  }

  private static long window(int descriptor) {
    long base = 1L << (10 + (descriptor >>> 3));
    return base + base / 8 * (descriptor & 7);
  }

  private void blocks() throws MalformedException {
    boolean last;
    do {
      int header = (int) number(3);
      last = (header & 1) != 0;
      boolean repeated = (header >>> 1 & 3) == RLE_BLOCK;
      advance(repeated ? 1 : header >>> 3);
    } while (!last);
  }

  /** Little-endian. */
  private long number(int count) throws MalformedException {
    int start = position;
    advance(count);
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (bytes[start + i] & 0xffL) << (8 * i);
    }
    return value;
  }

  private void advance(long count) throws MalformedException {
    if (count > bytes.length - position) {
      throw new MalformedException("a zstd frame is cut off", "byte " + position);
    }
    position += (int) count;
  }
}
