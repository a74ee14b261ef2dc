package io.longpole.deploy;

import io.longpole.analyzer.call.Redactor;
import io.longpole.analyzer.call.Secrets;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import io.longpole.analyzer.model.SpanLink;
import java.util.List;

/**
 * Spans and log records as they may be stored, indexed and shown: without SQL literals, credentials
 * and tokens. The span log keeps the bytes as received, for as long as a replay needs them. Owned
 * by one thread.
 */
final class Redaction {

  private final Redactor redactor = new Redactor();

  @SuppressWarnings("ReferenceEquality") // what holds no secret comes back as the same object
  Span of(Span span) {
    List<SpanEvent> events = events(span.events());
    List<SpanLink> links = links(span.links());
    String statusMessage = Secrets.text(span.statusMessage());
    Attributes attributes = redactor.attributes(span.attributes());
    if (events == span.events()
        && links == span.links()
        && statusMessage.equals(span.statusMessage())
        && attributes == span.attributes()) {
      return span;
    }
    return new Span(
        span.traceId(),
        span.spanId(),
        span.parentSpanId(),
        span.name(),
        span.kind(),
        span.startNanos(),
        span.endNanos(),
        span.status(),
        statusMessage,
        attributes,
        events,
        links,
        span.resource(),
        span.scope(),
        span.traceState(),
        span.flags());
  }

  private List<SpanEvent> events(List<SpanEvent> events) {
    if (events.isEmpty()) {
      return events;
    }
    return events.stream()
        .map(e -> new SpanEvent(e.timeNanos(), e.name(), redactor.attributes(e.attributes())))
        .toList();
  }

  private List<SpanLink> links(List<SpanLink> links) {
    if (links.isEmpty()) {
      return links;
    }
    return links.stream()
        .map(l -> new SpanLink(l.traceId(), l.spanId(), redactor.attributes(l.attributes())))
        .toList();
  }

  LogRecord of(LogRecord log) {
    return new LogRecord(
        log.timeNanos(),
        log.severityNumber(),
        log.severityText(),
        Secrets.text(log.body()),
        log.eventName(),
        redactor.attributes(log.attributes()),
        log.resource(),
        log.scope(),
        log.traceId(),
        log.spanId());
  }
}
