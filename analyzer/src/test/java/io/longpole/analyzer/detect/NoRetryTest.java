package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NoRetryTest {

  private static final String RETRY = "retry";

  private static final String GET = " client http.request.method=GET url.full=http://inv/items/7";

  private static final String RESERVE =
      " client rpc.system=grpc rpc.service=shop.Stock" + " rpc.method=Reserve ";

  @Test
  void serversBelowOneClientSpanOfWhichSomeOverlapAreNoAttempts() {
    Detected detected =
        Detected.in(
            "GET / 0-100 server @web",
            "  GET 0-95 client http.request.method=GET http.response.status_code=200",
            "    GET /stock 2-25 server error @stock http.response.status_code=503",
            "    GET /stock 10-30 server error @stock http.response.status_code=503",
            "    GET /stock 40-90 server @stock http.response.status_code=200");
    assertThat(detected.of(RETRY)).isEmpty();
  }

  @Test
  void serversBelowOneClientSpanThatFollowARedirect() {
    // As in the OpenTelemetry demo: 308 adds a slash, the second server span answers.
    Detected detected =
        Detected.in(
            "GET / 0-100 server @frontend",
            "  GET 0-95 client http.method=GET http.status_code=200",
            "    GET /flags 2-25 server @flags http.method=GET http.status_code=308",
            "    GET /flags 32-55 server @flags http.method=GET http.status_code=200");
    assertThat(detected.all()).isEmpty();
  }

  @Test
  void serversOfDifferentOperationsAreNoAttempts() {
    Detected detected =
        Detected.in(
            "POST /order 0-100 server @web",
            "  POST 0-95 client http.request.method=POST",
            "    ingress 2-25 server error @pay",
            "    POST /pay 32-55 server @pay");
    assertThat(detected.of(RETRY)).isEmpty();
    // One of a name was sent once, so that it is no hedge either.
    assertThat(detected.of("hedge")).isEmpty();
  }

  @Test
  void serversThatAllAnswerWellAreNoAttempts() {
    Detected detected =
        Detected.in(
            "POST /order 0-100 server @web",
            "  POST 0-95 client http.request.method=POST",
            "    POST /pay 2-25 server @pay",
            "    POST /pay 32-55 server @pay");
    assertThat(detected.of(RETRY)).isEmpty();
  }

  @Test
  void redirectIsNoRetry() {
    Detected detected =
        Detected.in(
            "GET /a 0-100 server @shop",
            "  GET 0-20 client http.request.method=GET url.full=http://a/x"
                + " http.response.status_code=302",
            "  GET 21-50 client http.request.method=GET url.full=http://a/y"
                + " http.response.status_code=200 http.request.resend_count=1");
    assertThat(detected.all()).isEmpty();
    Detected sameUrl =
        Detected.in(
            "GET /a 0-100 server @shop",
            "  GET 0-20" + GET + " http.response.status_code=307",
            "  GET 21-50" + GET + " http.response.status_code=200 http.request.resend_count=1");
    assertThat(sameUrl.all()).isEmpty();
  }

  @Test
  void loginIsNoRetry() {
    Detected detected =
        Detected.in(
            "GET /a 0-100 server @shop",
            "  GET 0-20" + GET + " error http.response.status_code=401",
            "  GET 21-50" + GET + " http.response.status_code=200 http.request.resend_count=1");
    assertThat(detected.all()).isEmpty();
  }

  @Test
  void notFoundIsAnAnswer() {
    Detected detected =
        Detected.in(
            "GET /a 0-100 server @shop",
            "  GET 0-20" + GET + " error http.response.status_code=404",
            "  GET 21-50" + GET + " http.response.status_code=200 http.request.resend_count=1");
    assertThat(detected.of(RETRY)).isEmpty();
  }

  @Test
  void repetitionAfterSuccessIsNoRetry() {
    Detected detected =
        Detected.in(
            "GET /a 0-100 server @shop",
            "  GET 0-20" + GET + " http.response.status_code=200",
            "  GET 21-50" + GET + " error http.response.status_code=503");
    assertThat(detected.of(RETRY)).isEmpty();
  }

  @Test
  void differentArgumentsAreDifferentCalls() {
    Detected detected =
        Detected.in(
            "GET /a 0-100 server @shop",
            "  GET 0-20 client error http.request.method=GET url.full=http://inv/items/7"
                + " http.response.status_code=503",
            "  GET 21-50 client http.request.method=GET url.full=http://inv/items/8"
                + " http.response.status_code=200");
    assertThat(detected.of(RETRY)).isEmpty();
  }

  @Test
  void hiddenArgumentsOfConcurrentCallsProveNothing() {
    String call = " error client rpc.system=grpc rpc.service=shop.Stock rpc.method=Reserve ";
    Detected detected =
        Detected.in(
            "POST /a 0-100 server @shop",
            "  shop.Stock/Reserve 0-20" + call + "rpc.grpc.status_code=14",
            "  shop.Stock/Reserve 5-25" + call + "rpc.grpc.status_code=14",
            "  shop.Stock/Reserve 30-50" + call + "rpc.grpc.status_code=14");
    assertThat(detected.of(RETRY)).isEmpty();
  }

  @Test
  void overAMinuteLaterIsAnotherCall() {
    Detected detected =
        Detected.in(
            "job 0-70000 internal @shop",
            "  GET 0-10" + GET + " error http.response.status_code=503",
            "  GET 60011-60020" + GET + " http.response.status_code=200");
    assertThat(detected.of(RETRY)).isEmpty();
    Detected within =
        Detected.in(
            "job 0-70000 internal @shop",
            "  GET 0-10" + GET + " error http.response.status_code=503",
            "  GET 60009-60020" + GET + " http.response.status_code=200");
    assertThat(within.of(RETRY)).hasSize(1);
  }

  @Test
  void transparentRepeatsAreNoAttempts() {
    Detected detected =
        Detected.in(
            "GET /search 0-100 server @web",
            "  Sent.search.Q 0-40 client",
            "    Attempt.search.Q 0-1 client error previous-rpc-attempts=0 transparent-retry=false"
                + " rpc.status_code=UNAVAILABLE",
            "    Attempt.search.Q 2-39 client ok previous-rpc-attempts=0 transparent-retry=true");
    assertThat(detected.all()).isEmpty();
  }

  @Test
  void differentKeysAreDifferentCalls() {
    Detected detected =
        Detected.in(
            "GET /a 0-100 server @shop",
            "  GET 0-20 client error http.request.method=GET url.full=http://inv/items"
                + " http.response.status_code=503",
            "  GET 21-50 client http.request.method=GET url.full=http://inv/offers"
                + " http.response.status_code=200");
    assertThat(detected.all()).isEmpty();
  }

  @Test
  void aCallThatStartsOverAfterResendsIsAnotherCall() {
    String call = " error client http.request.method=POST http.response.status_code=503";
    Detected detected =
        Detected.in(
            "POST /a 0-200 server @shop",
            "  POST 0-20" + call,
            "  POST 30-50" + call + " http.request.resend_count=1",
            "  POST 60-80" + call,
            "  POST 90-110" + call + " http.request.resend_count=1");
    assertThat(detected.only(RETRY).occurrences()).isEqualTo(2);
    assertThat(detected.detail(RETRY, "attempts")).isEqualTo(2L);
  }

  @Test
  void rootsAreNoSiblings() {
    Detected detected =
        Detected.in(
            "GET 0-20" + GET + " error http.response.status_code=503",
            "GET 30-50" + GET + " http.response.status_code=200");
    assertThat(detected.of(RETRY)).isEmpty();
  }

  @Test
  void callsThatOverlapAreNotOneAfterTheOther() {
    String get = " client http.request.method=GET url.full=http://inv/items/7";
    Detected beside =
        Detected.in(
            "GET /cart 0-300 server @shop",
            "  GET 0-100 error http.response.status_code=503" + get,
            "  GET 50-200 http.response.status_code=200" + get);
    assertThat(beside.of(RETRY)).isEmpty();
    Detected resent =
        Detected.in(
            "GET /cart 0-300 server @shop",
            "  GET 0-100 error http.response.status_code=503" + get,
            "  GET 50-200 http.response.status_code=200 http.request.resend_count=1" + get);
    assertThat(resent.only(RETRY).spanIds()).containsExactly(3L);
  }

  @Test
  void aTransparentRepeatAfterASuccessIsNotTheEndOfTheRetry() {
    assertThat(afterARetry("0", "50-60").of(RETRY))
        .singleElement()
        .satisfies(retry -> assertThat(retry.spanIds()).containsExactly(2L, 3L));
  }

  @Test
  void aTransparentRepeatReplacesAFailureThatItFollowsOnly() {
    Detected follows = afterARetry("14", "50-60");
    assertThat(follows.only(RETRY).spanIds()).containsExactly(2L, 4L);
    Detected overlaps = afterARetry("14", "35-60");
    assertThat(overlaps.only(RETRY).spanIds()).containsExactly(2L, 3L);
  }

  /** A failure, its resend that ends so, and a repeat that gRPC made by itself. */
  private static Detected afterARetry(String secondStatus, String third) {
    return Detected.in(
        "POST /a 0-100 server @shop",
        "  shop.Stock/Reserve 0-20 error" + RESERVE + "rpc.grpc.status_code=14",
        "  shop.Stock/Reserve 30-40"
            + RESERVE
            + "previous-rpc-attempts=1 rpc.grpc.status_code="
            + secondStatus,
        "  shop.Stock/Reserve "
            + third
            + RESERVE
            + "rpc.grpc.status_code=0 transparent-retry=true");
  }
}
