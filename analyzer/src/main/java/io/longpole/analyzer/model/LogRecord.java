package io.longpole.analyzer.model;

/**
 * A log record, linked to a trace and span when it carries their ids.
 *
 * <p>{@code timeNanos} is the event's time, or the observed time if the event has none. {@code
 * severityNumber} is OTLP's (0 unspecified, 1 to 4 TRACE, … 21 to 24 FATAL). {@code body} is text;
 * a structured body is its JSON.
 */
public record LogRecord(
    long timeNanos,
    int severityNumber,
    String severityText,
    String body,
    String eventName,
    Attributes attributes,
    Resource resource,
    Scope scope,
    TraceId traceId,
    long spanId) {

  /** Severity from which a record tells of a failure. */
  public static final int ERROR = 17;

  public String service() {
    return resource.service();
  }

  /** The short name of the severity's range, upper case; the service's own text if unnumbered. */
  public String severity() {
    if (severityNumber <= 0 || severityNumber > 24) {
      return severityText;
    }
    String[] names = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"};
    return names[(severityNumber - 1) / 4];
  }
}
