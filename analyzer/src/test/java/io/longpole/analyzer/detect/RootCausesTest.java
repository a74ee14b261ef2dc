package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RootCausesTest {

  private static final String CAUSE = "error-root-cause";

  private static List<Object> causes(String... lines) {
    return Detected.in(lines).of(CAUSE).stream()
        .map(cause -> cause.details().get("rootSpanId"))
        .toList();
  }

  private static String id(int line) {
    return "000000000000000" + line;
  }

  @Test
  void theEarliestEndIsTheCause() {
    assertThat(
            causes(
                "POST /order 0-100 server error @shop",
                "  b 30-60 client error http.request.method=GET http.response.status_code=500",
                "  a 5-20 client error http.request.method=GET http.response.status_code=500"))
        .containsExactly(id(3));
  }

  @Test
  void theEarliestEndIsTheCauseThoughItBeganLater() {
    assertThat(
            causes(
                "POST /order 0-100 server error @shop",
                "  a 5-60 client error http.request.method=GET http.response.status_code=500",
                "  b 30-40 client error http.request.method=GET http.response.status_code=500"))
        .containsExactly(id(3));
  }

  @Test
  void whatWorkAfterTheAnswerAsksIsNotTheCauseOfIt() {
    assertThat(
            causes(
                "GET /page 0-100 server error @web http.response.status_code=500",
                "  flush 150-250 internal",
                "    q 160-200 client error db.system=mysql db.statement='SELECT 1 FROM a'"))
        .containsExactly(id(1));
  }

  @Test
  void whatFailedBelowAnEarlierAttemptIsPassedOverWithIt() {
    String call =
        " client error http.request.method=GET url.full=http://pay/a http.response.status_code=504";
    assertThat(
            causes(
                "POST /order 0-300 server error @shop http.response.status_code=500",
                "  GET 0-100" + call,
                "    GET /a 5-95 server @pay http.response.status_code=200",
                "      q 10-90 client error db.system=mysql db.statement='SELECT 1 FROM a'",
                "  GET 150-250" + call))
        .containsExactly(id(5));
  }

  @Test
  void aCallThatEndsWithItsServerMayBeTheCauseThoughTheCallerIsGone() {
    // The caller's clock is coarse: it seems to have ended before.
    assertThat(
            causes(
                "HTTP POST 0-1.05 server error @frontend http.status_code=500",
                "  a.B/C 0-0.94 client error rpc.system=grpc rpc.grpc.status_code=13",
                "    a.B/C 0.89-1.04 server error @b rpc.system=grpc rpc.grpc.status_code=13",
                "      a.D/E 0.965-1.04 client error rpc.system=grpc rpc.grpc.status_code=14"))
        .containsExactly(id(4));
  }

  @Test
  void ofEqualEndsTheSmallerIdIsTheCause() {
    assertThat(
            causes(
                "POST /order 0-100 server error @shop",
                "  b 10-60 client error http.request.method=GET http.response.status_code=500",
                "  a 5-60 client error http.request.method=GET http.response.status_code=500"))
        .containsExactly(id(2));
  }

  @Test
  void aConnectionThatBrokeIsNoSlowServer() {
    assertThat(
            causes(
                "GET /page 0-110 server error @web http.response.status_code=500",
                "  GET 5-105 client error http.request.method=GET error.type=java.io.EOFException",
                "    GET /report 8-100 server @reports http.response.status_code=200"))
        .containsExactly(id(2));
  }

  @Test
  void workAfterTheAnswerIsNotTheCauseOfIt() {
    assertThat(
            causes(
                "GET /page 0-100 server error @web http.response.status_code=500",
                "  flush 150-200 internal error"))
        .containsExactly(id(1));
  }

  @Test
  void aConsumerIsNotTheCauseOfItsProducer() {
    assertThat(
            causes(
                "GET /page 0-100 server error @web http.response.status_code=500",
                "  send jobs 50-90 producer error error.type=java.io.IOException",
                "    process jobs 60-80 consumer error @worker error.type=java.io.EOFException"))
        .containsExactly(id(2));
  }

  @Test
  void aHandlerThatSaysItWentWellLetsNoFailureThrough() {
    Detected detected =
        Detected.in(
            "GET /items 0-100 server error @catalog http.status_code=500",
            "  fallback 3-99 internal ok",
            "    pg.query 5-90 client error db.system=postgresql db.statement='SELECT 1 FROM i'");
    assertThat(detected.of(CAUSE))
        .extracting(cause -> cause.details().get("rootSpanId"), cause -> cause.severity())
        .containsExactlyInAnyOrder(tuple(id(1), Severity.WARNING), tuple(id(3), Severity.INFO));
  }

  @Test
  void ofNineteenRequestsNoShareIsKnown() {
    assertThat(oneOf(19)).isEqualTo(Severity.WARNING);
    assertThat(oneOf(20)).isEqualTo(Severity.CRITICAL);
  }

  private static Severity oneOf(int requests) {
    Window window = new Window().trace(0, "/shop.Cart/Get 0-9 server error @cart rpc.system=grpc");
    for (int i = 1; i < requests; i++) {
      window.trace(i * 1000.0, "/shop.Cart/Get 0-9 server @cart rpc.system=grpc");
    }
    return window.only(CAUSE).severity();
  }

  @Test
  void ofEqualEndsTheSmallerIdIsTheCauseWhereverItStands() {
    String failing = " client error http.request.method=GET http.response.status_code=500";
    assertThat(
            causes(
                "POST /order 0-100 server error @shop",
                "  a 5-60 id=7" + failing,
                "  b 10-60 id=9" + failing))
        .containsExactly(id(7));
    // Ids are numbers without a sign.
    assertThat(
            causes(
                "POST /order 0-100 server error @shop",
                "  a 5-60 id=f000000000000000" + failing,
                "  b 10-60 id=9" + failing))
        .containsExactly(id(9));
  }

  @Test
  void aFailureThatSaysNothingOfItselfJustFails() {
    assertThat(Detected.in("work 0-100 internal error @shop").only(CAUSE).summary())
        .isEqualTo("shop work: fails.");
  }

  @Test
  void ofRequestsThatWereNotLearnedNoShareIsKnown() {
    DetectorSetup setup = DrawnFacts.setup();
    ErrorRootCauseDetector detector = new ErrorRootCauseDetector();
    TraceFacts failing = facts(setup, "GET /a 0-9 server error @web");
    assertThat(severities(detector, failing)).containsExactly(Severity.WARNING);
    for (int i = 0; i < 30; i++) {
      detector.learn(facts(setup, "GET /a 0-9 server @web"));
    }
    assertThat(severities(detector, failing)).containsExactly(Severity.WARNING);
    for (int i = 0; i < 5; i++) {
      detector.learn(failing);
    }
    assertThat(severities(detector, failing)).containsExactly(Severity.CRITICAL);
  }

  private static TraceFacts facts(DetectorSetup setup, String line) {
    return DrawnFacts.of(TraceFixture.trace(line), setup);
  }

  private static List<Severity> severities(ErrorRootCauseDetector detector, TraceFacts facts) {
    List<Severity> severities = new ArrayList<>();
    detector.detect(facts, clue -> severities.add(clue.gravity().severity()));
    return severities;
  }
}
