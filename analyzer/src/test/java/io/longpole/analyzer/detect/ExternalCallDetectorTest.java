package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import org.junit.jupiter.api.Test;

class ExternalCallDetectorTest {

  private static final String EXTERNAL = "external-call";
  private static final String CHARGE =
      " client http.request.method=POST url.full=https://api.payments.example/v1/charges"
          + " server.address=api.payments.example http.response.status_code=200";

  @Test
  void mostOfARequestIsSpentElsewhere() {
    Sighting external =
        Detected.in("POST /pay 0-1000 server @shop", "  POST 100-800" + CHARGE).only(EXTERNAL);
    assertThat(external.details())
        .containsEntry("callee", "api.payments.example")
        .containsEntry("callNanos", TraceFixture.ms(700));
    assertThat(external.severity()).isEqualTo(Severity.WARNING);
    assertThat(external.impact().highNanos()).isEqualTo(TraceFixture.ms(700));
  }

  @Test
  void itIsNoSlowCallToo() {
    assertThat(
            Detected.in("POST /pay 0-1000 server @shop", "  POST 100-800" + CHARGE).of("slow-call"))
        .isEmpty();
  }

  @Test
  void oldNamesOfPythonsRequests() {
    assertThat(
            Detected.in(
                    "POST /pay 0-1000 server @shop",
                    "  HTTP POST 100-800 client http.method=POST http.status_code=200"
                        + " http.url=https://api.payments.example/v1/charges")
                .only(EXTERNAL)
                .details())
        .containsEntry("callee", "api.payments.example");
  }

  @Test
  void lessThanHalfASecondIsFine() {
    assertThat(Detected.in("POST /pay 0-1000 server @shop", "  POST 100-599" + CHARGE).of(EXTERNAL))
        .isEmpty();
  }

  @Test
  void lessThanThreeTenthsIsFine() {
    assertThat(Detected.in("POST /pay 0-2000 server @shop", "  POST 100-699" + CHARGE).of(EXTERNAL))
        .isEmpty();
  }

  @Test
  void aNeighbourThatDoesNotAnswerIsDownAndNotSomebodyElses() {
    String call = "  GetCart 0-5000 client %s rpc.system=grpc rpc.service=shop.Cart rpc.method=Get";
    assertThat(
            Detected.in(
                    "GET /cart 0-5010 server @shop",
                    call.formatted("error") + " server.address=cartservice rpc.grpc.status_code=14")
                .of(EXTERNAL))
        .isEmpty();
    assertThat(
            Detected.in(
                    "GET /cart 0-5010 server @shop",
                    call.formatted("") + " server.address=cartservice rpc.grpc.status_code=0")
                .of(EXTERNAL))
        .hasSize(1);
  }

  @Test
  void databasesAreOurs() {
    assertThat(
            Detected.in(
                    "POST /pay 0-1000 server @shop",
                    "  q 100-800 client db.system.name=mysql server.address=db.example"
                        + " db.query.text='SELECT 1 FROM a'")
                .of(EXTERNAL))
        .isEmpty();
  }

  @Test
  void aTargetThatIsAServiceElsewhereIsOurs() {
    Window window = new Window();
    window.trace(
        0,
        "POST /pay 0-1000 server @shop",
        "  POST 100-800 client http.request.method=POST url.full=http://stock.shop.svc:8080/a"
            + " server.address=stock.shop.svc");
    assertThat(window.of(EXTERNAL)).hasSize(1);
    window.trace(2000, "GET /a 0-5 server @stock");
    assertThat(window.of(EXTERNAL)).isEmpty();
  }

  @Test
  void aHostThatAnsweredWithSpansIsOurs() {
    Window window = new Window();
    window.trace(0, "POST /pay 0-1000 server @shop", "  POST 100-800" + CHARGE);
    window.trace(
        2000,
        "POST /pay 0-1000 server @shop",
        "  POST 100-800" + CHARGE,
        "    POST /v1/charges 110-790 server @charging");
    assertThat(window.of(EXTERNAL)).isEmpty();
  }

