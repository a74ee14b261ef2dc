package io.longpole.query.store;

import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.TraceId;
import java.util.List;

/**
 * The spans of a trace as its services reported them, from which everything else is computed.
 *
 * @param version 1 when first sealed, one more each time that late spans re-opened it
 * @param throughPosition all spans up to this position of the span log are in it; a replay skips
 *     them
 */
public record StoredTrace(TraceId traceId, int version, long throughPosition, List<Span> spans) {
  public StoredTrace {
    spans = List.copyOf(spans);
    if (spans.isEmpty()) {
      throw new IllegalArgumentException("trace " + traceId + " has no spans");
    }
    if (version < 1) {
      throw new IllegalArgumentException("version=" + version + " (1 is the first)");
    }
  }
}
