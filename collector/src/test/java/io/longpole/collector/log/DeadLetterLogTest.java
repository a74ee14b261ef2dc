package io.longpole.collector.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLetterLogTest {
  private static final DiskWatermark.Limits LITTLE = DiskWatermark.Limits.fixed(1 << 20);
  private static final DeadLetterSettings SETTINGS =
      new DeadLetterSettings(1 << 20, 256 << 20, 100_000, LITTLE);

  @TempDir Path folder;
  private Path path = Path.of("");

  @BeforeEach
  void choosePath() {
    path = folder.resolve("dead");
  }

  @Test
  void aLetterKeepsItsReasonSourceAndBytesAcrossARestart() throws Exception {
    String id;
    try (DeadLetterLog log = DeadLetterLog.open(path, SETTINGS)) {
      id = log.add(new DeadLetterEntry("bad_trace_id", 5, Signal.TRACES, "10.0.0.1", bytes("x")));
      log.add(new DeadLetterEntry("malformed", 6, Signal.LOGS, "10.0.0.2", bytes("y")));
    }
    try (DeadLetterLog log = DeadLetterLog.open(path, SETTINGS)) {
      assertThat(log.list("", 10))
          .extracting(DeadLetter::reason)
          .containsExactly("malformed", "bad_trace_id");
      assertThat(log.list("bad_trace_id", 10))
          .containsExactly(
              new DeadLetter(
                  id, "bad_trace_id", 5, Signal.TRACES, "10.0.0.1", DeadLetterEntry.NOWHERE, 1, 1));
      assertThat(log.list("", 1)).hasSize(1);
      assertThat(log.get(id)).isPresent();
      assertThat(log.payload(id)).contains(bytes("x"));
      assertThat(log.countsByReason()).isEqualTo(Map.of("malformed", 1L, "bad_trace_id", 1L));
    }
  }

  @Test
  void aDroppedLetterStaysAwayAfterARestart() throws Exception {
    String first;
    try (DeadLetterLog log = DeadLetterLog.open(path, SETTINGS)) {
      first = log.add(letter("a"));
      log.add(letter("b"));
      assertThat(log.drop(List.of(first, "no such id", "ffff"))).isEqualTo(1);
      assertThat(log.drop(List.of(first))).isZero();
    }
    try (DeadLetterLog log = DeadLetterLog.open(path, SETTINGS)) {
      assertThat(log.list("", 10)).extracting(DeadLetter::source).containsExactly("b");
      assertThat(log.get(first)).isEmpty();
      assertThat(log.payload(first)).isEmpty();
      assertThat(log.countsByReason()).isEqualTo(Map.of("reason", 1L));
    }
  }

  @Test
  void whatIsLongerThanAllowedIsCutAndSaysSo() throws Exception {
    try (DeadLetterLog log =
        DeadLetterLog.open(path, new DeadLetterSettings(10, 256 << 20, 10, LITTLE))) {
      String id = log.add(new DeadLetterEntry("r", 1, Signal.TRACES, "s", bytes("0123456789abc")));
      DeadLetter letter = log.get(id).orElseThrow();
      assertThat(letter.sizeBytes()).isEqualTo(13);
      assertThat(letter.truncated()).isTrue();
      assertThat(log.payload(id)).contains(bytes("0123456789"));
    }
  }

  @Test
  void theOldestGoWhenThereAreTooMany() throws Exception {
    try (DeadLetterLog log =
        DeadLetterLog.open(path, new DeadLetterSettings(10, 256 << 20, 3, LITTLE))) {
      for (String source : List.of("a", "b", "c", "d", "e")) {
        log.add(letter(source));
      }
      assertThat(log.list("", 10)).extracting(DeadLetter::source).containsExactly("e", "d", "c");
      assertThat(log.evicted()).isEqualTo(2);
    }
  }

  @Test
  void theDiskTheyTakeIsBounded() throws Exception {
    DeadLetterSettings settings = new DeadLetterSettings(1 << 20, 8 << 20, 100_000, LITTLE);
    try (DeadLetterLog log = DeadLetterLog.open(path, settings)) {
      byte[] payload = new byte[200_000];
      for (int i = 0; i < 200; i++) {
        log.add(new DeadLetterEntry("r", i, Signal.TRACES, "s", payload));
      }
      assertThat(log.allocatedBytes()).isLessThan(12 << 20);
      assertThat(log.list("", 1).get(0).timeNanos()).isEqualTo(199);
      assertThat(log.evicted()).isEqualTo(200 - log.list("", 1_000).size()).isPositive();
    }
  }

  @Test
  void aDamagedPlaceThatIsMetAgainIsNotKeptTwice() throws Exception {
    BadRecord bad = new BadRecord(Positions.of(3, 77), "wrong checksum", 4, bytes("half"));
    String id;
    try (DeadLetterLog log = DeadLetterLog.open(path, SETTINGS)) {
      id = log.add(DeadLetterEntry.of(bad, "span log", 1));
      assertThat(log.add(DeadLetterEntry.of(bad, "span log", 2))).isEqualTo(id);
    }
    try (DeadLetterLog log = DeadLetterLog.open(path, SETTINGS)) {
      assertThat(log.add(DeadLetterEntry.of(bad, "span log", 3))).isEqualTo(id);
      assertThat(log.add(DeadLetterEntry.of(bad, "trace log", 3))).isNotEqualTo(id);
      assertThat(log.countsByReason()).isEqualTo(Map.of("bad_record", 2L));
    }
  }

  private static DeadLetterEntry letter(String source) {
    return new DeadLetterEntry("reason", 1, Signal.TRACES, source, bytes(source));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
