package io.longpole.query.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.evidence.OrderVotes;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.path.TraceVote;
import io.longpole.proto.query.v1.DurationQuantiles;
import io.longpole.proto.query.v1.EvidenceBelow;
import io.longpole.proto.query.v1.GetEvidenceRequest;
import io.longpole.proto.query.v1.GetTraceRequest;
import io.longpole.proto.query.v1.ListFindingsRequest;
import io.longpole.proto.query.v1.PredictChangeRequest;
import io.longpole.proto.query.v1.PredictChangeResponse;
import io.longpole.proto.query.v1.PredictedEndpoint;
import io.longpole.proto.query.v1.TraceChange;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeSearchTest {

  private static final long MS = 1_000_000;

  @TempDir Path folder;

  private static TraceId id(int number) {
    return new TraceId(0x4bf92f3577b34da6L, number);
  }

  /** Six requests of 11 to 16 queries (141 to 196 ms), and one of a single query (31 ms). */
  private static void fill(SearchFixture fixture) {
    for (int number = 1; number <= 6; number++) {
      fixture.put(id(number), SearchTest.loop(number, 10 + number), 1);
    }
    fixture.put(id(7), SearchTest.loop(7, 1), 1);
    fixture.index.refresh();
  }

  @Test
  void theMendingOfAFindingIsPredictedForItsEndpoint() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      fill(fixture);
      String fingerprint =
          fixture
              .search
              .findings(ListFindingsRequest.getDefaultInstance())
              .getFindings(0)
              .getFingerprint();

      PredictChangeResponse answer =
          fixture
              .search
              .change(
                  PredictChangeRequest.newBuilder()
                      .setFingerprint(fingerprint.substring(0, 8))
                      .build())
              .orElseThrow();

      assertThat(answer.getFinding().getDetector()).isEqualTo("n-plus-one");
      assertThat(answer.getPartial()).isFalse();
      PredictedEndpoint endpoint = answer.getEndpoints(0);
      assertThat(answer.getEndpointsCount()).isEqualTo(1);
      assertThat(endpoint.getEndpoint()).isEqualTo("orders GET /orders");
      assertThat(endpoint.getTraces()).isEqualTo(7);
      assertThat(endpoint.getTracesInWindow()).isEqualTo(7);
      assertThat(endpoint.getAffected()).isEqualTo(6);
      // one query of the median's 10 ms, between 5 before and 16 after it
      assertThat(endpoint.getBefore()).isEqualTo(p50(163 * MS));
      assertThat(endpoint.getAfter()).isEqualTo(p50(31 * MS));
      // carefully: one of twice the median, and the gaps of 1 ms stay: 40 + queries
      assertThat(endpoint.getAfterCarefully()).isEqualTo(p50(53 * MS));
      assertThat(endpoint.getMeanSavingNanos()).isEqualTo(825 * MS / 7);
    }
  }

  private static DurationQuantiles p50(long nanos) {
    return DurationQuantiles.newBuilder().setP50Nanos(nanos).build();
  }

  @Test
  void theChangeOfAnOperationIsPredicted() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      fill(fixture);
      PredictChangeRequest request =
          PredictChangeRequest.newBuilder()
              .setService("orders")
              .setOperation("SELECT shop.item")
              .setChange("scale")
              .setFactor(0.5)
              .build();

      PredictedEndpoint endpoint = fixture.search.change(request).orElseThrow().getEndpoints(0);

      assertThat(endpoint.getAffected()).isEqualTo(7);
      assertThat(endpoint.getBefore()).isEqualTo(p50(163 * MS));
      assertThat(endpoint.getAfter()).isEqualTo(p50((163 - 5 * 13) * MS));
      assertThat(endpoint.hasAfterCarefully()).isFalse();
    }
  }

  @Test
  void whatIsNotThereIsEmptyAndWhatMakesNoSenseIsSaid() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      fill(fixture);
      PredictChangeRequest.Builder unknown =
          PredictChangeRequest.newBuilder().setService("orders").setOperation("nothing");
      assertThat(fixture.search.change(unknown.setChange("remove").build())).isEmpty();
      assertThat(
              fixture.search.change(
                  PredictChangeRequest.newBuilder().setFingerprint("00000000").build()))
          .isEmpty();
      assertThatThrownBy(() -> fixture.search.change(unknown.setChange("magic").build()))
          .hasMessage("change=magic (scale, remove, batch, parallelise or no-retries is expected)");
      assertThatThrownBy(() -> fixture.search.change(PredictChangeRequest.newBuilder().build()))
          .hasMessage("service=, operation= (both are expected)");
    }
  }

  @Test
  void aTraceNamesItsBestChanges() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      fill(fixture);
      GetTraceRequest.Builder request = GetTraceRequest.newBuilder().setTraceId(id(3).hex());
      assertThat(fixture.search.trace(request.build()).orElseThrow().getBestChangesList())
          .isEmpty();

      List<TraceChange> changes =
          fixture
              .search
              .trace(request.setWithWhatIf(true).build())
              .orElseThrow()
              .getBestChangesList();

      assertThat(changes.get(0).getChange()).isEqualTo("mend");
      assertThat(changes.get(0).getDetector()).isEqualTo("n-plus-one");
      assertThat(changes.get(0).getSpans()).isEqualTo(13);
      assertThat(changes.get(0).getPredictedNanos()).isEqualTo(31 * MS);
      // own work of the root: 5 before, 12 gaps of 1, 16 after; half of 33, each part rounded
      assertThat(changes.get(1).getChange()).isEqualTo("halve");
      assertThat(changes.get(1).getPredictedNanos()).isEqualTo(163 * MS - 33 * MS / 2);
      assertThat(changes).hasSize(2);
    }
  }

  /** web 0-30 with a 0-10, then b 10-20; in some traces b begins while a still runs. */
  private static List<Span> pair(int number, boolean overlapping) {
    TraceId id = id(number);
    Resource web = new Resource(Attributes.of("service.name", "web", "service.version", "1.2"));
    return List.of(
        Span.builder(id, 1)
            .name("GET /")
            .kind(SpanKind.SERVER)
            .times(0, 30 * MS)
            .resource(web)
            .build(),
        Span.builder(id, 2)
            .parent(1)
            .name("a")
            .kind(SpanKind.INTERNAL)
            .times(0, 10 * MS)
            .resource(web)
            .build(),
        Span.builder(id, 3)
            .parent(1)
            .name("b")
            .kind(SpanKind.INTERNAL)
            .times((overlapping ? 5 : 10) * MS, 20 * MS)
            .resource(web)
            .build());
  }

  @Test
  void whatWasLearnedOfTheOrderOfCallsIsShown() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      OrderVotes votes = new OrderVotes();
      TraceVote voter = new Analysis(Settings.DEFAULT).voter(votes);
      for (int number = 1; number <= 40; number++) {
        List<Span> spans = pair(number, number <= 4);
        voter.cast(SearchFixture.analysis(id(number), spans).trace());
        fixture.put(id(number), spans, 1);
      }
      fixture.index.refresh();
      LearnedOrder order =
          new LearnedOrder() {
            @Override
            public OrderEvidence evidence() {
              return votes.evidence();
            }

            @Override
            public Optional<OrderVotes> votes() {
              return Optional.of(votes);
            }
          };
      Search search =
          new Search(
              fixture.index, fixture.log, Settings.DEFAULT, new Search.Known(Losses.NONE, order));

      var answer =
          search
              .evidence(
                  GetEvidenceRequest.newBuilder().setService("web").setOperation("GET /").build())
              .orElseThrow();

      assertThat(answer.getEvidenceTraces()).isEqualTo(40);
      EvidenceBelow below = answer.getVersions(0);
      assertThat(below.getServiceVersion()).isEqualTo("1.2");
      assertThat(below.getChildrenList())
          .extracting(child -> child.getChild() + " " + child.getTraces() + " " + child.getEnding())
          .containsExactlyInAnyOrder("web a (internal) 40 sync", "web b (internal) 40 sync");
      assertThat(below.getPairsList())
          .filteredOn(pair -> pair.getFirst().startsWith("web a"))
          .singleElement()
          .satisfies(pair -> {
            assertThat(pair.getSecond()).isEqualTo("web b (internal)");
            assertThat(pair.getWaited()).isEqualTo(36);
            assertThat(pair.getRefuted()).isEqualTo(4);
            assertThat(pair.getRefutingTraces()).isEqualTo(4);
            assertThat(pair.getState()).isEqualTo("refuted");
          });
      assertThat(
              search.evidence(
                  GetEvidenceRequest.newBuilder().setService("web").setOperation("x").build()))
          .isEmpty();
    }
  }
}
