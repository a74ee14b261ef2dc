package io.longpole.analyzer.finding;

import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.TraceId;
import java.util.List;

/** Where the log records come from that belong to some spans of a trace. */
@FunctionalInterface
public interface LogsOf {

  /** No log records are known. */
  LogsOf NONE = (traceId, spanIds) -> List.of();

  /** The records that belong to these spans, in any order; see {@link EvidenceLogs}. */
  List<LogRecord> linkedTo(TraceId traceId, List<Long> spanIds);
}
