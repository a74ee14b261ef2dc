package io.longpole.collector.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Checks an OTLP export request where it lies, byte by byte, without making an object for a span.
 *
 * <p>Two things come of it. Either the bytes are no such message, and the whole request is refused;
 * or they are, and it is known how many spans they hold, which of them have ids that no trace can
 * use, and which services sent them. Every nested message is walked, so that what passes here can
 * be decoded later. Texts are not checked: text that is not UTF-8 is kept.
 *
 * <p>Example: a request of one resource {@code service.name=shop} with the spans (trace 16 bytes,
 * span 8 bytes) and (trace 16 bytes, span 3 bytes) gives items 2, one bad span SPAN_ID_LENGTH,
 * itemsByService {shop=2}.
 *
 * <p>O(bytes) time; memory for bad spans and service names only.
 */
public final class RequestWalk {

  /** Different names of one request that are told apart. */
  public static final int MAX_SERVICES = 1_000;

  /** Where the items of all further services are counted. */
  public static final String OTHER_SERVICES = "(other services)";

  private static final long DAY_NANOS = TimeUnit.DAYS.toNanos(1);
  private static final byte[] SERVICE_NAME = "service.name".getBytes(StandardCharsets.UTF_8);
  private static final int EXAMPLE_ID_BYTES = 32;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Field 1 of a request, 1 and 2 of a resource's part, 1 and 2 of a scope's part: see OTLP. */
  private static final int FIRST = (1 << 3) | WireCursor.LENGTH_DELIMITED;

  private static final int SECOND = (2 << 3) | WireCursor.LENGTH_DELIMITED;

  private final WireCursor cursor;
  private final byte[] bytes;
  private final Shape item;
  private final long latestStartNanos;

  private final List<BadSpan> badSpans = new ArrayList<>();
  private final Map<String, Long> itemsByService = new LinkedHashMap<>();
  private final Set<String> clockAhead = new LinkedHashSet<>();
  private long items;
  private long oddParents;

  /** Of the resource that is being walked. */
  private String service = "";

  private boolean ahead;

  private RequestWalk(byte[] bytes, int offset, Shape item, long clockNanos) {
    this.cursor = new WireCursor(bytes, offset);
    this.bytes = bytes;
    this.item = item;
    this.latestStartNanos = clockNanos + DAY_NANOS;
  }

  /**
   * Walks an {@code ExportTraceServiceRequest}.
   *
   * @param clockNanos our clock, since the epoch
   */
  public static Walked walkTraces(byte[] bytes, int offset, int length, long clockNanos)
      throws MalformedException {
    return new RequestWalk(bytes, offset, Shape.SPAN, clockNanos).request(offset + length);
  }

  /** Walks an {@code ExportLogsServiceRequest}; no log record is bad. */
  public static Walked walkLogs(byte[] bytes, int offset, int length) throws MalformedException {
    return new RequestWalk(bytes, offset, Shape.LOG_RECORD, 0).request(offset + length);
  }

  /** Walks an {@code ExportMetricsServiceRequest}; items are data points. */
  public static Walked walkMetrics(byte[] bytes, int offset, int length) throws MalformedException {
    return new RequestWalk(bytes, offset, Shape.METRIC, 0).request(offset + length);
  }

  /** The request without its bad spans, and without the scopes and resources they leave empty. */
  public static byte[] withoutBad(byte[] bytes, int offset, int length, Walked walked)
      throws MalformedException {
    int[] bad = walked.badSpans().stream().mapToInt(BadSpan::offset).toArray();
    return new SpanSieve(bytes, span -> Arrays.binarySearch(bad, span) < 0)
        .request(offset, offset + length);
  }

  /** A request for each bad span alone, with its resource and scope, while the sink wants more. */
  public static void eachBad(byte[] bytes, int offset, int length, Walked walked, BadSpanSink sink)
      throws MalformedException {
    new LoneSpans(bytes, walked.badSpans(), sink).request(offset, offset + length);
  }

