package io.longpole.query.store;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.SpanId;
import io.longpole.analyzer.model.TraceId;
import java.util.List;

/**
 * A log record of a span named an exception: all that an analysis takes from log records, kept with
 * the trace so that it can be repeated.
 *
 * @param type value of {@code exception.type}
 */
public record LoggedException(long spanId, String type) {

  private static final String TYPE = "exception.type";

  /** Those of a trace's log records. */
  public static List<LoggedException> in(List<LogRecord> logs) {
    return logs.stream()
        .filter(log -> log.spanId() != SpanId.NONE && log.attributes().text(TYPE) != null)
        .map(log -> new LoggedException(log.spanId(), log.attributes().text(TYPE)))
        .toList();
  }

  /** A log record that an analysis takes for the one that was. */
  public LogRecord toLogRecord(TraceId traceId) {
    return new LogRecord(
        0, 0, "", "", "", Attributes.of(TYPE, type), Resource.EMPTY, Scope.EMPTY, traceId, spanId);
  }
}
