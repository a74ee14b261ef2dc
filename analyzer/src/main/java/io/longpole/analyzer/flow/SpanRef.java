package io.longpole.analyzer.flow;

import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;

/** A span in its trace. */
public record SpanRef(Trace trace, int node) {

  public Span span() {
    return trace.span(node);
  }

  public long startNanos() {
    return trace.startNanos(node);
  }

  public long endNanos() {
    return trace.endNanos(node);
  }
}
