package io.longpole.analyzer.detect;

import static io.longpole.analyzer.detect.Detected.draw;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import org.junit.jupiter.api.Test;

class RetryDetectorTest {

  private static final String RETRY = "retry";

  private static final String POST =
      " client error http.request.method=POST url.full=http://pay/charge";

  private static final String GET = " client http.request.method=GET url.full=http://inv/items/7";

  @Test
  void javaAgentRepeatsOn503WithoutSayingSo() {
    Detected detected =
        Detected.in(
            "GET /checkout 0-1000 server @shop",
            "  POST 0-50" + POST + " http.response.status_code=503",
            "    POST /charge 1-49 server error @pay http.response.status_code=503",
            "  POST 150-200" + POST + " http.response.status_code=503",
            "    POST /charge 151-199 server error @pay http.response.status_code=503",
            "  POST 400-450" + POST + " http.response.status_code=503",
            "    POST /charge 401-449 server error @pay http.response.status_code=503",
            "  POST 850-900 client http.request.method=POST url.full=http://pay/charge"
                + " http.response.status_code=200",
            "    POST /charge 851-899 server @pay http.response.status_code=200");
    Sighting retry = detected.only(RETRY);
    assertThat(retry.details())
        .containsEntry("attempts", 4L)
        .containsEntry("wastedNanos", TraceFixture.ms(850))
        .containsEntry("evidence", "structural")
        .containsEntry("succeeded", true)
        .containsEntry("callee", "pay");
    assertThat(retry.spanIds()).containsExactly(2L, 4L, 6L, 8L);
    assertThat(retry.severity()).isEqualTo(Severity.WARNING);
    // Without the first three attempts and their pauses the last begins at 0: 50 and the tail, 100.
    assertThat(retry.impact().lowNanos()).isZero();
    assertThat(retry.impact().highNanos()).isEqualTo(TraceFixture.ms(850));
    // Why the attempts failed is another finding.
    assertThat(detected.detectors()).containsExactlyInAnyOrder(RETRY, "error-root-cause");
  }

