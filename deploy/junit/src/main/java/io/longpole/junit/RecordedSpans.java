package io.longpole.junit;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import io.longpole.analyzer.model.SpanId;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.SpanLink;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.TraceId;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the SDK's spans as the analyzer's; values of unknown types become their text. */
final class RecordedSpans {

  private final Map<io.opentelemetry.sdk.resources.Resource, Resource> resources = new HashMap<>();

  static List<Span> of(Collection<SpanData> recorded) {
    RecordedSpans reader = new RecordedSpans();
    return recorded.stream().map(reader::span).toList();
  }

  private Span span(SpanData data) {
    SpanContext parent = data.getParentSpanContext();
    return Span.builder(TraceId.parse(data.getTraceId()), SpanId.parse(data.getSpanId()))
        .parent(parent.isValid() ? SpanId.parse(parent.getSpanId()) : SpanId.NONE)
        .name(data.getName())
        .kind(kind(data.getKind()))
        .times(data.getStartEpochNanos(), data.hasEnded() ? data.getEndEpochNanos() : 0)
        .status(
            switch (data.getStatus().getStatusCode()) {
              case UNSET -> StatusCode.UNSET;
              case OK -> StatusCode.OK;
              case ERROR -> StatusCode.ERROR;
            },
            data.getStatus().getDescription())
        .attributes(attributes(data.getAttributes()))
        .events(data.getEvents().stream().map(RecordedSpans::event).toList())
        .links(
            data.getLinks().stream()
                .map(link ->
                    new SpanLink(
                        TraceId.parse(link.getSpanContext().getTraceId()),
                        SpanId.parse(link.getSpanContext().getSpanId()),
                        attributes(link.getAttributes())))
                .toList())
        .resource(
            resources.computeIfAbsent(
                data.getResource(), resource -> new Resource(attributes(resource.getAttributes()))))
        .scope(
            new Scope(
                data.getInstrumentationScopeInfo().getName(),
                String.valueOf(data.getInstrumentationScopeInfo().getVersion()),
                Attributes.EMPTY))
        .build();
  }

  private static SpanKind kind(io.opentelemetry.api.trace.SpanKind kind) {
    return switch (kind) {
      case INTERNAL -> SpanKind.INTERNAL;
      case SERVER -> SpanKind.SERVER;
      case CLIENT -> SpanKind.CLIENT;
      case PRODUCER -> SpanKind.PRODUCER;
      case CONSUMER -> SpanKind.CONSUMER;
    };
  }

  private static SpanEvent event(EventData event) {
    return new SpanEvent(event.getEpochNanos(), event.getName(), attributes(event.getAttributes()));
  }

  private static Attributes attributes(io.opentelemetry.api.common.Attributes given) {
    Attributes.Builder result = new Attributes.Builder(given.size());
    given.forEach((key, value) -> result.put(key.getKey(), value(value)));
    return result.build();
  }

  private static Object value(Object value) {
    return switch (value) {
      case String text -> text;
      case Long number -> number;
      case Double number -> number;
      case Boolean truth -> truth;
      case List<?> list -> list.stream().map(RecordedSpans::value).toList();
      default -> value.toString();
    };
  }
}
