package io.longpole.analyzer.finding;

import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.TraceId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A problem seen in one or more traces of a window: what is wrong, what to do, what it would bring.
 */
public record Finding(
    String fingerprint,
    String detector,
    Severity severity,
    String service,
    String operation,
    String endpoint,
    String summary,
    String suggestion,
    List<TraceId> traceIds,
    long traceCount,
    long occurrences,
    Impact impact,
    List<Evidence> evidence,
    Map<String, Object> details,
    long firstSeenNanos,
    long lastSeenNanos) {

  /** Spans of one trace that show the problem, and the log records that belong to them. */
  public record Evidence(TraceId traceId, List<Long> spanIds, List<LogRecord> logs) {
    public Evidence {
      spanIds = List.copyOf(spanIds);
      logs = List.copyOf(logs);
    }
  }

  public Finding {
    traceIds = List.copyOf(traceIds);
    evidence = List.copyOf(evidence);
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }
}
