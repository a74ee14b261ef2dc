package io.longpole.query.search;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceAnalysis;
import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.finding.Findings;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.TraceId;
import io.longpole.proto.query.v1.AnalyzedTrace;
import io.longpole.proto.query.v1.Coverage;
import io.longpole.proto.query.v1.Finding;
import io.longpole.proto.query.v1.GetFindingRequest;
import io.longpole.proto.query.v1.GetReportRequest;
import io.longpole.proto.query.v1.GetTraceRequest;
import io.longpole.proto.query.v1.ListFindingsRequest;
import io.longpole.proto.query.v1.ListFindingsResponse;
import io.longpole.proto.query.v1.ListServicesRequest;
import io.longpole.proto.query.v1.ListServicesResponse;
import io.longpole.proto.query.v1.OperationStats;
import io.longpole.proto.query.v1.SearchLogsRequest;
import io.longpole.proto.query.v1.SearchLogsResponse;
import io.longpole.proto.query.v1.SearchTracesRequest;
import io.longpole.proto.query.v1.SearchTracesResponse;
import io.longpole.proto.query.v1.TraceView;
import io.longpole.proto.query.v1.Window;
import io.longpole.query.index.Deadline;
import io.longpole.query.index.Existing;
import io.longpole.query.index.IndexView;
import io.longpole.query.index.Interval;
import io.longpole.query.index.LogHits;
import io.longpole.query.index.LogQuery;
import io.longpole.query.index.SightingQuery;
import io.longpole.query.index.TraceHit;
import io.longpole.query.index.TraceHits;
import io.longpole.query.index.TraceIndex;
import io.longpole.query.index.TraceQuery;
import io.longpole.query.report.EndpointTimes;
import io.longpole.query.report.FindingMessages;
import io.longpole.query.report.OperationTimes;
import io.longpole.query.report.TraceMessages;
import io.longpole.query.store.StoredTrace;
import io.longpole.query.store.TraceLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Answers questions from the index and the trace log; nothing is kept between two questions, so an
 * answer depends on what was refreshed alone.
 */
public final class Search implements Answers {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_RESULTS = 10_000;
  private static final int MAX_LOGS_OF_TRACE = 10_000;

  /** Traces whose critical time by operation is read for a report's endpoints, slowest first. */
  private static final int TRACES_FOR_CRITICAL_TIME = 200;

  private final TraceIndex index;
  private final TraceLog traceLog;
  private final Settings settings;

  public Search(TraceIndex index, TraceLog traceLog, Settings settings) {
    this.index = index;
    this.traceLog = traceLog;
    this.settings = settings;
  }

  @Override
  public SearchTracesResponse traces(SearchTracesRequest request) {
    Deadline deadline = Deadline.in(TIMEOUT);
    TraceQuery query = Queries.traces(request, limit(request.getLimit(), 20));
    SpanMatch match = new SpanMatch(query.attributes(), traceLog);
    try (IndexView view = index.view(deadline)) {
      TraceHits hits = view.traces(query, match);
      SearchTracesResponse.Builder response =
          SearchTracesResponse.newBuilder().setMatched(hits.matched());
      hits.hits().forEach(hit -> response.addTraces(Summaries.of(hit)));
      if (deadline.wasMissed()) {
        response.setPartial(true).setMessage(lateMessage());
      }
      return response.build();
    }
  }

  private static String lateMessage() {
    return "stopped after " + TIMEOUT.toSeconds() + " s: not all was looked at; narrow the window";
  }

  @Override
  public Optional<TraceView> trace(GetTraceRequest request) {
    TraceId id = TraceId.parse(request.getTraceId());
    Deadline deadline = Deadline.in(TIMEOUT);
    try (IndexView view = index.view(deadline)) {
      return index
          .find(id)
          .flatMap(existing -> analyse(id, existing, logs(view, id)))
          .map(analysis -> view(analysis, request.getWithLogs()));
    }
  }