  private Walked request(int end) throws MalformedException {
    while (cursor.position < end) {
      int tag = cursor.tag(end);
      if (tag == FIRST) {
        resourcePart(cursor.delimited(end));
      } else {
        cursor.skip(tag, end);
      }
    }
    return new Walked(items, badSpans, itemsByService, clockAhead, oddParents);
  }

  /** ResourceSpans and its brothers: resource 1, scopes 2. The resource may come last. */
  private void resourcePart(int end) throws MalformedException {
    long before = items;
    service = "";
    ahead = false;
    while (cursor.position < end) {
      int tag = cursor.tag(end);
      if (tag == FIRST) {
        resource(cursor.delimited(end));
      } else if (tag == SECOND) {
        scopePart(cursor.delimited(end));
      } else {
        cursor.skip(tag, end);
      }
    }
    if (items > before) {
      boolean known = itemsByService.size() < MAX_SERVICES || itemsByService.containsKey(service);
      itemsByService.merge(known ? service : OTHER_SERVICES, items - before, Long::sum);
    }
    if (ahead && clockAhead.size() < MAX_SERVICES) {
      clockAhead.add(service);
    }
  }

  private void resource(int end) throws MalformedException {
    while (cursor.position < end) {
      int tag = cursor.tag(end);
      if (tag == FIRST) {
        int attributeEnd = cursor.delimited(end);
        int start = cursor.position;
        cursor.walk(Shape.KEY_VALUE, attributeEnd, 0);
        if (isServiceName(start, attributeEnd)) {
          service = textValue(start, attributeEnd);
        }
      } else {
        cursor.position = afterField(tag, Shape.RESOURCE, end);
      }
    }
  }

  /** ScopeSpans and its brothers: scope 1, items 2. */
  private void scopePart(int end) throws MalformedException {
    while (cursor.position < end) {
      int tag = cursor.tag(end);
      if (tag == SECOND) {
        item(cursor.delimited(end));
      } else if (tag == FIRST) {
        cursor.walk(Shape.SCOPE, cursor.delimited(end), 0);
      } else {
        cursor.skip(tag, end);
      }
    }
  }

  private void item(int end) throws MalformedException {
    if (item == Shape.SPAN) {
      items++;
      span(end);
    } else if (item == Shape.METRIC) {
      metric(end);
    } else {
      items++;
      cursor.walk(item, end, 0);
    }
  }

  private void span(int end) throws MalformedException {
    int start = cursor.position;
    int traceId = start;
    int traceIdLength = 0;
    int spanId = start;
    int spanIdLength = 0;
    int parentLength = 0;
    while (cursor.position < end) {
      int tag = cursor.tag(end);
      int field = tag >>> 3;
      if ((tag & 7) == WireCursor.LENGTH_DELIMITED) {
        int fieldEnd = cursor.delimited(end);
        if (field == 1) {
          traceId = cursor.position;
          traceIdLength = fieldEnd - traceId;
        } else if (field == 2) {
          spanId = cursor.position;
          spanIdLength = fieldEnd - spanId;
        } else if (field == 4) {
          parentLength = fieldEnd - cursor.position;
        }
        cursor.walk(Shape.SPAN.child(field), fieldEnd, 0);
      } else if (field == 7 && (tag & 7) == WireCursor.FIXED64) {
        ahead |= Long.compareUnsigned(cursor.fixed64(end), latestStartNanos) > 0;
      } else {
        cursor.skip(tag, end);
      }
    }
    if (parentLength != 0 && parentLength != 8) {
      oddParents++;
    }
    if (traceIdLength != 16 || spanIdLength != 8 || isZero(traceId, 16) || isZero(spanId, 8)) {
      bad(start, end, new Ids(traceId, traceIdLength, spanId, spanIdLength));
    }
  }

  private record Ids(int trace, int traceLength, int span, int spanLength) {}

