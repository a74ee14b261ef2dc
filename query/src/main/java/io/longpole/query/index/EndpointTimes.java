package io.longpole.query.index;

import io.longpole.analyzer.model.TraceId;
import java.util.List;

/**
 * What the traces of one endpoint add up to.
 *
 * @param critical where the time on their main critical paths went, largest first
 */
public record EndpointTimes(
    String service,
    String operation,
    long traces,
    long withErrors,
    Quantiles durations,
    TraceId slowest,
    List<CriticalTime> critical) {

  /** Durations in nanoseconds. */
  public record Quantiles(long p50, long p95, long p99, long max) {}

  /** Own time of the spans of an operation on critical paths, and how many spans had some. */
  public record CriticalTime(String service, String operation, long nanos, long spans) {}

  public EndpointTimes {
    critical = List.copyOf(critical);
  }
}
