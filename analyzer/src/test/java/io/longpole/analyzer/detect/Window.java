package io.longpole.analyzer.detect;

import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.WindowAnalysis;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.List;

/** Many drawn traces, each moved to its time, and the findings of them all. */
final class Window {

  private final List<Span> spans = new ArrayList<>();
  private int traces;

  /** Adds a trace that begins that many milliseconds after the first. */
  Window trace(double atMs, String... lines) {
    traces++;
    long shift = TraceFixture.ms(atMs);
    for (Span span : TraceFixture.spans(new TraceId(7, traces), lines)) {
      spans.add(shifted(span, shift));
    }
    return this;
  }

  /** The same span that many nanoseconds later. */
  static Span shifted(Span span, long nanos) {
    return Span.builder(span.traceId(), span.spanId())
        .parent(span.parentSpanId())
        .name(span.name())
        .kind(span.kind())
        .times(span.startNanos() + nanos, span.endNanos() + nanos)
        .status(span.status(), span.statusMessage())
        .attributes(span.attributes())
        .links(span.links())
        .events(span.events())
        .resource(span.resource())
        .build();
  }

  /** Adds spans as they are. */
  Window spans(List<Span> more) {
    spans.addAll(more);
    return this;
  }

  List<Finding> findings() {
    List<Finding> findings =
        WindowAnalysis.of(spans, List.of(), 0, List.of(), Settings.DEFAULT).findings();
    findings.forEach(found -> Described.check(found.detector(), found.details().keySet()));
    return findings;
  }

  List<Finding> of(String detector) {
    return findings().stream().filter(f -> f.detector().equals(detector)).toList();
  }

  /** The one finding of that detector. */
  Finding only(String detector) {
    List<Finding> found = of(detector);
    if (found.size() != 1) {
      throw new AssertionError(detector + " is not found once, but " + findings());
    }
    return found.get(0);
  }

  /** A detail that the finding must have. */
  static Object detail(Finding finding, String name) {
    Object value = finding.details().get(name);
    if (value == null) {
      throw new AssertionError("no detail " + name + " in " + finding);
    }
    return value;
  }

  /** A detail that counts or measures. */
  static long number(Finding finding, String name) {
    return ((Number) detail(finding, name)).longValue();
  }
}
