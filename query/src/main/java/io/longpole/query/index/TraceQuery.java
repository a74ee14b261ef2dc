package io.longpole.query.index;

import java.util.List;

/**
 * Which traces are asked for; empty texts ask for nothing.
 *
 * @param interval of the trace's start
 * @param service some span of the trace belongs to it
 * @param operation some span, of that service if one is given, has this name
 * @param attributes one span, with its resource, has all of them
 * @param limit how many to return
 */
public record TraceQuery(
    Interval interval,
    String service,
    String operation,
    long minDurationNanos,
    long maxDurationNanos,
    boolean errorsOnly,
    List<Attribute> attributes,
    String detector,
    String fingerprint,
    int limit) {

  /** A name and the text of its value. */
  public record Attribute(String key, String value) {}

  /** All traces, slowest first. */
  public static final TraceQuery ALL =
      new TraceQuery(Interval.ALL, "", "", 0, Long.MAX_VALUE, false, List.of(), "", "", 20);

  public TraceQuery {
    attributes = List.copyOf(attributes);
    if (limit < 1) {
      throw new IllegalArgumentException("limit=" + limit);
    }
  }
}