  private static TraceView view(VersionedAnalysis versioned, boolean withLogs) {
    TraceAnalysis analysis = versioned.analysis();
    List<LogRecord> logs = analysis.trace().logs();
    TraceView.Builder view = TraceMessages.view(analysis, versioned.version());
    Findings.of(
            analysis.sightings(),
            (id, spanIds) -> {
              Set<Long> wanted = Set.copyOf(spanIds);
              return logs.stream().filter(log -> wanted.contains(log.spanId())).toList();
            })
        .forEach(finding -> view.addFindings(FindingMessages.of(finding)));
    if (withLogs) {
      logs.forEach(log -> view.addLogs(TraceMessages.log(log)));
    }
    return view.build();
  }

  private static List<LogRecord> logs(IndexView view, TraceId id) {
    List<LogRecord> newestFirst =
        new ArrayList<>(view.logs(LogQuery.ofTrace(id, MAX_LOGS_OF_TRACE)).logs());
    Collections.reverse(newestFirst);
    return newestFirst;
  }

  /** The analysis of a stored trace, the same as when it was sealed; empty if it was released. */
  private Optional<VersionedAnalysis> analyse(TraceId id, Existing existing, List<LogRecord> logs) {
    Optional<StoredTrace> stored = traceLog.read(id, existing.location());
    return stored.map(trace ->
        new VersionedAnalysis(
            new Analysis(settings)
                .of(Assembly.assemble(id, trace.spans(), logs, settings.assembly())),
            existing.version()));
  }

  /** An analysis and which version of its trace it is of. */
  record VersionedAnalysis(TraceAnalysis analysis, int version) {}

  @Override
  public SearchLogsResponse logs(SearchLogsRequest request) {
    Deadline deadline = Deadline.in(TIMEOUT);
    LogQuery query = Queries.logs(request, limit(request.getLimit(), 50));
    try (IndexView view = index.view(deadline)) {
      LogHits hits = view.logs(query);
      SearchLogsResponse.Builder response =
          SearchLogsResponse.newBuilder().setMatched(hits.matched());
      hits.logs().forEach(log -> response.addLogs(TraceMessages.log(log)));
      if (deadline.wasMissed()) {
        response.setPartial(true).setMessage(lateMessage());
      }
      return response.build();
    }
  }

  @Override
  public ListServicesResponse services(ListServicesRequest request) {
    Interval interval = Queries.interval(request.getWindow());
    try (IndexView view = index.view(Deadline.in(TIMEOUT))) {
      IndexView.Operations operations = view.operations(interval, request.getService());
      Window window = ratesWindow(view, request.getWindow());
      double seconds = Math.max(1e-9, (window.getToUnixNanos() - window.getFromUnixNanos()) / 1e9);
      ListServicesResponse.Builder response =
          ListServicesResponse.newBuilder().setWindow(window).setOverflow(operations.folded());
      for (var times : operations.times()) {
        response.addOperations(stats(times, seconds));
      }
      return response.build();
    }
  }

  private static OperationStats stats(
      io.longpole.query.index.OperationTimes times, double seconds) {
    return OperationStats.newBuilder()
        .setService(times.name().service())
        .setOperation(times.name().operation())
        .setKind(times.name().kind().text())
        .setCount(times.count())
        .setErrors(times.failed())
        .setPerSecond(times.count() / seconds)
        .setP50Nanos(times.p50Nanos())
        .setP95Nanos(times.p95Nanos())
        .setP99Nanos(times.p99Nanos())
        .build();
  }

  /** The window asked for; where it is open, the first and last start of a trace in it. */
  private static Window ratesWindow(IndexView view, Window asked) {
    if (asked.getFromUnixNanos() != 0 && asked.getToUnixNanos() != 0) {
      return asked;
    }
    var totals = view.totals(Queries.interval(asked));
    return Window.newBuilder()
        .setFromUnixNanos(
            asked.getFromUnixNanos() != 0 ? asked.getFromUnixNanos() : totals.firstStartNanos())
        .setToUnixNanos(
            asked.getToUnixNanos() != 0 ? asked.getToUnixNanos() : totals.lastStartNanos())
        .build();
  }

  @Override
  public ListFindingsResponse findings(ListFindingsRequest request) {
    FindingSearch.Filter filter = Queries.findings(request, limit(request.getLimit(), 100));
    try (IndexView view = index.view(Deadline.in(TIMEOUT))) {
      return ListFindingsResponse.newBuilder()
          .addAllFindings(new FindingSearch(view).find(filter))
          .setCoverage(coverage(view, Queries.interval(request.getWindow())))
          .build();
    }
  }

