package io.longpole.analyzer;

import io.longpole.analyzer.finding.LogsOf;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** The log records of a window by trace and span; a trace is sorted when it is first asked for. */
final class LinkedLogs implements LogsOf {

  private final Map<TraceId, List<LogRecord>> logsOfTrace;
  private final Map<TraceId, Map<Long, List<LogRecord>>> logsOfSpan = new HashMap<>();

  LinkedLogs(Map<TraceId, List<LogRecord>> logsOfTrace) {
    this.logsOfTrace = logsOfTrace;
  }

  @Override
  public List<LogRecord> linkedTo(TraceId traceId, List<Long> spanIds) {
    Map<Long, List<LogRecord>> bySpan = logsOfSpan.computeIfAbsent(traceId, this::bySpan);
    List<LogRecord> linked = new ArrayList<>();
    for (long spanId : new LinkedHashSet<>(spanIds)) {
      linked.addAll(bySpan.getOrDefault(spanId, List.of()));
    }
    return linked;
  }

  private Map<Long, List<LogRecord>> bySpan(TraceId traceId) {
    Map<Long, List<LogRecord>> bySpan = new HashMap<>();
    for (LogRecord log : logsOfTrace.getOrDefault(traceId, List.of())) {
      bySpan.computeIfAbsent(log.spanId(), unseen -> new ArrayList<>()).add(log);
    }
    return bySpan;
  }
}
