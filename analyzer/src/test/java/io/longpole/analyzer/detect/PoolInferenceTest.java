package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pool without spans of its own: what a pause tells while it is full. */
class PoolInferenceTest {

  private static final String WAIT = "pool-wait";
  private static final String QUERY =
      " client db.system.name=postgresql db.query.text='SELECT a FROM item WHERE id = ?'";

  @Test
  void aPauseWhileThePoolIsFullIsInferred() {
    Window window = new Window();
    // Two connections: 30 rounds of two queries at once, a third request waits from 1 to 40.
    for (int i = 0; i < 30; i++) {
      window.trace(i * 100.0, "GET /a 0-42 server @web", "  q 1-40" + QUERY);
      window.trace(i * 100.0, "GET /a 0-42 server @web", "  q 1-41" + QUERY);
      window.trace(i * 100.0, "GET /b 0-60 server @web", "  q 40-55" + QUERY);
    }
    assertThat(window.of(WAIT)).hasSize(1);
    assertThat(window.only(WAIT).severity()).isEqualTo(Severity.INFO);
    assertThat(window.only(WAIT).details())
        .containsEntry("evidence", "inferred")
        .containsEntry("waitNanos", TraceFixture.ms(40));
    assertThat(window.only(WAIT).summary())
        .isEqualTo(
            "web GET /b pauses 40 ms before a query of postgresql while as many queries run as"
                + " ever do.");
  }

  @Test
  void aPauseOfALonelyRequestIsItsOwnWork() {
    Window window = new Window();
    for (int i = 0; i < 30; i++) {
      window.trace(i * 100.0, "GET /a 0-42 server @web", "  q 1-20" + QUERY);
      window.trace(i * 100.0, "GET /a 0-42 server @web", "  q 1-21" + QUERY);
      window.trace(i * 100.0 + 30, "GET /b 0-60 server @web", "  q 40-55" + QUERY);
    }
    assertThat(window.of(WAIT)).isEmpty();
  }

  @Test
  void aServiceThatShowsItsCheckoutsNeedsNoInference() {
    Window window = new Window();
    for (int i = 0; i < 30; i++) {
      window.trace(i * 100.0, "GET /a 0-42 server @web", "  q 1-40" + QUERY);
      window.trace(
          i * 100.0,
          "GET /a 0-42 server @web",
          "  pg-pool.connect 0-1 client db.system=postgresql",
          "  q 1-41" + QUERY);
      window.trace(i * 100.0, "GET /b 0-60 server @web", "  q 40-55" + QUERY);
    }
    assertThat(window.of(WAIT)).isEmpty();
  }

  @Test
  void aServiceWhoseQueriesTellHowLongTheyWaitedNeedsNoneEither() {
    Window window = new Window();
    for (int i = 0; i < 30; i++) {
      window.trace(i * 100.0, "GET /a 0-42 server @web", "  q 1-40" + QUERY);
      window.trace(
          i * 100.0, "GET /a 0-42 server @web", "  q 1-41 queue_time_microseconds=800" + QUERY);
      window.trace(i * 100.0, "GET /b 0-60 server @web", "  q 40-55" + QUERY);
    }
    assertThat(window.of(WAIT)).isEmpty();
  }

  @Test
  void concurrencyOfThreeCalls() {
    Concurrency calls = new Concurrency();
    calls.add(0, 10);
    calls.add(5, 15);
    calls.add(5, 8);
    calls.settle();
    assertThat(calls.most()).isEqualTo(3);
    assertThat(calls.timesAtMost()).isEqualTo(1);
    assertThat(calls.at(4)).isEqualTo(1);
    assertThat(calls.at(9)).isEqualTo(2);
    assertThat(calls.shareAtMost(0, 10)).isEqualTo(0.3);
  }

  /** Rounds of two requests that keep a pool of two full, and one that pauses before its query. */
  private static List<Finding> rounds(int count, String full, String... pausing) {
    Window window = new Window();
    for (int i = 0; i < count; i++) {
      window.trace(i * 100.0, "GET /a 0-42 server @web host=a", "  q " + full);
      window.trace(i * 100.0, "GET /a 0-42 server @web host=a", "  q " + full);
      window.trace(i * 100.0, pausing);
    }
    return window.of(WAIT);
  }

