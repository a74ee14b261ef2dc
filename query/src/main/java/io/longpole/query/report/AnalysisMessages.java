package io.longpole.query.report;

import io.longpole.analyzer.TraceAnalysis;
import io.longpole.analyzer.WindowAnalysis;
import io.longpole.analyzer.model.Trace;
import io.longpole.proto.query.v1.Analysis;
import io.longpole.proto.query.v1.AnalyzedTrace;
import io.longpole.proto.query.v1.Coverage;
import io.longpole.query.report.EndpointTimes.TraceTime;

/** The analysis of a window as a message of the query API. */
public final class AnalysisMessages {

  private AnalysisMessages() {}

  /** All of it. */
  public static Analysis of(WindowAnalysis.Report report) {
    Analysis.Builder message = withoutTraces(report).toBuilder();
    for (TraceAnalysis analysis : report.traces()) {
      AnalyzedTrace.Builder trace = TraceMessages.analyzed(analysis).toBuilder();
      FlowMessages.takenIn(analysis.trace().id(), report.messages()).ifPresent(trace::setMessages);
      message.addTraces(trace);
    }
    return message.build();
  }

  /**
   * All but the traces, which {@link AnalysisJson} can write one by one: {@code
   * AnalysisJson.write(withoutTraces(report),
   * report.traces().stream().map(TraceMessages::analyzed), out)}.
   */
  public static Analysis withoutTraces(WindowAnalysis.Report report) {
    Analysis.Builder message = Analysis.newBuilder().setCoverage(coverage(report.coverage()));
    report.findings().forEach(finding -> message.addFindings(FindingMessages.of(finding)));
    EndpointTimes endpoints = new EndpointTimes();
    for (TraceAnalysis analysis : report.traces()) {
      Trace trace = analysis.trace();
      endpoints.add(
          new TraceTime(
              trace.id().hex(),
              trace.service(),
              trace.operation(),
              trace.durationNanos(0),
              analysis.errorCount() > 0),
          OperationTimes.ofMainPath(analysis));
    }
    return message.addAllEndpoints(endpoints.summaries()).build();
  }

  public static Coverage coverage(io.longpole.analyzer.Coverage coverage) {
    Coverage.Builder message =
        Coverage.newBuilder()
            .setTraces(coverage.traces())
            .setSpans(coverage.spans())
            .setLogs(coverage.logs())
            .setLinkedLogs(coverage.linkedLogs())
            .setIncompleteTraces(coverage.incompleteTraces())
            .setDuplicateSpans(coverage.duplicateSpans())
            .setOrphanSpans(coverage.orphanSpans())
            .setSkewedSpans(coverage.skewedSpans())
            .setRejectedSpans(coverage.rejectedSpans())
            .setEvidenceTraces(coverage.evidenceTraces());
    coverage.notes().forEach(note -> message.addNotes(WellFormed.of(note)));
    return message.build();
  }
}
