package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which failures somebody made good, and which share of the requests fails. */
class MaskedFailureTest {

  private static final String CAUSE = "error-root-cause";

  private static final String SERVER_FAILS =
      "    GET /stock 10-190 server error @stock http.response.status_code=500 error.type=a.B";

  private static Sighting below(String caller, String failing) {
    return Detected.in("GET /cart 0-200 server @web http.response.status_code=200", caller, failing)
        .only(CAUSE);
  }

  @Test
  void aCallerThatSaysItWentWellMadeItGood() {
    Sighting cause =
        below(
            "  GET 5-195 client http.request.method=GET http.response.status_code=200",
            SERVER_FAILS);
    assertThat(cause.details()).containsEntry("masked", true);
    assertThat(cause.severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void sixteenSpansBetweenTheRequestAndTheFailedServerArePassed() {
    assertThat(severityBelow(16)).isEqualTo(Severity.INFO);
    assertThat(severityBelow(17)).isEqualTo(Severity.WARNING);
  }

  private static Severity severityBelow(int steps) {
    List<String> lines =
        new ArrayList<>(List.of("GET /cart 0-200 server @web http.response.status_code=200"));
    for (int i = 1; i <= steps; i++) {
      lines.add("  ".repeat(i) + "step 1-199 internal");
    }
    lines.add("  ".repeat(steps + 1) + SERVER_FAILS.strip());
    return Detected.in(lines).only(CAUSE).severity();
  }

  @Test
  void aCallerMayBeTheFirstOfTheTrace() {
    assertThat(
            Detected.in(
                    "GET 0-195 client @web http.request.method=GET http.response.status_code=200",
                    SERVER_FAILS.substring(2))
                .only(CAUSE)
                .severity())
        .isEqualTo(Severity.INFO);
  }

  @Test
  void aSettingThatAClientTriesInAServiceOfItsOwnFailsNoRequest() {
    assertThat(
            Detected.in(
                    "GET /cart 0-200 server @web http.response.status_code=200",
                    "  CLIENT 5-65 client error @web-redis db.system=redis db.operation=CLIENT"
                        + " error.type=a.CommandException")
                .only(CAUSE)
                .severity())
        .isEqualTo(Severity.INFO);
  }

  @Test
  void aSettingThatAServerDoesNotKnowFailsNoRequest() {
    String command =
        "%s 0-2 client error @web db.system=redis db.operation=%s error.type=a.CommandException";
    Window window = new Window();
    for (int i = 0; i < 3; i++) {
      window.trace(i * 100, command.formatted("CLIENT", "CLIENT"));
    }
    assertThat(window.only(CAUSE).severity()).isEqualTo(Severity.INFO);
    assertThat(Detected.in(command.formatted("GET", "GET")).only(CAUSE).severity())
        .isEqualTo(Severity.WARNING);
  }

  @Test
  void aCallerThatGaveUpMadeNothingGood() {
    Sighting cause =
        below(
            "  stock.Stock/Get 5-195 client rpc.system=grpc rpc.grpc.status_code=1",
            "    stock.Stock/Get 10-190 server error @stock rpc.system=grpc rpc.grpc.status_code=13");
    assertThat(cause.details()).containsEntry("masked", false);
    assertThat(cause.severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void workInsideThatWentWellSaysNothingOfTheServerBelowIt() {
    // The client's half is missing.
    Sighting cause = below("  load stock 5-195 internal ok", SERVER_FAILS);
    assertThat(cause.details()).containsEntry("masked", false);
  }

  @Test
  void whoSentAMessageWellDidNotMakeGoodWhatItsReceiverFailedAt() {
    Sighting cause =
        below(
            "  send orders 5-195 client ok messaging.system=kafka messaging.operation.type=send"
                + " messaging.destination.name=orders",
            "    process orders 10-190 consumer error @worker messaging.system=kafka"
                + " messaging.operation.type=process messaging.destination.name=orders"
                + " error.type=java.io.IOException");
    assertThat(cause.details()).containsEntry("masked", false);
  }

  @Test
  void aServerThatFailsAfterItsCallersTimeoutIsNotJustSlow() {
    Sighting cause =
        Detected.in(
                "GET /page 0-510 server error @web http.response.status_code=500",
                "  GET 5-505 client error http.request.method=GET"
                    + " error.type=java.net.http.HttpTimeoutException",
                "    GET /report 8-900 server error @reports http.response.status_code=500")
            .of(CAUSE)
            .get(0);
    assertThat(cause.details()).doesNotContainKey("slow");
  }

  @Test
  void aServerThatWasCancelledWithItsCallersTimeoutIsNotTheSlowOne() {
    Sighting cause =
        Detected.in(
                "GET /page 0-510 server error @web http.response.status_code=500",
                "  shop.Reports/Make 5-505 client error rpc.system=grpc rpc.grpc.status_code=4",
                "    shop.Reports/Make 8-506 server error @reports rpc.system=grpc"
                    + " rpc.grpc.status_code=1")
            .only(CAUSE);
    assertThat(cause.service()).isEqualTo("web");
    assertThat(cause.summary()).doesNotContain("longer than web waits");
  }

  @Test
  void whoIsSlowIsToldByHowLongItTook() {
    Sighting cause =
        Detected.in(
                "GET /page 0-510 server error @web http.response.status_code=500",
                "  GET 5-505 client error http.request.method=GET"
                    + " error.type=java.net.http.HttpTimeoutException",
                "    GET /report 8-900 server @reports http.response.status_code=200")
            .only(CAUSE);
    assertThat(cause.summary())
        .isEqualTo("reports GET /report took 892 ms, longer than web waits, which failed for it.");
    assertThat(cause.spanIds()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void threeMaskedFailuresOfOneTraceAreOneTrace() {
    String[] lines = {
      "GET /page 0-100 server @web http.response.status_code=200",
      "  work 5-15 internal error",
      "  work 20-30 internal error",
      "  work 40-50 internal error"
    };
    assertThat(new Window().trace(0, lines).trace(500, lines).of(CAUSE)).isEmpty();
    assertThat(new Window().trace(0, lines).trace(500, lines).trace(900, lines).of(CAUSE))
        .hasSize(1);
  }

  @Test
  void fiveOfAHundredRequestsAreCritical() {
    assertThat(share(50, 1_000).severity()).isEqualTo(Severity.CRITICAL);
    assertThat(share(49, 1_000).severity()).isEqualTo(Severity.WARNING);
    assertThat(share(19, 19).severity()).isEqualTo(Severity.WARNING);
    assertThat(share(20, 20).severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void fiveOfAHundredRequestsAreCriticalAndFourAreNot() {
    assertThat(share(5, 100).severity()).isEqualTo(Severity.CRITICAL);
    assertThat(share(4, 100).severity()).isEqualTo(Severity.WARNING);
  }

  private static Finding share(int failures, int all) {
    Window window = new Window();
    for (int i = 0; i < all; i++) {
      window.trace(
          i * 1000.0,
          i < failures
              ? "GET /a 0-9 server error @web http.response.status_code=500"
              : "GET /a 0-9 server @web http.response.status_code=200");
    }
    return window.only(CAUSE);
  }

  @Test
  void jobsAndReceiversHaveSharesToo() {
    Window jobs = new Window();
    Window receivers = new Window();
    for (int i = 0; i < 100; i++) {
      String end = i < 5 ? " error error.type=java.io.IOException" : "";
      jobs.trace(i * 1000.0, "nightly 0-9 internal @job" + end);
      receivers.trace(
          i * 1000.0,
          "POST /order 0-10 server @web",
          "  send orders 1-2 producer messaging.system=kafka",
          "    process orders 3-9 consumer @worker messaging.system=kafka" + end);
    }
    assertThat(jobs.only(CAUSE).severity()).isEqualTo(Severity.CRITICAL);
    assertThat(receivers.only(CAUSE).severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void failuresThatWereMadeGoodDoNotCountForTheShare() {
    Window window = new Window();
    for (int i = 0; i < 100; i++) {
      boolean fails = i < 10;
      String said = i < 3 ? "" : " http.response.status_code=200";
      window.trace(
          i * 1000.0,
          "GET /cart 0-200 server @web http.response.status_code=200",
          "  GET 5-195 client http.request.method=GET" + said,
          fails
              ? SERVER_FAILS
              : SERVER_FAILS.replaceAll(" error .*", " @stock http.response.status_code=200"));
    }
    assertThat(window.only(CAUSE).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void anAttemptThatItsCallHidesIsMasked() {
    String[] lines = {
      "GET /cart 0-200 server @web http.response.status_code=200",
      "  cart.Cart/Get 5-190 client rpc.system=grpc rpc.grpc.status_code=0",
      "    cart.Cart/Get 10-80 server error @cart rpc.system=grpc rpc.grpc.status_code=14",
      "    cart.Cart/Get 100-180 server @cart rpc.system=grpc rpc.grpc.status_code=0"
    };
    Sighting cause = Detected.in(lines).only(CAUSE);
    assertThat(cause.severity()).isEqualTo(Severity.INFO);
    assertThat(cause.details()).containsEntry("masked", true);
    // A caller that says nothing of its call has not made it good.
    lines[1] = "  cart.Cart/Get 5-190 client rpc.system=grpc";
    assertThat(Detected.in(lines).only(CAUSE).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aFailedServerIsMaskedByARequestThatWentWellWithoutSpansOfItsCalls() {
    String[] lines = {
      "GET /cart 0-200 server @web http.response.status_code=200",
      "  load cart 5-190 internal",
      "    GET /stock 10-80 server error @stock http.response.status_code=503"
    };
    assertThat(Detected.in(lines).only(CAUSE).severity()).isEqualTo(Severity.INFO);
    lines[0] = "GET /cart 0-200 server @web";
    assertThat(Detected.in(lines).only(CAUSE).severity()).isEqualTo(Severity.WARNING);
    lines[0] = "send cart 0-200 producer ok @web";
    assertThat(Detected.in(lines).only(CAUSE).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aMaskedFailureIsAnInfoIfItWastesTime() {
    Sighting cause =
        Detected.in(
                "GET /page 0-100 server @web http.response.status_code=200",
                "  GET 5-60 client error http.request.method=GET http.response.status_code=500")
            .only(CAUSE);
    assertThat(cause.severity()).isEqualTo(Severity.INFO);
    assertThat(cause.details()).containsEntry("masked", true);
  }

  @Test
  void aQuickMaskedFailureIsNotShown() {
    assertThat(
            Detected.in(
                    "GET /page 0-100 server @web http.response.status_code=200",
                    "  GET 5-54 client error http.request.method=GET http.response.status_code=500")
                .of(CAUSE))
        .isEmpty();
  }

  @Test
  void theTimeOfOneMaskedFailureAddsUp() {
    assertThat(masked(74, "redis.TimeoutException")).hasSize(1);
    assertThat(masked(74, "redis.TimeoutException").get(0).occurrences()).isEqualTo(2);
    assertThat(masked(54, "redis.TimeoutException")).isEmpty();
    assertThat(masked(74, "redis.ClosedException")).isEmpty();
  }

  /** A read that fails for 34 ms, then another. */
  private static List<Sighting> masked(int end, String error) {
    return Detected.in(
            "GET /page 0-200 server @web http.response.status_code=200",
            "  GET 5-39 client db.system=redis error error.type=redis.TimeoutException"
                + " db.query.text='GET driver:1'",
            "  GET 40-%d client db.system=redis error error.type=%s".formatted(end, error)
                + " db.query.text='GET driver:2'")
        .of(CAUSE);
  }

  @Test
  void maskedFailuresAreShownFromThreeTraces() {
    String[] lines = {
      "GET /page 0-100 server @web http.response.status_code=200",
      "  GET 5-15 client error http.request.method=GET http.response.status_code=500"
    };
    assertThat(new Window().trace(0, lines).trace(500, lines).of(CAUSE)).isEmpty();
    assertThat(
            new Window()
                .trace(0, lines)
                .trace(500, lines)
                .trace(900, lines)
                .only(CAUSE)
                .traceCount())
        .isEqualTo(3);
  }
}
