package io.longpole.analyzer.finding;

import io.longpole.analyzer.finding.Finding.Evidence;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Groups sightings by fingerprint into findings and ranks them.
 *
 * <p>Two sightings of one problem, in traces where the fix would bring 10 to 20 ms and 30 to 40 ms,
 * become one finding with the lower medians, 10 to 20 ms, ranked by 20 ms × 2 traces. Costs O(s log
 * s) for s sightings; the result does not depend on their order.
 */
public final class Findings {

  private static final int MAX_EVIDENCE_TRACES = 5;
  private static final int MAX_EVIDENCE_LOGS = 5;

  /** The sighting that speaks for its finding comes first: highest impact, then trace id. */
  private static final Comparator<Sighting> EXEMPLARY =
      Comparator.comparingLong((Sighting s) -> s.impact().highNanos())
          .reversed()
          .thenComparing(Sighting::traceId);

  private static final Comparator<LogRecord> SEVEREST_FIRST =
      Comparator.comparingInt(LogRecord::severityNumber)
          .reversed()
          .thenComparingLong(LogRecord::timeNanos)
          .thenComparing(LogRecord::body);

  private static final Comparator<Finding> RANKING =
      Comparator.comparingDouble(
              (Finding f) -> (double) f.impact().highNanos() * (double) f.traceCount())
          .reversed()
          .thenComparing(Finding::fingerprint);

  private Findings() {}

  /** All findings that the sightings make, best to fix first. */
  public static List<Finding> of(Collection<Sighting> sightings, LogsOf logs) {
    Map<String, List<Sighting>> byFingerprint = new HashMap<>();
    for (Sighting sighting : sightings) {
      byFingerprint
          .computeIfAbsent(sighting.fingerprint(), unseen -> new ArrayList<>())
          .add(sighting);
    }
    List<Finding> findings = new ArrayList<>(byFingerprint.size());
    for (List<Sighting> same : byFingerprint.values()) {
      same.sort(EXEMPLARY);
      findings.add(finding(same, logs));
    }
    findings.sort(RANKING);
    return findings;
  }

  private static Finding finding(List<Sighting> same, LogsOf logs) {
    Sighting exemplar = same.get(0);
    List<TraceId> traceIds = same.stream().map(Sighting::traceId).distinct().sorted().toList();
    long[] starts = sorted(same, Sighting::startNanos);
    return new Finding(
        exemplar.fingerprint(),
        exemplar.detector(),
        same.stream().map(Sighting::severity).max(Comparator.naturalOrder()).orElseThrow(),
        exemplar.service(),
        exemplar.operation(),
        commonestEndpoint(same),
        exemplar.summary(),
        exemplar.suggestion(),
        traceIds,
        traceIds.size(),
        same.stream().mapToLong(Sighting::occurrences).sum(),
        medianImpact(same),
        evidence(same, logs),
        details(exemplar, traceIds.size()),
        starts[0],
        starts[starts.length - 1]);
  }

  private static Map<String, Object> details(Sighting exemplar, int traces) {
    Map<String, Object> details = new LinkedHashMap<>(exemplar.details());
    if (traces < 3) {
      details.put("seen", traces == 1 ? "once" : "twice");
    }
    return details;
  }

  private static String commonestEndpoint(List<Sighting> same) {
    Map<String, Integer> counts = new HashMap<>();
    for (Sighting sighting : same) {
      counts.merge(sighting.endpoint(), 1, Integer::sum);
    }
    return counts.entrySet().stream()
        .min(
            Map.Entry.<String, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .orElseThrow()
        .getKey();
  }

  private static Impact medianImpact(List<Sighting> same) {
    boolean onPath = same.stream().anyMatch(s -> s.impact().onCriticalPath());
    if (!onPath) {
      return Impact.NONE;
    }
    return new Impact(
        lowerMedian(sorted(same, s -> s.impact().lowNanos())),
        lowerMedian(sorted(same, s -> s.impact().highNanos())),
        true);
  }

  private static List<Evidence> evidence(List<Sighting> same, LogsOf logs) {
    Map<TraceId, Sighting> byTrace = new LinkedHashMap<>();
    for (Sighting sighting : same) {
      if (byTrace.size() == MAX_EVIDENCE_TRACES) {
        break;
      }
      byTrace.putIfAbsent(sighting.traceId(), sighting);
    }
    return byTrace.values().stream()
        .map(sighting ->
            new Evidence(
                sighting.traceId(),
                sighting.spanIds(),
                logs.linkedTo(sighting.traceId(), sighting.spanIds()).stream()
                    .sorted(SEVEREST_FIRST)
                    .limit(MAX_EVIDENCE_LOGS)
                    .toList()))
        .toList();
  }

  private static long[] sorted(List<Sighting> same, ToLongFunction<Sighting> value) {
    long[] values = same.stream().mapToLong(value).toArray();
    Arrays.sort(values);
    return values;
  }

  private static long lowerMedian(long[] sorted) {
    return sorted[(sorted.length - 1) / 2];
  }
}
