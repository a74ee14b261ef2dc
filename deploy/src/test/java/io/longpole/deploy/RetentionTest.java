package io.longpole.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.assembly.AssemblySettings;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.TraceId;
import io.longpole.collector.log.LogCycle;
import io.longpole.collector.log.LogSettings;
import io.longpole.collector.log.RecordLog;
import io.longpole.proto.query.v1.Coverage;
import io.longpole.query.index.CommitPoint;
import io.longpole.query.index.Deadline;
import io.longpole.query.index.IndexSettings;
import io.longpole.query.index.IndexView;
import io.longpole.query.index.IndexedTrace;
import io.longpole.query.index.TraceIndex;
import io.longpole.query.search.Search;
import io.longpole.query.store.Location;
import io.longpole.query.store.LogKey;
import io.longpole.query.store.StoredLog;
import io.longpole.query.store.StoredTrace;
import io.longpole.query.store.TraceLog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {

  private static final long MUCH = 1L << 40;
  private static final int TRACES_PER_CYCLE = 20;

  @TempDir Path folder;

  private RecordLog spanLog;
  private TraceLog traceLog;
  private TraceIndex index;
  private final PipelineCounters counters = new PipelineCounters();
  private final Random random = new Random(1);
  private long epochNanos = EpochClock.nanos();
  private long steadyNanos;
  private int nextTrace = 1;
  private long tracesBeforeDeletion;

  @BeforeEach
  void open() throws Exception {
    LogSettings tiny =
        LogSettings.DEFAULT.withBlockBytes(1 << 20).withCycle(1, Duration.ofHours(1));
    spanLog = RecordLog.open(folder.resolve("spans"), tiny);
    traceLog = new TraceLog(RecordLog.open(folder.resolve("traces"), tiny));
    index = TraceIndex.open(folder.resolve("index"), IndexSettings.DEFAULT);
    for (int cycle = 0; cycle < 5; cycle++) {
      fillCycle();
    }
    index.refresh();
    assertThat(traceLog.cycles().size()).isGreaterThanOrEqualTo(5);
  }

  @AfterEach
  void close() {
    index.close();
    traceLog.close();
    spanLog.close();
  }

  /** A cycle is full with its first block: traces and log records come to one each. */
  private void fillCycle() throws Exception {
    for (int i = 0; i < TRACES_PER_CYCLE; i++) {
      TraceId id = new TraceId(7, nextTrace++);
      Span root =
          Span.builder(id, random.nextLong())
              .name("GET /")
              .times(1_000, 2_000)
              .resource(Resource.ofService("web"))
              .build();
      StoredTrace stored = new StoredTrace(id, 1, nextTrace, List.of(root));
      Location location = traceLog.append(stored);
      index.put(
          new IndexedTrace(
              new Analysis(Settings.DEFAULT)
                  .of(Assembly.assemble(id, stored.spans(), List.of(), AssemblySettings.DEFAULT)),
              location,
              1,
              nextTrace),
          false);
    }
    traceLog.flush();
    StoredLog log =
        new StoredLog(
            new LogKey(nextTrace, 0),
            new LogRecord(
                5,
                9,
                "",
                "hello",
                "",
                Attributes.EMPTY,
                Resource.EMPTY,
                Scope.EMPTY,
                TraceId.NONE,
                0));
    index.putLog(log, traceLog.logs().append(log), false);
    traceLog.flush();
  }

  private Retention retention(Duration age, long bytes) {
    return new Retention(
        new Retention.Stores(
            traceLog, index, spanLog, () -> tracesBeforeDeletion = coverage().getTraces()),
        new Retention.Limits(age, bytes),
        new Retention.Clocks(() -> epochNanos, () -> steadyNanos),
        counters);
  }

  private void commit(Retention retention) {
    index.commit(new CommitPoint(0, "spans", Map.of()));
    retention.committed();
  }

  private void pass(Duration time) {
    epochNanos += time.toNanos();
    steadyNanos += time.toNanos();
  }

  private Coverage coverage() {
    return new Search(index, traceLog, Settings.DEFAULT, Search.Known.NOTHING).coverage();
  }

  @Test
  void whatIsOldAtTwoLooksAnHourApartIsDeletedInTheIndexThenInTheLog() {
    int cycles = traceLog.cycles().size();
    Retention retention = retention(Duration.ofDays(7), MUCH);
    pass(Duration.ofDays(8));
    retention.look();
    pass(Duration.ofMinutes(59));
    retention.look();
    assertThat(coverage().getTraces()).isEqualTo(5 * TRACES_PER_CYCLE);
    pass(Duration.ofMinutes(2));
    retention.look();
    assertThat(coverage().getTraces()).isLessThanOrEqualTo(TRACES_PER_CYCLE);
    assertThat(tracesBeforeDeletion).as("looked at before").isEqualTo(5 * TRACES_PER_CYCLE);
    assertThat(traceLog.cycles()).as("not before the commit").hasSize(cycles);
    retention.look();
    assertThat(traceLog.cycles()).hasSize(cycles);
    commit(retention);
    retention.look();
    assertThat(traceLog.cycles()).as("the current one stays").hasSize(1);
    assertThat(counters.value("cycles.deleted", "age")).isEqualTo(cycles - 1);
    assertThat(counters.value("bytes.deleted", "age")).isPositive();
    assertThat(counters.value("traces.deleted", "age") + coverage().getTraces())
        .isEqualTo(5 * TRACES_PER_CYCLE);
    assertThat(counters.value("logs.deleted", "age") + coverage().getLogs()).isEqualTo(5);
    assertThat(counters.value("cycles.deleted", "size")).isZero();
  }

  @Test
  void aClockThatStepsForAWhileDeletesNothing() {
    Retention retention = retention(Duration.ofDays(7), MUCH);
    for (int look = 0; look < 50; look++) {
      long right = epochNanos;
      epochNanos += look % 20 < 10 ? Duration.ofDays(30).toNanos() : 0; // wrong for ten minutes
      retention.look();
      commit(retention);
      epochNanos = right;
      pass(Duration.ofMinutes(1));
    }
    epochNanos -= Duration.ofDays(400).toNanos();
    retention.look();
    assertThat(coverage().getTraces()).isEqualTo(5 * TRACES_PER_CYCLE);
  }

  @Test
  void whenThereIsTooMuchTheOldestGoAndNoMoreThanMust() {
    List<LogCycle> before = traceLog.cycles();
    long total = traceLog.allocatedBytes() + index.liveBytes() + spanLog.allocatedBytes();
    long toGo = before.get(0).bytes() + before.get(1).bytes() / 2;
    Retention retention = retention(Duration.ofDays(7), total - toGo);
    retention.look();
    commit(retention);
    retention.look();
    List<LogCycle> after = traceLog.cycles();
    assertThat(after.getFirst().startPosition())
        .isGreaterThan(before.get(0).startPosition())
        .isLessThan(before.getLast().startPosition());
    int gone = before.size() - after.size();
    assertThat(counters.value("cycles.deleted", "size")).isEqualTo(gone);
    for (int look = 0; look < 5; look++) {
      pass(Duration.ofMinutes(1));
      retention.look();
      commit(retention);
    }
    assertThat(traceLog.cycles()).hasSameSizeAs(after);
  }

  @Test
  void whatTheIndexStillNamesCanBeRead() {
    long total = traceLog.allocatedBytes() + index.liveBytes() + spanLog.allocatedBytes();
    Retention retention = retention(Duration.ofDays(7), total - traceLog.cycles().get(0).bytes());
    retention.look();
    commit(retention);
    retention.look();
    int found = 0;
    for (int number = 1; number < nextTrace; number++) {
      TraceId id = new TraceId(7, number);
      var existing = index.find(id);
      if (existing.isPresent()) {
        found++;
        assertThat(traceLog.read(id, existing.get().location())).isPresent();
      }
    }
    assertThat(found).isBetween(1, nextTrace - 2);
  }

  @Test
  void aQueryThatBeganBeforeStillReadsWhatItFound() {
    TraceId first = new TraceId(7, 1);
    Location location = index.find(first).orElseThrow().location();
    int cycles = traceLog.cycles().size();
    Retention retention = retention(Duration.ofDays(7), 1);
    try (IndexView query = index.view(Deadline.in(Duration.ofMinutes(1)))) {
      retention.look();
      commit(retention);
      retention.look();
      assertThat(query.find(first)).isPresent();
      assertThat(index.find(first)).isEmpty();
      assertThat(traceLog.cycles()).hasSize(cycles);
      assertThat(traceLog.read(first, location)).isPresent();
      try (IndexView later = index.view(Deadline.in(Duration.ofMinutes(1)))) {
        assertThat(later.find(first)).isEmpty();
      }
    }
    try (IndexView later = index.view(Deadline.in(Duration.ofMinutes(1)))) {
      assertThat(later.find(first)).isEmpty();
      retention.look(); // who came after the deletion is not waited for
    }
    assertThat(traceLog.cycles()).hasSize(1);
  }

  @Test
  void afterTheIndexWentBackItIsDecidedAnew() {
    Retention retention = retention(Duration.ofDays(7), 1);
    int cycles = traceLog.cycles().size();
    retention.look();
    retention.restarted();
    commit(retention);
    retention.look();
    assertThat(traceLog.cycles()).hasSize(cycles);
    pass(Duration.ofNanos(TimeUnit.MINUTES.toNanos(1)));
    retention.look();
    commit(retention);
    retention.look();
    assertThat(traceLog.cycles()).hasSize(1);
  }

  @Test
  void fileTimesAreReadAsTheyAre() {
    assertThat(traceLog.cycles().getFirst().lastWrite())
        .isBetween(Instant.now().minusSeconds(3_600), Instant.now().plusSeconds(60));
  }
}
