package io.longpole.analyzer.flow;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanLink;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import java.util.List;

/** Drawn traces with links between them. */
final class FlowTraces {

  private FlowTraces() {}

  static TraceId id(int number) {
    return new TraceId(0x4bf92f3577b34da6L, number);
  }

  static Trace trace(int number, String... lines) {
    return TraceFixture.assemble(TraceFixture.spans(id(number), lines));
  }

  /** A drawn trace whose first span links to others. */
  static Trace linked(int number, List<SpanLink> links, String... lines) {
    List<Span> spans = TraceFixture.spans(id(number), lines);
    return TraceFixture.assemble(
        spans.stream().map(span -> span.spanId() == 1 ? linked(span, links) : span).toList());
  }

  static SpanLink to(int trace, long span) {
    return new SpanLink(id(trace), span, Attributes.EMPTY);
  }

  static Span linked(Span span, List<SpanLink> links) {
    return Span.builder(span.traceId(), span.spanId())
        .parent(span.parentSpanId())
        .name(span.name())
        .kind(span.kind())
        .times(span.startNanos(), span.endNanos())
        .attributes(span.attributes())
        .links(links)
        .resource(span.resource())
        .build();
  }
}
