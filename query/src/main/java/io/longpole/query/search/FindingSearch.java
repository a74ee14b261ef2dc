package io.longpole.query.search;

import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.assembly.AssemblySettings;
import io.longpole.analyzer.finding.EvidenceLogs;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Findings;
import io.longpole.analyzer.finding.Life;
import io.longpole.analyzer.finding.LogsOf;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import io.longpole.proto.query.v1.Coverage;
import io.longpole.query.index.IndexView;
import io.longpole.query.index.Interval;
import io.longpole.query.index.LogQuery;
import io.longpole.query.index.SightingGroup;
import io.longpole.query.index.SightingQuery;
import io.longpole.query.report.FindingMessages;
import io.longpole.query.store.StoredTrace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
   * @param minTraces those of fewer traces are left out
   */
  record Filter(
      SightingQuery sightings, String minSeverity, int minTraces, Most most, Shown shown) {}

  /**
   * How many.
   *
   * @param withLogs so many of them carry the log records of their evidence
   */
  record Most(int findings, int withLogs) {
    static final Most ALL = new Most(Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /**
   * In which states.
   *
   * @param words of {@link Standings.Standing#word}; none: all but the suppressed
   * @param suppressedToo if there are no words
   */
  record Shown(Set<String> words, boolean suppressedToo) {
    static final Shown ALL = new Shown(Set.of(), true);

    boolean accepts(String word) {
      return words.isEmpty()
          ? suppressedToo || !word.equals(Standings.SUPPRESSED)
          : words.contains(word);
    }
  }

  /** A finding that may be shown, before its log records are looked up. */
  private record Ranked(Finding finding, SightingGroup group, Standings.Standing standing) {
    static final Comparator<Ranked> MOST_TO_WIN_FIRST =
        Comparator.comparingDouble(
                (Ranked r) -> (double) r.finding.impact().highNanos() * r.finding.traceCount())
            .reversed()
            .thenComparing(r -> r.finding.fingerprint());
  }

  private final IndexView view;
  private final StoredTraces stored;
  private final FindingMemory memory;
  private final Map<TraceId, Optional<EvidenceLogs>> logsOf = new HashMap<>();
  private int leftOut;
  private int suppressed;

  FindingSearch(IndexView view, StoredTraces stored, FindingMemory memory) {
    this.view = view;
    this.stored = stored;
    this.memory = memory;
  }

  /** All findings of a query with their evidence. */
  List<io.longpole.proto.query.v1.Finding> find(SightingQuery query) {
    return find(new Filter(query, "", 1, Most.ALL, Shown.ALL));
  }

  /** Best to fix first: by impact times traces, then fingerprint. */
  List<io.longpole.proto.query.v1.Finding> find(Filter filter) {
    Optional<Severity> least = Severity.parse(filter.minSeverity());
    List<SightingGroup> groups = new ArrayList<>(view.sightings(filter.sightings()));
    int all = groups.size();
    groups.removeIf(group -> group.traces() < filter.minTraces());
    leftOut = all - groups.size();
    Interval interval = filter.sightings().interval();
    if (filter.shown().words().contains(Life.State.RESOLVED.text())) {
      groups.addAll(before(filter, groups));
    }
    Standings standings = Standings.of(view, memory, fingerprints(groups), interval);
    List<Ranked> ranked = new ArrayList<>(groups.size());
    for (SightingGroup group : groups) {
      Finding finding = finding(group, LogsOf.NONE);
      Standings.Standing standing = standings.of(finding.fingerprint(), finding.severity());
      boolean severe = least.isEmpty() || finding.severity().compareTo(least.get()) >= 0;
      if (severe && standing.isIn(interval, finding.lastSeenNanos())) {
        ranked.add(new Ranked(finding, group, standing));
      }
    }
    suppressed = (int) ranked.stream().filter(r -> r.standing.suppressed().isPresent()).count();
    List<Ranked> shown =
        ranked.stream()
            .filter(r -> filter.shown().accepts(r.standing.word()))
            .sorted(Ranked.MOST_TO_WIN_FIRST)
            .limit(filter.most().findings())
            .toList();
    List<io.longpole.proto.query.v1.Finding> answer = new ArrayList<>(shown.size());
    for (Ranked r : shown) {
      boolean logged = answer.size() < filter.most().withLogs();
      Finding finding = logged ? finding(r.group, this::logs) : r.finding;
      answer.add(r.standing.on(FindingMessages.of(finding)));
    }
    return answer;
  }

  /** What was seen before the window alone: of it those count that were resolved in the window. */
  private List<SightingGroup> before(Filter filter, List<SightingGroup> known) {
    SightingQuery query = filter.sightings();
    Set<String> fingerprints = fingerprints(known);
    return view
        .sightings(
            new SightingQuery(
                new Interval(Long.MIN_VALUE, query.interval().toNanos()),
                query.detector(),
                query.service(),
                query.fingerprintPrefix()))
        .stream()
        .filter(group -> !fingerprints.contains(group.fingerprint()))
        .filter(group -> group.lastSeenNanos() < query.interval().fromNanos())
        .toList();
  }

  private static Set<String> fingerprints(List<SightingGroup> groups) {
    return groups.stream().map(SightingGroup::fingerprint).collect(Collectors.toSet());
  }

  /** How many findings the last search left out because too few traces showed them. */
  int leftOut() {
    return leftOut;
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
    Optional<EvidenceLogs> logs = logsOf.computeIfAbsent(traceId, this::logsOf);
    return logs.map(known -> known.of(spanIds)).orElse(List.of());
  }

  private Optional<EvidenceLogs> logsOf(TraceId traceId) {
    List<LogRecord> records =
        view.logs(LogQuery.ofTrace(traceId, MAX_LOGS), stored::readLog).logs();
    return records.isEmpty()
        ? Optional.empty()
        : view.find(traceId)
            .flatMap(existing -> stored.read(traceId, existing))
            .map(trace -> new EvidenceLogs(assembled(trace), records));
  }

  /** Only which span is above which matters here, so the settings do not. */
  private static Trace assembled(StoredTrace trace) {
    return Assembly.assemble(trace.traceId(), trace.spans(), List.of(), AssemblySettings.DEFAULT);
  }

  /**
   * Says how many findings the last search left out because they are suppressed, unless they are
   * shown.
   */
  void noteSuppressed(boolean shown, Coverage.Builder coverage) {
    if (suppressed > 0 && !shown) {
      coverage.addNotes(
          "findings suppressed and left out: " + suppressed + " (longpole findings --suppressed)");
    }
  }
}
