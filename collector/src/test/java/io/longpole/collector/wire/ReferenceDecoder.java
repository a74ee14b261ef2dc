package io.longpole.collector.wire;

import com.google.protobuf.ByteString;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.SpanLink;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.TraceId;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.util.ArrayList;
import java.util.List;

/** The slow, obvious decoder: through the generated protobuf classes. */
final class ReferenceDecoder {

  private ReferenceDecoder() {}

  static List<Span> spans(ExportTraceServiceRequest request) {
    List<Span> spans = new ArrayList<>();
    for (ResourceSpans group : request.getResourceSpansList()) {
      Resource resource = new Resource(attributes(group.getResource().getAttributesList()));
      for (ScopeSpans scoped : group.getScopeSpansList()) {
        Scope scope = scope(scoped.getScope());
        scoped.getSpansList().forEach(span -> spans.add(span(span, resource, scope)));
      }
    }
    return spans;
  }

  static List<LogRecord> logs(ExportLogsServiceRequest request) {
    List<LogRecord> logs = new ArrayList<>();
    for (ResourceLogs group : request.getResourceLogsList()) {
      Resource resource = new Resource(attributes(group.getResource().getAttributesList()));
      for (ScopeLogs scoped : group.getScopeLogsList()) {
        Scope scope = scope(scoped.getScope());
        scoped.getLogRecordsList().forEach(log -> logs.add(log(log, resource, scope)));
      }
    }
    return logs;
  }

  private static Span span(
      io.opentelemetry.proto.trace.v1.Span span, Resource resource, Scope scope) {
    List<SpanEvent> events = new ArrayList<>();
    span.getEventsList()
        .forEach(e ->
            events.add(
                new SpanEvent(
                    e.getTimeUnixNano(), e.getName(), attributes(e.getAttributesList()))));
    List<SpanLink> links = new ArrayList<>();
    span.getLinksList()
        .forEach(l ->
            links.add(
                new SpanLink(
                    traceId(l.getTraceId()),
                    spanId(l.getSpanId()),
                    attributes(l.getAttributesList()))));
    return new Span(
        traceId(span.getTraceId()),
        spanId(span.getSpanId()),
        spanId(span.getParentSpanId()),
        span.getName(),
        SpanKind.of(span.getKindValue()),
        span.getStartTimeUnixNano(),
        span.getEndTimeUnixNano(),
        StatusCode.of(span.getStatus().getCodeValue()),
        span.getStatus().getMessage(),
        attributes(span.getAttributesList()),
        events,
        links,
        resource,
        scope,
        span.getTraceState(),
        span.getFlags());
  }

  private static LogRecord log(
      io.opentelemetry.proto.logs.v1.LogRecord log, Resource resource, Scope scope) {
    return new LogRecord(
        log.getTimeUnixNano() <= 0 && log.getObservedTimeUnixNano() > 0
            ? log.getObservedTimeUnixNano()
            : log.getTimeUnixNano(),
        log.getSeverityNumberValue(),
        log.getSeverityText(),
        ValueText.of(value(log.getBody())),
        log.getEventName(),
        attributes(log.getAttributesList()),
        resource,
        scope,
        traceId(log.getTraceId()),
        spanId(log.getSpanId()));
  }

  private static Scope scope(InstrumentationScope scope) {
    return new Scope(scope.getName(), scope.getVersion(), attributes(scope.getAttributesList()));
  }

  private static Attributes attributes(List<KeyValue> attributes) {
    Attributes.Builder builder = new Attributes.Builder(attributes.size());
    attributes.forEach(a -> builder.put(a.getKey(), value(a.getValue())));
    return builder.build();
  }

  private static Object value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> value.getBoolValue();
      case INT_VALUE -> value.getIntValue();
      case DOUBLE_VALUE -> value.getDoubleValue();
      case BYTES_VALUE -> new Attributes.Bytes(value.getBytesValue().toByteArray());
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream().map(ReferenceDecoder::value).toList();
      case KVLIST_VALUE -> attributes(value.getKvlistValue().getValuesList());
      case STRING_VALUE_STRINDEX, VALUE_NOT_SET -> "";
    };
  }

  private static TraceId traceId(ByteString id) {
    if (id.size() != 16) {
      return TraceId.NONE;
    }
    return new TraceId(number(id, 0), number(id, 8));
  }

  private static long spanId(ByteString id) {
    return id.size() == 8 ? number(id, 0) : 0;
  }

  private static long number(ByteString id, int offset) {
    return id.substring(offset, offset + 8).asReadOnlyByteBuffer().getLong();
  }
}
