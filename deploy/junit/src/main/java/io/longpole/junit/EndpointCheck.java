package io.longpole.junit;

import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceAnalysis;
import io.longpole.analyzer.WindowAnalysis;
import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.SpanId;
import io.longpole.analyzer.model.TraceId;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.opentest4j.AssertionFailedError;

/**
 * Checks of the traces of one endpoint; each throws an AssertionFailedError that says what was
 * found, where, and what to do.
 */
public final class EndpointCheck {

  private static final Set<CallClass> QUERIES =
      EnumSet.of(CallClass.DB, CallClass.CACHE, CallClass.SEARCH);

  private static final int MAX_SPANS_SHOWN = 5;

  private final String operation;
  private final List<TraceAnalysis> traces;
  private final List<Finding> findings;

  private EndpointCheck(String operation, List<TraceAnalysis> traces, List<Finding> findings) {
    this.operation = operation;
    this.traces = traces;
    this.findings = findings;
  }

  static EndpointCheck of(Collection<SpanData> spans, String operation) {
    WindowAnalysis.Report report =
        WindowAnalysis.of(RecordedSpans.of(spans), List.of(), 0, List.of(), Settings.DEFAULT);
    List<TraceAnalysis> traces =
        report.traces().stream()
            .filter(analysis -> analysis.trace().operation().equals(operation))
            .toList();
    if (traces.isEmpty()) {
      Set<String> seen =
          report.traces().stream()
              .map(analysis -> analysis.trace().operation())
              .collect(Collectors.toCollection(TreeSet::new));
      throw new AssertionFailedError(
          "no trace of '"
              + operation
              + "'; "
              + (seen.isEmpty()
                  ? "no span was recorded: is the exporter given to the SDK, and was it flushed?"
                  : "recorded were: " + String.join(", ", seen)));
    }
    Set<TraceId> ids =
        traces.stream().map(analysis -> analysis.trace().id()).collect(Collectors.toSet());
    List<Finding> findings =
        report.findings().stream()
            .filter(finding -> finding.traceIds().stream().anyMatch(ids::contains))
            .toList();
    return new EndpointCheck(operation, traces, findings);
  }

  /** No call, query or pair of queries is repeated once per row. */
  public EndpointCheck hasNoLoopOfCalls() {
    return hasNone(Set.of("n-plus-one", "n-plus-one-pattern"));
  }

  /** No call is tried again. */
  public EndpointCheck hasNoRetries() {
    return hasNone(Set.of("retry", "retry-amplification"));
  }

  /** No layer retries what another layer retries too. */
  public EndpointCheck hasNoRetryAmplification() {
    return hasNone(Set.of("retry-amplification"));
  }

  /** Nothing that this detector looks for was found. */
  public EndpointCheck hasNo(String detector) {
    return hasNone(Set.of(detector));
  }

  /** Nothing was found that matters as much as this. */
  public EndpointCheck hasNothingAtOrAbove(Severity severity) {
    return fail(finding -> finding.severity().compareTo(severity) >= 0);
  }

  private EndpointCheck hasNone(Set<String> detectors) {
    return fail(finding -> detectors.contains(finding.detector()));
  }

  private EndpointCheck fail(Predicate<Finding> unwanted) {
    List<Finding> found = findings.stream().filter(unwanted).toList();
    if (!found.isEmpty()) {
      throw new AssertionFailedError(
          operation
              + ": "
              + found.stream().map(EndpointCheck::told).collect(Collectors.joining("\n")));
    }
    return this;
  }

  private static String told(Finding finding) {
    Finding.Evidence evidence = finding.evidence().getFirst();
    return String.format(
        Locale.ROOT,
        "%s (%s): %s%n  fix: %s%n  a fix takes %.1f to %.1f ms off the request%n  trace %s, spans %s",
        finding.detector(),
        finding.severity().text(),
        finding.summary(),
        finding.suggestion(),
        finding.impact().lowNanos() / 1e6,
        finding.impact().highNanos() / 1e6,
        evidence.traceId().hex(),
        evidence.spanIds().stream()
            .limit(MAX_SPANS_SHOWN)
            .map(SpanId::hex)
            .collect(Collectors.joining(", ")));
  }

  /** No request asks databases, caches and search engines more often than this. */
  public EndpointCheck hasAtMostQueries(int most) {
    for (TraceAnalysis analysis : traces) {
      TreeMap<String, Integer> byLabel = new TreeMap<>();
      int queries = 0;
      for (Call call : analysis.calls().all()) {
        if (QUERIES.contains(call.callClass()) && call.noise() == Noise.NONE && call.partOf() < 0) {
          queries += call.size();
          byLabel.merge(call.label(), call.size(), Integer::sum);
        }
      }
      if (queries > most) {
        throw new AssertionFailedError(
            operation
                + ": "
                + queries
                + " queries, expected at most "
                + most
                + " (trace "
                + analysis.trace().id().hex()
                + "): "
                + byLabel.entrySet().stream()
                    .map(entry -> entry.getValue() + " × " + entry.getKey())
                    .collect(Collectors.joining(", ")));
      }
    }
    return this;
  }

  /** No request takes as long as this. */
  public EndpointCheck hasCriticalPathUnder(Duration bound) {
    for (TraceAnalysis analysis : traces) {
      long nanos = analysis.path().paths().getFirst().durationNanos();
      if (nanos >= bound.toNanos()) {
        throw new AssertionFailedError(
            String.format(
                Locale.ROOT,
                "%s: the critical path takes %.1f ms, expected under %.1f ms; longest on it: %s"
                    + " (trace %s)",
                operation,
                nanos / 1e6,
                bound.toNanos() / 1e6,
                longest(analysis),
                analysis.trace().id().hex()));
      }
    }
    return this;
  }

  private static String longest(TraceAnalysis analysis) {
    TreeMap<String, Long> byOperation = new TreeMap<>();
    for (int node = 0; node < analysis.trace().size(); node++) {
      byOperation.merge(
          analysis.trace().span(node).name(), analysis.path().exclusiveNanos(node), Long::sum);
    }
    return byOperation.entrySet().stream()
        .max(java.util.Map.Entry.comparingByValue())
        .map(entry ->
            String.format(Locale.ROOT, "%s %.1f ms", entry.getKey(), entry.getValue() / 1e6))
        .orElse("nothing");
  }

  /** How many requests were looked at. */
  public int traceCount() {
    return traces.size();
  }

  /** All that was found in them, best to fix first. */
  public List<Finding> findings() {
    return findings;
  }
}