  @Test
  void thePoolMustHaveBeenFullTwentyTimesAndForMostOfThePause() {
    String[] pausing = {"GET /b 0-60 server @web host=a", "  q 40-55" + QUERY};
    assertThat(rounds(19, "1-40" + QUERY, pausing)).isEmpty();
    assertThat(rounds(21, "1-40" + QUERY, pausing)).hasSize(1);
    assertThat(rounds(30, "1-30" + QUERY, pausing)).isEmpty();
    assertThat(rounds(30, "1-34" + QUERY, pausing)).hasSize(1);
  }

  @Test
  void onlyThePoolOfTheInstanceAndTheDatabaseCounts() {
    String full = "1-40" + QUERY + " server.address=";
    String pausing = "  q 40-55" + QUERY + " server.address=";
    String request = "GET /b 0-60 server @web host=";
    assertThat(rounds(30, full + "db1", request + "a", pausing + "db1")).hasSize(1);
    assertThat(rounds(30, full + "db1", request + "a", pausing + "db2")).isEmpty();
    assertThat(rounds(30, full + "db1", request + "b", pausing + "db1")).isEmpty();
  }

  @Test
  void aPauseBeforeACommitAndOneWithWorkInItAreNoWaits() {
    String request = "GET /b 0-60 server @web host=a";
    String commit = "  q 40-55 client db.system.name=postgresql db.query.text=COMMIT";
    assertThat(rounds(30, "1-40" + QUERY, request, commit)).isEmpty();
    assertThat(rounds(30, "1-40" + QUERY, request, "  render 0-39 internal", "  q 40-55" + QUERY))
        .isEmpty();
  }

  @Test
  void aServiceThatNeverAsksTwiceAtOnceHasNoPoolToFill() {
    Window window = new Window();
    for (int i = 0; i < 30; i++) {
      window.trace(i * 100.0, "GET /a 0-42 server @web", "  q 1-40" + QUERY);
      window.trace(i * 100.0, "GET /b 0-60 server @web", "  q 40-55" + QUERY);
    }
    assertThat(window.of(WAIT)).isEmpty();
  }

  @Test
  void twentyTimesAndFourFifthsAreTheLeast() {
    String[] pausing = {"GET /b 0-60 server @web host=a", "  q 40-55" + QUERY};
    assertThat(rounds(20, "1-40" + QUERY, pausing)).hasSize(1);
    assertThat(rounds(30, "1-33" + QUERY, pausing)).hasSize(1);
    assertThat(rounds(30, "1-32.5" + QUERY, pausing)).isEmpty();
  }

  @Test
  void aPauseBeforeACallOfAServiceIsNoWaitForThePool() {
    String request = "GET /b 0-60 server @web host=a";
    String get = "  GET 40-55 client http.method=GET http.url=http://postgresql/a";
    assertThat(rounds(30, "1-40" + QUERY, request, get)).isEmpty();
  }

  @Test
  void aPauseOfLessThanTwentyMillisecondsIsNone() {
    String request = "GET /b 0-60 server @web host=a";
    assertThat(rounds(30, "1-19.4" + QUERY, request, "  q 19.5-35" + QUERY)).isEmpty();
    assertThat(rounds(30, "1-20.4" + QUERY, request, "  q 20.5-35" + QUERY)).hasSize(1);
    assertThat(rounds(30, "1-19.9" + QUERY, request, "  q 20-35" + QUERY)).hasSize(1);
  }

  @Test
  void aWaitIsHalvedOrRemovedAndAnInferredOneIsNot() {
    Sighting seen =
        Detected.in(
                "GET /slowdb 0-200 server @shop",
                "  HikariDataSource.getConnection 10-110 internal db.system=h2",
                "  q 110-190" + QUERY)
            .only(WAIT);
    assertThat(seen.impact().lowNanos()).isEqualTo(TraceFixture.ms(50));
    assertThat(seen.impact().highNanos()).isEqualTo(TraceFixture.ms(100));
    String[] pausing = {"GET /b 0-60 server @web host=a", "  q 40-55" + QUERY};
    assertThat(rounds(30, "1-40" + QUERY, pausing).get(0).impact().highNanos()).isZero();
  }
}
