package io.longpole.query.search;

import io.longpole.analyzer.model.TraceFlag;
import io.longpole.proto.query.v1.AnalyzedTrace;
import io.longpole.proto.query.v1.EndpointSummary;
import io.longpole.proto.query.v1.OperationTime;
import io.longpole.proto.query.v1.TraceSummary;
import io.longpole.query.index.EndpointTimes;
import io.longpole.query.index.TraceHit;

/** Lines of search results as messages. */
final class Summaries {

  private Summaries() {}

  static TraceSummary of(TraceHit hit) {
    TraceSummary.Builder summary =
        TraceSummary.newBuilder()
            .setTraceId(hit.id().hex())
            .setService(hit.line().service())
            .setOperation(hit.line().operation())
            .setStartUnixNanos(hit.startNanos())
            .setDurationNanos(hit.durationNanos())
            .setSpanCount(hit.line().spanCount())
            .setErrorCount(hit.line().errorCount())
            .setLogCount(hit.logCount())
            .addAllServices(hit.line().services())
            .addAllDetectors(hit.line().detectors())
            .setVersion(hit.existing().version());
    hit.line().flags().stream().map(TraceFlag::text).forEach(summary::addFlags);
    return summary.build();
  }

  /** A trace as its line shows it, for answers that do not look into the trace itself. */
  static AnalyzedTrace withoutPath(TraceHit hit) {
    AnalyzedTrace.Builder trace =
        AnalyzedTrace.newBuilder()
            .setTraceId(hit.id().hex())
            .setService(hit.line().service())
            .setOperation(hit.line().operation())
            .setStartNanos(hit.startNanos())
            .setDurationNanos(hit.durationNanos())
            .setSpanCount(hit.line().spanCount())
            .setErrorCount(hit.line().errorCount());
    hit.line().flags().stream().map(TraceFlag::text).forEach(trace::addFlags);
    return trace.build();
  }

  static EndpointSummary of(EndpointTimes endpoint) {
    EndpointSummary.Builder summary =
        EndpointSummary.newBuilder()
            .setService(endpoint.service())
            .setOperation(endpoint.operation())
            .setTraces(endpoint.traces())
            .setTracesWithErrors(endpoint.withErrors())
            .setP50Nanos(endpoint.durations().p50())
            .setP95Nanos(endpoint.durations().p95())
            .setP99Nanos(endpoint.durations().p99())
            .setMaxNanos(endpoint.durations().max())
            .setSlowestTraceId(endpoint.slowest().hex());
    for (EndpointTimes.CriticalTime time : endpoint.critical()) {
      summary.addCriticalTime(
          OperationTime.newBuilder()
              .setService(time.service())
              .setOperation(time.operation())
              .setNanos(time.nanos())
              .setSpans(time.spans()));
    }
    return summary.build();
  }
}
