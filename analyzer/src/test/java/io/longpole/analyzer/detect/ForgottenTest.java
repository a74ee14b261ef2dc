package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.WindowAnalysis;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForgottenTest {

  /** The detector of locks keeps a thousand keys; the eighth that was used longest ago goes. */
  @Test
  void keysBeyondTheLimitAreForgottenAndTheCoverageSaysSo() {
    assertThat(notes(1_000)).noneMatch(note -> note.contains("forgotten"));
    assertThat(notes(1_001))
        .contains(
            "more operations, calls and keys than detectors keep; those seen longest ago were"
                + " forgotten (lock-contention 125)");
  }

  /** That many tables, each written once. */
  private static List<String> notes(int tables) {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < tables; i++) {
      String table =
          "" + (char) ('a' + i / 676) + (char) ('a' + i / 26 % 26) + (char) ('a' + i % 26);
      spans.addAll(
          TraceFixture.spans(
              new TraceId(1, i + 1L),
              "GET / 0-10 server @shop",
              "  q 1-5 client db.system.name=mysql db.query.text='UPDATE %s SET n = 1'"
                  .formatted(table)));
    }
    return WindowAnalysis.of(spans, List.of(), 0, List.of(), Settings.DEFAULT).coverage().notes();
  }

  @Test
  void aKeyFindsItsEntryAgainAfterItWasForgotten() {
    RecentMap<NameKey, int[]> map = new RecentMap<>(2, key -> new int[1]);
    NameKey first = new NameKey("a", "b", "");
    map.at(first)[0] = 7;
    assertThat(map.at(new NameKey("a", "b", ""))[0]).isEqualTo(7);
    map.at(new NameKey("c", "d", ""));
    map.at(new NameKey("e", "f", ""));
    assertThat(map.find(first)).isNull();
    assertThat(map.at(first)[0]).isZero();
    assertThat(map.evictions()).isEqualTo(2);
  }

  @Test
  void aKeyOfManyMapsFindsItsEntryInEach() {
    NameKey key = new NameKey("a", "b", "c");
    List<RecentMap<NameKey, int[]>> maps = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      maps.add(new RecentMap<>(4, made -> new int[1]));
      maps.get(i).at(key)[0] = i;
    }
    for (int i = 0; i < 12; i++) {
      assertThat(maps.get(i).at(key)[0]).isEqualTo(i);
      assertThat(maps.get(i).size()).isEqualTo(1);
    }
  }
}
