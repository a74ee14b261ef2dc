package io.longpole.deploy;

import io.longpole.analyzer.call.Secrets;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import io.longpole.analyzer.model.SpanLink;
import java.util.List;

/**
 * Spans and log records as they may be stored, indexed and shown: without SQL literals, credentials
 * and tokens. The span log keeps the bytes as received, for as long as a replay needs them.
 */
final class Redaction {

  private Redaction() {}

  static Span of(Span span) {
    List<SpanEvent> events =
        span.events().stream()
            .map(e -> new SpanEvent(e.timeNanos(), e.name(), Secrets.attributes(e.attributes())))
            .toList();
    List<SpanLink> links =
        span.links().stream()
            .map(l -> new SpanLink(l.traceId(), l.spanId(), Secrets.attributes(l.attributes())))
            .toList();
    return new Span(
        span.traceId(),
        span.spanId(),
        span.parentSpanId(),
        span.name(),
        span.kind(),
        span.startNanos(),
        span.endNanos(),
        span.status(),
        span.statusMessage().isEmpty() ? "" : Secrets.text(span.statusMessage()),
        Secrets.attributes(span.attributes()),
        events,
        links,
        span.resource(),
        span.scope(),
        span.traceState(),
        span.flags());
  }

  static LogRecord of(LogRecord log) {
    return new LogRecord(
        log.timeNanos(),
        log.severityNumber(),
        log.severityText(),
        Secrets.text(log.body()),
        log.eventName(),
        Secrets.attributes(log.attributes()),
        log.resource(),
        log.scope(),
        log.traceId(),
        log.spanId());
  }
}
