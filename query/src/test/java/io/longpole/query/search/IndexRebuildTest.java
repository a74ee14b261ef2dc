package io.longpole.query.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longpole.analyzer.Settings;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.TraceId;
import io.longpole.proto.query.v1.GetReportRequest;
import io.longpole.proto.query.v1.GetTraceRequest;
import io.longpole.proto.query.v1.ListFindingsRequest;
import io.longpole.proto.query.v1.ListServicesRequest;
import io.longpole.proto.query.v1.SearchLogsRequest;
import io.longpole.proto.query.v1.SearchTracesRequest;
import io.longpole.query.ShopTraces;
import io.longpole.query.index.CommitPoint;
import io.longpole.query.index.IndexRebuild;
import io.longpole.query.index.IndexSettings;
import io.longpole.query.index.TraceIndex;
import io.longpole.query.store.LogKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexRebuildTest {

  private static final CommitPoint COMPLETE = new CommitPoint(0, "spans", Map.of("votes", 3L));

  @TempDir Path folder;

  private final List<TraceId> ids = new ArrayList<>();

  private SearchFixture filled() {
    SearchFixture fixture = new SearchFixture(folder);
    ShopTraces shop = new ShopTraces(4);
    for (int i = 0; i < 300; i++) {
      TraceId id = shop.nextId();
      ids.add(id);
      List<Span> spans = shop.next(id, 2 + i % 30);
      fixture.put(id, spans, 1);
      fixture.putLog(shop.log(spans.getFirst()), new LogKey(i, 0));
      if (i % 10 == 0) {
        fixture.put(id, shop.next(id, 40), 2); // late spans
      }
    }
    for (int number = 1; number <= 6; number++) {
      List<Span> spans = SearchTest.loop(number, 12);
      TraceId id = spans.getFirst().traceId();
      ids.add(id);
      LogRecord timeout =
          record(Attributes.of("exception.type", "java.net.SocketTimeoutException"), id, 1);
      fixture.putAsSealed(id, spans, List.of(timeout));
    }
    fixture.index.refresh();
    return fixture;
  }

  private static LogRecord record(Attributes attributes, TraceId id, long spanId) {
    return new LogRecord(5, 9, "", "once", "", attributes, Resource.EMPTY, Scope.EMPTY, id, spanId);
  }

  private List<byte[]> answers(Search search) {
    List<byte[]> answers = new ArrayList<>();
    answers.add(
        search.traces(SearchTracesRequest.newBuilder().setLimit(500).build()).toByteArray());
    answers.add(search.logs(SearchLogsRequest.newBuilder().setLimit(500).build()).toByteArray());
    answers.add(search.services(ListServicesRequest.getDefaultInstance()).toByteArray());
    answers.add(search.findings(ListFindingsRequest.getDefaultInstance()).toByteArray());
    answers.add(search.report(GetReportRequest.getDefaultInstance()).toByteArray());
    answers.add(search.coverage().toByteArray());
    for (TraceId id : ids) {
      GetTraceRequest request =
          GetTraceRequest.newBuilder().setTraceId(id.hex()).setWithLogs(true).build();
      answers.add(search.trace(request).orElseThrow().toByteArray());
    }
    return answers;
  }

  @Test
  void answersAreTheSameBytesBeforeAndAfter() throws Exception {
    List<byte[]> before;
    try (SearchFixture fixture = filled()) {
      before = answers(fixture.search);
      assertThat(
              fixture
                  .search
                  .findings(ListFindingsRequest.newBuilder().setDetector("n-plus-one").build())
                  .getFindings(0)
                  .getTraceCount())
          .as("seen in the arguments, which are not stored")
          .isEqualTo(6);
      assertThat(
              fixture
                  .search
                  .services(ListServicesRequest.newBuilder().setService("orders").build())
                  .getOperationsList())
          .as("failed by what log records tell")
          .anyMatch(operation -> operation.getCount() == 6 && operation.getErrors() == 6);
    }
    try (SearchFixture stored = new SearchFixture(folder);
        TraceIndex fresh = TraceIndex.open(folder.resolve("fresh"), IndexSettings.DEFAULT)) {
      IndexRebuild.Outcome outcome =
          new IndexRebuild(stored.log, fresh, Settings.DEFAULT, OrderEvidence.NONE)
              .run(COMPLETE, (done, of) -> {});
      assertThat(outcome).isEqualTo(new IndexRebuild.Outcome(306, 300, 0));
      assertThat(fresh.lastCommit()).contains(COMPLETE);
      assertThat(answers(new Search(fresh, stored.log, Settings.DEFAULT, Search.Known.NOTHING)))
          .usingElementComparator(Arrays::compare)
          .containsExactlyElementsOf(before);
    }
  }

  @Test
  void copiesOfARecordThatWasReplayedAreOne() {
    LogRecord record = record(Attributes.EMPTY, TraceId.NONE, 0);
    try (SearchFixture fixture = new SearchFixture(folder)) {
      for (int copy = 0; copy < 3; copy++) {
        for (int ordinal = 0; ordinal < 4; ordinal++) {
          fixture.putLog(record, new LogKey(7, ordinal));
        }
      }
    }
    try (SearchFixture stored = new SearchFixture(folder);
        TraceIndex fresh = TraceIndex.open(folder.resolve("fresh"), IndexSettings.DEFAULT)) {
      IndexRebuild.Outcome outcome =
          new IndexRebuild(stored.log, fresh, Settings.DEFAULT, OrderEvidence.NONE)
              .run(COMPLETE, (done, of) -> {});
      assertThat(outcome.logs()).isEqualTo(4);
      assertThat(
              new Search(fresh, stored.log, Settings.DEFAULT, Search.Known.NOTHING)
                  .logs(SearchLogsRequest.getDefaultInstance())
                  .getMatched())
          .isEqualTo(4);
    }
  }

  @Test
  void aRebuildThatWasStoppedIsNotCommittedAndCanBeDoneAgain() {
    try (SearchFixture fixture = filled()) {
      assertThat(fixture.index.lastCommit()).isEmpty();
    }
    try (SearchFixture stored = new SearchFixture(folder);
        TraceIndex fresh = TraceIndex.open(folder.resolve("fresh"), IndexSettings.DEFAULT)) {
      IndexRebuild rebuild =
          new IndexRebuild(stored.log, fresh, Settings.DEFAULT, OrderEvidence.NONE).every(100);
      assertThatThrownBy(() ->
              rebuild.run(
                  COMPLETE,
                  (done, of) -> {
                    assertThat(done).isBetween(0L, of);
                    throw new CancellationException();
                  }))
          .isInstanceOf(CancellationException.class);
      assertThat(fresh.lastCommit()).isEmpty();
      assertThat(fresh.documentCount()).isPositive();
      rebuild.run(COMPLETE, (done, of) -> {});
      Search search = new Search(fresh, stored.log, Settings.DEFAULT, Search.Known.NOTHING);
      assertThat(search.coverage().getTraces()).isEqualTo(306);
      assertThat(search.coverage().getLogs()).isEqualTo(300);
    }
  }
}