  @Test
  void twoAttemptsOfAShortReadAreAnInfo() {
    Detected detected =
        Detected.in(
            "GET /a 0-1000 server @shop",
            "  GET 0-10" + GET + " error http.response.status_code=502",
            "  GET 20-30" + GET + " http.response.status_code=200");
    assertThat(detected.only(RETRY).severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void aRepeatedWriteIsWorthAWarning() {
    Detected detected =
        Detected.in(
            "POST /a 0-1000 server @shop",
            "  POST 0-10" + POST + " http.response.status_code=502",
            "  POST 20-30" + POST + " http.response.status_code=502");
    assertThat(detected.only(RETRY).severity()).isEqualTo(Severity.WARNING);
    assertThat(detected.detail(RETRY, "succeeded")).isEqualTo(false);
  }

  @Test
  void aFifthOfThePathIsWorthAWarning() {
    Detected detected =
        Detected.in(
            "GET /a 0-100 server @shop",
            "  GET 0-10" + GET + " error http.response.status_code=502",
            "  GET 20-30" + GET + " http.response.status_code=200");
    assertThat(detected.only(RETRY).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void resendCountOfNewAndOldNames() {
    for (String name : new String[] {"http.request.resend_count", "http.resend_count"}) {
      Detected detected =
          Detected.in(
              "GET /a 0-100 server @shop",
              "  GET 0-20 client error http.request.method=GET http.response.status_code=500",
              "  GET 30-50 client http.request.method=GET http.response.status_code=200 "
                  + name
                  + "=1");
      assertThat(detected.only(RETRY).details())
          .containsEntry("evidence", "explicit")
          .containsEntry("attempts", 2L);
    }
  }

  @Test
  void anExplicitRepeatMayFollowAnyFailure() {
    Detected detected =
        Detected.in(
            "GET /a 0-100 server @shop",
            "  GET 0-20" + GET + " error http.response.status_code=501",
            "  GET 30-50" + GET + " http.response.status_code=200 http.request.resend_count=1");
    assertThat(detected.detail(RETRY, "attempts")).isEqualTo(2L);
  }

  @Test
  void aResendWithoutVisiblePredecessorTellsOfAttempts() {
    Detected detected =
        Detected.in(
            "GET /a 0-100 server @shop",
            "  GET 30-50" + GET + " http.response.status_code=200 http.request.resend_count=2");
    assertThat(detected.only(RETRY).details())
        .containsEntry("attempts", 3L)
        .containsEntry("wastedNanos", 0L)
        .containsEntry("visibleAttempts", 1L);
  }

  @Test
  void grpcAttemptsBelowTheirCall() {
    Detected detected =
        Detected.in(
            "GET /search 0-100 server @web",
            "  Sent.search.Engine.Query 0-90 client",
            "    Attempt.search.Engine.Query 0-20 client error previous-rpc-attempts=0"
                + " rpc.status_code=UNAVAILABLE",
            "    Attempt.search.Engine.Query 40-60 client error previous-rpc-attempts=1"
                + " rpc.status_code=UNAVAILABLE",
            "    Attempt.search.Engine.Query 70-89 client ok previous-rpc-attempts=2"
                + " rpc.status_code=OK");
    assertThat(detected.only(RETRY).details())
        .containsEntry("attempts", 3L)
        .containsEntry("evidence", "explicit")
        .containsEntry("wastedNanos", TraceFixture.ms(70));
    assertThat(detected.of("hedge")).isEmpty();
  }

  @Test
  void serversBelowOneClientSpan() {
    Detected detected =
        Detected.in(
            "POST /order 0-100 server @web",
            "  POST 0-95 client http.request.method=POST http.response.status_code=200",
            "    POST /pay 2-25 server error @pay",
            "    POST /pay 32-55 server error @pay",
            "    POST /pay 62-92 server @pay");
    assertThat(detected.only(RETRY).details())
        .containsEntry("attempts", 3L)
        .containsEntry("wastedNanos", TraceFixture.ms(60))
        .containsEntry("evidence", "server-multiplicity")
        .containsEntry("succeeded", true);
    assertThat(detected.only(RETRY).service()).isEqualTo("web");
  }

  @Test
  void threeAttemptsAreAWarningHoweverLittleTheyWaste() {
    String get = " client http.request.method=GET url.full=http://stock/items/7";
    String failed = get + " error http.response.status_code=503";
    String[] lines = {
      "GET / 0-1000 server @web",
      "  GET 0-10" + failed,
      "  GET 20-30" + failed,
      "  GET 40-900" + get + " http.response.status_code=200"
    };
    assertThat(Detected.in(lines).only(RETRY).severity()).isEqualTo(Severity.WARNING);
    String[] two = {lines[0], lines[2], lines[3]};
    assertThat(Detected.in(two).only(RETRY).severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void tooManyRequestsInvitesARepeat() {
    Detected detected =
        Detected.in(
            "GET /a 0-100 server @shop",
            "  GET 0-20" + GET + " error http.response.status_code=429",
            "  GET 21-50" + GET + " http.response.status_code=200");
    assertThat(detected.of(RETRY)).hasSize(1);
  }

  @Test
  void repeatsAmongOtherCallsAreFoundByTheirArguments() {
    Detected detected =
        Detected.in(
            "GET /a 0-100 server @shop",
            "  GET 0-20 client error http.request.method=GET url.full=http://inv/items/7"
                + " http.response.status_code=503",
            "  GET 21-30 client error http.request.method=GET url.full=http://inv/items/8"
                + " http.response.status_code=503",
            "  GET 31-40 client http.request.method=GET url.full=http://inv/items/7"
                + " http.response.status_code=200",
            "  GET 41-50 client http.request.method=GET url.full=http://inv/items/8"
                + " http.response.status_code=200");
    assertThat(detected.only(RETRY).occurrences()).isEqualTo(2);
    assertThat(detected.detail(RETRY, "attempts")).isEqualTo(2L);
  }

  @Test
  void hiddenArgumentsNeedThatAllButTheLastFailed() {
    String call = " client rpc.system=grpc rpc.service=shop.Stock rpc.method=Reserve ";
    Detected allFailed =
        Detected.in(
            "POST /a 0-100 server @shop",
            "  shop.Stock/Reserve 0-20 error" + call + "rpc.grpc.status_code=14",
            "  shop.Stock/Reserve 30-50 error" + call + "rpc.grpc.status_code=14",
            "  shop.Stock/Reserve 60-70" + call + "rpc.grpc.status_code=0");
    assertThat(allFailed.detail(RETRY, "attempts")).isEqualTo(3L);
    Detected someSucceeded =
        Detected.in(
            "POST /a 0-100 server @shop",
            "  shop.Stock/Reserve 0-20 error" + call + "rpc.grpc.status_code=14",
            "  shop.Stock/Reserve 30-50" + call + "rpc.grpc.status_code=0",
            "  shop.Stock/Reserve 60-70" + call + "rpc.grpc.status_code=0");
    assertThat(someSucceeded.of(RETRY)).isEmpty();
  }

  @Test
  void aTransactionThatIsRepeatedAfterADeadlock() {
    Detected detected =
        draw("POST /transfer 0-200 server @bank")
            .repeat(
                3,
                i ->
                    ("  UPDATE account %d-%d client db.system.name=postgresql"
                            + " db.query.text='UPDATE account SET balance = 5 WHERE id = 7' %s")
                        .formatted(
                            30 * i,
                            30 * i + 20,
                            i < 2 ? "error db.response.status_code=40P01" : ""))
            .detected();
    assertThat(detected.only(RETRY).details())
        .containsEntry("attempts", 3L)
        .containsEntry("evidence", "structural");
  }

  @Test
  void timeoutsInviteRepeats() {
    Detected detected =
        Detected.in(
            "GET /a 0-1000 server @shop",
            "  GET 0-200" + GET + " error error.type=java.net.SocketTimeoutException",
            "  GET 300-500" + GET + " error error.type=timeout",
            "  GET 700-760" + GET + " http.response.status_code=200");
    assertThat(detected.detail(RETRY, "attempts")).isEqualTo(3L);
  }

  @Test
  void whatRunsBesideAResendIsNotItsPredecessor() {
    String get = " client http.request.method=GET url.full=http://inv/items/7 http.status_code=200";
    Detected detected =
        Detected.in(
            "GET /cart 0-200 server @shop",
            "  GET 0-90" + get,
            "  GET 50-120" + get + " http.request.resend_count=2");
    assertThat(detected.detail(RETRY, "attempts")).isEqualTo(3L);
  }

  @Test
  void aQueryBetweenTwoAttemptsHidesNoPredecessor() {
    String get = " client http.request.method=GET url.full=http://inv/items/7";
    Detected detected =
        Detected.in(
            "GET /cart 0-200 server @shop",
            "  GET 0-20 error http.response.status_code=503" + get,
            "  q 30-40 client db.system=mysql db.statement='SELECT a FROM b'",
            "  GET 60-80 http.response.status_code=200 http.request.resend_count=1" + get);
    assertThat(detected.detail(RETRY, "attempts")).isEqualTo(2L);
  }

  @Test
  void lessThanAFifthOfThePathIsAnInfo() {
    Detected detected =
        Detected.in(
            "GET /a 0-102 server @shop",
            "  GET 0-10" + GET + " error http.response.status_code=502",
            "  GET 20-30" + GET + " http.response.status_code=200");
    assertThat(detected.only(RETRY).severity()).isEqualTo(Severity.INFO);
  }
}
