package io.longpole.query.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.TraceId;
import io.longpole.collector.log.LogSettings;
import io.longpole.collector.log.RecordLog;
import io.longpole.query.RandomSpans;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredLogsTest {

  private static final LogSettings SMALL_CYCLES =
      LogSettings.DEFAULT.withBlockBytes(1 << 20).withCycle(50_000, Duration.ofHours(1));

  @TempDir Path folder;

  private TraceLog open() {
    return new TraceLog(RecordLog.open(folder, SMALL_CYCLES));
  }

  private static LogRecord record(long seed) {
    Random random = new Random(seed);
    RandomSpans values = new RandomSpans(seed);
    return new LogRecord(
        random.nextLong(),
        random.nextInt(25),
        random.nextBoolean() ? "" : "Warnung",
        random.nextBoolean() ? "größer 🙂" : "",
        random.nextBoolean() ? "" : "exception",
        values.attributes(2),
        new Resource(values.attributes(1)),
        new Scope("scope", "1", values.attributes(1)),
        random.nextBoolean() ? TraceId.NONE : new TraceId(random.nextLong(), random.nextLong()),
        random.nextBoolean() ? 0 : random.nextLong());
  }

  private static StoredLog log(long seed) {
    return new StoredLog(new LogKey(1_000 + seed / 10, (int) (seed % 10)), record(seed));
  }

  @Test
  void everyRecordOfABlockComesBackAsItWas() {
    LogBlockWriter writer = new LogBlockWriter();
    for (int round = 0; round < 2; round++) {
      writer.clear();
      for (int seed = 0; seed < 200; seed++) {
        assertThat(writer.add(log(seed))).isEqualTo(seed);
      }
      LogBlock block = new LogBlock(writer.finish(77).copy());
      assertThat(block.size()).isEqualTo(200);
      assertThat(block.isAt(77, 90)).isTrue();
      assertThat(block.isAt(78, 90)).isFalse();
      for (int seed = 0; seed < 200; seed++) {
        assertThat(block.log(seed)).as("seed %s", seed).isEqualTo(log(seed));
      }
    }
  }

  @Test
  void theLayoutOfVersion1DoesNotChange() {
    LogBlockWriter writer = new LogBlockWriter();
    LogRecord log =
        new LogRecord(
            5,
            9,
            "INFO",
            "hi",
            "",
            io.longpole.analyzer.model.Attributes.of("n", 3L),
            Resource.EMPTY,
            Scope.EMPTY,
            TraceId.parse("4bf92f3577b34da6a3ce929d0e0e4736"),
            7);
    writer.add(new StoredLog(new LogKey(40, 2), log));
    assertThat(HexFormat.of().formatHex(writer.finish(11).copy()))
        .isEqualTo(
            "0b" // begun at 11
                + "061813" // lengths of the sections
                + "0150020a0313" // one: position 40, ordinal 2, time 5, both ids, 19 bytes
                + "a64db377352ff94b36470e0e9d92cea30700000000000000"
                + "0904494e464f0268690001016e020600000000");
  }

  @Test
  void damagedBlocksNeverGiveAnythingButAnErrorOrARecord() {
    LogBlockWriter writer = new LogBlockWriter();
    for (int seed = 0; seed < 30; seed++) {
      writer.add(log(seed));
    }
    byte[] whole = writer.finish(1).copy();
    Random random = new Random(3);
    int refused = 0;
    for (int round = 0; round < 3_000; round++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        LogBlock read = new LogBlock(damaged);
        for (int i = 0; i < read.size(); i++) {
          read.log(i);
        }
      } catch (CorruptBlockException | IllegalArgumentException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
    for (int length = 0; length < whole.length; length += 7) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> new LogBlock(cut)).isInstanceOf(CorruptBlockException.class);
    }
  }

  @Test
  void recordsAreFoundAmongTracesOverManyCyclesAndOpenings() throws Exception {
    Map<Location, StoredLog> kept = new LinkedHashMap<>();
    for (int opening = 0; opening < 3; opening++) {
      try (TraceLog log = open()) {
        fill(log, opening, kept);
        assertThat(log.cycles()).hasSizeGreaterThan(2);
        assertAllThere(log, kept);
      }
    }
    try (TraceLog log = open()) {
      assertAllThere(log, kept);
      List<StoredLog> all = new ArrayList<>();
      assertThat(log.forEach(collect(log, all))).isZero();
      assertThat(all).containsExactlyElementsOf(kept.values());
    }
  }

  private static void fill(TraceLog log, int opening, Map<Location, StoredLog> kept)
      throws Exception {
    RandomSpans spans = new RandomSpans(opening);
    for (int i = 0; i < 2_000; i++) {
      StoredLog stored = log(opening * 2_000L + i);
      assertThat(kept.put(log.logs().append(stored), stored)).isNull();
      TraceId id = new TraceId(opening, i + 1);
      log.append(new StoredTrace(id, 1, 1, spans.spans(id, 3)));
    }
  }

  private static void assertAllThere(TraceLog log, Map<Location, StoredLog> kept) {
    kept.forEach(
        (location, stored) -> assertThat(log.logs().read(location)).contains(stored.log()));
  }

  private static TraceLog.Sink collect(TraceLog log, List<StoredLog> all) {
    return new TraceLog.Sink() {
      @Override
      public void trace(Location location, StoredTrace trace) {}

      @Override
      public void log(Location location, StoredLog stored) {
        all.add(stored);
        assertThat(log.logs().read(location)).contains(stored.log());
      }
    };
  }

  @Test
  void whatWasReleasedIsNotTakenForAnother() throws Exception {
    Map<Location, StoredLog> kept = new LinkedHashMap<>();
    try (TraceLog log = open()) {
      fill(log, 0, kept);
      log.flush();
      long boundary = log.cycles().get(1).startPosition();
      Location first = kept.keySet().iterator().next();
      assertThat(log.releaseBefore(boundary)).isEqualTo(1);
      assertThat(log.logs().read(new Location(first.position(), first.ordinal() + 100_000)))
          .isEmpty();
    }
    try (TraceLog log = open()) { // without what is remembered of blocks
      Location first = kept.keySet().iterator().next();
      assertThat(log.logs().read(first)).isEmpty();
    }
  }

  @Test
  void aDamagedBlockCostsItselfAlone() throws Exception {
    Map<Location, StoredLog> kept = new LinkedHashMap<>();
    try (TraceLog log = open()) {
      fill(log, 0, kept);
    }
    Path file;
    try (Stream<Path> files = Files.walk(folder)) {
      file =
          files
              .filter(Files::isRegularFile)
              .max(java.util.Comparator.comparingLong(path -> path.toFile().length()))
              .orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 4;
    Files.write(file, bytes);
    List<BadLog> bad = new ArrayList<>();
    try (TraceLog log =
        new TraceLog(RecordLog.open(folder, SMALL_CYCLES, each -> bad.add(new BadLog())))) {
      List<StoredLog> all = new ArrayList<>();
      log.forEach(collect(log, all));
      assertThat(bad).isNotEmpty();
      assertThat(all.size()).isBetween(1_000, 2_000);
      assertThat(kept.values()).containsAll(all);
    }
  }

  private record BadLog() {}
}