  @Test
  void halfASecondAndThreeTenthsAreEnough() {
    assertThat(Detected.in("POST /pay 0-900 server @shop", "  POST 100-600" + CHARGE).of(EXTERNAL))
        .hasSize(1);
    assertThat(Detected.in("POST /pay 0-2000 server @shop", "  POST 100-710" + CHARGE).of(EXTERNAL))
        .hasSize(1);
  }

  @Test
  void onlyTimeOnTheCriticalPathCounts() {
    assertThat(
            Detected.in(
                    "POST /pay 0-1300 server @shop",
                    "  POST 100-1000" + CHARGE,
                    "  render 500-1290 internal")
                .of(EXTERNAL))
        .isEmpty();
  }

  @Test
  void connectionsAndSocketsAndCallsOfNobodyAreNone() {
    assertThat(
            Detected.in(
                    "POST /pay 0-1000 server @shop",
                    "  tcp.connect 100-800 client server.address=api.payments.example")
                .of(EXTERNAL))
        .isEmpty();
    assertThat(
            Detected.in(
                    "POST /pay 0-1000 server @shop",
                    "  GET 100-800 client http.request.method=GET"
                        + " server.address=api.payments.example http.response.status_code=101")
                .of(EXTERNAL))
        .isEmpty();
    assertThat(
            Detected.in(
                    "POST /pay 0-1000 server @shop",
                    "  POST 100-800 client http.request.method=POST")
                .of(EXTERNAL))
        .isEmpty();
    assertThat(
            Detected.in(
                    "POST /pay 0-1000 server @shop",
                    "  POST 100-800 client http.request.method=POST server.address=shop")
                .of(EXTERNAL))
        .isEmpty();
  }

  @Test
  void callsThatALoopExplainsAreNoneByThemselves() {
    Detected detected =
        Detected.in(
            "POST /pay 0-2000 server @shop",
            "  POST 10-30" + CHARGE + " url.template=/v1/charges/{id}",
            "  POST 40-60" + CHARGE + " url.template=/v1/charges/{id}",
            "  POST 70-90" + CHARGE + " url.template=/v1/charges/{id}",
            "  POST 100-120" + CHARGE + " url.template=/v1/charges/{id}",
            "  POST 130-1900" + CHARGE + " url.template=/v1/charges/{id}");
    assertThat(detected.of("n-plus-one")).hasSize(1);
    assertThat(detected.of(EXTERNAL)).isEmpty();
  }

  @Test
  void aHostOfOursUnderAnotherNameIsOurs() {
    Window window = new Window();
    window.trace(
        0, "POST /pay 0-1000 server @shop", "  POST 100-800" + CHARGE + " peer.service=bank");
    assertThat(window.of(EXTERNAL)).hasSize(1);
    window.trace(
        2000,
        "POST /pay 0-1000 server @shop",
        "  POST 100-200" + CHARGE,
        "    POST /v1/charges 110-190 server @charging");
    assertThat(window.of(EXTERNAL)).isEmpty();
  }

  @Test
  void aHostThatAnsweredIsOursInOldNamesToo() {
    String charge =
        "  POST 100-800 client http.method=POST http.url=https://10.0.0.7/v1/charges"
            + " net.peer.name=charge.internal.example";
    Window window = new Window();
    window.trace(0, "POST /pay 0-1000 server @shop", charge);
    assertThat(window.of(EXTERNAL)).hasSize(1);
    window.trace(
        2000,
        "POST /pay 0-1000 server @shop",
        charge,
        "    POST /v1/charges 110-790 server @charging");
    assertThat(window.of(EXTERNAL)).isEmpty();
  }

