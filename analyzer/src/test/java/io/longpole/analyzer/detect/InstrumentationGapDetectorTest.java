package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstrumentationGapDetectorTest {

  private static final String BLIND = "instrumentation-gap";

  @Test
  void mostOfARequestWithoutSpans() {
    Sighting gap =
        Detected.in(
                "GET /price 0-200 server @price",
                "  q 10-30 client db.system.name=mysql db.query.text='SELECT 1 FROM a'",
                "  q 140-150 client db.system.name=mysql db.query.text='SELECT 1 FROM b'")
            .only(BLIND);
    assertThat(gap.details())
        .containsEntry("gap", "self-time")
        .containsEntry("gapNanos", TraceFixture.ms(110));
    assertThat(gap.severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void shortStretchesAreFine() {
    assertThat(
            Detected.in(
                    "GET /price 0-190 server @price",
                    "  q 95-96 client db.system.name=mysql db.query.text='SELECT 1 FROM a'")
                .of(BLIND))
        .isEmpty();
  }

  @Test
  void halfOfTheSpanIsNeeded() {
    assertThat(
            Detected.in(
                    "GET /price 0-400 server @price",
                    "  work 0-150 internal",
                    "    q 1-149 client db.system.name=mysql db.query.text='SELECT 1 FROM a'",
                    "  work 290-400 internal",
                    "    q 291-399 client db.system.name=mysql db.query.text='SELECT 1 FROM a'")
                .of(BLIND))
        .isEmpty();
  }

  @Test
  void theTimeOfACallIsItsCallees() {
    assertThat(
            Detected.in(
                    "GET /price 0-405 server @price",
                    "  q 2-402 client db.system.name=mysql db.query.text='SELECT 1 FROM a'")
                .of(BLIND))
        .isEmpty();
  }

  @Test
  void aWaitForThePoolIsExplained() {
    assertThat(
            Detected.in(
                    "GET /price 0-405 server @price",
                    "  HikariDataSource.getConnection 2-402 internal error")
                .of(BLIND))
        .isEmpty();
  }

  @Test
  void aParentThatIsMissing() {
    Sighting gap = Detected.in("GET /price 0-20 server @price parent=99").only(BLIND);
    assertThat(gap.details()).containsEntry("gap", "missing-parent");
  }

  @Test
  void aServersHalfThatIsMissingInAFifthOfTheCalls() {
    assertThat(halves(16, 4)).isEqualTo(1);
    assertThat(halves(17, 4)).isZero();
  }

  @Test
  void aServiceThatSendsNoneIsNoGap() {
    assertThat(halves(0, 40)).isZero();
  }

  private static long halves(int both, int clientOnly) {
    Window window = new Window();
    for (int i = 0; i < both + clientOnly; i++) {
      String call =
          "  GET 1-9 client http.request.method=GET url.full=http://stock/a"
              + " http.response.status_code=200";
      if (i < both) {
        window.trace(i * 100.0, "GET /page 0-10 server @web", call, "    GET /a 2-8 server @stock");
      } else {
        window.trace(i * 100.0, "GET /page 0-10 server @web", call);
      }
    }
    return window.of(BLIND).size();
  }

  @Test
  void aClientsHalfThatIsMissing() {
    Window window = new Window();
    for (int i = 0; i < 20; i++) {
      window.trace(
          i * 100.0,
          "GET /page 0-10 server @web",
          i < 10 ? "  GET 1-9 client http.request.method=GET" : "  work 1-9 internal",
          "    GET /a 2-8 server @stock");
    }
    assertThat(window.only(BLIND).details()).containsEntry("gap", "missing-client");
  }

  @Test
  void ofNineteenCallsNoShareIsKnown() {
    assertThat(halves(15, 4)).isZero();
  }

  @Test
  void timeThatNobodyWaitsForIsNoGap() {
    assertThat(
            Detected.in(
                    "GET /price 0-400 server @price",
                    "  audit 1-250 internal",
                    "  q 0-399 client db.system.name=mysql db.query.text='SELECT 1 FROM a'")
                .of(BLIND))
        .isEmpty();
  }

  @Test
  void callsThatNobodyAnsweredLackNothing() {
    assertThat(half("  GET 1-9 client error http.request.method=GET url.full=http://stock/a", ""))
        .isZero();
  }

  @Test
  void aDatabaseOfTheSameNameLacksNothing() {
    assertThat(
            half(
                "  q 1-9 client db.system=mysql peer.service=stock db.statement='SELECT a FROM b'",
                ""))
        .isZero();
  }

  @Test
  void messagesAndOwnRequestsAndOtherSpansLackNoClient() {
    assertThat(half("  work 1-9 internal", "    GET /a 2-8 server @stock")).isEqualTo(1);
    assertThat(half("  send 1-9 producer", "    POST /hook 2-8 server @stock")).isZero();
    assertThat(half("  work 1-9 internal", "    process 2-8 consumer @stock")).isZero();
    assertThat(half("  work 1-9 internal", "    GET /a 2-8 server @web")).isZero();
  }

  /**
   * Thirty calls that show both halves, of the service itself too, and ten times something else.
   */
  private static long half(String... lines) {
    Window window = new Window();
    String call = "  GET 1-9 client http.request.method=GET http.response.status_code=200";
    for (int i = 0; i < 40; i++) {
      String server = "    GET /a 2-8 server @" + (i % 2 == 0 ? "stock" : "web");
      window.trace(
          i * 100.0,
          i < 30
              ? new String[] {"GET /page 0-10 server @web", call, server}
              : ("GET /page 0-10 server @web\n" + String.join("\n", lines)).strip().split("\n"));
    }
    return window.of(BLIND).size();
  }

  @Test
  void aHundredMillisecondsAreTheLeast() {
    String query = "  q %s-150 client db.system.name=mysql db.query.text='SELECT 1 FROM a'";
    assertThat(Detected.in("GET /price 0-150 server @price", query.formatted("100")).of(BLIND))
        .hasSize(1);
    assertThat(Detected.in("GET /price 0-150 server @price", query.formatted("99.5")).of(BLIND))
        .isEmpty();
  }

  @Test
  void halfOfTheSpanIsTheLeast() {
    assertThat(stretch(219).of(BLIND)).hasSize(1);
    assertThat(stretch(222).of(BLIND)).isEmpty();
  }

  /** A stretch of 110 ms in a request of that many. */
  private static Detected stretch(int rootMs) {
    return Detected.in(
        "GET /price 0-%d server @price".formatted(rootMs),
        "  q 110-%d client db.system.name=mysql db.query.text='SELECT 1 FROM a'".formatted(rootMs));
  }

  @Test
  void aFifthOfTheCallsIsTheLeast() {
    assertThat(halves(156, 39)).isEqualTo(1);
    assertThat(halves(161, 39)).isZero();
  }

  @Test
  void callsThatFailOrAskADatabaseAreNotTold() {
    Window window = new Window();
    String call = "  GET 1-9 client http.request.method=GET url.full=http://stock/a";
    for (int i = 0; i < 30; i++) {
      window.trace(
          i * 100.0,
          i < 20
              ? new String[] {"GET /page 0-10 server @web", call, "    GET /a 2-8 server @stock"}
              : new String[] {"GET /page 0-10 server @web", call});
    }
    window.trace(4_000, "GET /page 0-10 server @web", call + " error error.type=refused");
    window.trace(
        4_100,
        "GET /page 0-10 server @web",
        "  q 1-9 client db.system=mysql peer.service=stock db.statement='SELECT a FROM b'");
    assertThat(window.only(BLIND).traceCount()).isEqualTo(10);
    assertThat(window.only(BLIND).summary())
        .isEqualTo("10 of 30 calls from web to stock lack the server's span.");
    assertThat(window.only(BLIND).suggestion()).contains("all instances of stock");
  }

  @Test
  void grpcHasItsServersBelowItsAttempts() {
    assertThat(grpc(20, 4)).isZero();
    assertThat(grpc(16, 4)).isEqualTo(1);
  }

  private static long grpc(int both, int clientOnly) {
    Window window = new Window();
    for (int i = 0; i < both + clientOnly; i++) {
      List<String> lines =
          new ArrayList<>(
              List.of(
                  "GET /search 0-60 server @web",
                  "  Sent.search.Engine.Query 1-59 client ok peer.service=search",
                  "    Attempt.search.Engine.Query 2-58 client ok peer.service=search"));
      if (i < both) {
        lines.add("      Recv.search.Engine.Query 3-57 server ok @search");
      } else {
        lines.remove(2);
      }
      window.trace(i * 100.0, lines.toArray(String[]::new));
    }
    return window.of(BLIND).size();
  }

  @Test
  void onlyTheRootWhoseParentIsMissingIsTold() {
    Detected detected =
        Detected.in("GET /page 0-20 server @web", "GET /price 0-20 server @price parent=99");
    assertThat(detected.only(BLIND).service()).isEqualTo("price");
    assertThat(detected.only(BLIND).details()).containsEntry("thresholdShare", 0.2);
  }

  @Test
  void aCallWithOtherSpansBelowLacksItsServerToo() {
    String call = "  GET 1-9 client http.request.method=GET url.full=http://stock/a";
    assertThat(half(call, "    tls.connect 2-3 client server.address=stock")).isEqualTo(1);
    assertThat(
            half(
                call,
                "    POST 2-3 client http.request.method=POST url.full=http://auth/token",
                "      POST /token 2-3 server @auth"))
        .isEqualTo(1);
    assertThat(half(call, "    GET /a 2-8 server @stock")).isZero();
  }

  @Test
  void anAttemptWithoutItsServerLacksIt() {
    String sent = "  Sent.stock.Stock.Get 1-9 client ok peer.service=stock";
    String attempt = "    Attempt.stock.Stock.Get 2-8 client ok peer.service=stock";
    assertThat(half(sent, attempt)).isEqualTo(1);
    assertThat(half(sent, attempt, "      Recv.stock.Stock.Get 3-7 server ok @stock")).isZero();
  }

  @Test
  void theTransportOfACallLacksNoServerOfItsOwn() {
    assertThat(
            half(
                "  stock.Stock/Get 1-9 client rpc.system=connect_rpc rpc.service=stock.Stock"
                    + " rpc.method=Get peer.service=stock",
                "    POST 2-8 client http.request.method=POST http.response.status_code=200"
                    + " peer.service=stock"))
        .isEqualTo(1);
  }

  @Test
  void whoDoesNotSendTheClientsHalfIsToldWithTheShareOfCalls() {
    Window window = new Window();
    for (int i = 0; i < 20; i++) {
      window.trace(
          i * 100.0,
          "GET /page 0-10 server @web",
          i < 10 ? "  GET 1-9 client http.request.method=GET" : "  work 1-9 internal",
          "    GET /a 2-8 server @stock");
    }
    assertThat(window.only(BLIND).suggestion()).contains("all instances of web export");
    assertThat(window.only(BLIND).details()).containsEntry("thresholdShare", 0.2);
    assertThat(stretch(200).only(BLIND).details()).containsEntry("thresholdShare", 0.5);
  }
}
