package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class NetworkGapDetectorTest {

  private static final String GAP = "network-gap";
  private static final String CLIENT =
      " client http.request.method=GET url.full=http://stock/items http.response.status_code=200";

  @Test
  void timeThatNeitherSideWorks() {
    Sighting gap =
        Detected.in(
                "GET /page 0-120 server @web",
                "  GET 5-105" + CLIENT,
                "    GET /items 60-80 server @stock")
            .only(GAP);
    assertThat(gap.details())
        .containsEntry("caller", "web")
        .containsEntry("callee", "stock")
        .containsEntry("gapNanos", TraceFixture.ms(80))
        .containsEntry("cause", "network");
    assertThat(gap.service()).isEqualTo("stock");
    assertThat(gap.severity()).isEqualTo(Severity.WARNING);
    assertThat(gap.impact().highNanos()).isEqualTo(TraceFixture.ms(80));
  }

  @Test
  void clocksThatDisagreeMakeNoGap() {
    assertThat(
            Detected.in(
                    "GET /page 0-120 server @web host=a",
                    "  GET 5-105" + CLIENT,
                    "    GET /items 400-495 server @stock host=b")
                .of(GAP))
        .isEmpty();
  }

  @Test
  void envoyInBetweenIsTheGapOfItsOwnEdge() {
    Detected detected =
        Detected.in(
            "frontend egress 0-120 client @frontend-proxy component=proxy http.status_code=200",
            "  GET / 10-118 server @frontend http.status_code=200");
    assertThat(detected.of(GAP)).isEmpty();
  }

  @Test
  void nineteenMillisecondsAreFine() {
    assertThat(
            Detected.in(
                    "GET /page 0-120 server @web",
                    "  GET 5-29" + CLIENT,
                    "    GET /items 7-12 server @stock")
                .of(GAP))
        .isEmpty();
  }

  @Test
  void lessThanThreeTenthsAreFine() {
    assertThat(
            Detected.in(
                    "GET /page 0-520 server @web",
                    "  GET 5-505" + CLIENT,
                    "    GET /items 7-370 server @stock")
                .of(GAP))
        .isEmpty();
  }

  @Test
  void aCallThatWasGivenUpHasNoGap() {
    assertThat(
            Detected.in(
                    "GET /page 0-520 server @web",
                    "  GET 5-505 client error http.request.method=GET error.type=timeout",
                    "    GET /items 7-30 server @stock")
                .of(GAP))
        .isEmpty();
  }

  @Test
  void pausesBetweenHiddenAttemptsAreNoGap() {
    assertThat(
            Detected.in(
                    "GET /page 0-520 server @web",
                    "  GET 5-505" + CLIENT,
                    "    GET /items 7-30 server error @stock http.response.status_code=503",
                    "    GET /items 400-500 server @stock http.response.status_code=200")
                .of(GAP))
        .isEmpty();
  }

  @Test
  void aWebSocketStaysOpenAfterItsServerSpan() {
    String[] lines = {
      "GET /page 0-520 server @web",
      "  GET 5-505 client http.request.method=GET http.response.status_code=101",
      "    GET /live 7-20 server @stock http.response.status_code=101"
    };
    assertThat(Detected.in(lines).of(GAP)).isEmpty();
    lines[1] = lines[1].replace("101", "200");
    assertThat(Detected.in(lines).of(GAP)).hasSize(1);
  }

  @Test
  void aCallThatWasCancelledHasNoGap() {
    String[] lines = {
      "shop.Stock/Get 0-520 server @web",
      "  shop.Stock/Get 5-505 client error rpc.system=grpc rpc.grpc.status_code=1",
      "    shop.Stock/Get 7-20 server @stock rpc.system=grpc"
    };
    assertThat(Detected.in(lines).of(GAP)).isEmpty();
  }

  /** A shop calls some services, and 70 ms pass in neither of them and that many. */
  private static Detected shop(int gapped, int others) {
    List<String> lines = new ArrayList<>(List.of("GET /page 0-1000 server @shop"));
    for (int i = 0; i < gapped + others; i++) {
      int start = 1 + 90 * i;
      lines.add(
          "  GET %d-%d client http.request.method=GET url.full=http://s%d/items"
              .formatted(start, start + 80, i));
      int from = i < gapped ? start + 72 : start + 2;
      lines.add("    GET /items %d-%d server @s%d".formatted(from, start + 79, i));
    }
    return Detected.in(lines.toArray(String[]::new));
  }

  @Test
  void aServiceWhoseCallsHaveGapsWhomeverTheyAreForIsSuspectItself() {
    Detected all = shop(3, 1);
    assertThat(all.of(GAP)).hasSize(3);
    for (Sighting gap : all.of(GAP)) {
      assertThat(gap.details()).containsEntry("gappedCallees", 3L);
      assertThat(gap.summary())
          .endsWith(
              " 73 ms pass that neither of them works, and so it is with 2 other services that shop"
                  + " calls.");
      assertThat(gap.suggestion()).startsWith("Look at shop first: ");
    }
  }

  @Test
  void gapsToFewServicesOrToSomeOfManyAreNotTheirCallers() {
    for (Detected some : List.of(shop(2, 0), shop(3, 2))) {
      assertThat(some.of(GAP)).hasSizeBetween(2, 3);
      for (Sighting gap : some.of(GAP)) {
        assertThat(gap.details()).doesNotContainKey("gappedCallees");
        assertThat(gap.suggestion()).startsWith("Between shop and s");
      }
    }
  }

  @Test
  void aMessageMayLieInItsQueue() {
    assertThat(
            Detected.in(
                    "GET /page 0-520 server @web",
                    "  send q 5-505 producer",
                    "    process q 300-310 consumer @worker")
                .of(GAP))
        .isEmpty();
  }

  @Test
  void aCallFarBeyondTheTailOfItsEdge() {
    assertThat(tail(250, 16)).isEqualTo(1);
    assertThat(tail(250, 5)).isZero();
    assertThat(tail(190, 16)).isZero();
  }

  /** After so many calls with a gap of 2 ms of 100, one with another gap. */
  private static long tail(int calls, int gapMs) {
    Window window = new Window();
    for (int i = 0; i < calls; i++) {
      window.trace(
          i * 200.0,
          "GET /page 0-110 server @web",
          "  GET 5-105" + CLIENT,
          "    GET /items 6-104 server @stock");
    }
    window.trace(
        60_000,
        "GET /page 0-110 server @web",
        "  GET 5-105" + CLIENT,
        "    GET /items 5-%d server @stock".formatted(105 - gapMs));
    return window.of(GAP).stream().mapToLong(Finding::traceCount).sum();
  }

  @Test
  void aStrayCallAmongManyIsAnInfo() {
    assertThat(strays(2)).isEqualTo(Severity.INFO);
    assertThat(strays(3)).isEqualTo(Severity.WARNING);
  }

  private static Severity strays(int count) {
    Window window = new Window();
    for (int i = 0; i < 100; i++) {
      window.trace(
          i * 200.0,
          "GET /page 0-110 server @web",
          "  GET 5-105" + CLIENT,
          "    GET /items %d-104 server @stock".formatted(i < count ? 60 : 6));
    }
    return window.only(GAP).severity();
  }

  @Test
  void moreCallsAtOnceAndLongerGapsAreAQueue() {
    assertThat(served(10, i -> 30 * i)).isEqualTo("queueing");
    // Of fewer than 30 calls nothing is known, and gaps that are always alike are no queue.
    assertThat(served(4, i -> 30 * i)).isEqualTo("network");
    assertThat(served(10, i -> 60)).isEqualTo("network");
  }

  /** Rounds of six calls at once, each with a gap of its own. */
  private static Object served(int rounds, IntUnaryOperator gapMs) {
    Window window = new Window();
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < 6; i++) {
        int end = 35 + gapMs.applyAsInt(i);
        window.trace(
            round * 1000.0 + i,
            "GET /page 0-%d server @web".formatted(end + 5),
            "  GET 1-%d".formatted(end) + CLIENT,
            "    GET /items %d-%d server @stock".formatted(end - 31, end - 1));
      }
    }
    return window.only(GAP).details().getOrDefault("cause", "");
  }

  @Test
  void aCallThatItsTransportSentAgainHasNoGap() {
    // Connect in Node: the first request below the call was refused, the second answered.
    String[] lines = {
      "GET /page 0-110 server @web",
      "  shop.Stock/List 5-105 client rpc.system=connect_rpc",
      "    POST 6-50 client error http.request.method=POST http.response.status_code=503",
      "    POST 58-102 client http.request.method=POST http.response.status_code=200",
      "    shop.Stock/List 60-100 server @stock rpc.system=connect_rpc"
    };
    assertThat(Detected.in(lines).of(GAP)).isEmpty();
    lines[2] = "    render 6-50 internal";
    assertThat(Detected.in(lines).of(GAP)).hasSize(1);
  }

  @Test
  void onlyClientsWaitForAnAnswer() {
    assertThat(
            Detected.in(
                    "GET /page 0-110 server @web",
                    "  send 5-105 producer",
                    "    POST /hook 60-100 server @hooks")
                .of(GAP))
        .isEmpty();
  }

  @Test
  void twentyMillisecondsAndThreeTenthsAreEnough() {
    String server = "    GET /items %d-104 server @stock";
    assertThat(
            Detected.in("GET /page 0-120 server @web", "  GET 5-105" + CLIENT, server.formatted(37))
                .of(GAP))
        .hasSize(1);
    assertThat(
            Detected.in("GET /page 0-120 server @web", "  GET 5-105" + CLIENT, server.formatted(32))
                .of(GAP))
        .isEmpty();
    assertThat(
            Detected.in(
                    "GET /page 0-70 server @web",
                    "  GET 5-65" + CLIENT,
                    "    GET /items 20-58 server @stock")
                .of(GAP))
        .hasSize(1);
  }

  @Test
  void threeTimesTheTailIsEnough() {
    assertThat(tail(250, 9)).isEqualTo(1);
  }

  @Test
  void aServerWhoseSpanEndedBeforeItsWorkDidWorksOn() {
    assertThat(dropped("", "work 21-400 internal")).isEmpty();
    assertThat(dropped("", "work 21-30 internal")).hasSize(1);
    // What goes on after an answer, or in another service, held nobody up.
    assertThat(dropped(" http.response.status_code=200", "work 21-400 internal")).hasSize(1);
    assertThat(dropped("", "process 21-400 consumer @mail")).hasSize(1);
  }

  private static List<Sighting> dropped(String status, String work) {
    return Detected.in(
            "GET / 0-300 server @web",
            "  GET 10-290 client http.request.method=GET",
            "    GET /items 20-20.2 server @stock" + status,
            "      " + work)
        .of("network-gap");
  }
}
