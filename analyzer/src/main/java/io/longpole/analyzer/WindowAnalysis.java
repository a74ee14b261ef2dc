package io.longpole.analyzer;

import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Findings;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.flow.Continuations;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Analyses spans and logs as one window: assembles their traces, lets all vote on the order of
 * calls, analyses each, groups what the detectors saw. The answer does not depend on the order of
 * spans and logs.
 */
public final class WindowAnalysis {

  private static final Comparator<TraceAnalysis> SLOWEST_FIRST =
      Comparator.comparingLong((TraceAnalysis a) -> a.trace().durationNanos(0))
          .reversed()
          .thenComparing(a -> a.trace().id());

  private static final Comparator<Trace> IN_TIME =
      Comparator.comparingLong((Trace trace) -> trace.startNanos(0)).thenComparing(Trace::id);

  private WindowAnalysis() {}

  /**
   * All that is known about a window.
   *
   * @param traces slowest first, then by id
   * @param findings best to fix first
   * @param messages between the traces and within them
   */
  public record Report(
      Coverage coverage,
      List<TraceAnalysis> traces,
      List<Finding> findings,
      Continuations messages) {
    public Report {
      traces = List.copyOf(traces);
      findings = List.copyOf(findings);
    }
  }

  /**
   * Analyses a window.
   *
   * @param rejectedSpans spans that could not be read, for the coverage
   * @param notes what else the reader of the coverage should know
   */
  public static Report of(
      List<Span> spans,
      List<LogRecord> logs,
      long rejectedSpans,
      List<String> notes,
      Settings settings) {
    Map<TraceId, List<LogRecord>> logsOf = new HashMap<>();
    for (LogRecord log : logs) {
      if (log.traceId().isValid()) {
        logsOf.computeIfAbsent(log.traceId(), unseen -> new ArrayList<>()).add(log);
      }
    }
    Analysis analysis = new Analysis(settings);
    Window window = Window.of(spans, logsOf, settings, analysis);
    CoverageCount coverage =
        new CoverageCount(logs.size(), rejectedSpans, window.evidence().traces());
    List<Trace> inTime = new ArrayList<>(window.traces());
    inTime.sort(IN_TIME);
    List<Analysis.Prepared> prepared = new ArrayList<>(inTime.size());
    for (Trace trace : inTime) {
      Analysis.Prepared next = analysis.prepare(trace, window.evidence());
      analysis.learn(next);
      prepared.add(next);
    }
    analysis.settle();
    coverage.add(analysis.losses());
    List<TraceAnalysis> traces = new ArrayList<>(inTime.size());
    List<Sighting> sightings = new ArrayList<>();
    for (Analysis.Prepared next : prepared) {
      Analysis.Examined examined = analysis.look(next);
      coverage.add(examined);
      traces.add(examined.analysis());
      sightings.addAll(examined.analysis().sightings());
    }
    traces.sort(SLOWEST_FIRST);
    Continuations messages = Continuations.among(inTime);
    coverage.add(messages);
    return new Report(
        coverage.total(notes), traces, Findings.of(sightings, new LinkedLogs(traces)), messages);
  }
}
