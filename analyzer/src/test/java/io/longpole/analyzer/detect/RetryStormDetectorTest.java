package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class RetryStormDetectorTest {

  private static final String STORM = "retry-storm";
  private static final long SEED = 23;
  private static final long SECOND = 1_000_000_000L;
  private static final long MINUTE = 60 * SECOND;

  /** An hour of calls, some of which fail. */
  private static final class Hour {
    private final RetryEdge edge = new RetryEdge();
    private final Random random = new Random(SEED);

    /** Calls of a stretch of time: that many a second, of which a share fails all attempts. */
    Hour calls(int fromMinute, int toMinute, int perSecond, double failing) {
      return calls(fromMinute, toMinute, perSecond, failing, 40);
    }

    Hour calls(int fromMinute, int toMinute, int perSecond, double failing, long failedMs) {
      for (long second = fromMinute * 60L; second < toMinute * 60L; second++) {
        for (int i = 0; i < perSecond; i++) {
          long start = second * SECOND + i * SECOND / perSecond;
          boolean fails = random.nextDouble() < failing;
          edge.add(new RetryEdge.Attempted(start, fails ? 2 : 0, fails ? 3 : 0, !fails));
          for (int attempt = 0; attempt < (fails ? 3 : 1); attempt++) {
            long nanos = (fails ? failedMs : 40) * 1_000_000;
            edge.addDuration(start + attempt * 100_000_000L, nanos, fails);
          }
        }
      }
      return this;
    }

    List<RetryEdge.Episode> episodes() {
      edge.settle();
      return edge.episodes();
    }

    RetryEdge.Level worst() {
      return episodes().stream().map(RetryEdge.Episode::level).max(Enum::compareTo).orElseThrow();
    }
  }

  @Test
  void aCalmDayWithOnePercentOfFailuresHasNone() {
    assertThat(new Hour().calls(0, 24 * 60, 5, 0.01).episodes()).isEmpty();
  }

  @Test
  void aStormIsFoundWithinTwoWindows() {
    Hour hour = new Hour().calls(0, 20, 5, 0.01).calls(20, 22, 5, 0.6);
    List<RetryEdge.Episode> found = hour.episodes();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).level()).isEqualTo(RetryEdge.Level.CRITICAL_STORM);
    assertThat(found.get(0).fromNanos()).isBetween(19 * MINUTE, 20 * MINUTE);
    assertThat(found.get(0).toNanos()).isEqualTo(22 * MINUTE);
    assertThat(found.get(0).ratio()).isGreaterThan(1);
  }

  @Test
  void manyRepeatsWithoutMoreLoadAreNoStorm() {
    // The calls halve while some of them are repeated: no more attempts than before.
    Hour hour = new Hour().calls(0, 20, 10, 0).calls(20, 25, 5, 0.2);
    assertThat(hour.worst()).isEqualTo(RetryEdge.Level.HIGH);
  }

  @Test
  void fewRepeatsAreNothing() {
    // 30 calls a minute, a third of them repeated: 20 repeats.
    Hour hour = new Hour();
    for (int minute = 0; minute < 60; minute++) {
      for (int i = 0; i < 10; i++) {
        long start = minute * MINUTE + i * 6L * SECOND;
        hour.edge.add(new RetryEdge.Attempted(start, i < 4 ? 2 : 0, i < 4 ? 3 : 0, i >= 4));
      }
    }
    assertThat(hour.episodes()).isEmpty();
  }

  @Test
  void repeatsOfFewOfManyCallsAreNothing() {
    // 600 calls a minute, 3 % of them repeated twice: more than 30 repeats, for 6 %.
    assertThat(new Hour().calls(0, 30, 10, 0.03).episodes()).isEmpty();
  }

  @Test
  void fewFirstAttemptsMakeNoStorm() {
    assertThat(minutes(40, 2, 3).worst()).isEqualTo(RetryEdge.Level.HIGH);
    assertThat(minutes(60, 2, 3).worst()).isEqualTo(RetryEdge.Level.CRITICAL_STORM);
  }

  @Test
  void repeatsOfWhatHardlyFailsAreNoStorm() {
    assertThat(minutes(60, 2, 0).worst()).isEqualTo(RetryEdge.Level.HIGH);
  }

  /** Twenty calm minutes, then three in which every call is repeated; so many calls a minute. */
  private static Hour minutes(int calls, int repeats, int failed) {
    Hour hour = new Hour();
    for (int minute = 0; minute < 23; minute++) {
      for (int i = 0; i < calls; i++) {
        long start = minute * MINUTE + i * MINUTE / calls;
        boolean bad = minute >= 20;
        hour.edge.add(new RetryEdge.Attempted(start, bad ? repeats : 0, bad ? failed : 0, !bad));
      }
    }
    return hour;
  }

  @Test
  void aStormInOneEvaluationOnlyIsNoneYet() {
    // Two bursts 50 s apart: only one window of a minute holds both.
    Hour hour = new Hour();
    for (int burst = 0; burst < 2; burst++) {
      for (int i = 0; i < 30; i++) {
        long start = 100 * SECOND + burst * 50L * SECOND + i * SECOND / 10;
        hour.edge.add(new RetryEdge.Attempted(start, 2, 3, false));
      }
    }
    assertThat(hour.worst()).isEqualTo(RetryEdge.Level.HIGH);
  }

  @Test
  void aStormOfFewerThanAHundredRepeatsIsNotCritical() {
    Hour hour = new Hour();
    for (int minute = 0; minute < 23; minute++) {
      int calls = minute < 20 ? 30 : 60;
      for (int i = 0; i < calls; i++) {
        boolean fails = minute >= 20 && i % 3 == 0;
        long start = minute * MINUTE + i * MINUTE / calls;
        hour.edge.add(new RetryEdge.Attempted(start, fails ? 2 : 0, fails ? 3 : 0, !fails));
      }
    }
    assertThat(hour.worst()).isEqualTo(RetryEdge.Level.STORM);
  }

  @Test
  void halfOfTheUsualSuccessIsNotLost() {
    Hour hour = new Hour().calls(0, 30, 5, 0.01).calls(30, 36, 5, 0.4, 400);
    assertThat(hour.worst()).isEqualTo(RetryEdge.Level.CRITICAL_STORM);
  }

  @Test
  void theUsualLoadThatStaysBrokenIsMetastable() {
    Hour hour = new Hour().calls(0, 30, 5, 0.01).calls(30, 36, 5, 0.9, 400);
    assertThat(hour.worst()).isEqualTo(RetryEdge.Level.METASTABLE);
  }

  @Test
  void quickRefusalsAreAPlainOutage() {
    Hour hour = new Hour().calls(0, 30, 5, 0.01).calls(30, 36, 5, 0.9, 2);
    assertThat(hour.worst()).isEqualTo(RetryEdge.Level.CRITICAL_STORM);
  }

  @Test
  void moreCallsThanUsualAreTheTriggerItself() {
    Hour hour = new Hour().calls(0, 30, 5, 0.01).calls(30, 36, 8, 0.9, 400);
    assertThat(hour.worst()).isEqualTo(RetryEdge.Level.CRITICAL_STORM);
  }

  @Test
  void threeWindowsAreNeededToCallItMetastable() {
    Hour hour = new Hour().calls(0, 30, 5, 0.01).calls(30, 32, 5, 0.9, 400);
    assertThat(hour.worst()).isEqualTo(RetryEdge.Level.CRITICAL_STORM);
  }

  @Test
  void aDayWithoutCallsInBetweenCostsNothing() {
    Hour hour = new Hour().calls(0, 10, 5, 0.6);
    hour.edge.add(new RetryEdge.Attempted(4_000_000_000L * SECOND, 0, 0, true));
    assertThat(hour.episodes()).hasSize(1);
  }

  @Test
  void timesMayComeInAnyOrderWithinAMinute() {
    List<RetryEdge.Attempted> calls = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      calls.add(new RetryEdge.Attempted(i * SECOND / 5, 1, 1, true));
    }
    RetryEdge ordered = new RetryEdge();
    calls.forEach(ordered::add);
    ordered.settle();
    RetryEdge shuffled = new RetryEdge();
    Random random = new Random(SEED);
    for (int i = 0; i + 200 <= calls.size(); i += 200) {
      List<RetryEdge.Attempted> part = new ArrayList<>(calls.subList(i, i + 200));
      Collections.shuffle(part, random);
      part.forEach(shuffled::add);
    }
    shuffled.settle();
    assertThat(shuffled.episodes()).hasSameSizeAs(ordered.episodes());
  }

  @Test
  void tracesKeptForTheirErrorsMakeNoStorm() {
    assertThat(storm(" tailsampling.policy=keep-errors").of(STORM)).isEmpty();
    assertThat(storm(" tailsampling.policy=probabilistic").of(STORM)).hasSize(1);
  }

  private static Window storm(String attribute) {
    Window window = new Window();
    String call =
        "  GET %d-%d client %s http.request.method=GET url.full=http://pay/charge"
            + " http.response.status_code=%d";
    for (int i = 0; i < 240; i++) {
      window.trace(
          i * 1000.0, "GET /buy 0-100 server @shop" + attribute, call.formatted(0, 20, "", 200));
    }
    for (int i = 240; i < 400; i++) {
      window.trace(
          i * 1000.0,
          "GET /buy 0-700 server error @shop http.response.status_code=500" + attribute,
          call.formatted(0, 20, "error", 503),
          call.formatted(120, 140, "error", 503),
          call.formatted(240, 260, "error", 503));
    }
    return window;
  }

  @Test
  void theTracesOfTheStormAreItsSightings() {
    Finding storm = storm("").only(STORM);
    assertThat(storm.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(storm.details())
        .containsEntry("caller", "shop")
        .containsEntry("callee", "pay")
        .containsEntry("metastable", false)
        .containsEntry("storm", true)
        .containsEntry("jitter", "none");
    assertThat(storm.traceCount()).isEqualTo(160);
  }

  @Test
  void pausesAreAlikeFromTwentyGroupsOn() {
    assertThat(paused(20, i -> 100).details()).containsEntry("jitter", "none");
    assertThat(paused(19, i -> 100).details()).doesNotContainKey("jitter");
    assertThat(paused(24, i -> 100 + i % 5).details()).containsEntry("jitter", "none");
    assertThat(paused(24, i -> 60 + 20 * (i % 5)).details()).doesNotContainKey("jitter");
    // Evenly above and below their mean by 9.7 % and 10.3 % of it.
    assertThat(paused(24, i -> i % 2 == 0 ? 903 : 1097).details()).containsEntry("jitter", "none");
    assertThat(paused(24, i -> i % 2 == 0 ? 897 : 1103).details()).doesNotContainKey("jitter");
  }

  /** Groups of three attempts, one a second, with these pauses. */
  private static Finding paused(int groups, IntUnaryOperator pauseMs) {
    Window window = new Window();
    String call =
        "  GET %d-%d client error http.method=GET http.url=http://pay/charge"
            + " http.status_code=503";
    for (int i = 0; i < groups; i++) {
      int next = 20 + pauseMs.applyAsInt(i);
      window.trace(
          i * 1000.0,
          "GET /buy 0-900 server error @shop http.status_code=500",
          call.formatted(0, 20),
          call.formatted(next, next + 20),
          call.formatted(2 * next, 2 * next + 20));
    }
    return window.only(STORM);
  }

  @Test
  void hedgesNeitherMakeARatioNorHideOne() {
    Window window = new Window();
    String call = " client http.request.method=GET url.full=http://pay/charge";
    for (int i = 0; i < 300; i++) {
      window.trace(
          i * 190.0,
          "GET /buy 0-120 server @shop",
          "  GET 0-100 http.response.status_code=200" + call,
          "  GET 40-101 error error.type=cancelled" + call);
    }
    assertThat(window.of(STORM)).isEmpty();
    for (int i = 0; i < 35; i++) {
      window.trace(
          i * 1600.0,
          "GET /buy 0-120 server @shop",
          "  GET 0-20 error http.response.status_code=503" + call,
          "  GET 40-100 http.response.status_code=200" + call);
    }
    assertThat(window.only(STORM).details()).containsEntry("storm", false);
  }

  @Test
  void aTenthAndThirtyRepeatsAreTheLeast() {
    assertThat(repeated(600, 54, 0).episodes()).isEmpty();
    assertThat(repeated(600, 72, 0).worst()).isEqualTo(RetryEdge.Level.HIGH);
    assertThat(repeated(60, 25, 0).episodes()).isEmpty();
    assertThat(repeated(60, 35, 0).worst()).isEqualTo(RetryEdge.Level.HIGH);
  }

  @Test
  void aFifthOfTheAttemptsOfAStormFails() {
    assertThat(repeated(60, 60, 18).worst()).isEqualTo(RetryEdge.Level.HIGH);
    assertThat(repeated(60, 60, 30).worst()).isGreaterThan(RetryEdge.Level.HIGH);
  }

  /** Calm minutes, then three in which so many calls of a minute are repeated, or fail once. */
  private static Hour repeated(int calls, int repeated, int failing) {
    Hour hour = new Hour();
    for (int minute = 0; minute < 23; minute++) {
      for (int i = 0; i < calls; i++) {
        long start = minute * MINUTE + i * MINUTE / calls;
        boolean again = minute >= 20 && (i + 1) * repeated / calls > i * repeated / calls;
        boolean fails = minute >= 20 && (i + 1) * failing / calls > i * failing / calls;
        hour.edge.add(new RetryEdge.Attempted(start, again ? 1 : 0, fails ? 1 : 0, !fails));
      }
    }
    return hour;
  }

  @Test
  void theFourthPauseIsTheLastThatIsCompared() {
    assertThat(lastPauseAlike(5).details()).containsEntry("jitter", "none");
    assertThat(lastPauseAlike(6).details()).doesNotContainKey("jitter");
  }

  /** Groups of so many attempts of which only the last pauses are alike. */
  private static Finding lastPauseAlike(int attempts) {
    Window window = new Window();
    for (int i = 0; i < 24; i++) {
      List<String> lines = new ArrayList<>(List.of("GET /buy 0-4000 server error @shop"));
      int at = 0;
      for (int attempt = 0; attempt < attempts; attempt++) {
        lines.add(
            "  GET %d-%d client error http.method=GET http.url=http://pay/charge http.status_code=503"
                .formatted(at, at + 20));
        at += 20 + (attempt == attempts - 2 ? 100 : 60 + 20 * (i % 5));
      }
      window.trace(i * 1000.0, lines.toArray(String[]::new));
    }
    return window.only(STORM);
  }

  @Test
  void speculativeCallsAreNoFirstAttempts() {
    Window window = new Window();
    String call =
        " client db.system.name=cassandra db.query.text='SELECT * FROM items WHERE id = ?'";
    for (int i = 0; i < 290; i++) {
      window.trace(
          i * 30.0,
          "GET /items 0-120 server @shop",
          "  q 0-80" + call + (i < 60 ? " cassandra.speculative_execution.count=1" : ""));
    }
    for (int i = 0; i < 31; i++) {
      window.trace(
          i * 250.0,
          "GET /items 0-120 server @shop",
          "  q 0-20 error error.type=connect" + call,
          "  q 40-100" + call);
    }
    // 31 repeats of 261 first attempts, or of 321.
    assertThat(window.only(STORM).details()).containsEntry("retryRatio", 31.0 / 261);
  }
}
