package io.longpole.query.search;

import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Findings;
import io.longpole.analyzer.finding.LogsOf;
import io.longpole.analyzer.finding.Severity;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes findings of the sightings in the index, best to fix first. Log records are looked up only
 * for the findings that are shown.
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
  private final StoredTraces stored;

  FindingSearch(IndexView view, StoredTraces stored) {
    this.view = view;
    this.stored = stored;
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

  /**
   * Up to {@link SightingGroup#SAMPLE} sightings make the finding that an analysis of all the
   * traces would make. Of more, medians and the listed traces are those of the smallest trace ids,
   * evidence and words those of the strongest, counts and times those of all.
   */
  private static Finding finding(SightingGroup group, LogsOf logs) {
    if (group.sample().size() >= group.sightings()) {
      return Findings.of(group.sample(), logs).getFirst();
    }
    Finding typical = Findings.of(group.sample(), LogsOf.NONE).getFirst();
    Finding strongest = Findings.of(group.strongest(), logs).getFirst();
    return new Finding(
        group.fingerprint(),
        typical.detector(),
        group.severity(),
        typical.service(),
        typical.operation(),
        typical.endpoint(),
        strongest.summary(),
        strongest.suggestion(),
        typical.traceIds(),
        group.traces(),
        group.occurrences(),
        typical.impact(),
        strongest.evidence(),
        group.strongest().getFirst().details(),
        group.firstSeenNanos(),
        group.lastSeenNanos());
  }

  private List<LogRecord> logs(TraceId traceId, List<Long> spanIds) {
    LogQuery query = LogQuery.ofTrace(traceId, MAX_LOGS);
    return ofSpans(view.logs(query, stored::readLog).logs(), spanIds);
  }

  /** The records that carry one of the span ids. */
  static List<LogRecord> ofSpans(List<LogRecord> logs, List<Long> spanIds) {
    Set<Long> wanted = new HashSet<>(spanIds);
    return logs.stream().filter(log -> wanted.contains(log.spanId())).toList();
  }
}
