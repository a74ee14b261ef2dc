package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlowVsBaselineDetectorTest {

  private static final String SLOW = "slow-vs-baseline";
  private static final long SEED = 3;

  /** Ten minutes of 30 requests of about 10 ms each, then one with requests of another length. */
  private static List<Finding> minute(int laterMs, int later) {
    Window window = new Window();
    for (int i = 0; i < 300; i++) {
      window.trace(i * 2000.0, "GET /a 0-%d server @web".formatted(9 + i % 3));
    }
    for (int i = 0; i < later; i++) {
      window.trace(600_000 + i * 1000.0, "GET /a 0-%d server @web".formatted(laterMs));
    }
    return window.of(SLOW);
  }

  @Test
  void slowerThanBefore() {
    List<Finding> slow = minute(60, 10);
    assertThat(slow).hasSize(1);
    assertThat(slow.get(0).severity()).isEqualTo(Severity.WARNING);
    assertThat(slow.get(0).traceCount()).isEqualTo(10);
    assertThat(slow.get(0).impact().highNanos()).isGreaterThan(45_000_000L);
  }

  @Test
  void waitsForAConnectionAreToldByPoolWaitAlone() {
    Window window = waits("HikariDataSource.getConnection", " internal db.system=postgresql");
    assertThat(window.of(SLOW)).isEmpty();
    assertThat(window.only("pool-wait").traceCount()).isEqualTo(10);
    // The same without a connection is its own work.
    assertThat(waits("Shop.price", " internal").of(SLOW)).hasSize(1);
  }

  private static Window waits(String name, String attributes) {
    Window window = new Window();
    for (int i = 0; i < 310; i++) {
      window.trace(
          i * 2000.0,
          "GET /a 0-%d server @web".formatted(i < 300 ? 9 : 90),
          "  %s 2-%d".formatted(name, i < 300 ? 4 : 82) + attributes);
    }
    return window;
  }

  @Test
  void twoSlowRequestsAreChance() {
    assertThat(minute(60, 2)).isEmpty();
    assertThat(minute(60, 3)).hasSize(1);
  }

  @Test
  void threeTimesTheMedianIsNeeded() {
    assertThat(minute(29, 10)).isEmpty();
  }

  @Test
  void twentyMillisecondsMoreAreNeeded() {
    Window window = new Window();
    for (int i = 0; i < 330; i++) {
      window.trace(i * 2000.0, "GET /a 0-%d server @web".formatted(i < 300 ? 2 : 21));
    }
    assertThat(window.of(SLOW)).isEmpty();
  }

  @Test
  void twoHundredCallsAreABaseline() {
    Window window = new Window();
    for (int i = 0; i < 209; i++) {
      window.trace(i * 1000.0, "GET /a 0-%d server @web".formatted(i < 179 ? 10 : 60));
    }
    assertThat(window.of(SLOW)).isEmpty();
  }

  @Test
  void anotherStatementOfTheSameNameIsAnotherOperation() {
    assertThat(statements("SELECT a FROM item WHERE id = ?", "SELECT sum(n) FROM item")).isEmpty();
    assertThat(statements("SELECT sum(n) FROM item", "SELECT sum(n) FROM item")).hasSize(1);
  }

  @Test
  void whatReadsTheRowsOfAnyStatementIsNotJudged() {
    Window window = new Window();
    for (int i = 0; i < 310; i++) {
      window.trace(
          i * 2000.0,
          "http get /a 0-70 server @web",
          "  result-set 2-%d client jdbc.datasource.pool=a".formatted(i < 300 ? 4 : 60));
    }
    assertThat(window.of(SLOW)).isEmpty();
  }

  private static List<Finding> statements(String first, String then) {
    Window window = new Window();
    for (int i = 0; i < 310; i++) {
      window.trace(
          i * 2000.0,
          "GET /a 0-70 server @web",
          "  SELECT shop.item 2-%d client db.system=mysql db.statement='%s'"
              .formatted(i < 300 ? 4 : 60, i < 300 ? first : then));
    }
    return window.of(SLOW);
  }

  @Test
  void theTimeOfTheCalleesIsNotItsOwn() {
    Window window = new Window();
    for (int i = 0; i < 310; i++) {
      int end = i < 300 ? 10 : 60;
      window.trace(
          i * 2000.0,
          "GET /a 0-%d server @web".formatted(end),
          "  GET 1-%d client http.request.method=GET url.full=http://stock/b".formatted(end - 1));
    }
    assertThat(window.of(SLOW)).extracting(Finding::operation).containsExactly("GET");
  }

  @Test
  void theTimeBetweenCallerAndCalleeIsForNetworkGap() {
    Window window = new Window();
    for (int i = 0; i < 310; i++) {
      int end = i < 300 ? 10 : 60;
      window.trace(
          i * 2000.0,
          "GET /a 0-%d server @web".formatted(end),
          "  shop.Stock/Get 1-%d client rpc.system=grpc".formatted(end - 1),
          "    shop.Stock/Get %d-%d server @stock rpc.system=grpc".formatted(end - 4, end - 2));
    }
    assertThat(window.of(SLOW)).isEmpty();
    assertThat(window.of("network-gap")).hasSize(1);
  }

  @Test
  void threeSlowSpansOfTwoRequestsAreChance() {
    Window window = new Window();
    for (int i = 0; i < 300; i++) {
      window.trace(i * 2000.0, "GET /a 0-50 server @web", "  load 1-10", "  load 11-20");
    }
    for (int i = 0; i < 2; i++) {
      window.trace(
          600_000 + i * 1000.0, "GET /a 0-150 server @web", "  load 1-70", "  load 71-140");
    }
    assertThat(window.of(SLOW)).isEmpty();
    window.trace(603_000, "GET /a 0-150 server @web", "  load 1-70", "  load 71-140");
    assertThat(window.only(SLOW).operation()).isEqualTo("load");
  }

  @Test
  void aLongTailIsNoChange() {
    // Log-normal with a p99 of four times the median, as services have: an hour of it.
    Random random = new Random(SEED);
    Window window = new Window();
    for (int i = 0; i < 3600; i++) {
      double millis = 20 * Math.exp(0.6 * random.nextGaussian());
      window.trace(i * 1000.0, String.format(Locale.ROOT, "GET /a 0-%.3f server @web", millis));
    }
    assertThat(window.of(SLOW)).as("seed %d", SEED).isEmpty();
  }

  @Test
  void threeTimesALongMedianIsNeededToo() {
    for (int laterMs : new int[] {115, 125}) {
      Window window = new Window();
      for (int i = 0; i < 300; i++) {
        window.trace(i * 2000.0, "GET /a 0-%d server @web".formatted(39 + i % 3));
      }
      for (int i = 0; i < 10; i++) {
        window.trace(600_000 + i * 1000.0, "GET /a 0-%d server @web".formatted(laterMs));
      }
      assertThat(window.of(SLOW)).hasSize(laterMs > 120 ? 1 : 0);
    }
  }

  @Test
  void aTwentiethOfTheMinuteIsNeeded() {
    assertThat(busyMinute(18)).isEmpty();
    assertThat(busyMinute(25)).hasSize(1);
  }

  /** A minute of 400 requests of which so many are slow; by chance four would be. */
  private static List<Finding> busyMinute(int slow) {
    Window window = new Window();
    for (int i = 0; i < 300; i++) {
      window.trace(i * 2000.0, "GET /a 0-%d server @web".formatted(9 + i % 3));
    }
    for (int i = 0; i < 400; i++) {
      window.trace(640_000 + i * 100.0, "GET /a 0-%d server @web".formatted(i < slow ? 60 : 10));
    }
    return window.of(SLOW);
  }

  @Test
  void whoWaitsForOthersInABadMinuteIsNotSlow() {
    Window window = new Window();
    for (int i = 0; i < 300; i++) {
      window.trace(i * 2000.0, "GET /a 0-%d server @web".formatted(9 + i % 3));
    }
    for (int i = 0; i < 15; i++) {
      String request = "GET /a 0-60 server @web";
      if (i < 10) {
        window.trace(640_000 + i * 1000.0, request);
      } else {
        window.trace(
            640_000 + i * 1000.0,
            request,
            "  q 1-58 client db.system=mysql db.statement='SELECT 1'");
      }
    }
    assertThat(window.only(SLOW).traceCount()).isEqualTo(10);
  }

  /** Requests before, in turn of two lengths, then a minute of others. */
  private static List<Finding> baseline(
      int count, double oneMs, int ofOther, double otherMs, double laterMs) {
    Window window = new Window();
    for (int i = 0; i < count; i++) {
      window.trace(
          i * 1500.0, "GET /a 0-%s server @web".formatted(i % 100 < ofOther ? otherMs : oneMs));
    }
    for (int i = 0; i < 10; i++) {
      window.trace(900_000 + i * 1000.0, "GET /a 0-%s server @web".formatted(laterMs));
    }
    return window.of(SLOW);
  }

  @Test
  void twoHundredAreTheLeast() {
    assertThat(baseline(195, 10, 0, 0, 60)).isEmpty();
    assertThat(baseline(200, 10, 0, 0, 60)).hasSize(1);
  }

  @Test
  void usualIsTheMedian() {
    assertThat(baseline(300, 10, 49, 40, 100)).hasSize(1);
    assertThat(baseline(300, 10, 51, 40, 100)).isEmpty();
  }

  @Test
  void theMostThatWasUsualIsThePercentileOfAHundred() {
    // One in fifty took 200 ms; one in two hundred does not count.
    assertThat(baseline(400, 10, 2, 200, 100)).isEmpty();
    assertThat(baseline(400, 10, 0, 200, 100)).hasSize(1);
  }

  @Test
  void twentyMillisecondsMoreAreTheLeast() {
    assertThat(baseline(300, 2, 0, 0, 21.5)).isEmpty();
    assertThat(baseline(300, 2, 0, 0, 22.5)).hasSize(1);
  }

  /** A minute of so many requests of which so many are slow. */
  private static boolean slow(int slow, int count) {
    Window window = new Window();
    for (int i = 0; i < 300; i++) {
      window.trace(i * 2000.0, "GET /a 0-%d server @web".formatted(9 + i % 3));
    }
    for (int i = 0; i < count; i++) {
      window.trace(640_000 + i * 40.0, "GET /a 0-%d server @web".formatted(i < slow ? 60 : 10));
    }
    return !window.of(SLOW).isEmpty();
  }

  @Test
  void aTwentiethOfTheMinuteIsTheLeast() {
    assertThat(slow(50, 1000)).isTrue();
    assertThat(slow(49, 1000)).isFalse();
  }

  @Test
  void fiveStandardDeviationsAboveChanceAreTheLeast() {
    // By chance one in a hundred: 0.49 and five times 0.7, or 0.5 and five times 0.71.
    assertThat(slow(4, 49)).isTrue();
    assertThat(slow(4, 50)).isFalse();
  }

  @Test
  void ownTimeBesideServersAndOwnSpansIsJudged() {
    String[][] requests = {
      {"  job 1-%d internal", "    GET /b %d-%d server @stock"},
      {"  GET 1-%d client http.method=GET http.url=http://stock/b", "    tls %d-%d internal"}
    };
    for (String[] lines : requests) {
      Window window = new Window();
      for (int i = 0; i < 310; i++) {
        int end = i < 300 ? 10 : 60;
        window.trace(
            i * 2000.0,
            "GET /a 0-%d server @web".formatted(end),
            lines[0].formatted(end - 1),
            lines[1].formatted(end - 4, end - 2));
      }
      assertThat(window.of(SLOW)).hasSize(1);
    }
  }

  @Test
  void aHundredAndNinetyNineAreNoBaseline() {
    assertThat(baseline(199, 10, 0, 0, 60)).isEmpty();
  }

  @Test
  void itIsLongerThanTheLimitAndNotAsLong() {
    long limit = Window.number(baseline(300, 10, 0, 0, 60).get(0), "thresholdNanos");
    assertThat(baseline(300, 10, 0, 0, limit / 1e6)).isEmpty();
    assertThat(baseline(300, 10, 0, 0, (limit + 1) / 1e6)).hasSize(1);
  }

  @Test
  void aRequestThatWasSlowInTheMinuteBeforeCountsAgain() {
    Window window = new Window();
    for (int i = 0; i < 300; i++) {
      window.trace(i * 2000.0, "GET /a 0-50 server @web", "  load 1-10");
    }
    window.trace(690_000, "job 0-20000 internal @web", "  load 9000-9070", "  load 10500-10570");
    window.trace(703_000, "GET /a 0-100 server @web", "  load 1-70");
    assertThat(window.of(SLOW)).isEmpty();
    window.trace(704_000, "GET /a 0-100 server @web", "  load 1-70");
    assertThat(window.only(SLOW).traceCount()).isEqualTo(3);
  }

  @Test
  void callsWithAndWithoutAServerOfOneNameAreNotMixed() {
    Window window = new Window();
    String call = "  GET 1-%d client http.method=GET";
    for (int i = 0; i < 310; i++) {
      window.trace(i * 2000.0, "GET /a 0-90 server @web", call.formatted(i < 300 ? 10 : 60));
      window.trace(
          i * 2000.0 + 500,
          "GET /c 0-90 server @web",
          call.formatted(80),
          "    GET /b 10-20 server @stock");
    }
    assertThat(window.only(SLOW).operation()).isEqualTo("GET");
    assertThat(window.only(SLOW).traceCount()).isEqualTo(10);
  }

  @Test
  void timeThatTwoChildrenCoverIsTakenOffOnce() {
    Window window = new Window();
    for (int i = 0; i < 310; i++) {
      window.trace(
          i * 2000.0,
          "GET /a 0-%d server @web".formatted(i < 300 ? 10 : 60),
          "  GET 1-%d client http.method=GET".formatted(i < 300 ? 2 : 59),
          "  GET 2-%d client http.method=GET".formatted(i < 300 ? 3 : 9));
    }
    assertThat(window.of(SLOW)).extracting(Finding::operation).doesNotContain("GET /a");
  }

  @Test
  void ofAnOperationThatWasForgottenNothingIsTold() {
    SlowVsBaselineDetector detector = new SlowVsBaselineDetector();
    DetectorSetup setup = DrawnFacts.setup();
    detector.learn(DrawnFacts.of(TraceFixture.trace("GET /a 0-60 server @web"), setup));
    List<Clue> clues = new ArrayList<>();
    detector.detect(
        DrawnFacts.of(TraceFixture.trace("GET /b 0-60 server @web"), setup), clues::add);
    assertThat(clues).isEmpty();
  }

  @Test
  void aRequestAsLongAsTheLimitIsNeitherCountedNorTold() {
    double limit = Window.number(baseline(300, 10, 0, 0, 60).get(0), "thresholdNanos") / 1e6;
    double longer = limit + 1e-6;
    assertThat(oneMinute(longer, longer, limit)).isEmpty();
    assertThat(oneMinute(longer, longer, longer, limit).get(0).traceCount()).isEqualTo(3);
  }

  /** A baseline of 10 ms, then a minute of these requests. */
  private static List<Finding> oneMinute(double... millis) {
    Window window = new Window();
    for (int i = 0; i < 300; i++) {
      window.trace(i * 1500.0, "GET /a 0-10 server @web");
    }
    for (int i = 0; i < millis.length; i++) {
      window.trace(900_000 + i * 1000.0, "GET /a 0-%s server @web".formatted(millis[i]));
    }
    return window.of(SLOW);
  }
}
