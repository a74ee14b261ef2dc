package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import org.junit.jupiter.api.Test;

class TimeoutCascadeDetectorTest {

  private static final String CASCADE = "timeout-cascade";

  private static Detected calls(int innerEnd, double outerEnd, String innerError) {
    return Detected.in(
        "GET /page 0-2000 server error @web",
        "  GET 0-%s client error http.request.method=GET http.response.status_code=504"
            .formatted(outerEnd),
        "    GET /a 1-%s server error @shop http.response.status_code=504".formatted(outerEnd - 1),
        "      GET 2-%d client error http.request.method=GET url.full=http://stock/b %s"
            .formatted(innerEnd, innerError));
  }

  @Test
  void theInnermostCallIsTheCause() {
    Sighting cascade =
        calls(1000, 1020, "error.type=java.net.SocketTimeoutException").only(CASCADE);
    assertThat(cascade.details())
        .containsEntry("layers", 2L)
        .containsEntry("caller", "shop")
        .containsEntry("callee", "stock")
        .containsEntry("limitNanos", TraceFixture.ms(998));
    assertThat(cascade.service()).isEqualTo("shop");
    assertThat(cascade.severity()).isEqualTo(Severity.WARNING);
    assertThat(cascade.spanIds()).containsExactly(2L, 4L);
  }

  @Test
  void grpcDeadlines() {
    Detected detected =
        Detected.in(
            "shop.Cart/Get 0-1010 client error @web rpc.system=grpc rpc.grpc.status_code=4",
            "  shop.Cart/Get 1-1005 server error @cart rpc.system=grpc rpc.grpc.status_code=4",
            "    shop.Stock/Get 2-1000 client error rpc.system=grpc rpc.grpc.status_code=4");
    assertThat(detected.detail(CASCADE, "layers")).isEqualTo(2L);
  }

  @Test
  void threeLayersAreOneCascade() {
    String timeout = " client error error.type=timeout http.request.method=GET";
    Detected detected =
        Detected.in(
            "GET 0-1040 @a" + timeout,
            "  x 1-1030 server @b",
            "    GET 2-1020" + timeout,
            "      y 3-1010 server @c",
            "        GET 4-1000" + timeout);
    assertThat(detected.detail(CASCADE, "layers")).isEqualTo(3L);
    assertThat(detected.only(CASCADE).summary()).contains("and 2 calls around it with it");
    assertThat(detected.only(CASCADE).occurrences()).isEqualTo(1);
  }

  @Test
  void sixtyMillisecondsLaterIsAnotherTimeout() {
    assertThat(calls(1000, 1051, "error.type=timeout").of(CASCADE)).isEmpty();
  }

  @Test
  void anInnerErrorIsNoTimeout() {
    assertThat(calls(1000, 1020, "http.response.status_code=500").of(CASCADE)).isEmpty();
  }

  @Test
  void siblingsAreNotNested() {
    String timeout = " client error error.type=timeout http.request.method=GET url.full=http://";
    assertThat(
            Detected.in(
                    "GET /page 0-2000 server error @web",
                    "  GET 0-1000" + timeout + "a/x",
                    "  GET 1-1010" + timeout + "b/x")
                .of(CASCADE))
        .isEmpty();
  }

  @Test
  void theOuterOneMustEndLater() {
    assertThat(calls(1000, 990, "error.type=timeout").of(CASCADE)).isEmpty();
  }

  @Test
  void fiftyMillisecondsLaterIsTheMost() {
    assertThat(calls(1000, 1050, "error.type=timeout").of(CASCADE)).hasSize(1);
    assertThat(calls(1000, 1050.5, "error.type=timeout").of(CASCADE)).isEmpty();
  }

  @Test
  void aCallBetweenThatFailedOtherwiseIsNoLayer() {
    String timeout = " client error error.type=timeout http.request.method=GET";
    Detected detected =
        Detected.in(
            "GET 0-1040 @a" + timeout,
            "  x 1-1030 server @b",
            "    GET 2-1020 client error http.request.method=GET http.response.status_code=502",
            "      y 3-1010 server @c",
            "        GET 4-1000" + timeout);
    assertThat(detected.detail(CASCADE, "layers")).isEqualTo(2L);
    assertThat(detected.only(CASCADE).summary()).contains("and 1 call around it with it");
  }

  @Test
  void aGrpcCallAndItsAttemptAreOneLayer() {
    Detected one =
        Detected.in(
            "GET /page 0-600 server error @web",
            "  Sent.shop.Stock.Get 0-501 client error rpc.status_code=DEADLINE_EXCEEDED",
            "    Attempt.shop.Stock.Get 1-500 client error rpc.status_code=DEADLINE_EXCEEDED");
    assertThat(one.of(CASCADE)).isEmpty();
  }

  @Test
  void twoInnerCallsAtOnceAreOneCascade() {
    String timeout = " client error error.type=timeout http.request.method=GET url.full=http://";
    Detected detected =
        Detected.in(
            "GET 0-1040 @a" + timeout + "b/x",
            "  x 1-1030 server @b",
            "    GET 2-1010" + timeout + "c/y",
            "    GET 3-1012" + timeout + "d/z");
    assertThat(detected.only(CASCADE).occurrences()).isEqualTo(1);
    assertThat(detected.detail(CASCADE, "layers")).isEqualTo(2L);
  }

  @Test
  void theOuterOneMayEndAMillisecondEarlier() {
    assertThat(calls(1000, 999, "error.type=timeout").of(CASCADE)).hasSize(1);
    assertThat(calls(1000, 998.9, "error.type=timeout").of(CASCADE)).isEmpty();
  }

  @Test
  void nobodyWaitsForWhoTakesAMessage() {
    String timeout = " client error error.type=timeout http.request.method=GET url.full=http://";
    Detected detected =
        Detected.in(
            "GET 0-1020 @a" + timeout + "b/x",
            "  x 1-1019 server @b",
            "    orders publish 2-4 producer messaging.system=kafka"
                + " messaging.destination.name=orders",
            "      orders process 5-1001 consumer @c messaging.system=kafka"
                + " messaging.destination.name=orders",
            "        GET 6-1000" + timeout + "d/z");
    assertThat(detected.of(CASCADE)).isEmpty();
  }

  @Test
  void callsOfOneOperationOfTheCalleeAreOneProblem() {
    String one = served("b/1", "GET /b/{id}").only(CASCADE).fingerprint();
    assertThat(served("c/1", "GET /b/{id}").only(CASCADE).fingerprint()).isEqualTo(one);
    assertThat(served("b/1", "GET /c/{id}").only(CASCADE).fingerprint()).isNotEqualTo(one);
  }

  private static Detected served(String path, String operation) {
    String timeout = " client error error.type=timeout http.request.method=GET url.full=http://";
    return Detected.in(
        "GET 0-1020" + timeout + "shop/a @web",
        "  GET /a 1-1019 server error @shop http.response.status_code=504",
        "    GET 2-1000" + timeout + "stock/" + path,
        "      " + operation + " 3-999 server @stock http.response.status_code=200");
  }
}
