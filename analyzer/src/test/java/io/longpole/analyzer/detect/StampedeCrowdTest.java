package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Finding;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** When queries after misses of a cache are far more at once than usual. */
class StampedeCrowdTest {

  private static final String STAMPEDE = "cache-stampede";

  private final Window window = new Window();

  /** So many misses, so far apart, whose query takes so long. */
  private StampedeCrowdTest misses(double atMs, int count, double apartMs, int queryMs) {
    for (int i = 0; i < count; i++) {
      window.trace(
          atMs + i * apartMs,
          "GET /author 0-%d server @web".formatted(queryMs + 10),
          "  GET 1-2 client db.system=redis db.statement='GET author:1'",
          "  q 3-%d client db.system=postgresql db.statement='SELECT a FROM author WHERE id = ?'"
              .formatted(3 + queryMs));
    }
    return this;
  }

  private long traces() {
    return window.of(STAMPEDE).stream().mapToLong(Finding::traceCount).sum();
  }

  @Test
  void whatIsUsualIsKnownFromFiftyQueries() {
    // The tenth of the crowd has 41 and nine before it.
    misses(0, 41, 5_000, 40).misses(400_000, 10, 1_500, 40_000);
    assertThat(traces()).isEqualTo(1);
  }

  @Test
  void ofFortyNineQueriesNothingIsUsual() {
    misses(0, 40, 5_000, 40).misses(400_000, 10, 1_500, 40_000);
    assertThat(traces()).isZero();
  }

  @Test
  void fiveTimesThreeAreACrowd() {
    misses(0, 60, 1_500, 4_400).misses(200_000, 15, 1_500, 60_000);
    assertThat(traces()).isEqualTo(1);
  }

  @Test
  void fourteenAreNotFiveTimesThree() {
    misses(0, 60, 1_500, 4_400).misses(200_000, 14, 1_500, 60_000);
    assertThat(traces()).isZero();
  }

  @Test
  void whoAsksBetweenTwoCrowdsOrAfterThemIsOfNone() {
    misses(0, 60, 5_000, 40).misses(400_000, 12, 1_500, 40_000);
    misses(600_000, 1, 1, 40).misses(800_000, 12, 1_500, 40_000).misses(1_000_000, 1, 1, 40);
    assertThat(traces()).isEqualTo(6);
  }

  @Test
  void missesOfManyPartsOfARequest() {
    StringBuilder lines = new StringBuilder("GET /page 0-900 server @web");
    for (int part = 0; part < 20; part++) {
      lines.append(
          ("\n  part 0-800 internal"
                  + "\n    GET 1-2 client db.system=redis db.statement='GET part%1$s:1'"
                  + "\n    q 3-50 client db.system=mysql db.statement='SELECT a FROM part%1$s'")
              .formatted("abcdefghijklmnopqrst".charAt(part)));
    }
    for (int i = 0; i < 10; i++) {
      window.trace(i * 50.0, lines.toString().split("\n"));
    }
    assertThat(window.of(STAMPEDE)).hasSize(20);
  }

  @Test
  void aCallOfAServiceAfterAReadOfACacheIsNoMiss() {
    for (int i = 0; i < 12; i++) {
      window.trace(
          i * 50.0,
          "GET /author 0-60 server @web",
          "  GET 1-2 client db.system=redis db.statement='GET author:1'",
          "  GET 3-50 client http.method=GET http.url=http://authors/1");
    }
    assertThat(window.of(STAMPEDE)).isEmpty();
  }

  @Test
  void aProbeOfTheConnectionIsNotTheQueryForTheMiss() {
    for (int i = 0; i < 12; i++) {
      window.trace(
          i * 50.0,
          "GET /author 0-60 server @web",
          "  GET 1-2 client db.system=redis db.statement='GET author:1'",
          "  probe 3-4 client db.system=postgresql db.statement='SELECT 1'",
          "  q 5-50 client db.system=postgresql db.statement='SELECT a FROM author WHERE id = ?'");
    }
    assertThat(window.only(STAMPEDE).details())
        .containsEntry("call", "SELECT a FROM author WHERE id = ?");
  }

  @Test
  void aSecondIsTheMostApart() {
    misses(0, 10, 111, 40);
    assertThat(traces()).isEqualTo(10);
  }

  @Test
  void moreThanASecondIsTooFarApart() {
    misses(0, 10, 112, 40);
    assertThat(traces()).isZero();
  }

  @Test
  void usualIsWhatHalfOfTheQueriesMeet() {
    // Of the 107 queries up to the tenth of the crowd 54 meet two at most, or 53.
    misses(0, 50, 1_500, 2_000)
        .misses(100_000, 48, 1_500, 4_000)
        .misses(200_000, 10, 1_500, 40_000);
    assertThat(traces()).isEqualTo(1);
  }

  @Test
  void whatFewerThanHalfOfTheQueriesMeetIsNotUsual() {
    misses(0, 49, 1_500, 2_000)
        .misses(100_000, 49, 1_500, 4_000)
        .misses(200_000, 10, 1_500, 40_000);
    assertThat(traces()).isZero();
  }

  @Test
  void aCrowdThatAsksForOneRowIsOne() {
    crowdOf(i -> "1");
    assertThat(traces()).isPositive();
  }

  @Test
  void aCrowdInWhichEachAsksForARowOfItsOwnIsNone() {
    crowdOf(String::valueOf);
    assertThat(traces()).isZero();
  }

  /** Many queries at once where there used to be one, each for the row that is named. */
  private void crowdOf(IntFunction<String> row) {
    for (int i = 0; i < 72; i++) {
      boolean calm = i < 60;
      window.trace(
          calm ? i * 5_000.0 : 400_000 + i * 1_500.0,
          "GET /author 0-%d server @web".formatted(calm ? 60 : 40_020),
          "  GET 1-2 client db.system=redis db.statement='GET author:%s'".formatted(row.apply(i)),
          "  q 3-%d client db.system=postgresql db.statement='SELECT a FROM author WHERE id = %s'"
              .formatted(calm ? 43 : 40_003, row.apply(i)));
    }
  }
}
