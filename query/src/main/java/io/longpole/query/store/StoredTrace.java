package io.longpole.query.store;

import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.TraceId;
import java.util.List;

/**
 * The spans of a trace as its services reported them, from which everything else is computed; and
 * what cannot be computed from them again.
 *
 * @param version 1 when first sealed, one more each time that late spans re-opened it or more was
 *     seen in it
 * @param throughPosition all spans up to this position of the span log are in it; a replay skips
 *     them
 * @param spans without literals and secrets
 * @param sightings what the detectors saw in the spans before literals and secrets were taken out
 * @param exceptions named by the log records that came with the spans
 */
public record StoredTrace(
    TraceId traceId,
    int version,
    long throughPosition,
    List<Span> spans,
    List<Sighting> sightings,
    List<LoggedException> exceptions) {

  public StoredTrace {
    spans = List.copyOf(spans);
    sightings = List.copyOf(sightings);
    exceptions = List.copyOf(exceptions);
    if (spans.isEmpty()) {
      throw new IllegalArgumentException("trace " + traceId + " has no spans");
    }
    if (version < 1) {
      throw new IllegalArgumentException("version=" + version + " (1 is the first)");
    }
  }

  /** A trace in which nothing was seen. */
  public StoredTrace(TraceId traceId, int version, long throughPosition, List<Span> spans) {
    this(traceId, version, throughPosition, spans, List.of(), List.of());
  }
}
