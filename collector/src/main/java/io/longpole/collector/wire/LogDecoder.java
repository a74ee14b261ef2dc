package io.longpole.collector.wire;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.TraceId;

/**
 * Decodes one log record message.
 *
 * <p>A record without valid ids is kept and belongs to no trace. A time that is not set, or lies
 * before 1970 as Go's zero time does, gives way to the time of observation.
 */
final class LogDecoder {

  // LogRecord of opentelemetry/proto/logs/v1/logs.proto
  private static final int TIME = (1 << 3) | WireCursor.FIXED64;
  private static final int SEVERITY_NUMBER = (2 << 3) | WireCursor.VARINT;
  private static final int SEVERITY_TEXT = (3 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int BODY = (5 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int ATTRIBUTES = (6 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int TRACE_ID = (9 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int SPAN_ID = (10 << 3) | WireCursor.LENGTH_DELIMITED;
  private static final int OBSERVED_TIME = (11 << 3) | WireCursor.FIXED64;
  private static final int EVENT_NAME = (12 << 3) | WireCursor.LENGTH_DELIMITED;

  private final WireCursor cursor;
  private final ValueDecoder values;
  private final Attributes.Builder attributes = new Attributes.Builder(8);

  private long timeNanos;
  private long observedNanos;
  private int severityNumber;
  private String severityText = "";
  private Object body = "";
  private String eventName = "";
  private TraceId traceId = TraceId.NONE;
  private long spanId;

  LogDecoder(WireCursor cursor, ValueDecoder values) {
    this.cursor = cursor;
    this.values = values;
  }

  /** Decodes the record from the cursor's position to {@code end}. */
  LogRecord record(Resource resource, Scope scope, int end) throws MalformedException {
    clear();
    while (cursor.position < end) {
      field(cursor.tag(end), end);
    }
    return new LogRecord(
        timeNanos <= 0 && observedNanos > 0 ? observedNanos : timeNanos,
        severityNumber,
        severityText,
        ValueText.of(body),
        eventName,
        attributes.build(),
        resource,
        scope,
        traceId,
        spanId);
  }

  private void clear() {
    timeNanos = 0;
    observedNanos = 0;
    severityNumber = 0;
    severityText = "";
    body = "";
    eventName = "";
    attributes.clear();
    traceId = TraceId.NONE;
    spanId = 0;
  }

  private void field(int tag, int end) throws MalformedException {
    switch (tag) {
      case TIME -> timeNanos = cursor.fixed64(end);
      case SEVERITY_NUMBER -> severityNumber = cursor.varint(end);
      case SEVERITY_TEXT -> severityText = values.text(end);
      case BODY -> body = values.value(end);
      case ATTRIBUTES -> values.attribute(end, attributes);
      case TRACE_ID -> traceId = traceId(end);
      case SPAN_ID -> spanId = cursor.spanId(end);
      case OBSERVED_TIME -> observedNanos = cursor.fixed64(end);
      case EVENT_NAME -> eventName = values.text(end);
      default -> cursor.skip(tag, end);
    }
  }

  private TraceId traceId(int end) throws MalformedException {
    int idEnd = cursor.delimited(end);
    int start = cursor.position;
    cursor.position = idEnd;
    return idEnd - start == 16
        ? new TraceId(cursor.idPart(start), cursor.idPart(start + 8))
        : TraceId.NONE;
  }
}
