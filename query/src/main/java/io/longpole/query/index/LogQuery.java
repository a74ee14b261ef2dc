package io.longpole.query.index;

import io.longpole.analyzer.model.TraceId;

/**
 * Which log records are asked for.
 *
 * @param text in Lucene's classic syntax, see {@link LogSyntax}; empty for all
 * @param traceId of this trace; {@link TraceId#NONE} for any
 * @param spanId of this span; 0 for any
 * @param service of this service; empty for any
 * @param minSeverityNumber OTLP's number, 0 for any
 * @param limit how many to return
 */
public record LogQuery(
    String text,
    Interval interval,
    TraceId traceId,
    long spanId,
    String service,
    int minSeverityNumber,
    int limit) {

  /** All records that carry a trace's id. */
  public static LogQuery ofTrace(TraceId traceId, int limit) {
    return new LogQuery("", Interval.ALL, traceId, 0, "", 0, limit);
  }

  public LogQuery {
    if (limit < 1) {
      throw new IllegalArgumentException("limit=" + limit);
    }
  }
}
