package io.longpole.query.search;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceAnalysis;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.finding.EvidenceLogs;
import io.longpole.analyzer.finding.Findings;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.whatif.BestChanges;
import io.longpole.proto.query.v1.GetTraceRequest;
import io.longpole.proto.query.v1.TraceView;
import io.longpole.query.index.Existing;
import io.longpole.query.index.IndexView;
import io.longpole.query.index.LogQuery;
import io.longpole.query.report.FindingMessages;
import io.longpole.query.report.PredictionMessages;
import io.longpole.query.report.TraceMessages;
import io.longpole.query.store.StoredTrace;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One trace with its spans, critical paths, findings, and what else was asked for. */
final class TraceAnswer {

  private static final int MAX_LOGS = 10_000;

  /** Changes that are named when asked for. */
  private static final int BEST_CHANGES = 3;

  private final IndexView view;
  private final StoredTraces stored;
  private final Settings settings;
  private final OrderEvidence evidence;

  TraceAnswer(IndexView view, StoredTraces stored, Settings settings, OrderEvidence evidence) {
    this.view = view;
    this.stored = stored;
    this.settings = settings;
    this.evidence = evidence;
  }

  /** Empty if the trace was released or is damaged. */
  Optional<TraceView> of(GetTraceRequest request, TraceId id, Existing existing) {
    return stored.read(id, existing).map(trace -> of(request, trace));
  }

  /**
   * The findings are those of the sightings that were indexed: they saw what is hidden from the
   * stored spans, such as whether two queries had the same arguments.
   */
  private TraceView of(GetTraceRequest request, StoredTrace trace) {
    TraceAnalysis analysis = StoredTraces.analyse(trace, logs(trace.traceId()), settings, evidence);
    List<LogRecord> logs = analysis.trace().logs();
    List<Sighting> sightings = view.sightingsIn(trace.traceId());
    EvidenceLogs evidenceLogs = new EvidenceLogs(analysis.trace(), logs);
    TraceView.Builder answer =
        TraceMessages.view(analysis, trace.version()).setEvidenceTraces(evidence.traces());
    Findings.of(sightings, (id, spanIds) -> evidenceLogs.of(spanIds))
        .forEach(finding -> answer.addFindings(FindingMessages.of(finding)));
    answer
        .getSummaryBuilder()
        .clearDetectors()
        .addAllDetectors(sightings.stream().map(Sighting::detector).distinct().sorted().toList());
    if (request.getWithLogs()) {
      logs.forEach(log -> answer.addLogs(TraceMessages.log(log)));
    }
    if (request.getWithWhatIf()) {
      BestChanges.of(analysis.trace(), evidence, new Analysis(settings), trace.sightings()).stream()
          .limit(BEST_CHANGES)
          .forEach(best -> answer.addBestChanges(PredictionMessages.of(best)));
    }
    return answer.build();
  }

  private List<LogRecord> logs(TraceId id) {
    // the sort is stable: records of equal time stay in the order in which they came
    return view.logs(LogQuery.ofTrace(id, MAX_LOGS), stored::readLog).logs().stream()
        .sorted(Comparator.comparingLong(LogRecord::timeNanos))
        .toList();
  }
}
