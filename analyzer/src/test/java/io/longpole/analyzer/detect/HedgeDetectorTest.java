package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import org.junit.jupiter.api.Test;

class HedgeDetectorTest {

  private static final String HEDGE = "hedge";

  private static final String GET = " client http.request.method=GET url.full=http://inv/items/7";

  @Test
  void grpcHedgingCancelsTheLoser() {
    Detected detected =
        Detected.in(
            "GET / 0-70 server @web",
            "  Sent.search.Q 0-65 client",
            "    Attempt.search.Q 0-62 client error previous-rpc-attempts=0"
                + " rpc.status_code=CANCELLED",
            "    Attempt.search.Q 40-61 client ok previous-rpc-attempts=1 rpc.status_code=OK");
    assertThat(detected.detail(HEDGE, "attempts")).isEqualTo(2L);
    assertThat(detected.only(HEDGE).severity()).isEqualTo(Severity.INFO);
    assertThat(detected.of("retry")).isEmpty();
  }

  @Test
  void equalReadsAtOnceOfWhichOneFails() {
    Detected detected =
        Detected.in(
            "GET / 0-100 server @web",
            "  GET 0-80" + GET + " error error.type=timeout",
            "  GET 40-81" + GET + " http.response.status_code=200");
    assertThat(detected.detail(HEDGE, "attempts")).isEqualTo(2L);
  }

  @Test
  void speculativeExecutionsOfTheCassandraDriver() {
    Detected detected =
        Detected.in(
            "GET / 0-100 server @web",
            "  SELECT shop.items 0-80 client db.system.name=cassandra"
                + " db.query.text='SELECT * FROM items WHERE id = ?'"
                + " cassandra.speculative_execution.count=1");
    assertThat(detected.detail(HEDGE, "attempts")).isEqualTo(2L);
  }

  @Test
  void serversBelowOneClientSpanAtOnce() {
    Detected detected =
        Detected.in(
            "GET / 0-100 server @web",
            "  GET 0-90 client http.request.method=GET http.response.status_code=200",
            "    GET /items 2-88 server error @inv http.response.status_code=500",
            "    GET /items 40-87 server @inv http.response.status_code=200");
    assertThat(detected.detail(HEDGE, "attempts")).isEqualTo(2L);
    assertThat(detected.of("retry")).isEmpty();
  }

  @Test
  void serversBelowOneClientSpanThatAllAnswer() {
    Detected detected =
        Detected.in(
            "GET / 0-100 server @web",
            "  GET 0-90 client http.request.method=GET",
            "    GET /items 2-88 server @inv",
            "    GET /items 40-87 server @inv");
    assertThat(detected.all()).isEmpty();
  }

  @Test
  void equalReadsAtOnceThatBothAnswerAreNoHedge() {
    Detected detected =
        Detected.in(
            "GET / 0-100 server @web",
            "  GET 0-80" + GET + " http.response.status_code=200",
            "  GET 40-81" + GET + " http.response.status_code=200");
    assertThat(detected.of(HEDGE)).isEmpty();
  }

  @Test
  void copiesOfWhichTwoAnswerAreNoHedge() {
    Detected detected =
        Detected.in(
            "GET / 0-100 server @web",
            "  GET 0-80" + GET + " error error.type=timeout",
            "  GET 30-80" + GET + " http.response.status_code=200",
            "  GET 40-81" + GET + " http.response.status_code=200");
    assertThat(detected.of(HEDGE)).isEmpty();
  }

  @Test
  void copiesEndTogether() {
    Detected detected =
        Detected.in(
            "GET / 0-300 server @web",
            "  GET 0-80" + GET + " error error.type=timeout",
            "  GET 40-200" + GET + " http.response.status_code=200");
    assertThat(detected.of(HEDGE)).isEmpty();
  }

  @Test
  void differentArgumentsAtOnceAreNoHedge() {
    Detected detected =
        Detected.in(
            "GET / 0-100 server @web",
            "  GET 0-80 client error http.request.method=GET url.full=http://inv/items/7"
                + " error.type=timeout",
            "  GET 40-81 client http.request.method=GET url.full=http://inv/items/8"
                + " http.response.status_code=200");
    assertThat(detected.of(HEDGE)).isEmpty();
  }

  @Test
  void hiddenArgumentsAtOnceAreNoHedge() {
    String call = " client rpc.system=grpc rpc.service=shop.Stock rpc.method=Get ";
    Detected detected =
        Detected.in(
            "GET / 0-100 server @web",
            "  shop.Stock/Get 0-80 error" + call + "rpc.grpc.status_code=14",
            "  shop.Stock/Get 40-81" + call + "rpc.grpc.status_code=0");
    assertThat(detected.of(HEDGE)).isEmpty();
  }

