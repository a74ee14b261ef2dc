package io.longpole.query.index;

import io.longpole.analyzer.model.TraceId;
import java.util.List;

/**
 * An even choice of the traces of one endpoint.
 *
 * @param endpoint service and name of the main root
 * @param traces those whose ids have the smallest hashes, in that order
 * @param total how many the endpoint has
 */
public record EndpointSample(EntryName endpoint, List<Sampled> traces, long total) {

  public EndpointSample {
    traces = List.copyOf(traces);
  }

  /** One trace. */
  public record Sampled(TraceId id, long durationNanos) {}
}
