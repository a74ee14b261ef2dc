package io.longpole.query.search;

import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.SpanId;
import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.whatif.Scenario;
import io.longpole.proto.query.v1.ListFindingsRequest;
import io.longpole.proto.query.v1.PredictChangeRequest;
import io.longpole.proto.query.v1.SearchLogsRequest;
import io.longpole.proto.query.v1.SearchTracesRequest;
import io.longpole.proto.query.v1.Window;
import io.longpole.query.index.Interval;
import io.longpole.query.index.LogQuery;
import io.longpole.query.index.LogSeverity;
import io.longpole.query.index.SightingQuery;
import io.longpole.query.index.TraceQuery;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads requests of the query API; what makes no sense is an IllegalArgumentException that says so.
 */
final class Queries {

  private static final int MAX_RESULTS = 10_000;

  private static final int MIN_PREFIX = 4;
  private static final int MAX_ATTRIBUTES = 64;

  private Queries() {}

  static Interval interval(Window window) {
    long from = window.getFromUnixNanos();
    long to = window.getToUnixNanos();
    if (from < 0 || to < 0) {
      throw new IllegalArgumentException(
          "window from "
              + Long.toUnsignedString(from)
              + " to "
              + Long.toUnsignedString(to)
              + " (nanoseconds since 1970, before the year 2262, are expected)");
    }
    if (to != 0 && from > to) {
      throw new IllegalArgumentException(
          "window from " + from + " to " + to + ": the end is before the beginning");
    }
    return Interval.of(from, to);
  }

  static TraceQuery traces(SearchTracesRequest request, int limit) {
    long max = request.getMaxDurationNanos() == 0 ? Long.MAX_VALUE : request.getMaxDurationNanos();
    if (request.getMinDurationNanos() < 0 || max < request.getMinDurationNanos()) {
      throw new IllegalArgumentException(
          "min-duration="
              + request.getMinDurationNanos()
              + " ns, max-duration="
              + max
              + " ns: the first must be 0 or more, the second no less");
    }
    if (request.getAttributesCount() > MAX_ATTRIBUTES) {
      throw new IllegalArgumentException(
          "attributes=" + request.getAttributesCount() + " (at most " + MAX_ATTRIBUTES + ")");
    }
    if (request.getAttributesList().stream().anyMatch(match -> match.getKey().isEmpty())) {
      throw new IllegalArgumentException("an attribute has no name (name=value is expected)");
    }
    return new TraceQuery(
        interval(request.getWindow()),
        request.getService(),
        request.getOperation(),
        request.getMinDurationNanos(),
        max,
        request.getErrorsOnly(),
        request.getAttributesList().stream()
            .map(attribute -> new TraceQuery.Attribute(attribute.getKey(), attribute.getValue()))
            .toList(),
        request.getDetector(),
        request.getFingerprint(),
        limit);
  }

  static LogQuery logs(SearchLogsRequest request, int limit) {
    return new LogQuery(
        request.getQuery(),
        interval(request.getWindow()),
        request.getTraceId().isEmpty() ? TraceId.NONE : TraceId.parse(request.getTraceId()),
        request.getSpanId().isEmpty() ? SpanId.NONE : SpanId.parse(request.getSpanId()),
        request.getService(),
        request.getMinSeverity().isEmpty() ? 0 : LogSeverity.firstNumber(request.getMinSeverity()),
        limit);
  }

  static FindingSearch.Filter findings(ListFindingsRequest request, int limit) {
    String severity = request.getMinSeverity();
    if (!severity.isEmpty() && Severity.parse(severity).isEmpty()) {
      throw new IllegalArgumentException(
          "severity=" + severity + " (info, warning or critical is expected)");
    }
    return new FindingSearch.Filter(
        new SightingQuery(
            interval(request.getWindow()), request.getDetector(), request.getService(), ""),
        severity,
        1,
        new FindingSearch.Most(
            limit, request.hasWithLogs() ? request.getWithLogs() : Integer.MAX_VALUE),
        shown(request));
  }

  private static FindingSearch.Shown shown(ListFindingsRequest request) {
    for (String state : request.getStatesList()) {
      if (!Standings.WORDS.contains(state)) {
        throw new IllegalArgumentException(
            "state=" + state + " (new, ongoing, regressed, resolved or suppressed is expected)");
      }
    }
    return new FindingSearch.Shown(Set.copyOf(request.getStatesList()), false);
  }

  /** The traces in which a finding was seen. */
  static TraceQuery sightedIn(Interval interval, String fingerprint) {
    return new TraceQuery(
        interval, "", "", 0, Long.MAX_VALUE, false, List.of(), "", fingerprint, 1);
  }

  /** The traces that may have spans of an operation; of a template those of its service. */
  static TraceQuery tracesWith(Interval interval, Scenario.Operation operation, int limit) {
    String name = operation.operation().contains("*") ? "" : operation.operation();
    return new TraceQuery(
        interval, operation.service(), name, 0, Long.MAX_VALUE, false, List.of(), "", "", limit);
  }

  /** The operation that a request would change. */
  static Scenario.Operation operation(PredictChangeRequest request) {
    return operation(request.getService(), request.getOperation());
  }

  static Scenario.Operation operation(String service, String operation) {
    if (service.isEmpty() || operation.isEmpty()) {
      throw new IllegalArgumentException(
          "service=" + service + ", operation=" + operation + " (both are expected)");
    }
    return new Scenario.Operation(service, operation);
  }

  /** What a request would do to it. */
  static Scenario.Alteration alteration(PredictChangeRequest request) {
    return switch (request.getChange()) {
      case "scale" -> new Scenario.Scale(request.getFactor(), request.getSubtree());
      case "remove" -> new Scenario.Remove();
      case "batch" -> new Scenario.Batch();
      case "parallelise" ->
          new Scenario.Parallelise(
              request.getLimit() == 0 ? Integer.MAX_VALUE : request.getLimit());
      case "no-retries" -> new Scenario.NoRetries();
      default ->
          throw new IllegalArgumentException(
              "change="
                  + request.getChange()
                  + " (scale, remove, batch, parallelise or no-retries is expected)");
    };
  }

  /** Lower case, at least four hex digits. */
  static String fingerprintPrefix(String text) {
    String prefix = text.toLowerCase(Locale.ROOT);
    if (prefix.length() < MIN_PREFIX || !prefix.matches("[0-9a-f]{1,32}")) {
      throw new IllegalArgumentException(
          "fingerprint=" + text + " (4 to 32 hex digits are expected)");
    }
    return prefix;
  }

  /** How many results are wanted; 0 asks for the usual number. */
  static int limit(int asked, int usual) {
    if (asked < 0 || asked > MAX_RESULTS) {
      throw new IllegalArgumentException("limit=" + asked + " (1 to " + MAX_RESULTS + ")");
    }
    return asked == 0 ? usual : asked;
  }
}
