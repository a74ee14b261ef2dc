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

  private static final LastingKey.Kind KIND = new LastingKey.Kind();

  private static final class Counted extends RecentMap.Value {
    private int value;
  }

  /** The detector of locks keeps a thousand keys; the eighth that was used longest ago goes. */
  @Test
  void keysBeyondTheLimitAreForgottenAndTheCoverageSaysSo() {
    assertThat(notes(1_000)).noneMatch(ForgottenTest::namesLocks);
    assertThat(notes(1_001))
        .contains(
            "more operations, calls and keys than detectors keep; those seen longest ago were"
                + " forgotten, or the last ones passed over (lock-contention 125, shared-resource"
                + " 912)");
  }

  @Test
  void whatTakesNoLockTakesNoRoom() {
    String sql = "  q 1-5 client db.system=mysql db.query.text=";
    assertThat(notes(1_001, sql + "'SELECT n FROM %s'")).noneMatch(ForgottenTest::namesLocks);
    assertThat(notes(1_001, sql + "'UPDATE a SET n = 1'\n" + POST))
        .noneMatch(ForgottenTest::namesLocks);
  }

  private static boolean namesLocks(String note) {
    return note.contains("lock-contention");
  }

  private static final String POST =
      "  POST 6-9 client http.request.method=POST url.full=http://stock/%s";

  private static List<String> notes(int tables) {
    return notes(tables, "  q 1-5 client db.system.name=mysql db.query.text='UPDATE %s SET n = 1'");
  }

  /** That many tables or paths, each asked once. */
  private static List<String> notes(int tables, String lines) {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < tables; i++) {
      String table =
          "" + (char) ('a' + i / 676) + (char) ('a' + i / 26 % 26) + (char) ('a' + i % 26);
      spans.addAll(
          TraceFixture.spans(
              new TraceId(1, i + 1L),
              ("GET / 0-10 server @shop\n" + lines.formatted(table)).split("\n")));
    }
    return WindowAnalysis.of(spans, List.of(), 0, List.of(), Settings.DEFAULT).coverage().notes();
  }

  @Test
  void aKeyFindsItsEntryAgainAfterItWasForgotten() {
    RecentMap<NameKey, Counted> map = new RecentMap<>(2, key -> new Counted());
    NameKey first = new NameKey(KIND, "a", "b", "");
    map.at(first).value = 7;
    assertThat(map.at(new NameKey(KIND, "a", "b", "")).value).isEqualTo(7);
    map.at(new NameKey(KIND, "c", "d", ""));
    map.at(new NameKey(KIND, "e", "f", ""));
    assertThat(map.find(first)).isNull();
    assertThat(map.at(first).value).isZero();
    assertThat(map.evictions()).isEqualTo(2);
  }

  @Test
  void aKeyOfManyMapsFindsItsEntryInEach() {
    NameKey key = new NameKey(KIND, "a", "b", "c");
    List<RecentMap<NameKey, Counted>> maps = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      maps.add(new RecentMap<>(4, made -> new Counted()));
      maps.get(i).at(key).value = i;
    }
    for (int i = 0; i < 12; i++) {
      assertThat(maps.get(i).at(key).value).isEqualTo(i);
      assertThat(maps.get(i).size()).isEqualTo(1);
    }
  }
}
