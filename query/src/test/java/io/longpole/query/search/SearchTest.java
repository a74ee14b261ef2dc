package io.longpole.query.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.TraceId;
import io.longpole.proto.query.v1.Analysis;
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
import io.longpole.proto.query.v1.SearchTracesRequest;
import io.longpole.proto.query.v1.TraceView;
import io.longpole.proto.query.v1.Window;
import io.longpole.query.index.CommitPoint;
import io.longpole.query.store.LogKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {

  private static final long MS = 1_000_000;
  private static final long START = 1_760_000_000_000_000_000L;

  @TempDir Path folder;

  private static TraceId id(int number) {
    return new TraceId(0x4bf92f3577b34da6L, number);
  }

  /** A request that asks the database once a row, rows times, each 10 ms. */
  static List<Span> loop(int number, int rows) {
    return loop(number, rows, Resource.ofService("orders"));
  }

  static List<Span> loop(int number, int rows, Resource orders) {
    TraceId id = id(number);
    long start = START + number * 1_000L * MS;
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      long from = start + (5 + 11L * i) * MS;
      spans.add(
          Span.builder(id, 100 + i)
              .parent(1)
              .name("SELECT shop.item")
              .kind(SpanKind.CLIENT)
              .times(from, from + 10 * MS)
              .resource(orders)
              .attributes(
                  Attributes.of(
                      "db.system.name", "postgresql",
                      "db.query.text", "SELECT * FROM item WHERE id = " + i,
                      "db.namespace", "shop",
                      "server.address", "db"))
              .build());
    }
    spans.add(
        Span.builder(id, 1)
            .name("GET /orders")
            .kind(SpanKind.SERVER)
            .times(start, start + (20 + 11L * rows) * MS)
            .resource(orders)
            .status(number % 2 == 0 ? StatusCode.ERROR : StatusCode.UNSET, "")
            .attributes(Attributes.of("http.route", "/orders"))
            .build());
    return spans;
  }

  private static LogRecord log(int number, long spanId, int severity, String body) {
    return new LogRecord(
        START + number * 1_000L * MS + 7 * MS,
        severity,
        "",
        body,
        "",
        Attributes.EMPTY,
        Resource.ofService("orders"),
        Scope.EMPTY,
        id(number),
        spanId);
  }

  private static void fill(SearchFixture fixture) {
    for (int number = 1; number <= 6; number++) {
      fixture.put(id(number), loop(number, 10 + number), 1);
    }
    fillLogs(fixture);
  }

  @Test
  void aTraceIsShownWithPathFindingsAndLogs() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      fill(fixture);
      TraceView view =
          fixture
              .search
              .trace(GetTraceRequest.newBuilder().setTraceId(id(3).hex()).setWithLogs(true).build())
              .orElseThrow();
      assertThat(view.getSummary().getSpanCount()).isEqualTo(14);
      assertThat(view.getSpansList().getFirst().getName()).isEqualTo("GET /orders");
      assertThat(view.getCriticalPathsList().getFirst().getDurationNanos()).isEqualTo(163 * MS);
      assertThat(view.getFindingsList().stream().map(Finding::getDetector))
          .containsExactly("n-plus-one");
      assertThat(view.getSummary().getDetectorsList()).containsExactly("n-plus-one");
      assertThat(view.getLogsList().stream().map(log -> log.getBody()))
          .containsExactly("served 3", "row locked 3");
    }
  }

  @Test
  void aTraceIsShownBeforeTheNextRefresh() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      fixture.put(id(1), loop(1, 12), 1);
      GetTraceRequest request = GetTraceRequest.newBuilder().setTraceId(id(1).hex()).build();
      TraceView view = fixture.search.trace(request).orElseThrow();
      assertThat(view.getFindingsCount()).isEqualTo(1);
      fixture.put(id(1), loop(1, 13), 2);
      view = fixture.search.trace(request).orElseThrow();
      assertThat(view.getSummary().getVersion()).isEqualTo(2);
      assertThat(view.getSpansCount()).isEqualTo(14);
      assertThat(view.getFindings(0).getDetailsJson()).contains("13");
    }
  }

  @Test
  void idsMayBeShortAndUnknownOnesAreEmpty() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      TraceId shortId = new TraceId(0, 0xabc);
      fixture.put(shortId, List.of(Span.builder(shortId, 1).name("x").times(5, 9).build()), 1);
      assertThat(fixture.search.trace(GetTraceRequest.newBuilder().setTraceId("ABC").build()))
          .hasValueSatisfying(view ->
              assertThat(view.getSummary().getTraceId())
                  .isEqualTo("00000000000000000000000000000abc"));
      assertThat(fixture.search.trace(GetTraceRequest.newBuilder().setTraceId("1").build()))
          .isEmpty();
      assertThatThrownBy(
              () -> fixture.search.trace(GetTraceRequest.newBuilder().setTraceId("x").build()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void findingsSumUpTheSightingsOfAllTraces() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      fill(fixture);
      ListFindingsResponse answer =
          fixture.search.findings(ListFindingsRequest.getDefaultInstance());
      assertThat(answer.getFindingsList().stream().map(Finding::getDetector))
          .containsExactly("n-plus-one", "error-root-cause");
      Finding finding = answer.getFindings(0);
      assertThat(finding.getTraceCount()).isEqualTo(6);
      assertThat(finding.getTraceIdsCount()).isEqualTo(6);
      assertThat(finding.getEvidenceCount()).isEqualTo(5);
      assertThat(finding.getEvidence(0).getTraceId()).isEqualTo(id(6).hex());
      assertThat(finding.getEvidence(0).getLogsList().getFirst().getBody())
          .isEqualTo("row locked 6");
      assertThat(finding.getFirstSeenUnixNanos()).isEqualTo(START + 1_000 * MS);
      assertThat(answer.getCoverage().getTraces()).isEqualTo(6);
      assertThat(answer.getCoverage().getLogs()).isEqualTo(13);
      assertThat(answer.getCoverage().getLinkedLogs()).isEqualTo(12);
      GetFindingRequest byPrefix =
          GetFindingRequest.newBuilder()
              .setFingerprint(finding.getFingerprint().substring(0, 6))
              .build();
      assertThat(fixture.search.finding(byPrefix)).contains(finding);
      GetFindingRequest unknown = GetFindingRequest.newBuilder().setFingerprint("00000000").build();
      assertThat(fixture.search.finding(unknown)).isEmpty();
    }
  }

  @Test
  void aWindowShowsWhatStartedInIt() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      fill(fixture);
      Window window =
          Window.newBuilder()
              .setFromUnixNanos(START + 2_000 * MS)
              .setToUnixNanos(START + 4_000 * MS)
              .build();
      assertThat(
              fixture
                  .search
                  .traces(SearchTracesRequest.newBuilder().setWindow(window).build())
                  .getTracesList()
                  .stream()
                  .map(trace -> trace.getTraceId()))
          .containsExactly(id(3).hex(), id(2).hex());
      ListFindingsResponse findings =
          fixture.search.findings(ListFindingsRequest.newBuilder().setWindow(window).build());
      assertThat(findings.getFindings(0).getTraceCount()).isEqualTo(2);
      assertThat(findings.getCoverage().getLinkedLogs()).isEqualTo(4);
    }
  }

  @Test
  void logRecordsAreReadForAsManyFindingsAsAreAskedFor() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      fill(fixture);
      ListFindingsRequest.Builder request = ListFindingsRequest.newBuilder();
      List<Finding> all = fixture.search.findings(request.build()).getFindingsList();
      assertThat(all).anyMatch(SearchTest::hasLogs);
      assertThat(fixture.search.findings(request.setWithLogs(0).build()).getFindingsList())
          .hasSameSizeAs(all)
          .noneMatch(SearchTest::hasLogs);
      assertThat(fixture.search.findings(request.setWithLogs(all.size()).build()).getFindingsList())
          .isEqualTo(all);
    }
  }

  private static boolean hasLogs(Finding finding) {
    return finding.getEvidenceList().stream().anyMatch(each -> each.getLogsCount() > 0);
  }

  @Test
  void servicesAreExactAndAReplacedTraceCountsOnce() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      fill(fixture);
      fixture.put(id(6), loop(6, 12), 2);
      fixture.index.refresh();
      ListServicesResponse answer =
          fixture.search.services(ListServicesRequest.getDefaultInstance());
      assertThat(answer.getOperationsCount()).isEqualTo(1);
      OperationStats stats = answer.getOperations(0);
      assertThat(stats.getService()).isEqualTo("orders");
      assertThat(stats.getOperation()).isEqualTo("GET /orders");
      assertThat(stats.getKind()).isEqualTo("server");
      assertThat(stats.getCount()).isEqualTo(6);
      assertThat(stats.getErrors()).isEqualTo(3);
      assertThat(stats.getP50Nanos()).isEqualTo(152 * MS);
      assertThat(stats.getP99Nanos()).isEqualTo(185 * MS);
      assertThat(stats.getPerSecond()).isEqualTo(6 / 5.0);
    }
  }

  @Test
  void whatFewerThanThreeTracesShowIsListedButNotReported() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      for (int number = 1; number <= 3; number += 2) {
        fixture.put(id(number), loop(number, 12), 1);
      }
      fixture.index.refresh();
      Analysis few = fixture.search.report(GetReportRequest.getDefaultInstance());
      assertThat(few.getFindingsList()).isEmpty();
      assertThat(few.getCoverage().getNotesList())
          .contains("findings seen in fewer than 3 traces and not ranked: 1 (longpole findings)");
      assertThat(
              fixture.search.findings(ListFindingsRequest.getDefaultInstance()).getFindingsCount())
          .isEqualTo(1);
      fixture.put(id(5), loop(5, 12), 1);
      fixture.index.refresh();
      Analysis enough = fixture.search.report(GetReportRequest.getDefaultInstance());
      assertThat(enough.getFindingsCount()).isEqualTo(1);
      assertThat(enough.getCoverage().getNotesList()).isEmpty();
    }
  }

  @Test
  void theReportHasCoverageSlowestTracesEndpointsAndFindings() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      fill(fixture);
      Analysis report = fixture.search.report(GetReportRequest.newBuilder().setTraces(2).build());
      assertThat(report.getCoverage().getSpans()).isEqualTo(6 + 11 + 12 + 13 + 14 + 15 + 16);
      assertThat(report.getTracesList().stream().map(trace -> trace.getTraceId()))
          .containsExactly(id(6).hex(), id(5).hex());
      assertThat(report.getTraces(0).getLogCount()).isEqualTo(2);
      assertThat(report.getTraces(0).getCriticalPathsCount()).isEqualTo(1);
      assertThat(report.getFindingsList().stream().map(Finding::getDetector))
          .containsExactly("n-plus-one", "error-root-cause");
      assertThat(report.getEndpointsCount()).isEqualTo(1);
      var endpoint = report.getEndpoints(0);
      assertThat(endpoint.getTraces()).isEqualTo(6);
      assertThat(endpoint.getTracesWithErrors()).isEqualTo(3);
      assertThat(endpoint.getSlowestTraceId()).isEqualTo(id(6).hex());
      assertThat(endpoint.getMaxNanos()).isEqualTo(196 * MS);
      assertThat(endpoint.getCriticalTime(0).getOperation()).isEqualTo("SELECT shop.item");
      assertThat(endpoint.getCriticalTime(0).getNanos())
          .isEqualTo((11 + 12 + 13 + 14 + 15 + 16) * 10 * MS);
      assertThat(endpoint.getCriticalTime(0).getSpans()).isEqualTo(11 + 12 + 13 + 14 + 15 + 16);
    }
  }

  @Test
  void replayingTwiceGivesTheSameAnswersByteForByte() {
    List<byte[]> once;
    try (SearchFixture fixture = new SearchFixture(folder.resolve("once"))) {
      fill(fixture);
      once = answers(fixture);
    }
    try (SearchFixture fixture = new SearchFixture(folder.resolve("twice"))) {
      for (int number = 6; number >= 1; number--) {
        fixture.put(id(number), loop(number, 3), 1);
      }
      refill(fixture);
      fixture.index.refresh();
      fixture.index.commit(new CommitPoint(1, "log", Map.of()));
      refill(fixture);
      assertThat(answers(fixture)).containsExactlyElementsOf(once);
    }
  }

  /** The same in another order, in the place of what is there. */
  private static void refill(SearchFixture fixture) {
    for (int number = 6; number >= 1; number--) {
      fixture.putInPlace(id(number), loop(number, 10 + number), 1);
    }
    fillLogs(fixture);
  }

  private static void fillLogs(SearchFixture fixture) {
    for (int number = 1; number <= 6; number++) {
      fixture.putLog(log(number, 101, 17, "row locked " + number), new LogKey(number, 0));
      fixture.putLog(log(number, 1, 9, "served " + number), new LogKey(number, 1));
    }
    fixture.putLog(
        new LogRecord(
            START,
            9,
            "",
            "no trace",
            "",
            Attributes.EMPTY,
            Resource.ofService("orders"),
            Scope.EMPTY,
            new TraceId(9, 9),
            1),
        new LogKey(7, 0));
    fixture.index.refresh();
  }

  private static List<byte[]> answers(SearchFixture fixture) {
    List<byte[]> answers = new ArrayList<>();
    answers.add(fixture.search.traces(SearchTracesRequest.getDefaultInstance()).toByteArray());
    answers.add(fixture.search.logs(SearchLogsRequest.getDefaultInstance()).toByteArray());
    answers.add(fixture.search.services(ListServicesRequest.getDefaultInstance()).toByteArray());
    answers.add(fixture.search.findings(ListFindingsRequest.getDefaultInstance()).toByteArray());
    answers.add(fixture.search.report(GetReportRequest.getDefaultInstance()).toByteArray());
    for (int number = 1; number <= 6; number++) {
      GetTraceRequest request =
          GetTraceRequest.newBuilder().setTraceId(id(number).hex()).setWithLogs(true).build();
      answers.add(fixture.search.trace(request).orElseThrow().toByteArray());
    }
    return answers;
  }

  @Test
  void aReopenedTraceLosesTheSightingsItNoLongerHas() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      fixture.put(id(1), loop(1, 12), 1);
      fixture.index.refresh();
      fixture.put(id(1), loop(1, 2), 2);
      fixture.index.refresh();
      assertThat(
              fixture.search.findings(ListFindingsRequest.getDefaultInstance()).getFindingsList())
          .isEmpty();
    }
  }

  @Test
  void whatMakesNoSenseIsSaid() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      Search search = fixture.search;
      assertThatThrownBy(
              () -> search.traces(SearchTracesRequest.newBuilder().setLimit(10_001).build()))
          .hasMessageContaining("limit=10001");
      Window backwards = Window.newBuilder().setFromUnixNanos(5).setToUnixNanos(4).build();
      assertThatThrownBy(
              () -> search.traces(SearchTracesRequest.newBuilder().setWindow(backwards).build()))
          .hasMessageContaining("before the beginning");
      Window late = Window.newBuilder().setFromUnixNanos(-1).build();
      assertThatThrownBy(() -> search.logs(SearchLogsRequest.newBuilder().setWindow(late).build()))
          .hasMessageContaining("2262");
      assertThatThrownBy(
              () -> search.logs(SearchLogsRequest.newBuilder().setMinSeverity("loud").build()))
          .hasMessageContaining("severity=loud");
      assertThatThrownBy(
              () -> search.finding(GetFindingRequest.newBuilder().setFingerprint("abc").build()))
          .hasMessageContaining("fingerprint=abc");
      assertThatThrownBy(() ->
              search.findings(ListFindingsRequest.newBuilder().setMinSeverity("huge").build()))
          .hasMessageContaining("severity=huge");
    }
  }
}
