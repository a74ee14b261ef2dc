package io.longpole.collector.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordLogKilledTest {
  private static final int ROUNDS = 4;

  @TempDir Path folder;

  @Test
  void aKilledWriterLosesNothingItAcknowledged() throws Exception {
    long seed = 9;
    Random random = new Random(seed);
    Path path = folder.resolve("log");
    Map<Long, Integer> acknowledged = new HashMap<>();
    int next = 0;
    for (int round = 0; round < ROUNDS; round++) {
      next = killedRun(path, next, random, acknowledged);
      checkAll(path, acknowledged, "seed " + seed + ", round " + round);
    }
  }

  private int killedRun(Path path, int first, Random random, Map<Long, Integer> acknowledged)
      throws Exception {
    int wanted = 50 + random.nextInt(1_500);
    try (ForkedJvm writer =
        ForkedJvm.start(
            KilledWriter.class,
            folder.resolve("errors"),
            List.of(),
            path.toString(),
            String.valueOf(first),
            String.valueOf(random.nextInt()))) {
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < wanted; i++) {
        lines.add(writer.line());
      }
      assertThatThrownBy(() -> RecordLog.open(path, RecordLogSamples.SMALL))
          .isInstanceOf(LogOpenException.class)
          .hasMessageContaining("is in use by process");
      writer.kill();
      lines.addAll(writer.lines());
      lines.remove(lines.size() - 1); // its last digits may be cut off
      for (String line : lines) {
        String[] words = line.split(" ");
        assertThat(words).as("%s; %s", line, writer.errors()).hasSize(2);
        acknowledged.put(Long.parseLong(words[1]), Integer.parseInt(words[0]));
      }
      return first + 1_000_000;
    }
  }

  private static void checkAll(Path path, Map<Long, Integer> acknowledged, String when) {
    Map<Long, Integer> found = new HashMap<>();
    List<BadRecord> bad = new ArrayList<>();
    try (RecordLog log = RecordLog.open(path, RecordLogSamples.SMALL, bad::add);
        LogTailer tailer = log.tail(0)) {
      RecordSink sink =
          (position, signal, number, buffer, offset, length) -> {
            byte[] expected = KilledWriter.payload((int) number, length);
            assertThat(Arrays.equals(buffer, offset, offset + length, expected, 0, length))
                .as("record %s, %s", number, when)
                .isTrue();
            found.put(position, (int) number);
          };
      while (tailer.next(sink)) {
        // on to the next
      }
    }
    assertThat(found).as(when).containsAllEntriesOf(acknowledged);
    assertThat(bad).as(when).allMatch(record -> record.reason().startsWith("unfinished"));
  }
}