  @Test
  void ownSpansBelowACallMakeItsHostNotOurs() {
    Window window = new Window();
    window.trace(
        0, "POST /pay 0-1000 server @shop", "  POST 100-800" + CHARGE, "    tls 101-150 internal");
    assertThat(window.of(EXTERNAL)).hasSize(1);
  }

  @Test
  void fourHundredMillisecondsOnThePathAreTooFew() {
    assertThat(
            Detected.in(
                    "POST /pay 0-1000 server @shop",
                    "  POST 100-800" + CHARGE,
                    "  render 590-995 internal")
                .of(EXTERNAL))
        .isEmpty();
  }

  @Test
  void somebodyElseWhoFailsIsStillSomebodyElse() {
    assertThat(
            Detected.in(
                    "POST /pay 0-1000 server error @shop http.response.status_code=500",
                    "  POST 100-800"
                        + CHARGE
                            .replace("status_code=200", "status_code=503")
                            .replace("client", "client error"))
                .of(EXTERNAL))
        .hasSize(1);
  }

  @Test
  void aServiceIsKnownByItsName() {
    Window window = new Window();
    String call = "  POST 100-800 client http.request.method=POST peer.service=payments";
    window.trace(0, "POST /pay 0-1000 server @shop", call);
    assertThat(window.of(EXTERNAL)).hasSize(1);
    window.trace(2000, "GET /health 0-5 server @payments");
    assertThat(window.of(EXTERNAL)).isEmpty();
  }

  @Test
  void functionsAndUnknownProtocolsOfOthers() {
    assertThat(
            Detected.in(
                    "POST /pay 0-1000 server @shop",
                    "  Invoke 100-800 client faas.invoked_name=charge faas.invoked_provider=aws"
                        + " server.address=lambda.eu-west-1.amazonaws.com")
                .of(EXTERNAL))
        .hasSize(1);
    assertThat(
            Detected.in(
                    "POST /pay 0-1000 server @shop",
                    "  LDAP bind 100-800 client server.address=directory.example.org")
                .of(EXTERNAL))
        .hasSize(1);
    assertThat(
            Detected.in(
                    "POST /pay 0-1000 server @shop",
                    "  tls.connect 100-800 client server.address=api.payments.example")
                .of(EXTERNAL))
        .isEmpty();
  }

  @Test
  void thresholdsOfHalfASecondAndThreeTenths() {
    assertThat(Detected.in("POST /pay 0-1666 server @shop", "  POST 100-600" + CHARGE).of(EXTERNAL))
        .hasSize(1);
    assertThat(Detected.in("POST /pay 0-1680 server @shop", "  POST 100-600" + CHARGE).of(EXTERNAL))
        .isEmpty();
    assertThat(
            Detected.in("POST /pay 0-900 server @shop", "  POST 100-599.5" + CHARGE).of(EXTERNAL))
        .isEmpty();
  }

  @Test
  void onlyTheTimeThatItsCallerWaitsCounts() {
    assertThat(
            Detected.in(
                    "POST /pay 0-1000 server @shop",
                    "  charge 0-500 internal",
                    "    POST 100-800" + CHARGE,
                    "  render 500-1000 internal")
                .of(EXTERNAL))
        .isEmpty();
    assertThat(
            Detected.in(
                    "POST /pay 0-1000 server @shop",
                    "  charge 0-700 internal",
                    "    POST 100-800" + CHARGE,
                    "  render 700-1000 internal")
                .of(EXTERNAL))
        .hasSize(1);
  }

  @Test
  void whoseServerIsSeenIsOursThoughItsHostIsNotTold() {
    String[] lines = {
      "POST /pay 0-1000 server @shop",
      "  POST 100-800 client http.request.method=POST url.full=https://bank.example/charges",
      "    POST /charges 110-790 internal"
    };
    assertThat(Detected.in(lines).of(EXTERNAL)).hasSize(1);
    lines[2] = "    POST /charges 110-790 server @charging";
    assertThat(Detected.in(lines).of(EXTERNAL)).isEmpty();
  }
}
