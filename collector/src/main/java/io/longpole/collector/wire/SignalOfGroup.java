package io.longpole.collector.wire;

/**
 * Tells what a group of records holds: ResourceSpans, ResourceLogs and ResourceMetrics have the
 * same shape on the wire and differ only in their records.
 *
 * <p>A span has fixed 64-bit times in fields 7 and 8 and ids of 16 and 8 bytes in 1 and 2; a log
 * record has fixed 64-bit times in 1 and 11; a metric has texts in 1 to 3 and a message in 5, 7, 9,
 * 10 or 11, and no times.
 */
public enum SignalOfGroup {
  TRACES,
  LOGS,
  METRICS,
  /** There is no record in it. */
  NOTHING;

  private static final int SCOPE_GROUP = (2 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int RECORD = (2 << 3) | WireCursor.LENGTH_DELIMITED;

  /**
   * Looks at the first record.
   *
   * @param bytes the content of one resource's group, without tag and length
   */
  public static SignalOfGroup of(byte[] bytes, int offset, int length) throws MalformedException {
    WireCursor cursor = new WireCursor(bytes, offset);
    int end = offset + length;
    while (cursor.position < end) {
      int tag = cursor.tag(end);
      if (tag != SCOPE_GROUP) {
        cursor.skip(tag, end);
        continue;
      }
      int groupEnd = cursor.delimited(end);
      while (cursor.position < groupEnd) {
        int inner = cursor.tag(groupEnd);
        if (inner == RECORD) {
          return ofRecord(cursor, cursor.delimited(groupEnd));
        }
        cursor.skip(inner, groupEnd);
      }
    }
    return NOTHING;
  }

  private static SignalOfGroup ofRecord(WireCursor cursor, int end) throws MalformedException {
    boolean traceId = false;
    boolean spanId = false;
    boolean points = false;
    while (cursor.position < end) {
      int tag = cursor.tag(end);
      int field = tag >>> 3;
      switch (tag & 7) {
        case WireCursor.FIXED64 -> {
          if (field == 7 || field == 8) {
            return TRACES;
          }
          if (field == 1 || field == 11) {
            return LOGS;
          }
          cursor.skip(tag, end);
        }
        case WireCursor.LENGTH_DELIMITED -> {
          int valueEnd = cursor.delimited(end);
          int valueLength = valueEnd - cursor.position;
          traceId |= field == 1 && valueLength == 16;
          spanId |= field == 2 && valueLength == 8;
          points |= field == 5 || field == 7 || (field >= 9 && field <= 11);
          cursor.position = valueEnd;
        }
        default -> cursor.skip(tag, end);
      }
    }
    if (traceId && spanId) {
      return TRACES;
    }
    return points ? METRICS : LOGS;
  }
}
