package io.longpole.query.index;

import io.longpole.analyzer.TraceAnalysis;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.List;

/** A span by which work enters a service: a root, or of kind SERVER or CONSUMER. */
record EntrySpan(EntryName name, long durationNanos, boolean failed) {

  /** Those of a trace; their durations are what the services measured, but never negative. */
  static List<EntrySpan> of(TraceAnalysis analysis) {
    Trace trace = analysis.trace();
    List<EntrySpan> entries = new ArrayList<>();
    for (int node = 0; node < trace.size(); node++) {
      SpanKind kind = analysis.calls().kind(node);
      if (trace.parent(node) < 0 || kind == SpanKind.SERVER || kind == SpanKind.CONSUMER) {
        boolean failed =
            trace.span(node).status() == StatusCode.ERROR
                || analysis.calls().outcome(node).isFailure();
        entries.add(
            new EntrySpan(
                new EntryName(trace.span(node).service(), trace.span(node).name(), kind),
                trace.durationNanos(node),
                failed));
      }
    }
    return entries;
  }
}
