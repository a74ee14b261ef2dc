package io.longpole.analyzer.finding;

import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which log records of one trace belong to the spans that a finding names.
 *
 * <p>Those of the spans themselves and of the spans above them: the loop that makes the calls logs,
 * the calls seldom do. If there are none, the warnings and errors of the trace from the start of
 * the first of the spans to the end of the last. Linear in the trace once, then in the spans asked
 * for.
 */
public final class EvidenceLogs {

  /** Severity from which a record tells of trouble. */
  private static final int WARN = 13;

  private static final Set<String> TROUBLE =
      Set.of("WARN", "WARNING", "ERROR", "FATAL", "CRITICAL", "SEVERE");

  private final Trace trace;
  private final List<LogRecord> logs;
  private final Map<Long, List<LogRecord>> ofSpan = new HashMap<>();
  private final Map<Long, Integer> nodes = new HashMap<>();

  /** The records that carry the trace's id, wherever they were kept. */
  public EvidenceLogs(Trace trace, List<LogRecord> logs) {
    this.trace = trace;
    this.logs = List.copyOf(logs);
    for (LogRecord log : logs) {
      ofSpan.computeIfAbsent(log.spanId(), unseen -> new ArrayList<>()).add(log);
    }
    for (int node = 0; node < trace.size() && !logs.isEmpty(); node++) {
      nodes.put(trace.spanId(node), node);
    }
  }

  /** The records that belong to these spans; empty if there are none. */
  public List<LogRecord> of(List<Long> spanIds) {
    if (logs.isEmpty()) {
      return List.of();
    }
    Set<Long> wanted = new LinkedHashSet<>(spanIds);
    long from = Long.MAX_VALUE;
    long to = Long.MIN_VALUE;
    for (long spanId : spanIds) {
      Integer node = nodes.get(spanId);
      if (node != null) {
        // Times as reported: the records have them from the same clock.
        long start = trace.span(node).startNanos();
        from = Math.min(from, start);
        to = Math.max(to, start + trace.durationNanos(node));
        if (trace.parent(node) >= 0) {
          wanted.add(trace.spanId(trace.parent(node)));
        }
      }
    }
    List<LogRecord> linked = new ArrayList<>();
    for (long spanId : wanted) {
      linked.addAll(ofSpan.getOrDefault(spanId, List.of()));
    }
    return linked.isEmpty() ? troubleWithin(from, to) : linked;
  }

  private List<LogRecord> troubleWithin(long from, long to) {
    return logs.stream()
        .filter(log -> log.timeNanos() >= from && log.timeNanos() <= to && isTrouble(log))
        .toList();
  }

  private static boolean isTrouble(LogRecord log) {
    return log.severityNumber() >= WARN
        || (log.severityNumber() == 0
            && TROUBLE.contains(log.severityText().toUpperCase(Locale.ROOT)));
  }
}
