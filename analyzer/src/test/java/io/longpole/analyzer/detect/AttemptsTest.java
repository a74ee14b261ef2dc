package io.longpole.analyzer.detect;

import static io.longpole.analyzer.detect.Detected.draw;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What goes before an attempt: when it is the attempt before, an answer, or another call. */
class AttemptsTest {

  private static final String RETRY = "retry";

  private static final String GET = " client http.request.method=GET url.full=http://inv/items/7";

  private static final String RESENT =
      GET + " http.response.status_code=200 http.request.resend_count=1";

  private static final String MOVED =
      " client http.request.method=GET url.full=http://inv/old http.response.status_code=301";

  @Test
  void answersFrom400To499AreFinal() {
    assertThat(resentAfter("error http.response.status_code=400").all()).isEmpty();
    assertThat(resentAfter("error http.response.status_code=499").of(RETRY)).isEmpty();
    assertThat(resentAfter("error http.response.status_code=501").of(RETRY)).hasSize(1);
    assertThat(resentAfter("error http.response.status_code=599").of(RETRY)).hasSize(1);
  }

  @Test
  void errorsOfRemoteProceduresHaveNoStatusThatIsFinal() {
    String call = " client rpc.system=grpc rpc.service=shop.Stock rpc.method=Reserve";
    Detected detected =
        Detected.in(
            "POST /a 0-100 server @shop",
            "  shop.Stock/Reserve 0-20 error" + call + " rpc.grpc.status_code=13",
            "  shop.Stock/Reserve 30-50"
                + call
                + " rpc.grpc.status_code=0 rpc.grpc.request.metadata.grpc-previous-rpc-attempts=1");
    assertThat(detected.only(RETRY).details())
        .containsEntry("attempts", 2L)
        .containsEntry("evidence", "explicit");
    assertThat(detected.only(RETRY).details()).doesNotContainKey("visibleAttempts");
  }

  @Test
  void aRedirectBeforeAResendExplainsItAcrossOtherSpans() {
    Detected detected =
        Detected.in(
            "GET /cart 0-200 server @shop",
            "  GET 0-20" + MOVED,
            "  parse 20-25 internal",
            "  q 30-40 client error db.system=mysql db.statement='SELECT a FROM b'",
            "  GET 60-80" + RESENT);
    assertThat(detected.of(RETRY)).isEmpty();
  }

  @Test
  void aRedirectEndsAMillisecondAfterTheResendAtMost() {
    assertThat(resentAt("19").of(RETRY)).isEmpty();
    assertThat(resentAt("18.97").of(RETRY)).hasSize(1);
  }

  private static Detected resentAt(String startMs) {
    return Detected.in(
        "GET /cart 0-200 server @shop", "  GET 0-20" + MOVED, "  GET " + startMs + "-80" + RESENT);
  }

  @Test
  void aRedirectIsLookedForAmongSixtyFourSpansBefore() {
    assertThat(spansAfterARedirect(63).of(RETRY)).isEmpty();
    assertThat(spansAfterARedirect(64).of(RETRY)).hasSize(1);
  }

  private static Detected spansAfterARedirect(int spans) {
    return draw("GET /cart 0-200 server @shop", "  GET 0-20" + MOVED)
        .repeat(spans, i -> "  parse %d-%d internal".formatted(30 + i, 31 + i))
        .then("  GET 150-180" + RESENT)
        .detected();
  }

  @Test
  void aRedirectOfAnotherServiceExplainsNothing() {
    Detected detected =
        Detected.in(
            "GET /cart 0-200 server @shop", "  GET 0-20 @sidecar" + MOVED, "  GET 60-80" + RESENT);
    assertThat(detected.detail(RETRY, "attempts")).isEqualTo(2L);
  }

  @Test
  void anAnswerToAnotherQuestionExplainsNoResend() {
    Detected detected =
        Detected.in(
            "GET /cart 0-200 server @shop",
            "  GET 0-20 client http.request.method=GET url.full=http://users/me"
                + " http.response.status_code=200",
            "  GET 60-80" + RESENT);
    assertThat(detected.only(RETRY).details())
        .containsEntry("attempts", 2L)
        .containsEntry("visibleAttempts", 1L)
        .containsEntry("evidence", "explicit");
    Detected moved =
        Detected.in(
            "GET /cart 0-200 server @shop",
            "  GET 0-20" + MOVED,
            "  GET 21-40 client http.request.method=GET url.full=http://users/me"
                + " http.response.status_code=200",
            "  GET 60-80" + RESENT);
    assertThat(moved.of(RETRY)).isEmpty();
  }

  @Test
  void theBeginningOfATransactionIsNoPredecessor() {
    String db = " client db.system.name=postgresql db.query.text=";
    Detected detected =
        Detected.in(
            "POST /pay 0-200 server @bank",
            "  BEGIN 0-1 error db.response.status_code=25P02" + db + "'BEGIN'",
            "  UPDATE account 2-20" + db + "'UPDATE account SET n = 1 WHERE id = 7' retry_count=1");
    assertThat(detected.detail(RETRY, "attempts")).isEqualTo(2L);
  }

