package io.longpole.collector.wire;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.SpanLink;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes one span message; its fields hold the span being read, so it is not thread-safe. */
final class SpanDecoder {

  // Span, Event, Link and Status of opentelemetry/proto/trace/v1/trace.proto
  private static final int TRACE_ID = (1 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int SPAN_ID = (2 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int TRACE_STATE = (3 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int PARENT_SPAN_ID = (4 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int NAME = (5 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int KIND = (6 << 3) | WireCursor.VARINT;
  private static final int START = (7 << 3) | WireCursor.FIXED64;
  private static final int END = (8 << 3) | WireCursor.FIXED64;
  private static final int ATTRIBUTES = (9 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int EVENTS = (11 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int LINKS = (13 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int STATUS = (15 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int FLAGS = (16 << 3) | WireCursor.FIXED32;
  private static final int EVENT_TIME = (1 << 3) | WireCursor.FIXED64;
  private static final int EVENT_NAME = (2 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int EVENT_ATTRIBUTES = (3 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int LINK_ATTRIBUTES = (4 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int STATUS_MESSAGE = (2 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int STATUS_CODE = (3 << 3) | WireCursor.VARINT;

  private final WireCursor cursor;
  private final ValueDecoder values;
  private final Attributes.Builder attributes = new Attributes.Builder(16);
  private final Attributes.Builder innerAttributes = new Attributes.Builder(8);

  private long traceIdHigh;
  private long traceIdLow;
  private long spanId;
  private long parentSpanId;
  private String traceState = "";
  private String name = "";
  private SpanKind kind = SpanKind.UNSPECIFIED;
  private long startNanos;
  private long endNanos;
  private @Nullable List<SpanEvent> events;
  private @Nullable List<SpanLink> links;
  private StatusCode status = StatusCode.UNSET;
  private String statusMessage = "";
  private int flags;

  SpanDecoder(WireCursor cursor, ValueDecoder values) {
    this.cursor = cursor;
    this.values = values;
  }

  /** Decodes the span from the cursor's position to {@code end}. */
  Span span(Resource resource, Scope scope, int end) throws MalformedException {
    int start = cursor.position;
    clear();
    while (cursor.position < end) {
      field(cursor.tag(end), end);
    }
    if ((traceIdHigh | traceIdLow) == 0 || spanId == 0) {
      throw MalformedException.atByte("a span without a valid trace id and span id", start);
    }
    return new Span(
        new TraceId(traceIdHigh, traceIdLow),
        spanId,
        parentSpanId,
        name,
        kind,
        startNanos,
        endNanos,
        status,
        statusMessage,
        attributes.build(),
        events == null ? List.of() : events,
        links == null ? List.of() : links,
        resource,
        scope,
        traceState,
        flags);
  }

  private void clear() {
    traceIdHigh = 0;
    traceIdLow = 0;
    spanId = 0;
    parentSpanId = 0;
    traceState = "";
    name = "";
    kind = SpanKind.UNSPECIFIED;
    startNanos = 0;
    endNanos = 0;
    attributes.clear();
    events = null;
    links = null;
    status = StatusCode.UNSET;
    statusMessage = "";
    flags = 0;
  }

  private void field(int tag, int end) throws MalformedException {
    switch (tag) {
      case TRACE_ID -> traceId(end);
      case SPAN_ID -> spanId = cursor.spanId(end);
      case TRACE_STATE -> traceState = values.text(end);
      case PARENT_SPAN_ID -> parentSpanId = cursor.spanId(end);
      case NAME -> name = values.text(end);
      case KIND -> kind = SpanKind.of(cursor.varint(end));
      case START -> startNanos = cursor.fixed64(end);
      case END -> endNanos = cursor.fixed64(end);
      case ATTRIBUTES -> values.attribute(end, attributes);
      case EVENTS -> event(end);
      case LINKS -> link(end);
      case STATUS -> status(end);
      case FLAGS -> flags = cursor.fixed32(end);
      default -> cursor.skip(tag, end);
    }
  }

  private void traceId(int end) throws MalformedException {
    int idEnd = cursor.delimited(end);
    boolean whole = idEnd - cursor.position == 16;
    traceIdHigh = whole ? cursor.idPart(cursor.position) : 0;
    traceIdLow = whole ? cursor.idPart(cursor.position + 8) : 0;
    cursor.position = idEnd;
  }

  private void event(int end) throws MalformedException {
    int eventEnd = cursor.delimited(end);
    long timeNanos = 0;
    String eventName = "";
    innerAttributes.clear();
    while (cursor.position < eventEnd) {
      int tag = cursor.tag(eventEnd);
      switch (tag) {
        case EVENT_TIME -> timeNanos = cursor.fixed64(eventEnd);
        case EVENT_NAME -> eventName = values.text(eventEnd);
        case EVENT_ATTRIBUTES -> values.attribute(eventEnd, innerAttributes);
        default -> cursor.skip(tag, eventEnd);
      }
    }
    if (events == null) {
      events = new ArrayList<>(2);
    }
    events.add(new SpanEvent(timeNanos, eventName, innerAttributes.build()));
  }

  /** A link whose ids are not valid links nothing and is left out. */
  private void link(int end) throws MalformedException {
    int linkEnd = cursor.delimited(end);
    long high = 0;
    long low = 0;
    long linkedSpanId = 0;
    innerAttributes.clear();
    while (cursor.position < linkEnd) {
      int tag = cursor.tag(linkEnd);
      switch (tag) {
        case TRACE_ID -> {
          int idEnd = cursor.delimited(linkEnd);
          boolean whole = idEnd - cursor.position == 16;
          high = whole ? cursor.idPart(cursor.position) : 0;
          low = whole ? cursor.idPart(cursor.position + 8) : 0;
          cursor.position = idEnd;
        }
        case SPAN_ID -> linkedSpanId = cursor.spanId(linkEnd);
        case LINK_ATTRIBUTES -> values.attribute(linkEnd, innerAttributes);
        default -> cursor.skip(tag, linkEnd);
      }
    }
    if ((high | low) == 0 || linkedSpanId == 0) {
      return;
    }
    if (links == null) {
      links = new ArrayList<>(2);
    }
    links.add(new SpanLink(new TraceId(high, low), linkedSpanId, innerAttributes.build()));
  }

  private void status(int end) throws MalformedException {
    int statusEnd = cursor.delimited(end);
    while (cursor.position < statusEnd) {
      int tag = cursor.tag(statusEnd);
      switch (tag) {
        case STATUS_MESSAGE -> statusMessage = values.text(statusEnd);
        case STATUS_CODE -> status = StatusCode.of(cursor.varint(statusEnd));
        default -> cursor.skip(tag, statusEnd);
      }
    }
  }
}
