package io.longpole.query.report;

import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.SpanId;
import io.longpole.analyzer.model.TraceId;
import io.longpole.proto.query.v1.Evidence;
import io.longpole.proto.query.v1.EvidenceLog;
import io.longpole.proto.query.v1.Impact;

/** Findings of the analyzer as messages of the query API. */
public final class FindingMessages {

  private FindingMessages() {}

  public static io.longpole.proto.query.v1.Finding of(Finding finding) {
    io.longpole.proto.query.v1.Finding.Builder message =
        io.longpole.proto.query.v1.Finding.newBuilder()
            .setFingerprint(finding.fingerprint())
            .setDetector(finding.detector())
            .setSeverity(finding.severity().text())
            .setService(WellFormed.of(finding.service()))
            .setOperation(WellFormed.of(finding.operation()))
            .setEndpoint(WellFormed.of(finding.endpoint()))
            .setSummary(WellFormed.of(finding.summary()))
            .setSuggestion(WellFormed.of(finding.suggestion()))
            .setTraceCount(finding.traceCount())
            .setOccurrences(finding.occurrences())
            .setImpact(impact(finding.impact()))
            .setDetailsJson(DetailsJson.of(finding.details()))
            .setFirstSeenUnixNanos(finding.firstSeenNanos())
            .setLastSeenUnixNanos(finding.lastSeenNanos());
    for (TraceId id : finding.traceIds()) {
      message.addTraceIds(id.hex());
    }
    for (Finding.Evidence evidence : finding.evidence()) {
      message.addEvidence(evidence(evidence));
    }
    return message.build();
  }

  private static Impact impact(io.longpole.analyzer.finding.Impact impact) {
    return Impact.newBuilder()
        .setLowNanos(impact.lowNanos())
        .setHighNanos(impact.highNanos())
        .setOnCriticalPath(impact.onCriticalPath())
        .build();
  }

  private static Evidence evidence(Finding.Evidence evidence) {
    Evidence.Builder message = Evidence.newBuilder().setTraceId(evidence.traceId().hex());
    for (Long spanId : evidence.spanIds()) {
      message.addSpanIds(SpanId.hex(spanId));
    }
    for (LogRecord log : evidence.logs()) {
      message.addLogs(
          EvidenceLog.newBuilder()
              .setTimeNanos(log.timeNanos())
              .setSeverity(WellFormed.of(log.severity()))
              .setBody(WellFormed.of(log.body())));
    }
    return message.build();
  }
}
