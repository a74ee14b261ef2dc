package io.longpole.deploy.load;

import java.nio.charset.StandardCharsets;

/**
 * An encoded OTLP span whose ids, times and item number are overwritten for every copy: making a
 * span costs a copy and a few stores.
 */
final class SpanTemplate {

  /** Different numbers in the paths of served requests. */
  static final int ITEMS = 100_000;

  private static final String NO_ITEM = "00000";
  private static final int SERVER = 2;
  private static final byte[] ID16 = new byte[16];
  private static final byte[] ID8 = new byte[8];

  private final byte[] bytes;
  private int traceIdPlace;
  private int spanIdPlace;
  private int parentIdPlace = -1;
  private int startPlace;
  private int endPlace;
  private int itemPlace = -1;

  /** What varies between the spans of a trace. */
  record Content(String name, int kind, boolean root, boolean failed, int ordinal) {}

  SpanTemplate(Content content) {
    ByteWriter span = new ByteWriter();
    traceIdPlace = span.bytesField(1, ID16);
    spanIdPlace = span.bytesField(2, ID8);
    if (!content.root()) {
      parentIdPlace = span.bytesField(4, ID8);
    }
    span.textField(5, content.name());
    span.varintField(6, content.kind());
    startPlace = span.fixed64Field(7, 0);
    endPlace = span.fixed64Field(8, 0);
    attributes(span, content);
    if (content.failed()) {
      ByteWriter status = new ByteWriter();
      status.textField(2, "deadline exceeded");
      status.varintField(3, 2);
      span.bytesField(15, status.toArray());
    }
    span.fixed32Field(16, 0x101);
    bytes = span.toArray();
    if (content.kind() == SERVER) {
      itemPlace = indexOf(path(content.ordinal())) + path(content.ordinal()).length();
    }
  }

  private static void attributes(ByteWriter span, Content content) {
    int ordinal = content.ordinal();
    if (content.kind() == 3 && ordinal % 3 == 0) {
      text(span, "db.system.name", "postgresql");
      text(span, "db.namespace", "shop");
      text(span, "db.operation.name", "SELECT");
      text(span, "db.query.text", "SELECT id, name, price FROM item" + ordinal + " WHERE id = ?");
      text(span, "server.address", "db-" + ordinal % 4 + ".internal");
    } else {
      text(span, "http.request.method", "GET");
      text(span, "http.route", "/v1/resource" + ordinal + "/{id}");
      text(span, "url.path", path(ordinal) + NO_ITEM);
      text(span, "url.scheme", "http");
      number(span, "http.response.status_code", content.failed() ? 504 : 200);
      text(span, "network.protocol.version", "1.1");
    }
    text(span, "thread.name", "http-nio-8080-exec-" + ordinal % 10);
    number(span, "thread.id", 40 + ordinal % 10);
  }

  private static String path(int ordinal) {
    return "/v1/resource" + ordinal + "/";
  }

  /** The place of the path with a number, which stands behind that of the route. */
  private int indexOf(String path) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.indexOf(path + NO_ITEM);
  }

  private static void text(ByteWriter span, String key, String value) {
    ByteWriter any = new ByteWriter();
    any.textField(1, value);
    attribute(span, 9, key, any);
  }

  private static void number(ByteWriter span, String key, long value) {
    ByteWriter any = new ByteWriter();
    any.varintField(3, value);
    attribute(span, 9, key, any);
  }

  static void attribute(ByteWriter target, int field, String key, ByteWriter any) {
    ByteWriter pair = new ByteWriter();
    pair.textField(1, key);
    pair.bytesField(2, any.toArray());
    target.bytesField(field, pair.toArray());
  }

  int size() {
    return bytes.length;
  }

  /** Ids, times and the item of one copy. */
  record Stamp(
      long traceHigh, long traceLow, long spanId, long parentId, long start, long end, int item) {}

  /** Writes a copy with these ids and times into a target array. */
  void write(byte[] target, int place, Stamp stamp) {
    System.arraycopy(bytes, 0, target, place, bytes.length);
    ByteWriter.putBig(target, place + traceIdPlace, stamp.traceHigh());
    ByteWriter.putBig(target, place + traceIdPlace + 8, stamp.traceLow());
    ByteWriter.putBig(target, place + spanIdPlace, stamp.spanId());
    if (parentIdPlace >= 0) {
      ByteWriter.putBig(target, place + parentIdPlace, stamp.parentId());
    }
    ByteWriter.putLittle(target, place + startPlace, stamp.start());
    ByteWriter.putLittle(target, place + endPlace, stamp.end());
    if (itemPlace >= 0) {
      int rest = stamp.item();
      for (int digit = NO_ITEM.length() - 1; digit >= 0; digit--) {
        target[place + itemPlace + digit] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
    }
  }
}
