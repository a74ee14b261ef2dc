package io.longpole.query.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.model.TraceId;
import io.longpole.collector.log.LogSettings;
import io.longpole.collector.log.LogUnavailableException;
import io.longpole.collector.log.RecordLog;
import io.longpole.query.RandomSpans;
import io.longpole.query.ShopTraces;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceLogTest {

  private static final TraceId ID = new TraceId(1, 2);

  @TempDir Path folder;

  private TraceLog open() {
    return open(LogSettings.DEFAULT.withBlockBytes(1 << 20));
  }

  private TraceLog open(LogSettings settings) {
    return new TraceLog(RecordLog.open(folder, settings));
  }

  @Test
  void aTraceIsReadBeforeAndAfterItsBlockIsWrittenAndAfterOpeningAgain() throws Exception {
    StoredTrace trace = new StoredTrace(ID, 1, 40 + 1, new RandomSpans(1).spans(ID, 5));
    Location location;
    try (TraceLog log = open()) {
      location = log.append(trace);
      assertThat(log.read(ID, location)).contains(trace);
      log.flush();
      assertThat(log.read(ID, location)).contains(trace);
    }
    try (TraceLog log = open()) {
      assertThat(log.read(ID, location)).contains(trace);
    }
  }

  @Test
  void whatIsNotThereIsEmpty() throws Exception {
    try (TraceLog log = open()) {
      Location location =
          log.append(new StoredTrace(ID, 1, 40 + 1, new RandomSpans(1).spans(ID, 5)));
      for (boolean written : new boolean[] {false, true}) {
        assertThat(log.read(new TraceId(1, 3), location)).as("written %s", written).isEmpty();
        assertThat(log.read(ID, new Location(location.position(), 1))).isEmpty();
        assertThat(log.read(ID, new Location(location.position() + (1L << 40), 0))).isEmpty();
        log.flush();
      }
    }
  }

  @Test
  void everyTraceOfManyBlocksAndCyclesIsFoundWhereItWasSaidToBe() throws Exception {
    long seed = 11;
    Random random = new Random(seed);
    ShopTraces shop = new ShopTraces(seed);
    Map<Location, StoredTrace> kept = new HashMap<>();
    LogSettings settings =
        LogSettings.DEFAULT.withBlockBytes(1 << 20).withCycle(100_000, Duration.ofHours(1));
    for (int opening = 0; opening < 3; opening++) {
      try (TraceLog log = open(settings)) {
        for (int i = 0; i < 1_500; i++) {
          TraceId id = shop.nextId();
          StoredTrace trace = new StoredTrace(id, 1, 40 + 1, shop.next(id, 1 + random.nextInt(30)));
          assertThat(kept.put(log.append(trace), trace)).as("seed %s", seed).isNull();
          if (random.nextInt(300) == 0) {
            log.flush();
          }
        }
        assertAllThere(log, kept);
      }
    }
    try (TraceLog log = open(settings)) {
      assertAllThere(log, kept);
      List<StoredTrace> all = new ArrayList<>();
      long damaged =
          log.forEach(
              new TraceLog.Sink() {
                @Override
                public void trace(Location location, StoredTrace trace) {
                  all.add(trace);
                  assertThat(log.read(trace.traceId(), location)).contains(trace);
                }

                @Override
                public void log(Location location, StoredLog stored) {
                  throw new AssertionError("there is none");
                }
              });
      assertThat(damaged).isZero();
      assertThat(all).containsExactlyInAnyOrderElementsOf(kept.values());
    }
  }

  private static void assertAllThere(TraceLog log, Map<Location, StoredTrace> kept) {
    kept.forEach(
        (location, trace) -> assertThat(log.read(trace.traceId(), location)).contains(trace));
  }

  @Test
  void aFullLogKeepsWhatItHasAndSaysSo() throws Exception {
    TraceLog log = open();
    Location location = log.append(new StoredTrace(ID, 1, 40 + 1, new RandomSpans(1).spans(ID, 5)));
    log.close();
    org.junit.jupiter.api.Assertions.assertThrows(
        LogUnavailableException.class,
        () -> {
          log.append(new StoredTrace(ID, 1, 40 + 1, new RandomSpans(1).spans(ID, 5)));
          log.flush();
        });
    assertThat(log.read(ID, location)).isPresent();
  }
}
