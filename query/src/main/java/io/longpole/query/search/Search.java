package io.longpole.query.search;

import io.longpole.analyzer.Settings;
import io.longpole.analyzer.evidence.OrderVotes;
import io.longpole.analyzer.finding.Life;
import io.longpole.analyzer.finding.Lives;
import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.whatif.Scenario;
import io.longpole.proto.query.v1.Analysis;
import io.longpole.proto.query.v1.Coverage;
import io.longpole.proto.query.v1.Finding;
import io.longpole.proto.query.v1.FlowsView;
import io.longpole.proto.query.v1.GetEvidenceRequest;
import io.longpole.proto.query.v1.GetEvidenceResponse;
import io.longpole.proto.query.v1.GetFindingRequest;
import io.longpole.proto.query.v1.GetProfileRequest;
import io.longpole.proto.query.v1.GetReportRequest;
import io.longpole.proto.query.v1.GetTraceRequest;
import io.longpole.proto.query.v1.ListFindingsRequest;
import io.longpole.proto.query.v1.ListFindingsResponse;
import io.longpole.proto.query.v1.ListQueuesRequest;
import io.longpole.proto.query.v1.ListQueuesResponse;
import io.longpole.proto.query.v1.ListServicesRequest;
import io.longpole.proto.query.v1.ListServicesResponse;
import io.longpole.proto.query.v1.ListSuppressionsRequest;
import io.longpole.proto.query.v1.ListSuppressionsResponse;
import io.longpole.proto.query.v1.PredictChangeRequest;
import io.longpole.proto.query.v1.PredictChangeResponse;
import io.longpole.proto.query.v1.Profile;
import io.longpole.proto.query.v1.RemoveSuppressionRequest;
import io.longpole.proto.query.v1.SearchLogsRequest;
import io.longpole.proto.query.v1.SearchLogsResponse;
import io.longpole.proto.query.v1.SearchTracesRequest;
import io.longpole.proto.query.v1.SearchTracesResponse;
import io.longpole.proto.query.v1.SuppressFindingRequest;
import io.longpole.proto.query.v1.Suppression;
import io.longpole.proto.query.v1.TraceView;
import io.longpole.query.index.Deadline;
import io.longpole.query.index.Existing;
import io.longpole.query.index.IndexView;
import io.longpole.query.index.Interval;
import io.longpole.query.index.LogHits;
import io.longpole.query.index.LogQuery;
import io.longpole.query.index.SightingQuery;
import io.longpole.query.index.TraceHits;
import io.longpole.query.index.TraceIndex;
import io.longpole.query.index.TraceQuery;
import io.longpole.query.report.TraceMessages;
import io.longpole.query.store.TraceLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers questions from the index and the trace log; nothing is kept between two questions but a
 * count of {@link #coverage}, so an answer depends on what was refreshed alone.
 */
public final class Search implements Answers {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REMEMBERING_TIMEOUT = Duration.ofMinutes(2);
  static final String LATE =
      "stopped after " + TIMEOUT.toSeconds() + " s: not all was looked at; narrow the window";

  private final TraceIndex index;
  private final TraceLog traceLog;
  private final Settings settings;
  private final Known known;
  private final CostlyAnswer<LinkedCount> linkedLogs;

  /**
   * What is known beside the index.
   *
   * @param order what traces tell of the order of calls, as it is now
   */
  public record Known(Losses losses, LearnedOrder order, FindingMemory findings) {
    public static final Known NOTHING = new Known(Losses.NONE, LearnedOrder.NONE);

    public Known(Losses losses, LearnedOrder order) {
      this(losses, order, FindingMemory.NONE);
    }
  }

  public Search(TraceIndex index, TraceLog traceLog, Settings settings, Known known) {
    this.index = index;
    this.traceLog = traceLog;
    this.settings = settings;
    this.known = known;
    this.linkedLogs = new CostlyAnswer<>(this::countLinkedLogs, System::nanoTime);
  }

  /** How many log records have a trace, and whether time was up before all were counted. */
  private record LinkedCount(long logs, boolean partial) {}

  private LinkedCount countLinkedLogs() {
    Deadline deadline = Deadline.in(TIMEOUT);
    try (IndexView view = index.view(deadline)) {
      return new LinkedCount(view.linkedLogs(Interval.ALL), deadline.wasMissed());
    }
  }

  @Override
  public SearchTracesResponse traces(SearchTracesRequest request) {
    Deadline deadline = Deadline.in(TIMEOUT);
    TraceQuery query = Queries.traces(request, Queries.limit(request.getLimit(), 20));
    StoredTraces stored = new StoredTraces(traceLog);
    try (IndexView view = index.view(deadline)) {
      TraceHits hits =
          view.traces(
              query, (id, existing) -> stored.hasSpanWith(id, existing, query.attributes()));
      SearchTracesResponse.Builder response =
          SearchTracesResponse.newBuilder().setMatched(hits.matched());
      hits.hits().forEach(hit -> response.addTraces(Summaries.of(hit)));
      if (deadline.wasMissed()) {
        response.setPartial(true).setMessage(LATE);
      } else if (stored.unreadable() > 0) {
        response
            .setPartial(true)
            .setMessage(stored.unreadable() + " traces could not be read and are left out");
      }
      return response.build();
    }
  }

  @Override
  public Optional<TraceView> trace(GetTraceRequest request) {
    TraceId id = TraceId.parse(request.getTraceId());
    Optional<Existing> existing = index.find(id);
    if (existing.isEmpty()) {
      return Optional.empty();
    }
    try (IndexView view = refreshedView(id, existing.get())) {
      return new TraceAnswer(view, new StoredTraces(traceLog), settings, known.order().evidence())
          .of(request, id, existing.get());
    }
  }

  @Override
  public Optional<FlowsView> flows(GetTraceRequest request) {
    TraceId id = TraceId.parse(request.getTraceId());
    Optional<Existing> existing = index.find(id);
    if (existing.isEmpty()) {
      return Optional.empty();
    }
    try (IndexView view = refreshedView(id, existing.get())) {
      return new FlowSearch(view, new StoredTraces(traceLog), settings, known.order().evidence())
          .through(id, existing.get());
    }
  }

  @Override
  public ListQueuesResponse queues(ListQueuesRequest request) {
    Interval interval = Queries.interval(request.getWindow());
    Deadline deadline = Deadline.in(TIMEOUT);
    try (IndexView view = index.view(deadline)) {
      return new QueueSearch(new StoredTraces(traceLog), settings)
          .find(view, interval, request.getService(), deadline);
    }
  }

  /** A view that shows the version of the trace, which may have been put just now. */
  private IndexView refreshedView(TraceId id, Existing existing) {
    IndexView view = index.view(Deadline.in(TIMEOUT));
    if (view.find(id).equals(Optional.of(existing))) {
      return view;
    }
    view.close();
    index.refresh();
    return index.view(Deadline.in(TIMEOUT));
  }

  @Override
  public SearchLogsResponse logs(SearchLogsRequest request) {
    Deadline deadline = Deadline.in(TIMEOUT);
    LogQuery query = Queries.logs(request, Queries.limit(request.getLimit(), 50));
    try (IndexView view = index.view(deadline)) {
      LogHits hits = view.logs(query, new StoredTraces(traceLog)::readLog);
      SearchLogsResponse.Builder response =
          SearchLogsResponse.newBuilder().setMatched(hits.matched());
      hits.logs().forEach(log -> response.addLogs(TraceMessages.log(log)));
      if (deadline.wasMissed()) {
        response.setPartial(true).setMessage(LATE);
      } else if (hits.unreadable() > 0) {
        response
            .setPartial(true)
            .setMessage(hits.unreadable() + " log records could not be read and are left out");
      }
      return response.build();
    }
  }

  @Override
  public ListServicesResponse services(ListServicesRequest request) {
    Deadline deadline = Deadline.in(TIMEOUT);
    try (IndexView view = index.view(deadline)) {
      ListServicesResponse services = ServiceSearch.in(view, request);
      return deadline.wasMissed()
          ? services.toBuilder().setPartial(true).setMessage(LATE).build()
          : services;
    }
  }

  @Override
  public ListFindingsResponse findings(ListFindingsRequest request) {
    FindingSearch.Filter filter = Queries.findings(request, Queries.limit(request.getLimit(), 100));
    Deadline deadline = Deadline.in(TIMEOUT);
    try (IndexView view = index.view(deadline)) {
      FindingSearch search = findingSearch(view);
      ListFindingsResponse.Builder response =
          ListFindingsResponse.newBuilder().addAllFindings(search.find(filter));
      Coverage.Builder coverage =
          new CoverageSearch(view, known, deadline)
              .of(Queries.interval(request.getWindow())).toBuilder();
      search.noteSuppressed(request.getStatesList().contains(Standings.SUPPRESSED), coverage);
      return response.setCoverage(coverage).build();
    }
  }

  private FindingSearch findingSearch(IndexView view) {
    return new FindingSearch(view, new StoredTraces(traceLog), known.findings());
  }

  @Override
  public Optional<Suppression> suppress(SuppressFindingRequest request) {
    SuppressionDesk desk = new SuppressionDesk(known.findings());
    desk.check(request);
    GetFindingRequest whole =
        GetFindingRequest.newBuilder().setFingerprint(request.getFingerprint()).build();
    return finding(whole).map(finding -> desk.suppress(finding, request));
  }

  @Override
  public ListSuppressionsResponse suppressions(ListSuppressionsRequest request) {
    return new SuppressionDesk(known.findings()).list();
  }

  @Override
  public Optional<Suppression> unsuppress(RemoveSuppressionRequest request) {
    return new SuppressionDesk(known.findings())
        .remove(Queries.fingerprintPrefix(request.getFingerprint()));
  }

  /**
   * The lives of all findings, of the hours that begin before a time; reads the whole index. Empty
   * if that took too long.
   */
  public Optional<Lives> lives(long throughNanos) {
    Deadline deadline = Deadline.in(REMEMBERING_TIMEOUT);
    try (IndexView view = index.view(deadline)) {
      Map<String, Life> lives =
          new LifeSearch(view, known.findings().lives().get()).all(throughNanos);
      return deadline.wasMissed() ? Optional.empty() : Optional.of(new Lives(throughNanos, lives));
    }
  }

  @Override
  public Optional<Finding> finding(GetFindingRequest request) {
    String prefix = Queries.fingerprintPrefix(request.getFingerprint());
    SightingQuery query = new SightingQuery(Queries.interval(request.getWindow()), "", "", prefix);
    try (IndexView view = index.view(Deadline.in(TIMEOUT))) {
      List<Finding> findings = findingSearch(view).find(query);
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
  public Analysis report(GetReportRequest request) {
    Deadline deadline = Deadline.in(TIMEOUT);
    try (IndexView view = index.view(deadline)) {
      return new ReportSearch(view, new StoredTraces(traceLog), settings, known)
          .of(request, deadline);
    }
  }

  @Override
  public Optional<PredictChangeResponse> change(PredictChangeRequest request) {
    Interval interval = Queries.interval(request.getWindow());
    Optional<Finding> finding = Optional.empty();
    if (!request.getFingerprint().isEmpty()) {
      finding =
          finding(
              GetFindingRequest.newBuilder()
                  .setFingerprint(request.getFingerprint())
                  .setWindow(request.getWindow())
                  .build());
      if (finding.isEmpty()) {
        return Optional.empty();
      }
    }
    Deadline deadline = Deadline.in(TIMEOUT);
    try (IndexView view = index.view(deadline)) {
      ChangeSearch search =
          new ChangeSearch(
              new ChangeSearch.Sources(view, new StoredTraces(traceLog), deadline),
              settings,
              known.order().evidence());
      return finding.isPresent()
          ? Optional.of(
              search.ofFinding(
                  finding.get(), Queries.sightedIn(interval, finding.get().getFingerprint())))
          : search.ofOperation(
              Queries.operation(request),
              Queries.alteration(request),
              Queries.tracesWith(interval, Queries.operation(request), 1));
    }
  }

  @Override
  public Optional<GetEvidenceResponse> evidence(GetEvidenceRequest request) {
    Scenario.Operation operation = Queries.operation(request.getService(), request.getOperation());
    OrderVotes votes = known.order().votes().orElseGet(OrderVotes::new);
    try (IndexView view = index.view(Deadline.in(TIMEOUT))) {
      return new EvidenceSearch(view, new StoredTraces(traceLog), settings).below(operation, votes);
    }
  }

  @Override
  public Profile profile(GetProfileRequest request) {
    Deadline deadline = Deadline.in(TIMEOUT);
    try (IndexView view = index.view(deadline)) {
      Profile profile = new ProfileAnswer(view).of(request);
      return deadline.wasMissed()
          ? profile.toBuilder().setPartial(true).setMessage(LATE).build()
          : profile;
    }
  }

  /**
   * What is in the index, all of it. The number of log records that have a trace may be older than
   * the rest, because counting them takes long in a large index.
   */
  public Coverage coverage() {
    LinkedCount linked = linkedLogs.get();
    Deadline deadline = Deadline.in(TIMEOUT);
    try (IndexView view = index.view(deadline)) {
      Coverage coverage = new CoverageSearch(view, known, deadline).of(Interval.ALL, linked.logs());
      return linked.partial() && !deadline.wasMissed()
          ? coverage.toBuilder().addNotes(LATE).build()
          : coverage;
    }
  }
}
