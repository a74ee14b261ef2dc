package io.longpole.query.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.assembly.AssemblySettings;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import io.longpole.query.store.Location;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceIndexTest {

  @TempDir Path folder;

  private TraceIndex open() {
    return TraceIndex.open(folder.resolve("index"), IndexSettings.DEFAULT);
  }

  private static TraceId id(int number) {
    return new TraceId(0, number);
  }

  private static IndexedTrace trace(int number, long durationNanos, int version) {
    Span root =
        Span.builder(id(number), 1)
            .name("GET /cart")
            .kind(SpanKind.SERVER)
            .times(1_000, 1_000 + durationNanos)
            .resource(Resource.ofService("cart"))
            .attributes(Attributes.of("order", "o" + number, "http.response.status_code", 200))
            .build();
    Trace assembled =
        Assembly.assemble(id(number), List.of(root), List.of(), AssemblySettings.DEFAULT);
    return new IndexedTrace(
        new Analysis(Settings.DEFAULT).of(assembled),
        new Location(10L * number, number),
        version,
        100L * number);
  }

  private static TraceHits search(TraceIndex index, TraceQuery query) {
    try (IndexView view = index.view(Deadline.in(Duration.ofMinutes(1)))) {
      return view.traces(query, (id, existing) -> true);
    }
  }

  @Test
  void tracesAreFoundByIdBeforeAndAfterTheRefresh() {
    try (TraceIndex index = open()) {
      assertThat(index.find(id(1))).isEmpty();
      index.put(trace(1, 5, 1), false);
      assertThat(index.find(id(1))).contains(new Existing(new Location(10, 1), 1, 100));
      index.refresh();
      assertThat(index.find(id(1))).contains(new Existing(new Location(10, 1), 1, 100));
      assertThat(index.find(id(2))).isEmpty();
      index.put(trace(1, 7, 2), true);
      assertThat(index.find(id(1)).orElseThrow().version()).isEqualTo(2);
      index.refresh();
      assertThat(index.find(id(1)).orElseThrow().version()).isEqualTo(2);
    }
  }

  @Test
  void slowestTracesComeFirstAndOfEqualDurationTheSmallestId() {
    try (TraceIndex index = open()) {
      for (int i = 1; i <= 5; i++) {
        index.put(trace(i, i == 3 ? 90 : 50, 1), false);
      }
      assertThat(search(index, TraceQuery.ALL).matched()).isZero();
      index.refresh();
      TraceHits hits = search(index, TraceQuery.ALL);
      assertThat(hits.matched()).isEqualTo(5);
      assertThat(hits.hits().stream().map(TraceHit::id))
          .containsExactly(id(3), id(1), id(2), id(4), id(5));
      assertThat(hits.hits().getFirst().line().service()).isEqualTo("cart");
    }
  }

  @Test
  void aReopenedTraceReplacesItself() {
    try (TraceIndex index = open()) {
      index.put(trace(1, 5, 1), false);
      index.refresh();
      index.put(trace(1, 7, 2), true);
      index.refresh();
      TraceHits hits = search(index, TraceQuery.ALL);
      assertThat(hits.matched()).isEqualTo(1);
      assertThat(hits.hits().getFirst().durationNanos()).isEqualTo(7);
    }
  }

  @Test
  void whatWasCommittedIsThereAfterOpeningAgainAndWhatWasNotIsGone() {
    CommitPoint point = new CommitPoint(4711, "log-1", Map.of("spans.received", 12L));
    try (TraceIndex index = open()) {
      assertThat(index.lastCommit()).isEmpty();
      index.put(trace(1, 5, 1), false);
      index.commit(point);
      index.put(trace(2, 5, 1), false);
    }
    try (TraceIndex index = open()) {
      assertThat(index.lastCommit()).contains(point);
      assertThat(index.find(id(1))).isPresent();
      assertThat(index.find(id(2))).isEmpty();
    }
  }

  @Test
  void anIndexThatCannotBeReadIsMovedAsideAndANewOneBegun() throws Exception {
    try (TraceIndex index = open()) {
      index.put(trace(1, 5, 1), false);
      index.commit(new CommitPoint(1, "log-1", Map.of()));
    }
    Path index = folder.resolve("index");
    try (Stream<Path> files = Files.list(index)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().contains("segments")).toList()) {
        Files.write(file, new byte[] {1, 2, 3});
      }
    }
    try (TraceIndex fresh = open()) {
      assertThat(fresh.lastCommit()).isEmpty();
      assertThat(fresh.find(id(1))).isEmpty();
      assertThat(folder.resolve("index.damaged")).isDirectory();
      fresh.put(trace(1, 5, 1), false);
      assertThat(fresh.find(id(1))).isPresent();
    }
  }

  @Test
  void aCommitOfAnotherFormatIsRefusedByName() {
    Map<String, String> newer = new HashMap<>(new CommitPoint(1, "log-1", Map.of()).toCommitData());
    newer.put("longpole.format", "99");
    assertThatThrownBy(() -> CommitPoint.of(newer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("format 99")
        .hasMessageContaining("reads format " + Fields.FORMAT_VERSION);
  }

  @Test
  void oneProcessOwnsTheFolder() {
    try (TraceIndex first = open()) {
      assertThat(first.documentCount()).isZero();
      assertThatThrownBy(this::open).hasMessageContaining("in use by another process");
    }
  }

  @Test
  void whenWritingFailsTheIndexGoesBackToItsLastCommitAndAsksForReplay() throws Exception {
    try (TraceIndex index = open()) {
      index.put(trace(1, 5, 1), false);
      index.commit(new CommitPoint(1, "log-1", Map.of()));
      index.put(trace(2, 5, 1), false);
      try (Stream<Path> files = Files.list(folder.resolve("index"))) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder.resolve("index"));
      assertThatThrownBy(() -> index.commit(new CommitPoint(2, "log-1", Map.of())))
          .isInstanceOfSatisfying(
              ReplayNeededException.class, lost -> assertThat(lost.from()).isEmpty());
      assertThat(index.find(id(2))).isEmpty();
      index.put(trace(1, 5, 1), true);
      index.refresh();
      assertThat(search(index, TraceQuery.ALL).matched()).isEqualTo(1);
    }
  }

  @Test
  void attributesThatAreSecretAreNotFound() {
    try (TraceIndex index = open()) {
      Span root =
          Span.builder(id(1), 1)
              .name("GET /cart")
              .times(1_000, 2_000)
              .attributes(
                  Attributes.of(
                      "db.user", "root",
                      "db.system.name", "mysql",
                      "db.query.text", "SELECT * FROM card WHERE number = \"4711\"",
                      "url.full", "http://shop/pay?token=abc&id=7"))
              .build();
      Trace assembled =
          Assembly.assemble(id(1), List.of(root), List.of(), AssemblySettings.DEFAULT);
      index.put(
          new IndexedTrace(new Analysis(Settings.DEFAULT).of(assembled), new Location(1, 0), 1, 1),
          false);
      index.refresh();
      assertThat(matched(index, "db.user", "root")).isZero();
      assertThat(matched(index, "db.query.text", "SELECT * FROM card WHERE number = \"4711\""))
          .isZero();
      assertThat(matched(index, "db.query.text", "SELECT * FROM card WHERE number = ?"))
          .isEqualTo(1);
      assertThat(matched(index, "url.full", "http://shop/pay?token=abc&id=7")).isZero();
      assertThat(matched(index, "url.full", "http://shop/pay?token=REDACTED&id=7")).isEqualTo(1);
    }
  }

  private static long matched(TraceIndex index, String key, String value) {
    TraceQuery.Attribute attribute = new TraceQuery.Attribute(key, value);
    TraceQuery query =
        new TraceQuery(
            Interval.ALL, "", "", 0, Long.MAX_VALUE, false, List.of(attribute), "", "", 20);
    return search(index, query).matched();
  }
}