  @Test
  void knownEqualCallsMayBeTriedAgainMoreThanOnce() {
    Detected detected =
        Detected.in(
            "GET /cart 0-200 server @shop",
            "  GET 0-20 error http.response.status_code=503" + GET,
            "  GET 30-40 http.response.status_code=200" + GET,
            "  GET 50-60 error http.response.status_code=503" + GET,
            "  GET 70-80 http.response.status_code=200" + GET);
    assertThat(detected.only(RETRY).occurrences()).isEqualTo(2);
    assertThat(detected.detail(RETRY, "attempts")).isEqualTo(2L);
  }

  @Test
  void aCountThatStaysAtOneOnlyMarksRepeats() {
    String failed = GET + " error http.response.status_code=503";
    Detected detected =
        Detected.in(
            "GET /cart 0-200 server @shop",
            "  GET 0-20" + failed,
            "  GET 30-40 http.request.resend_count=1" + failed,
            "  GET 50-60" + RESENT);
    assertThat(detected.detail(RETRY, "attempts")).isEqualTo(3L);
  }

  @Test
  void theTraceSaysHowItEndedAndHowLate() {
    String failed = GET + " error http.response.status_code=503";
    Detected late =
        Detected.in(
            "GET /cart 0-200 server @shop",
            "  GET 0-20" + failed,
            "  GET 30-40 http.response.status_code=200" + GET);
    assertThat(late.only(RETRY).summary())
        .contains("2 times before it succeeded, 30 ms after the first attempt");
    Detected alone =
        Detected.in(
            "GET /cart 0-200 server @shop",
            "  GET 30-40 error http.response.status_code=503 http.request.resend_count=1" + GET);
    assertThat(alone.only(RETRY).summary()).endsWith("2 times before it gave up.");
  }

  @Test
  void aTimeoutOfAServerBelowOneClientSpanInvitesARepeat() {
    Detected detected =
        Detected.in(
            "POST /order 0-100 server @web",
            "  POST 0-95 client http.request.method=POST http.response.status_code=200",
            "    POST /pay 2-25 server error @pay http.response.status_code=504",
            "    POST /pay 32-92 server @pay http.response.status_code=200");
    assertThat(detected.detail(RETRY, "evidence")).isEqualTo("server-multiplicity");
  }

  @Test
  void receiversOfOneMessageAreNoAttempts() {
    Detected detected =
        Detected.in(
            "POST /order 0-100 server @web",
            "  orders publish 0-5 producer messaging.system=rabbitmq messaging.operation=publish"
                + " messaging.destination.name=orders",
            "    handle 12-25 server error @mail",
            "    handle 32-55 server @mail");
    assertThat(detected.of(RETRY)).isEmpty();
  }

  @Test
  void callsThatOverlapByAMillisecondFollowEachOther() {
    assertThat(twoGets("99-200").of(RETRY)).hasSize(1);
    assertThat(twoGets("98.99-200").of(RETRY)).isEmpty();
  }

  private static Detected twoGets(String second) {
    return Detected.in(
        "GET /cart 0-300 server @shop",
        "  GET 0-100 error http.response.status_code=503" + GET,
        "  GET " + second + " http.response.status_code=200" + GET);
  }

  @Test
  void serversThatOverlapByAMillisecondFollowEachOther() {
    assertThat(twoServers("24-92").of(RETRY)).hasSize(1);
    assertThat(twoServers("23.99-92").of(RETRY)).isEmpty();
  }

  private static Detected twoServers(String second) {
    return Detected.in(
        "POST /order 0-100 server @web",
        "  POST 0-95 client http.request.method=POST http.response.status_code=200",
        "    POST /pay 2-25 server error @pay http.response.status_code=503",
        "    POST /pay " + second + " server @pay http.response.status_code=200");
  }

  private static Detected resentAfter(String end) {
    return Detected.in(
        "GET /a 0-100 server @shop", "  GET 0-20 " + end + GET, "  GET 30-50" + RESENT);
  }

  @Test
  void anAnswerToTheSameQuestionExplainsAResend() {
    Detected detected =
        Detected.in(
            "GET /cart 0-200 server @shop",
            "  GET 0-20 http.response.status_code=200" + GET,
            "  GET 60-80" + RESENT);
    assertThat(detected.of(RETRY)).isEmpty();
  }

  @Test
  void whatTheTransportOfACallSentAgainIsAnAttempt() {
    String post = " client http.request.method=POST url.full=http://es:9200/items/_search";
    Detected detected =
        Detected.in(
            "GET /find 0-200 server @web",
            "  search 0-150 client db.system.name=elasticsearch db.operation.name=search"
                + " db.collection.name=items",
            "    POST 1-50 error http.response.status_code=503" + post,
            "    POST 60-149 http.response.status_code=200" + post);
    assertThat(detected.only(RETRY).details())
        .containsEntry("attempts", 2L)
        .containsEntry("visibleAttempts", 1L)
        .containsEntry("evidence", "explicit");
  }
}