  private void bad(int start, int end, Ids ids) {
    SpanFault fault;
    if (ids.traceLength != 16) {
      fault = SpanFault.TRACE_ID_LENGTH;
    } else if (isZero(ids.trace, 16)) {
      fault = SpanFault.TRACE_ID_ZERO;
    } else if (ids.spanLength != 8) {
      fault = SpanFault.SPAN_ID_LENGTH;
    } else {
      fault = SpanFault.SPAN_ID_ZERO;
    }
    // Only the first few are shown to anybody; a flood of bad spans shall not cost texts.
    String example = badSpans.size() < 100 ? example(ids) : "";
    badSpans.add(new BadSpan(fault, start, end - start, example));
  }

  private String example(Ids ids) {
    return "trace_id="
        + hex(ids.trace, ids.traceLength)
        + " span_id="
        + hex(ids.span, ids.spanLength);
  }

  private String hex(int offset, int length) {
    int shown = Math.min(length, EXAMPLE_ID_BYTES);
    String text = HexFormat.of().formatHex(bytes, offset, offset + shown);
    return shown < length ? text + "..." : text;
  }

  /** Counts data points: field 1 of the gauge, sum, histogram or summary in a metric. */
  private void metric(int end) throws MalformedException {
    while (cursor.position < end) {
      int tag = cursor.tag(end);
      int field = tag >>> 3;
      boolean message = (tag & 7) == WireCursor.LENGTH_DELIMITED;
      if (message && field != 12 && Shape.METRIC.child(field) != null) {
        points(cursor.delimited(end));
      } else {
        cursor.position = afterField(tag, Shape.METRIC, end);
      }
    }
  }

  private void points(int end) throws MalformedException {
    while (cursor.position < end) {
      int tag = cursor.tag(end);
      if (tag == FIRST) {
        items++;
      }
      cursor.skip(tag, end);
    }
  }

  private int afterField(int tag, Shape shape, int end) throws MalformedException {
    if ((tag & 7) == WireCursor.LENGTH_DELIMITED) {
      cursor.walk(shape.child(tag >>> 3), cursor.delimited(end), 0);
    } else {
      cursor.skip(tag, end);
    }
    return cursor.position;
  }

  /** Whether the well-formed KeyValue has the key: keys come first in what encoders write. */
  private boolean isServiceName(int start, int end) throws MalformedException {
    WireCursor look = new WireCursor(bytes, start);
    boolean found = false;
    while (look.position < end) {
      int tag = look.tag(end);
      if (tag == FIRST) {
        int keyEnd = look.delimited(end);
        found = Arrays.equals(bytes, look.position, keyEnd, SERVICE_NAME, 0, SERVICE_NAME.length);
        look.position = keyEnd;
      } else {
        look.skip(tag, end);
      }
    }
    return found;
  }

  /** The text in the well-formed KeyValue's value; empty when it holds something else. */
  private String textValue(int start, int end) throws MalformedException {
    WireCursor look = new WireCursor(bytes, start);
    String text = "";
    while (look.position < end) {
      int tag = look.tag(end);
      if (tag == SECOND) {
        int valueEnd = look.delimited(end);
        text = firstText(look, valueEnd);
      } else {
        look.skip(tag, end);
      }
    }
    return text;
  }

  private String firstText(WireCursor look, int end) throws MalformedException {
    String text = "";
    while (look.position < end) {
      int tag = look.tag(end);
      if (tag == FIRST) {
        int textEnd = look.delimited(end);
        text = new String(bytes, look.position, textEnd - look.position, StandardCharsets.UTF_8);
        look.position = textEnd;
      } else {
        look.skip(tag, end);
      }
    }
    return text;
  }

  private boolean isZero(int offset, int length) {
    long seen = (long) LONG.get(bytes, offset);
    return (length == 8 ? seen : seen | (long) LONG.get(bytes, offset + 8)) == 0;
  }
}
