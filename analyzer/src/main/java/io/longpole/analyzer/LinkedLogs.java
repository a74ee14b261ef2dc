package io.longpole.analyzer;

import io.longpole.analyzer.finding.EvidenceLogs;
import io.longpole.analyzer.finding.LogsOf;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The log records of a window's traces; those of a trace are sorted when it is first asked for. */
final class LinkedLogs implements LogsOf {

  private final Map<TraceId, Trace> traces = new HashMap<>();
  private final Map<TraceId, EvidenceLogs> known = new HashMap<>();

  LinkedLogs(List<TraceAnalysis> analyses) {
    for (TraceAnalysis analysis : analyses) {
      if (!analysis.trace().logs().isEmpty()) {
        traces.put(analysis.trace().id(), analysis.trace());
      }
    }
  }

  @Override
  public List<LogRecord> linkedTo(TraceId traceId, List<Long> spanIds) {
    Trace trace = traces.get(traceId);
    if (trace == null) {
      return List.of();
    }
    return known
        .computeIfAbsent(traceId, unseen -> new EvidenceLogs(trace, trace.logs()))
        .of(spanIds);
  }
}
