package io.longpole.collector.wire;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/**
 * Makes of each bad span a request of its own, with its resource and scope, for the dead letters.
 *
 * <p>For requests that were walked before and are therefore well-formed. O(bytes of the request +
 * bytes of the copies): what surrounds the spans of a scope is gathered once.
 */
final class LoneSpans {

  private static final int FIRST = (1 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int SECOND = (2 << 3) | WireCursor.LENGTH_DELIMITED;

  private final byte[] bytes;
  private final List<BadSpan> badSpans;
  private final int[] badOffsets;
  private final BadSpanSink sink;
  private boolean wanted = true;

  LoneSpans(byte[] bytes, List<BadSpan> badSpans, BadSpanSink sink) {
    this.bytes = bytes;
    this.badSpans = badSpans;
    this.badOffsets = badSpans.stream().mapToInt(BadSpan::offset).toArray();
    this.sink = sink;
  }

  void request(int start, int end) throws MalformedException {
    WireCursor cursor = new WireCursor(bytes, start);
    while (wanted && cursor.position < end) {
      int tag = cursor.tag(end);
      if (tag == FIRST) {
        int partEnd = cursor.delimited(end);
        resourcePart(cursor.position, partEnd);
        cursor.position = partEnd;
      } else {
        cursor.skip(tag, end);
      }
    }
  }

  private void resourcePart(int start, int end) throws MalformedException {
    if (!holdsBad(start, end)) {
      return;
    }
    byte[] resource = allBut(SECOND, start, end);
    WireCursor cursor = new WireCursor(bytes, start);
    while (wanted && cursor.position < end) {
      int tag = cursor.tag(end);
      if (tag == SECOND) {
        int partEnd = cursor.delimited(end);
        scopePart(resource, cursor.position, partEnd);
        cursor.position = partEnd;
      } else {
        cursor.skip(tag, end);
      }
    }
  }

  private void scopePart(byte[] resource, int start, int end) throws MalformedException {
    if (!holdsBad(start, end)) {
      return;
    }
    byte[] scope = allBut(SECOND, start, end);
    for (int i = firstAfter(start); wanted && i < badOffsets.length && badOffsets[i] <= end; i++) {
      BadSpan bad = badSpans.get(i);
      byte[] span = Arrays.copyOfRange(bytes, bad.offset(), bad.offset() + bad.length());
      byte[] alone = message(FIRST, resource, message(SECOND, scope, message(SECOND, span)));
      wanted = sink.span(bad, alone);
    }
  }

  /** Spans begin after the tag of their scope's part, so never at the start of it. */
  private boolean holdsBad(int start, int end) {
    int first = firstAfter(start);
    return first < badOffsets.length && badOffsets[first] <= end;
  }

  private int firstAfter(int start) {
    int found = Arrays.binarySearch(badOffsets, start + 1);
    return found >= 0 ? found : -found - 1;
  }

  private byte[] allBut(int unwantedTag, int start, int end) throws MalformedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WireCursor cursor = new WireCursor(bytes, start);
    while (cursor.position < end) {
      int fieldStart = cursor.position;
      int tag = cursor.tag(end);
      cursor.skip(tag, end);
      if (tag != unwantedTag) {
        out.write(bytes, fieldStart, cursor.position - fieldStart);
      }
    }
    return out.toByteArray();
  }

  private static byte[] message(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
    out.write(tag);
    SpanSieve.writeVarint(length, out);
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
