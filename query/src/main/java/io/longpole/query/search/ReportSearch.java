package io.longpole.query.search;

import io.longpole.analyzer.Settings;
import io.longpole.proto.query.v1.Analysis;
import io.longpole.proto.query.v1.Coverage;
import io.longpole.proto.query.v1.GetReportRequest;
import io.longpole.proto.query.v1.SearchTracesRequest;
import io.longpole.query.index.Deadline;
import io.longpole.query.index.IndexView;
import io.longpole.query.index.Interval;
import io.longpole.query.index.SightingQuery;
import io.longpole.query.index.TraceHit;
import io.longpole.query.index.TraceQuery;
import io.longpole.query.report.TraceMessages;
import io.longpole.query.search.Search.Known;
import java.util.List;
import java.util.Set;

/** Puts a bottleneck report together: findings, slowest traces, endpoints, coverage. */
final class ReportSearch {

  /** What fewer traces show may be chance; it is listed, but not reported. */
  private static final int RANKED_FROM_TRACES = 3;

  private final IndexView view;
  private final StoredTraces stored;
  private final Settings settings;
  private final Known known;

  ReportSearch(IndexView view, StoredTraces stored, Settings settings, Known known) {
    this.view = view;
    this.stored = stored;
    this.settings = settings;
    this.known = known;
  }

  Analysis of(GetReportRequest request, Deadline deadline) {
    Interval interval = Queries.interval(request.getWindow());
    FindingSearch.Filter filter =
        new FindingSearch.Filter(
            new SightingQuery(interval, "", request.getService(), ""),
            "",
            RANKED_FROM_TRACES,
            new FindingSearch.Most(
                Queries.limit(request.getFindings(), 100),
                request.hasWithLogs() ? request.getWithLogs() : Integer.MAX_VALUE),
            new FindingSearch.Shown(Set.of(), request.getWithSuppressed()));
    FindingSearch search = new FindingSearch(view, stored, known.findings());
    Analysis.Builder report =
        Analysis.newBuilder().addAllFindings(search.find(filter)).setWindow(request.getWindow());
    addTraces(request, report);
    view.endpoints(interval, request.getService())
        .forEach(endpoint -> report.addEndpoints(Summaries.of(endpoint)));
    Coverage.Builder coverage = new CoverageSearch(view, known, deadline).of(interval).toBuilder();
    if (search.leftOut() > 0) {
      coverage.addNotes(
          "findings seen in fewer than "
              + RANKED_FROM_TRACES
              + " traces and not ranked: "
              + search.leftOut()
              + " (longpole findings)");
    }
    search.noteSuppressed(request.getWithSuppressed(), coverage);
    return report.setCoverage(coverage).build();
  }

  /** The slowest traces with their critical paths. */
  private void addTraces(GetReportRequest request, Analysis.Builder report) {
    SearchTracesRequest slowest =
        SearchTracesRequest.newBuilder()
            .setWindow(request.getWindow())
            .setService(request.getService())
            .build();
    TraceQuery query = Queries.traces(slowest, Queries.limit(request.getTraces(), 10));
    for (TraceHit hit : view.traces(query, (id, existing) -> true).hits()) {
      report.addTraces(
          stored
              .read(hit.id(), hit.existing())
              .map(trace ->
                  StoredTraces.analyse(trace, List.of(), settings, known.order().evidence()))
              .map(analysis -> TraceMessages.analyzed(analysis).toBuilder())
              .orElseGet(() -> Summaries.withoutPath(hit).toBuilder())
              .setLogCount(hit.logCount()));
    }
  }
}
