package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class TimeoutInversionDetectorTest {

  private static final String INVERSION = "timeout-inversion";
  private static final String GET =
      " client %s http.request.method=GET url.full=http://reports/all";

  /** Calls that are answered in time, and some that are given up after 500 ms. */
  private static List<Finding> calls(int answered, int givenUp, int serverMs) {
    Window window = new Window();
    for (int i = 0; i < answered; i++) {
      window.trace(
          i * 1000.0,
          "GET /page 0-410 server @web",
          "  GET 1-400" + GET.formatted("http.response.status_code=200"),
          "    GET /all 2-399 server @reports");
    }
    for (int i = 0; i < givenUp; i++) {
      window.trace(
          500_000 + i * 1000.0,
          "GET /page 0-510 server error @web",
          "  GET 1-%d".formatted(501 + i % 3) + GET.formatted("error error.type=timeout"),
          "    GET /all 2-%d server @reports".formatted(2 + serverMs));
    }
    // One that some other limit ended says nothing of this one.
    window.trace(
        900_000,
        "GET /page 0-2010 server error @web",
        "  GET 1-2001" + GET.formatted("error error.type=timeout"));
    return window.of(INVERSION);
  }

  @Test
  void theLimitIsBelowWhatTheCalleeNeeds() {
    List<Finding> found = calls(150, 10, 900);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).severity()).isEqualTo(Severity.WARNING);
    assertThat(found.get(0).details().get("limitNanos"))
        .asInstanceOf(InstanceOfAssertFactories.LONG)
        .isBetween(TraceFixture.ms(499), TraceFixture.ms(503));
    assertThat(found.get(0).traceCount()).isEqualTo(10);
  }

  @Test
  void aCalleeThatIsQuickerIsNotTheProblem() {
    assertThat(calls(150, 10, 300)).isEmpty();
  }

  @Test
  void fourTimeoutsAreNoLimit() {
    assertThat(calls(396, 4, 900)).isEmpty();
  }

  @Test
  void ofFewAnswersNothingIsKnown() {
    assertThat(calls(80, 10, 900)).isEmpty();
  }

  @Test
  void theCalleesAttemptsDoNotFitIntoTheLimit() {
    Window window = new Window();
    String inner =
        "      GET %d-%d client error http.request.method=GET url.full=http://stock/b"
            + " error.type=timeout";
    for (int i = 0; i < 8; i++) {
      window.trace(
          i * 2000.0,
          "GET /page 0-510 server error @web",
          "  GET 1-501" + GET.formatted("error error.type=timeout"),
          "    GET /all 2-700 server error @reports http.response.status_code=504",
          inner.formatted(3, 203),
          inner.formatted(210, 410),
          inner.formatted(420, 620));
    }
    assertThat(window.of(INVERSION)).extracting(Finding::service).contains("web");
  }

  /** Web gives up after 500 ms, reports on stock after that many, so many times. */
  private static List<Finding> nested(int limitMs, int attempts) {
    Window window = new Window();
    for (int i = 0; i < 8; i++) {
      StringBuilder lines =
          new StringBuilder("GET /page 0-510 server error @web\n  GET 1-501")
              .append(GET.formatted("error error.type=timeout"))
              .append("\n    GET /all 2-1500 server error @reports http.response.status_code=504");
      for (int attempt = 0; attempt < attempts; attempt++) {
        lines.append(
            "\n      GET %d-%d client error http.request.method=GET url.full=http://stock/b"
                    .formatted(3 + attempt * (limitMs + 5), 3 + attempt * (limitMs + 5) + limitMs)
                + " error.type=timeout");
      }
      window.trace(i * 2000.0, lines.toString().split("\n"));
    }
    return window.of(INVERSION);
  }

  @Test
  void oneAttemptBelowMayTakeLongerThanTheCallerWaits() {
    List<Finding> found = nested(900, 1);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).service()).isEqualTo("web");
    assertThat(found.get(0).details().get("neededNanos"))
        .asInstanceOf(InstanceOfAssertFactories.LONG)
        .isEqualTo(TraceFixture.ms(900));
  }

  @Test
  void attemptsThatFitAreFine() {
    assertThat(nested(100, 3)).isEmpty();
    assertThat(nested(200, 3)).hasSize(1);
  }

  @Test
  void limitsThatAreTheSameUpToMeasuringAreFine() {
    assertThat(nested(508, 1)).isEmpty();
  }

  @Test
  void aCallWithoutALimitNeedsWhatItWaitsForBelow() {
    Window window = new Window();
    int[] ends = {620, 700, 800, 950, 1100, 1300, 1500, 1800};
    for (int i = 0; i < ends.length; i++) {
      window.trace(
          i * 4000.0,
          "GET /page 0-510 server error @web",
          "  GET 1-501" + GET.formatted("error error.type=timeout"),
          "    GET /all 2-1990 server error @reports",
          "      GET 3-%d client error @reports http.request.method=GET url.full=http://mid/m"
                  .formatted(ends[i])
              + " error.type=timeout",
          "        GET /m 4-1900 server error @mid",
          "          GET 5-805 client error http.request.method=GET url.full=http://deep/d"
              + " error.type=timeout");
    }
    List<Finding> found = window.of(INVERSION);
    assertThat(found).extracting(Finding::service).containsExactly("web");
    assertThat(found.get(0).details()).containsEntry("neededNanos", TraceFixture.ms(800));
  }

  @Test
  void aLimitIsFourPercentWide() {
    assertThat(limited(500, 505, 510, 515, 520)).isEqualTo(5);
    assertThat(limited(500, 505, 510, 515, 521)).isZero();
  }

  @Test
  void callsFourPercentBesideTheLimitRanIntoIt() {
    assertThat(limited(500, 500, 500, 500, 500, 519)).isEqualTo(6);
    assertThat(limited(500, 500, 500, 500, 500, 521)).isEqualTo(5);
    assertThat(limited(500, 500, 500, 500, 500, 479)).isEqualTo(5);
  }

  /** Of calls that were given up after these milliseconds, how many ran into too short a limit. */
  private static long limited(int... givenUpMs) {
    Window window = new Window();
    for (int i = 0; i < 100; i++) {
      window.trace(
          i * 1000.0,
          "GET 0-990 @web" + GET.formatted("http.response.status_code=200"),
          "  GET /all 2-980 server @reports");
    }
    for (int i = 0; i < givenUpMs.length; i++) {
      window.trace(
          200_000 + i * 1000.0,
          "GET /page 0-600 server error @web",
          "  GET 0-%d".formatted(givenUpMs[i]) + GET.formatted("error error.type=timeout"));
    }
    return window.of(INVERSION).stream().mapToLong(Finding::traceCount).sum();
  }

  @Test
  void aHundredAnswersTellOfTheSlowOnes() {
    assertThat(calls(89, 10, 900)).isEmpty();
    assertThat(calls(90, 10, 900)).hasSize(1);
  }

  @Test
  void whatIsNeededLiesFourPercentAboveTheLimit() {
    assertThat(nested(520, 1)).isEmpty();
    assertThat(nested(521, 1)).hasSize(1);
  }

  @Test
  void grpcServesTheAttemptsOfItsCalls() {
    Window window = new Window();
    for (int i = 0; i < 110; i++) {
      window.trace(
          i * 1000.0,
          "GET /page 0-910 server @web",
          "  Sent.reports.Reports.All 1-900 client ok",
          "    Attempt.reports.Reports.All 2-899 client ok",
          "      Recv.reports.Reports.All 3-898 server ok @reports");
    }
    for (int i = 0; i < 10; i++) {
      window.trace(
          500_000 + i * 1000.0,
          "GET /page 0-510 server error @web",
          "  Sent.reports.Reports.All 1-501 client error rpc.status_code=DEADLINE_EXCEEDED",
          "    Attempt.reports.Reports.All 2-500 client error rpc.status_code=DEADLINE_EXCEEDED",
          "      Recv.reports.Reports.All 3-890 server @reports");
    }
    assertThat(window.only(INVERSION).traceCount()).isEqualTo(10);
    assertThat(window.only(INVERSION).occurrences()).isEqualTo(10);
  }

  @Test
  void whatTheSlowestOfAHundredNeedIsNeeded() {
    // Three in a hundred take longer than the limit.
    assertThat(calls(300, 9, 900)).hasSize(1);
  }

  /** 110 calls that are answered after 898 ms, and ten traces of something else. */
  static List<Finding> after(int answered, String... lines) {
    Window window = new Window();
    for (int i = 0; i < answered; i++) {
      window.trace(
          i * 1000.0,
          "GET /page 0-910 server @web",
          "  Sent.reports.Reports.All 1-900 client ok",
          "    Attempt.reports.Reports.All 2-899 client ok",
          "      Recv.reports.Reports.All 3-898 server ok @reports");
    }
    for (int i = 0; i < 10; i++) {
      window.trace(500_000 + i * 2000.0, lines);
    }
    return window.of(INVERSION);
  }

  @Test
  void callsThatFailOtherwiseTellOfNoLimit() {
    Window window = new Window();
    for (int i = 0; i < 130; i++) {
      boolean fails = i < 20;
      window.trace(
          i * 1000.0,
          "GET /page 0-910 server @web",
          "  GET 1-%d".formatted(fails ? 301 : 900)
              + GET.formatted("http.response.status_code=" + (fails ? 500 : 200)),
          "    GET /all 2-%d server @reports".formatted(fails ? 300 : 899));
    }
    for (int i = 0; i < 10; i++) {
      window.trace(
          500_000 + i * 1000.0,
          "GET /page 0-510 server error @web",
          "  GET 1-501" + GET.formatted("error error.type=timeout"));
    }
    assertThat(window.of(INVERSION)).hasSize(1);
    assertThat(Window.number(window.only(INVERSION), "limitNanos")).isEqualTo(TraceFixture.ms(500));
  }

  @Test
  void anAnswerAtTheLimitIsNone() {
    Window window = new Window();
    for (int i = 0; i < 110; i++) {
      window.trace(
          i * 1000.0,
          "GET /page 0-910 server @web",
          "  GET 1-%d".formatted(i < 4 ? 501 : 900)
              + GET.formatted("http.response.status_code=" + (i < 4 ? 500 : 200)),
          "    GET /all 2-%d server @reports".formatted(i < 4 ? 500 : 899));
    }
    for (int i = 0; i < 10; i++) {
      window.trace(
          500_000 + i * 1000.0,
          "GET /page 0-510 server error @web",
          "  GET 1-501" + GET.formatted("error error.type=timeout"));
    }
    assertThat(window.only(INVERSION).traceCount()).isEqualTo(10);
  }

  @Test
  void answersThatNobodyServedTellOfNoCallee() {
    Window window = new Window();
    for (int i = 0; i < 120; i++) {
      window.trace(
          i * 1000.0,
          "GET /page 0-410 server @web",
          "  GET 1-400" + GET.formatted("http.response.status_code=200"));
    }
    for (int i = 0; i < 30; i++) {
      boolean givenUp = i < 10;
      window.trace(
          500_000 + i * 1000.0,
          "GET /page 0-510 server @web",
          "  GET 1-%d".formatted(givenUp ? 501 : 400)
              + GET.formatted(givenUp ? "error error.type=timeout" : "http.status_code=200"),
          "    GET /all 2-%d server @reports".formatted(givenUp ? 900 : 399));
    }
    assertThat(window.of(INVERSION)).isEmpty();
  }

  @Test
  void nobodyWaitsForWhoTakesAMessage() {
    assertThat(
            after(
                0,
                "GET /page 0-510 server error @web",
                "  GET 1-501" + GET.formatted("error error.type=timeout"),
                "    GET /all 2-20 server @reports",
                "      orders publish 3-5 producer messaging.system=kafka"
                    + " messaging.destination.name=orders",
                "        orders process 6-990 consumer error @orders messaging.system=kafka"
                    + " messaging.destination.name=orders",
                "          GET 7-907 client error http.request.method=GET"
                    + " url.full=http://stock/b error.type=timeout"))
        .isEmpty();
  }

  @Test
  void nobodyWaitsForAMessageToBeTaken() {
    assertThat(
            after(
                0,
                "GET /page 0-510 server error @web",
                "  GET 1-501" + GET.formatted("error error.type=timeout"),
                "    GET /all 2-20 server @reports",
                "      orders publish 3-903 producer error error.type=timeout"
                    + " messaging.system=kafka messaging.destination.name=orders"))
        .isEmpty();
  }

  @Test
  void theEvidenceShowsBothHalvesOfTheCall() {
    assertThat(calls(150, 10, 900).get(0).evidence())
        .allSatisfy(shown -> assertThat(shown.spanIds()).containsExactly(2L, 3L));
  }

  @Test
  void ofTheCallsBelowTheLongestIsNeeded() {
    List<Finding> found =
        after(
            0,
            "GET /page 0-510 server error @web",
            "  GET 1-501" + GET.formatted("error error.type=timeout"),
            "    GET /all 2-1990 server error @reports",
            "      GET 3-903 client error http.request.method=GET url.full=http://stock/b"
                + " error.type=timeout",
            "      GET 910-960 client error http.request.method=GET url.full=http://users/u"
                + " error.type=timeout");
    assertThat(found).hasSize(1);
    assertThat(found.get(0).details()).containsEntry("neededNanos", TraceFixture.ms(900));
  }
}
