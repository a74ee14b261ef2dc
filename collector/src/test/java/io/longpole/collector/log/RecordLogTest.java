package io.longpole.collector.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordLogTest {
  private static final LogSettings SMALL = RecordLogSamples.SMALL;

  @TempDir Path folder;
  private Path path = Path.of("");

  @BeforeEach
  void choosePath() {
    path = folder.resolve("log");
  }

  @Test
  void givesBackWhatWasAppended() throws Exception {
    try (RecordLog log = RecordLog.open(path, SMALL)) {
      byte[] payload = "-hello-".getBytes(StandardCharsets.UTF_8);
      long position = log.append(Signal.LOGS, 17, payload, 1, 5);
      List<Kept> tailed = tail(log, 0);
      assertThat(tailed).containsExactly(new Kept(position, Signal.LOGS, 17, "hello"));
      assertThat(read(log, position)).isEqualTo(tailed.get(0));
      assertThat(log.endPosition()).isGreaterThan(position);
    }
  }

  @Test
  void aWaitingTailerSeesARecordAsSoonAsItIsAppended() throws Exception {
    try (RecordLog log = RecordLog.open(path, SMALL);
        LogTailer tailer = log.tail(log.endPosition())) {
      List<Kept> seen = new ArrayList<>();
      RecordSink sink = collect(seen);
      assertThat(tailer.next(sink)).isFalse();
      for (int i = 0; i < 3; i++) {
        long position = append(log, Signal.TRACES, i, "r" + i);
        assertThat(tailer.next(sink)).isTrue();
        assertThat(seen.get(i)).isEqualTo(new Kept(position, Signal.TRACES, i, "r" + i));
        assertThat(tailer.next(sink)).isFalse();
      }
    }
  }

  @Test
  void aTailerFromTheStartOfAnEmptyLogMissesNothing() throws Exception {
    try (RecordLog log = RecordLog.open(path, SMALL);
        LogTailer tailer = log.tail(0)) {
      List<Kept> seen = new ArrayList<>();
      assertThat(tailer.next(collect(seen))).isFalse();
      append(log, Signal.TRACES, 1, "first");
      assertThat(tailer.next(collect(seen))).isTrue();
      assertThat(seen).extracting(Kept::text).containsExactly("first");
    }
  }

  @Test
  void recordsOfAllSizesMatchAListAcrossCyclesAndRestarts() throws Exception {
    long seed = 20_261;
    Random random = new Random(seed);
    List<Kept> expected = new ArrayList<>();
    LogSettings settings = SMALL.withCycle(3 << 20, Duration.ofHours(1));
    for (int run = 0; run < 3; run++) {
      try (RecordLog log = RecordLog.open(path, settings)) {
        for (int i = 0; i < 200; i++) {
          byte[] payload = new byte[size(random)];
          if (random.nextInt(4) > 0) {
            random.nextBytes(payload);
          }
          Signal signal = Signal.of((byte) (1 + random.nextInt(5))).orElseThrow();
          long position = log.append(signal, i, payload, 0, payload.length);
          expected.add(new Kept(position, signal, i, text(payload, 0, payload.length)));
        }
        assertThat(tail(log, 0)).as("seed %s", seed).isEqualTo(expected);
        int from = random.nextInt(expected.size());
        assertThat(tail(log, expected.get(from).position()))
            .as("seed %s", seed)
            .isEqualTo(expected.subList(from, expected.size()));
        for (int i = 0; i < 20; i++) {
          Kept one = expected.get(random.nextInt(expected.size()));
          assertThat(read(log, one.position())).as("seed %s", seed).isEqualTo(one);
        }
      }
    }
  }

  private static int size(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> 0;
      case 1 -> random.nextInt(700_000);
      default -> random.nextInt(3_000);
    };
  }

  @Test
  void aRecordOfTheLargestSizeIsKept() throws Exception {
    byte[] payload = new byte[64 << 20];
    new Random(1).nextBytes(payload);
    try (RecordLog log = RecordLog.open(path, LogSettings.DEFAULT)) {
      long position = log.append(Signal.TRACES, 1, payload, 0, payload.length);
      boolean[] same = {false};
      log.read(
          position,
          (at, signal, time, buffer, offset, length) ->
              same[0] = Arrays.equals(buffer, offset, offset + length, payload, 0, payload.length));
      assertThat(same[0]).isTrue();
      assertThatThrownBy(
              () -> log.append(Signal.TRACES, 1, new byte[payload.length + 1], 0, 67_108_865))
          .hasMessage("length=67108865 > maxRecordBytes=67108864");
    }
  }

  @Test
  void aSecondOwnerIsRefusedWithTheFirstOnesNumber() {
    try (RecordLog log = RecordLog.open(path, SMALL)) {
      assertThat(log.identity()).isNotEmpty();
      assertThatThrownBy(() -> RecordLog.open(path, SMALL))
          .isInstanceOf(LogOpenException.class)
          .hasMessage(
              "the log in "
                  + path
                  + " is in use by process "
                  + ProcessHandle.current().pid()
                  + "; stop it, or choose another data folder");
    }
  }

  static long append(RecordLog log, Signal signal, long time, String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return log.append(signal, time, bytes, 0, bytes.length);
  }

  static List<Kept> tail(RecordLog log, long from) {
    List<Kept> records = new ArrayList<>();
    RecordSink sink = collect(records);
    try (LogTailer tailer = log.tail(from)) {
      while (tailer.next(sink)) {
        // on to the next
      }
    }
    return records;
  }

  static Kept read(RecordLog log, long position) {
    List<Kept> records = new ArrayList<>();
    log.read(position, collect(records));
    return records.get(0);
  }

  static RecordSink collect(List<Kept> records) {
    return (position, signal, time, buffer, offset, length) ->
        records.add(new Kept(position, signal, time, text(buffer, offset, length)));
  }

  static String text(byte[] bytes, int offset, int length) {
    return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
  }

  record Kept(long position, Signal signal, long timeNanos, String text) {}
}
