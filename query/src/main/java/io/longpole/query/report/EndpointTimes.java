package io.longpole.query.report;

import io.longpole.proto.query.v1.EndpointSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums up the traces of a window by endpoint: how many, how slow, where the time went. Percentiles
 * are exact (nearest rank).
 */
public final class EndpointTimes {

  private static final int OPERATIONS = 10;

  private static final Comparator<EndpointSummary> WEIGHTIEST_FIRST =
      Comparator.comparingDouble(
              (EndpointSummary endpoint) -> (double) endpoint.getTraces() * endpoint.getP95Nanos())
          .reversed()
          .thenComparing(EndpointSummary::getService)
          .thenComparing(EndpointSummary::getOperation);

  /** One trace, as far as it matters here. */
  public record TraceTime(
      String traceId, String service, String operation, long durationNanos, boolean errors) {}

  /** What an endpoint is: service and operation of the main root. */
  private record Endpoint(String service, String operation) {}

  /** What was added for one endpoint. */
  private static final class Part {
    final List<TraceTime> traces = new ArrayList<>();
    final OperationTimes times = new OperationTimes();
  }

  private final Map<Endpoint, Part> parts = new HashMap<>();

  /** Adds a trace and where the time on its main path went. */
  public void add(TraceTime trace, OperationTimes times) {
    Part part =
        parts.computeIfAbsent(
            new Endpoint(trace.service(), trace.operation()), unseen -> new Part());
    part.traces.add(trace);
    part.times.addAll(times);
  }

  /** All endpoints, by traces times p95, largest first. */
  public List<EndpointSummary> summaries() {
    List<EndpointSummary> summaries = new ArrayList<>(parts.size());
    parts.forEach((endpoint, part) -> summaries.add(summary(endpoint, part)));
    summaries.sort(WEIGHTIEST_FIRST);
    return summaries;
  }

  private static EndpointSummary summary(Endpoint endpoint, Part part) {
    long[] sorted = part.traces.stream().mapToLong(TraceTime::durationNanos).sorted().toArray();
    TraceTime slowest =
        part.traces.stream()
            .min(
                Comparator.comparingLong(TraceTime::durationNanos)
                    .reversed()
                    .thenComparing(TraceTime::traceId))
            .orElseThrow();
    return EndpointSummary.newBuilder()
        .setService(WellFormed.of(endpoint.service()))
        .setOperation(WellFormed.of(endpoint.operation()))
        .setTraces(sorted.length)
        .setTracesWithErrors(part.traces.stream().filter(TraceTime::errors).count())
        .setP50Nanos(percentile(sorted, 50))
        .setP95Nanos(percentile(sorted, 95))
        .setP99Nanos(percentile(sorted, 99))
        .setMaxNanos(sorted[sorted.length - 1])
        .setSlowestTraceId(slowest.traceId())
        .addAllCriticalTime(part.times.largest(OPERATIONS))
        .build();
  }

  /** The smallest value that at least that percentage of the values do not exceed. */
  static long percentile(long[] sorted, int percent) {
    long rank = ((long) sorted.length * percent + 99) / 100;
    return sorted[(int) Math.max(rank, 1) - 1];
  }
}