  @Test
  void overlapWithinTheClocksErrorIsNone() {
    Detected detected =
        Detected.in(
            "GET / 0-100 server @web",
            "  GET 0-40" + GET + " error error.type=timeout",
            "  GET 39.5-81" + GET + " http.response.status_code=200");
    assertThat(detected.of(HEDGE)).isEmpty();
    assertThat(detected.detail("retry", "attempts")).isEqualTo(2L);
  }

  @Test
  void moreThanOneCallInTwentyIsHedgedTooSoon() {
    assertThat(hedged(2, 35, "").severity()).isEqualTo(Severity.WARNING);
    assertThat(hedged(2, 40, "").severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void ofNineteenCallsNoShareIsKnown() {
    assertThat(hedged(2, 15, "").severity()).isEqualTo(Severity.INFO);
    assertThat(hedged(2, 16, "").severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void sharesAmongTracesKeptForBeingSlowMeanNothing() {
    assertThat(hedged(2, 30, " tailsampling.policy=slow-ones").severity()).isEqualTo(Severity.INFO);
    assertThat(hedged(2, 30, " tailsampling.policy=probabilistic-10").severity())
        .isEqualTo(Severity.WARNING);
  }

  /** A few hedges, each of two calls, and plain calls of the same key. */
  private static Finding hedged(int hedges, int others, String attribute) {
    Window window = new Window();
    for (int i = 0; i < hedges; i++) {
      window.trace(
          i * 1000.0,
          "GET / 0-100 server @web" + attribute,
          "  GET 0-80" + GET + " error error.type=timeout",
          "  GET 40-81" + GET + " http.response.status_code=200");
    }
    for (int i = 0; i < others; i++) {
      window.trace(
          10_000 + i * 1000.0,
          "GET / 0-100 server @web",
          "  GET 0-80" + GET + " http.response.status_code=200");
    }
    return window.only(HEDGE);
  }

  @Test
  void fiftyMillisecondsApartIsTheMost() {
    assertThat(ends(80, 129).of(HEDGE)).hasSize(1);
    assertThat(ends(80, 131).of(HEDGE)).isEmpty();
  }

  @Test
  void aMillisecondOfOverlapIsTheLeast() {
    assertThat(overlapping("39.1").of(HEDGE)).isEmpty();
    assertThat(overlapping("38.6").of(HEDGE)).hasSize(1);
  }

  private static String pair(int atMs, String call) {
    return "  GET %d-%d error error.type=timeout%s\n  GET %d-%d http.status_code=200%s"
        .formatted(atMs, atMs + 80, call, atMs + 40, atMs + 81, call);
  }

  private static Detected ends(int loserMs, int winnerMs) {
    return Detected.in(
        "GET / 0-300 server @web",
        "  GET 0-%d".formatted(loserMs) + GET + " error error.type=timeout",
        "  GET 40-%d".formatted(winnerMs) + GET + " http.response.status_code=200");
  }

  private static Detected overlapping(String startMs) {
    return Detected.in(
        "GET / 0-100 server @web",
        "  GET 0-40" + GET + " error error.type=timeout",
        "  GET " + startMs + "-81" + GET + " http.response.status_code=200");
  }

  @Test
  void callsAtOnceThatAllFailAreNoHedgeUnlessTheySaySo() {
    Detected silent =
        Detected.in(
            "GET / 0-100 server @web",
            "  GET 0-80 error error.type=timeout" + GET,
            "  GET 40-81 error error.type=timeout" + GET);
    assertThat(silent.of(HEDGE)).isEmpty();
    Detected said =
        Detected.in(
            "GET / 0-100 server @web",
            "  Sent.search.Q 0-65 client error rpc.status_code=DEADLINE_EXCEEDED",
            "    Attempt.search.Q 0-62 client error previous-rpc-attempts=0"
                + " rpc.status_code=CANCELLED",
            "    Attempt.search.Q 40-61 client error previous-rpc-attempts=1"
                + " rpc.status_code=CANCELLED");
    assertThat(said.detail(HEDGE, "attempts")).isEqualTo(2L);
    assertThat(said.of("retry")).isEmpty();
  }

  @Test
  void attemptsAtOnceThatAreBothAnsweredAreNoHedge() {
    Detected detected =
        Detected.in(
            "GET / 0-70 server @web",
            "  Sent.search.Q 0-65 client",
            "    Attempt.search.Q 0-62 client ok previous-rpc-attempts=0 rpc.status_code=OK",
            "    Attempt.search.Q 40-61 client ok previous-rpc-attempts=1 rpc.status_code=OK");
    assertThat(detected.of(HEDGE)).isEmpty();
  }

  @Test
  void aRedirectIsNoAnswerToOneOfTwoCopies() {
    Detected detected =
        Detected.in(
            "GET / 0-100 server @web",
            "  GET 0-80 error error.type=timeout" + GET,
            "  GET 40-81 http.response.status_code=302" + GET);
    assertThat(detected.of(HEDGE)).isEmpty();
  }

  @Test
  void serversBelowOneClientSpanThatAllFail() {
    Detected detected =
        Detected.in(
            "GET / 0-100 server @web",
            "  GET 0-90 client http.request.method=GET http.response.status_code=500",
            "    GET /items 2-88 server error @inv http.response.status_code=500",
            "    GET /items 40-87 server error @inv http.response.status_code=500");
    assertThat(detected.of(HEDGE)).isEmpty();
    assertThat(detected.of("retry")).isEmpty();
  }

  @Test
  void serversOfDifferentServicesAreNoCopies() {
    Detected detected =
        Detected.in(
            "POST /order 0-100 server @web",
            "  POST 0-95 client http.request.method=POST",
            "    ingress 2-90 server @mesh",
            "    POST /pay 12-85 server @pay");
    assertThat(detected.of(HEDGE)).isEmpty();
  }

  @Test
  void copiesAreOneQuestion() {
    String ok = " http.response.status_code=200" + GET;
    String hedge = "  GET 0-80 error error.type=timeout" + GET + "\n  GET 40-81" + ok;
    Detected twice =
        Detected.draw("GET / 0-200 server @web").then(hedge, "  GET 90-110" + ok).detected();
    Detected many =
        Detected.draw("GET / 0-2000 server @web")
            .repeat(8, i -> pair(100 * i, " client http.method=GET http.url=http://inv/items/" + i))
            .detected();
    assertThat(many.detail("n-plus-one", "count")).isEqualTo(8L);
    assertThat(twice.detectors()).contains(HEDGE).doesNotContain("duplicate-call");
    Detected thrice =
        Detected.draw("GET / 0-200 server @web")
            .then(hedge, "  GET 90-110" + ok, "  GET 150-170" + ok)
            .detected();
    assertThat(thrice.detail("duplicate-call", "count")).isEqualTo(3L);
  }

  @Test
  void ofGrpcCallsTheirAttemptsAreNotCounted() {
    Window window = new Window();
    for (int i = 0; i < 2; i++) {
      window.trace(
          i * 1000.0,
          "GET / 0-70 server @web",
          "  Sent.search.Q 0-65 client",
          "    Attempt.search.Q 0-62 client error previous-rpc-attempts=0"
              + " rpc.status_code=CANCELLED",
          "    Attempt.search.Q 40-61 client ok previous-rpc-attempts=1 rpc.status_code=OK");
    }
    for (int i = 0; i < 37; i++) {
      window.trace(
          10_000 + i * 1000.0,
          "GET / 0-70 server @web",
          "  Sent.search.Q 0-65 client",
          "    Attempt.search.Q 1-62 client ok previous-rpc-attempts=0 rpc.status_code=OK");
    }
    assertThat(window.only(HEDGE).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void oneCallInTwentyIsUsual() {
    assertThat(hedged(2, 36, "").severity()).isEqualTo(Severity.INFO);
    assertThat(hedged(2, 37, "").severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void theFirstCopyMayEndFiftyMillisecondsLaterAtMost() {
    assertThat(ends(130, 81).of(HEDGE)).hasSize(1);
    assertThat(ends(132, 81).of(HEDGE)).isEmpty();
  }

  @Test
  void callsThatTheDriverSentOnceAreOfTheShareToo() {
    Window window = new Window();
    for (int i = 0; i < 440; i++) {
      window.trace(
          i * 1000.0,
          "GET / 0-100 server @web",
          "  SELECT shop.items 0-80 client db.system.name=cassandra"
              + " db.query.text='SELECT * FROM items WHERE id = ?'"
              + (i < 21 ? " cassandra.speculative_execution.count=1" : ""));
    }
    assertThat(window.only(HEDGE).severity()).isEqualTo(Severity.INFO);
  }
}
