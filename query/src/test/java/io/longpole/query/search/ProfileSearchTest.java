package io.longpole.query.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.assembly.AssemblySettings;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.profile.ProfileLimits;
import io.longpole.analyzer.profile.ProfileRecorder;
import io.longpole.proto.query.v1.EndpointProfile;
import io.longpole.proto.query.v1.GetProfileRequest;
import io.longpole.proto.query.v1.Profile;
import io.longpole.proto.query.v1.Window;
import io.longpole.query.ShopTraces;
import io.longpole.query.index.CommitPoint;
import io.longpole.query.index.IndexRebuild;
import io.longpole.query.index.IndexSettings;
import io.longpole.query.index.TraceIndex;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileSearchTest {

  private static final long MS = 1_000_000;
  private static final long MINUTE = 60_000 * MS;
  private static final long HOUR = 60 * MINUTE;

  /** The beginning of an hour. */
  private static final long START = ShopTraces.EPOCH_NANOS / HOUR * HOUR;

  @TempDir Path folder;

  private final Analysis analysis = new Analysis(Settings.DEFAULT);
  private final ProfileRecorder recorder = analysis.profiler(ProfileLimits.DEFAULT);
  private long number;

  /** A request of 100 ms that waits so long for its store. */
  private Trace request(String operation, long startNanos, long storeMs, String version) {
    Resource web = new Resource(Attributes.of("service.name", "web", "service.version", version));
    TraceId id = new TraceId(9, ++number);
    return Assembly.assemble(
        id,
        List.of(
            Span.builder(id, 1)
                .name(operation)
                .kind(SpanKind.SERVER)
                .times(startNanos, startNanos + 100 * MS)
                .resource(web)
                .build(),
            Span.builder(id, 2)
                .parent(1)
                .name("select")
                .kind(SpanKind.CLIENT)
                .times(startNanos, startNanos + storeMs * MS)
                .resource(web)
                .build()),
        List.of(),
        AssemblySettings.DEFAULT);
  }

  private void record(Trace trace) {
    recorder.add(trace, analysis.path(trace, OrderEvidence.NONE));
  }

  private void put(SearchFixture fixture, long position) {
    fixture.index.putProfiles(recorder.drain(), position);
  }

  private static Profile ask(SearchFixture fixture, GetProfileRequest.Builder request) {
    return fixture.search.profile(request.build());
  }

  private static GetProfileRequest.Builder of(String endpoint) {
    return GetProfileRequest.newBuilder().setEndpoint(endpoint);
  }

  private static List<String> paths(EndpointProfile endpoint) {
    return endpoint.getBands(0).getPathsList().stream()
        .map(path ->
            String.join(" > ", path.getFramesList())
                + " "
                + path.getNanos() / MS
                + " ms"
                + (path.getVersion().isEmpty() ? "" : " " + path.getVersion()))
        .toList();
  }

  @Test
  void partsOfAMinuteAndMinutesAddUpAlsoAfterARestart() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      for (int part = 0; part < 3; part++) {
        record(request("GET /cart", START + part, 60, "1"));
        record(request("GET /cart", START + MINUTE + part, 70, "2"));
        put(fixture, part);
      }
      fixture.index.commit(new CommitPoint(0, "log", Map.of()));
    }
    try (SearchFixture fixture = new SearchFixture(folder)) {
      Profile profile = ask(fixture, of("web GET /cart"));
      assertThat(profile.getWindow().getFromUnixNanos()).isEqualTo(START);
      assertThat(profile.getWindow().getToUnixNanos()).isEqualTo(START + 2 * MINUTE);
      EndpointProfile endpoint = profile.getEndpoints(0);
      assertThat(endpoint.getTraces()).isEqualTo(6);
      assertThat(endpoint.getNanos()).isEqualTo(600 * MS);
      assertThat(endpoint.getP50Nanos()).isBetween(99 * MS, 101 * MS);
      assertThat(paths(endpoint))
          .containsExactly("web GET /cart > web select 390 ms", "web GET /cart 210 ms");
      assertThat(paths(ask(fixture, of("GET /cart").setByVersion(true)).getEndpoints(0)))
          .containsExactly(
              "web GET /cart > web select 210 ms 2",
              "web GET /cart > web select 180 ms 1",
              "web GET /cart 120 ms 1",
              "web GET /cart 90 ms 2");
      assertThat(endpoint.getBands(0).getPaths(0).getExemplarsList())
          .extracting(exemplar -> exemplar.getNanos() / MS)
          .containsExactly(70L, 70L, 70L);
    }
  }

  @Test
  void windowsThatTheQuestionTouchesCount() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      for (int minute = 0; minute < 5; minute++) {
        record(request("GET /cart", START + minute * MINUTE, 60, "1"));
      }
      put(fixture, 1);
      fixture.index.refresh();
      Window window =
          Window.newBuilder()
              .setFromUnixNanos(START + 2 * MINUTE - 1)
              .setToUnixNanos(START + 3 * MINUTE)
              .build();
      Profile profile = ask(fixture, of("GET /cart").setWindow(window));
      assertThat(profile.getEndpoints(0).getTraces()).isEqualTo(2);
      assertThat(profile.getWindow().getFromUnixNanos()).isEqualTo(START + MINUTE);
      assertThat(profile.getWindow().getToUnixNanos()).isEqualTo(START + 3 * MINUTE);
    }
  }

  @Test
  void mergingMinutesAndHoursChangesNoAnswerAndLeavesFewDocuments() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      for (int i = 0; i < 600; i++) {
        record(request("GET /" + "ab".charAt(i % 2), START + i % 10 * (12 * MINUTE), i % 90, "1"));
        if (i % 50 == 49) {
          put(fixture, i);
        }
      }
      fixture.index.refresh();
      byte[] before = ask(fixture, of("GET /a")).toByteArray();
      for (int commit = 0; commit < 5; commit++) {
        fixture.index.mergeProfiles(START + 2 * HOUR + 2 * MINUTE);
      }
      fixture.index.refresh();
      assertThat(ask(fixture, of("GET /a")).toByteArray()).isEqualTo(before);
      assertThat(count(fixture)).as("each endpoint has five minutes").isEqualTo(2 * 5);
      record(request("GET /a", START, 1, "1"));
      put(fixture, 601);
      for (int commit = 0; commit < 5; commit++) {
        fixture.index.mergeProfiles(START + 6 * HOUR);
      }
      fixture.index.refresh();
      assertThat(count(fixture)).isEqualTo(2 * 2);
      Profile after = ask(fixture, of("GET /a"));
      assertThat(after.getEndpoints(0).getTraces()).isEqualTo(301);
      assertThat(after.getWindow().getToUnixNanos()).isEqualTo(START + 2 * HOUR);
      fixture.index.deleteBefore(601);
      assertThat(ask(fixture, of("GET /a")).getEndpoints(0).getTraces())
          .as("the first hour has a trace that stays")
          .isEqualTo(181);
      fixture.index.deleteBefore(602);
      assertThat(ask(fixture, GetProfileRequest.newBuilder()).getEndpointsCount()).isZero();
    }
  }

  private static long count(SearchFixture fixture) {
    fixture.index.shrink();
    return fixture.index.profileDocuments();
  }

  @Test
  void withoutAnEndpointAllAreListedWithTheirTopPath() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      record(request("GET /cart", START, 60, "1"));
      record(request("GET /item", START, 20, "1"));
      record(request("GET /item", START, 20, "1"));
      put(fixture, 1);
      fixture.index.refresh();
      Profile profile = ask(fixture, GetProfileRequest.newBuilder());
      assertThat(profile.getEndpointsList())
          .extracting(EndpointProfile::getOperation)
          .containsExactly("GET /item", "GET /cart");
      assertThat(paths(profile.getEndpoints(0))).containsExactly("web GET /item 160 ms");
      assertThat(paths(profile.getEndpoints(1)))
          .containsExactly("web GET /cart > web select 60 ms");
    }
  }

  @Test
  void anUnknownEndpointNamesTheNearestAndAnUnknownBandIsRefused() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      assertThatThrownBy(() -> ask(fixture, of("GET /cart")))
          .isInstanceOf(NoSuchElementException.class)
          .hasMessageContaining("No endpoint has a profile yet");
      assertThat(ask(fixture, GetProfileRequest.newBuilder()).getEndpointsCount()).isZero();
      for (String operation : List.of("GET /cart", "GET /card/new", "POST /orders", "GET /x")) {
        record(request(operation, START, 60, "1"));
      }
      put(fixture, 1);
      fixture.index.refresh();
      assertThatThrownBy(() -> ask(fixture, of("web get /car")))
          .isInstanceOf(NoSuchElementException.class)
          .hasMessage(
              "No endpoint 'web get /car' has a profile; the nearest are 'web GET /cart',"
                  + " 'web GET /card/new', 'web GET /x'");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ask(fixture, of("web GET /cart").addBands("p95")))
          .withMessageContaining("band=p95");
      assertThat(ask(fixture, of("web GET /cart").addBands("p99")).getEndpoints(0).getBands(0))
          .satisfies(band -> assertThat(band.getBand()).isEqualTo("p99+"));
    }
  }

  @Test
  void aRebuildMakesThemAnewEvenAfterOneThatWasStopped() throws Exception {
    byte[] expected;
    try (SearchFixture fixture = new SearchFixture(folder)) {
      ShopTraces shop = new ShopTraces(4);
      for (int i = 0; i < 200; i++) {
        TraceId id = shop.nextId();
        profile(fixture.put(id, shop.next(id, 2 + i % 20), 1), true);
        if (i % 10 == 0) {
          profile(fixture.put(id, shop.next(id, 30), 2), false);
        }
      }
      put(fixture, 1);
      fixture.index.refresh();
      Profile profile = ask(fixture, GetProfileRequest.newBuilder());
      assertThat(profile.getLateTraces()).isEqualTo(20);
      expected = profile.toByteArray();
    }
    try (SearchFixture stored = new SearchFixture(folder);
        TraceIndex fresh = TraceIndex.open(folder.resolve("fresh"), IndexSettings.DEFAULT)) {
      IndexRebuild rebuild =
          new IndexRebuild(stored.log, fresh, Settings.DEFAULT, OrderEvidence.NONE).every(50);
      CommitPoint complete = new CommitPoint(0, "spans", Map.of());
      assertThatThrownBy(() ->
              rebuild.run(
                  complete,
                  (done, of) -> {
                    throw new java.util.concurrent.CancellationException();
                  }))
          .isInstanceOf(java.util.concurrent.CancellationException.class);
      rebuild.run(complete, (done, of) -> {});
      Search search = new Search(fresh, stored.log, Settings.DEFAULT, Search.Known.NOTHING);
      assertThat(search.profile(GetProfileRequest.getDefaultInstance()).toByteArray())
          .isEqualTo(expected);
    }
  }

  private void profile(io.longpole.analyzer.TraceAnalysis analysed, boolean first) {
    if (first) {
      recorder.add(analysed.trace(), analysed.path());
    } else {
      recorder.addLate(analysed.trace());
    }
  }
}
