package io.longpole.collector.wire;

import java.io.ByteArrayOutputStream;
import java.util.function.IntPredicate;

/**
 * Copies a trace request with some of its spans only, byte for byte otherwise.
 *
 * <p>Scopes and resources that keep no span are left out. For requests that were walked before and
 * are therefore well-formed. O(bytes), each byte copied at most three times; only requests with bad
 * spans come here.
 */
final class SpanSieve {

  /** Request, resource's part, scope's part: the field that leads on to the spans. */
  private static final int[] WAY_DOWN = {1, 2, 2};

  private final byte[] bytes;
  private final IntPredicate keep;
  private final WireCursor cursor;

  /**
   * @param keep whether to keep the span whose message begins at the given position
   */
  SpanSieve(byte[] bytes, IntPredicate keep) {
    this.bytes = bytes;
    this.keep = keep;
    this.cursor = new WireCursor(bytes, 0);
  }

  byte[] request(int start, int end) throws MalformedException {
    cursor.position = start;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    copy(0, end, out);
    return out.toByteArray();
  }

  /** Copies one message's fields; answers how many spans are in the copy. */
  private int copy(int level, int end, ByteArrayOutputStream out) throws MalformedException {
    int kept = 0;
    int wanted = (WAY_DOWN[level] << 3) | WireCursor.LENGTH_DELIMITED;
    while (cursor.position < end) {
      int start = cursor.position;
      int tag = cursor.tag(end);
      if (tag != wanted) {
        cursor.skip(tag, end);
        out.write(bytes, start, cursor.position - start);
      } else if (level == WAY_DOWN.length - 1) {
        int spanEnd = cursor.delimited(end);
        boolean keeps = keep.test(cursor.position);
        cursor.position = spanEnd;
        if (keeps) {
          out.write(bytes, start, spanEnd - start);
          kept++;
        }
      } else {
        kept += copyPart(level, cursor.delimited(end), out);
      }
    }
    return kept;
  }

  private int copyPart(int level, int end, ByteArrayOutputStream out) throws MalformedException {
    ByteArrayOutputStream part = new ByteArrayOutputStream();
    int kept = copy(level + 1, end, part);
    if (kept > 0) {
      out.write((WAY_DOWN[level] << 3) | WireCursor.LENGTH_DELIMITED);
      writeVarint(part.size(), out);
      out.writeBytes(part.toByteArray());
    }
    return kept;
  }

  static void writeVarint(int value, ByteArrayOutputStream out) {
    int rest = value;
    while (rest > 0x7f) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