  @Override
  public Optional<Finding> finding(GetFindingRequest request) {
    String prefix = Queries.fingerprintPrefix(request.getFingerprint());
    SightingQuery query = new SightingQuery(Queries.interval(request.getWindow()), "", "", prefix);
    try (IndexView view = index.view(Deadline.in(TIMEOUT))) {
      List<Finding> findings = new FindingSearch(view).find(query);
      if (findings.size() > 1) {
        throw new IllegalArgumentException(
            "fingerprint="
                + prefix
                + " is ambiguous: "
                + String.join(", ", findings.stream().map(Finding::getFingerprint).toList()));
      }
      return findings.stream().findFirst();
    }
  }

  @Override
  public io.longpole.proto.query.v1.Analysis report(GetReportRequest request) {
    Interval interval = Queries.interval(request.getWindow());
    FindingSearch.Filter filter =
        new FindingSearch.Filter(
            new SightingQuery(interval, "", request.getService(), ""),
            "",
            limit(request.getFindings(), 100));
    try (IndexView view = index.view(Deadline.in(TIMEOUT))) {
      io.longpole.proto.query.v1.Analysis.Builder report =
          io.longpole.proto.query.v1.Analysis.newBuilder()
              .setCoverage(coverage(view, interval))
              .addAllFindings(new FindingSearch(view).find(filter))
              .setWindow(request.getWindow());
      addTraces(view, request, report);
      return report.build();
    }
  }

  private void addTraces(
      IndexView view,
      GetReportRequest request,
      io.longpole.proto.query.v1.Analysis.Builder report) {
    int shown = limit(request.getTraces(), 10);
    SearchTracesRequest slowest =
        SearchTracesRequest.newBuilder()
            .setWindow(request.getWindow())
            .setService(request.getService())
            .build();
    TraceQuery query = Queries.traces(slowest, MAX_RESULTS);
    EndpointTimes endpoints = new EndpointTimes();
    int analysed = 0;
    for (TraceHit hit : view.traces(query, (id, existing) -> true).hits()) {
      Optional<VersionedAnalysis> analysis =
          analysed < Math.max(shown, TRACES_FOR_CRITICAL_TIME)
              ? analyse(hit.id(), hit.existing(), List.of())
              : Optional.empty();
      AnalyzedTrace trace =
          analysis
              .map(a -> TraceMessages.analyzed(a.analysis()))
              .orElseGet(() -> Summaries.withoutPath(hit));
      endpoints.add(
          new EndpointTimes.TraceTime(
              trace.getTraceId(),
              trace.getService(),
              trace.getOperation(),
              trace.getDurationNanos(),
              trace.getErrorCount() > 0),
          analysis
              .map(a -> OperationTimes.ofMainPath(a.analysis()))
              .orElseGet(OperationTimes::new));
      if (analysed < shown) {
        report.addTraces(trace.toBuilder().setLogCount(hit.logCount()));
      }
      analysed++;
    }
    report.addAllEndpoints(endpoints.summaries());
  }

  /** What is in the index, all of it. */
  public Coverage coverage() {
    try (IndexView view = index.view(Deadline.in(TIMEOUT))) {
      return coverage(view, Interval.ALL);
    }
  }

  private static Coverage coverage(IndexView view, Interval interval) {
    var totals = view.totals(interval);
    Coverage.Builder coverage =
        Coverage.newBuilder()
            .setTraces(totals.traces())
            .setSpans(totals.spans())
            .setLogs(totals.logs())
            .setLinkedLogs(totals.linkedLogs())
            .setIncompleteTraces(totals.incompleteTraces())
            .setDuplicateSpans(totals.duplicateSpans())
            .setOrphanSpans(totals.orphanSpans())
            .setSkewedSpans(totals.skewedSpans());
    return coverage.build();
  }

  private static int limit(int asked, int usual) {
    if (asked < 0 || asked > MAX_RESULTS) {
      throw new IllegalArgumentException("limit=" + asked + " (1 to " + MAX_RESULTS + ")");
    }
    return asked == 0 ? usual : asked;
  }
}
