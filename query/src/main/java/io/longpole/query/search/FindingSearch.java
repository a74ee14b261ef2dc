package io.longpole.query.search;

import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Findings;
import io.longpole.analyzer.finding.LogsOf;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.TraceId;
import io.longpole.query.index.IndexView;
import io.longpole.query.index.LogQuery;
import io.longpole.query.index.SightingGroup;
import io.longpole.query.index.SightingQuery;
import io.longpole.query.report.FindingMessages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes findings of the sightings in the index: counts are exact, medians are those of the 1,000
 * traces with the smallest ids, evidence is of the strongest. Log records are looked up only for
 * the findings that are shown.
 */
final class FindingSearch {

  private static final int MAX_LOGS = 1_000;

  /**
   * Which findings.
   *
   * @param minSeverity empty for all
   */
  record Filter(SightingQuery sightings, String minSeverity, int limit) {}

  private final IndexView view;

  FindingSearch(IndexView view) {
    this.view = view;
  }

  /** All findings of a query with their evidence. */
  List<io.longpole.proto.query.v1.Finding> find(SightingQuery query) {
    return find(new Filter(query, "", Integer.MAX_VALUE));
  }

  /** Best to fix first: by impact times traces, then fingerprint. */
  List<io.longpole.proto.query.v1.Finding> find(Filter filter) {
    Optional<Severity> least = Severity.parse(filter.minSeverity());
    List<SightingGroup> groups = new ArrayList<>(view.sightings(filter.sightings()));
    record Ranked(Finding finding, SightingGroup group) {}
    return groups.stream()
        .map(group -> new Ranked(finding(group, LogsOf.NONE), group))
        .filter(r -> least.isEmpty() || r.finding.severity().compareTo(least.get()) >= 0)
        .sorted(
            Comparator.comparingDouble(
                    (Ranked r) -> (double) r.finding.impact().highNanos() * r.finding.traceCount())
                .reversed()
                .thenComparing(r -> r.finding.fingerprint()))
        .limit(filter.limit())
        .map(r -> FindingMessages.of(finding(r.group, this::logs)))
        .toList();
  }

  private static Finding finding(SightingGroup group, LogsOf logs) {
    Set<Sighting> sightings = new LinkedHashSet<>(group.sample());
    sightings.addAll(group.strongest());
    Finding some = Findings.of(sightings, logs).get(0);
    return new Finding(
        some.fingerprint(),
        some.detector(),
        some.severity(),
        some.service(),
        some.operation(),
        some.endpoint(),
        some.summary(),
        some.suggestion(),
        some.traceIds(),
        group.traces(),
        group.occurrences(),
        some.impact(),
        some.evidence(),
        some.details(),
        group.firstSeenNanos(),
        group.lastSeenNanos());
  }

  private List<LogRecord> logs(TraceId traceId, List<Long> spanIds) {
    Set<Long> wanted = new HashSet<>(spanIds);
    return view.logs(LogQuery.ofTrace(traceId, MAX_LOGS)).logs().stream()
        .filter(log -> wanted.contains(log.spanId()))
        .toList();
  }
}
