package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrphanWorkDetectorTest {

  private static final String ORPHAN = "orphan-work";

  @Test
  void theServerWorksOnAfterTheClientsTimeout() {
    Detected detected =
        Detected.in(
            "GET 0-500 client error @web error.type=timeout",
            "  GET /report 2-890 server @reports http.response.status_code=200");
    Sighting orphan = detected.only(ORPHAN);
    assertThat(orphan.details())
        .containsEntry("wastedNanos", TraceFixture.ms(390))
        .containsEntry("caller", "web")
        .containsEntry("callee", "reports");
    assertThat(orphan.severity()).isEqualTo(Severity.WARNING);
    assertThat(orphan.service()).isEqualTo("reports");
    assertThat(orphan.operation()).isEqualTo("GET /report");
    assertThat(orphan.impact().highNanos()).isZero();
  }

  @Test
  void deadlineExceededInGo() {
    Detected detected =
        Detected.in(
            "shop.Stock/Reserve 0-100 client error @shop rpc.system=grpc rpc.service=shop.Stock"
                + " rpc.method=Reserve rpc.grpc.status_code=4",
            "  shop.Stock/Reserve 2-130 server @stock rpc.system=grpc rpc.grpc.status_code=0");
    assertThat(detected.detail(ORPHAN, "wastedNanos")).isEqualTo(TraceFixture.ms(30));
    assertThat(detected.only(ORPHAN).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aLittleOfALongServerSpanIsAnInfo() {
    Detected detected =
        Detected.in(
            "GET 0-500 client error @web error.type=timeout",
            "  GET /report 2-520 server @reports");
    assertThat(detected.only(ORPHAN).severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void tenMillisecondsAreNothing() {
    Detected detected =
        Detected.in(
            "GET 0-500 client error @web error.type=timeout",
            "  GET /report 2-510 server @reports");
    assertThat(detected.of(ORPHAN)).isEmpty();
  }

  @Test
  void aCallThatSucceededLeavesNoOrphan() {
    Detected detected =
        Detected.in(
            "GET 0-500 client @web http.request.method=GET http.response.status_code=200",
            "  GET /report 2-890 server @reports http.response.status_code=200");
    assertThat(detected.of(ORPHAN)).isEmpty();
  }

  @Test
  void consumersMayOutliveProducers() {
    Detected detected =
        Detected.in(
            "send q 0-5 producer error @web error.type=timeout",
            "  process q 400-900 consumer @worker");
    assertThat(detected.of(ORPHAN)).isEmpty();
  }

  @Test
  void ownWorkAfterATimeoutIsNoOrphan() {
    Detected detected =
        Detected.in(
            "GET 0-500 client error @web error.type=timeout", "  cleanup 2-890 internal @web");
    assertThat(detected.of(ORPHAN)).isEmpty();
  }

  @Test
  void socketsThatStreamHaveNoDeadline() {
    Detected detected =
        Detected.in(
            "GET 0-500 client error @web error.type=timeout http.request.method=GET"
                + " http.response.status_code=101",
            "  GET /stream 2-890 server @events");
    assertThat(detected.of(ORPHAN)).isEmpty();
  }

  @Test
  void moreThanOneCallInAHundredIsCritical() {
    assertThat(severity(98)).isEqualTo(Severity.CRITICAL);
    assertThat(severity(99)).isEqualTo(Severity.INFO);
  }

  @Test
  void ofNineteenCallsNoShareIsKnown() {
    assertThat(severity(18)).isEqualTo(Severity.INFO);
    assertThat(severity(19)).isEqualTo(Severity.CRITICAL);
  }

  /** One orphan, hardly worth a word by itself, among calls that are answered. */
  private static Severity severity(int answered) {
    String call = " client http.request.method=GET url.full=http://reports/all ";
    Window window = new Window();
    window.trace(
        0, "GET 0-500 @web error error.type=timeout" + call, "  GET /report 2-520 server @reports");
    for (int i = 0; i < answered; i++) {
      window.trace(
          1000 + i * 1000.0,
          "GET 0-400 @web http.response.status_code=200" + call,
          "  GET /report 2-390 server @reports");
    }
    return window.only(ORPHAN).severity();
  }

  @Test
  void onlyClientsGiveUp() {
    Detected detected =
        Detected.in(
            "send q 0-500 producer error @web error.type=timeout",
            "  POST /hook 2-890 server @hooks");
    assertThat(detected.of(ORPHAN)).isEmpty();
  }

  @Test
  void fiftyMillisecondsOfALongRequestAreAWarning() {
    Detected detected =
        Detected.in(
            "GET 0-1000 client error @web error.type=timeout",
            "  GET /report 2-1055 server @reports");
    assertThat(detected.only(ORPHAN).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void whatTheClocksLeaveOpenIsNoWaste() {
    // The second call bounds the clocks of both hosts to 50 ms in either direction.
    assertThat(onTwoHosts(530, "b").of(ORPHAN)).isEmpty();
    assertThat(onTwoHosts(570, "b").of(ORPHAN)).hasSize(1);
    assertThat(onTwoHosts(530, "a").of(ORPHAN)).hasSize(1);
  }

  private static Detected onTwoHosts(int endMs, String host) {
    return Detected.in(
        "GET /page 0-1000 server @web host=a",
        "  GET 0-500 client error error.type=timeout host=a",
        "    GET /report 52-%d server @reports host=%s".formatted(endMs, host),
        "  GET 600-800 client http.request.method=GET http.response.status_code=200 host=a",
        "    GET /report 650-750 server @reports host=" + host);
  }

  @Test
  void alsoTheWidthOfTheBoundsCounts() {
    // Half of what lies between the bounds: 50 ms.
    assertThat(onTwoHosts(540, "b").of(ORPHAN)).isEmpty();
  }

  @Test
  void boundsOfAnotherHostSayNothing() {
    Detected detected =
        Detected.in(
            "GET /page 0-1000 server @web host=a",
            "  GET 600-800 client http.request.method=GET http.response.status_code=200 host=a",
            "    GET /stock 650-750 server @stock host=b",
            "  GET 850-990 client http.request.method=GET http.response.status_code=200 host=a",
            "    GET /stock 900-940 server @stock host=b",
            "  GET 0-500 client error error.type=timeout host=a",
            "    GET /report 52-530 server @reports host=c",
            "  GET 820-840 client http.request.method=GET http.response.status_code=200 host=a",
            "    GET /report 821-839 server @reports host=c");
    assertThat(detected.of(ORPHAN)).hasSize(1);
  }

  @Test
  void oneBoundAloneLeavesTheClockUnknown() {
    Detected detected =
        Detected.in(
            "GET /page 0-1000 server @web host=a",
            "  GET 0-500 client error error.type=timeout host=a",
            "    GET /report 52-530 server @reports host=b");
    assertThat(detected.of(ORPHAN)).hasSize(1);
  }

  @Test
  void theFirstTenthOfAMillisecondAboveTen() {
    Detected detected =
        Detected.in(
            "GET 0-500 client error @web error.type=timeout",
            "  GET /report 2-510.3 server @reports");
    assertThat(detected.of(ORPHAN)).hasSize(1);
  }

  @Test
  void aCallThatTheBrowserGaveUpLeavesAnOrphan() {
    Detected detected =
        Detected.in(
            "HTTP GET 0-100 client @frontend http.method=GET http.url=http://catalog/items",
            "  GET /items 2-330 server @catalog http.method=GET http.status_code=200");
    assertThat(detected.detail(ORPHAN, "wastedNanos")).isEqualTo(TraceFixture.ms(230));
    Detected aborted =
        Detected.in(
            "GET 0-100 client error @frontend http.request.method=GET error.type=AbortError",
            "  GET /items 2-330 server @catalog http.response.status_code=200");
    assertThat(aborted.of(ORPHAN)).hasSize(1);
  }

  @Test
  void anAnswerOfAProxyEndsNoCall() {
    // Envoy answers at once while the server is still closing its span.
    Detected detected =
        Detected.in(
            "GET /page 0-200 server @web",
            "  GET 0-100 client error http.request.method=GET http.response.status_code=503",
            "    GET /report 2-180 server error @reports http.response.status_code=503");
    assertThat(detected.of(ORPHAN)).isEmpty();
  }

  @Test
  void twoOrphansOfOneCallAreOneOfItsShare() {
    String call = " client http.request.method=GET url.full=http://reports/all ";
    Window window = new Window();
    window.trace(
        0,
        "GET 0-500 @web error error.type=timeout" + call,
        "  GET /report 2-520 server @reports",
        "  GET /report 30-521 server @reports");
    for (int i = 0; i < 150; i++) {
      window.trace(
          1000 + i * 1000.0,
          "GET 0-400 @web http.response.status_code=200" + call,
          "  GET /report 2-390 server @reports");
    }
    assertThat(window.only(ORPHAN).severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void threeMessagesAreAStream() {
    for (String event : new String[] {"message", "rpc.message"}) {
      assertThat(exchanging(2, event).of(ORPHAN)).hasSize(1);
      assertThat(exchanging(3, event).of(ORPHAN)).isEmpty();
    }
    assertThat(exchanging(3, "retry").of(ORPHAN)).hasSize(1);
  }

  /** A remote procedure that ran into its deadline after so many events. */
  private static Detected exchanging(int events, String name) {
    List<Span> spans =
        TraceFixture.spans(
            "events.Feed/Watch 0-500 client error @web rpc.system=grpc rpc.grpc.status_code=4",
            "  events.Feed/Watch 2-890 server @events rpc.system=grpc rpc.grpc.status_code=0");
    Span client = spans.get(0);
    SpanEvent event = new SpanEvent(client.startNanos() + 1000, name, Attributes.EMPTY);
    Span talking =
        Span.builder(client.traceId(), client.spanId())
            .name(client.name())
            .kind(client.kind())
            .times(client.startNanos(), client.endNanos())
            .status(client.status(), client.statusMessage())
            .attributes(client.attributes())
            .events(Collections.nCopies(events, event))
            .resource(client.resource())
            .build();
    return Detected.in(TraceFixture.assemble(List.of(talking, spans.get(1))));
  }

  @Test
  void fiftyMillisecondsOrATenthAreLarge() {
    assertThat(wasted(1000, 1049)).isEqualTo(Severity.INFO);
    assertThat(wasted(1000, 1051)).isEqualTo(Severity.WARNING);
    assertThat(wasted(362.5, 402)).isEqualTo(Severity.INFO);
    assertThat(wasted(361.5, 402)).isEqualTo(Severity.WARNING);
  }

  /** Of a call that was given up then, and a server that began at 2 and ended then. */
  private static Severity wasted(double clientEndMs, double serverEndMs) {
    return Detected.in(
            "GET 0-%s client error @web error.type=timeout".formatted(clientEndMs),
            "  GET /report 2-%s server @reports".formatted(serverEndMs))
        .only(ORPHAN)
        .severity();
  }

  @Test
  void alsoTheClockOfTheCallerMayBeOff() {
    // The caller's host b is off by -50 to 2 ms, half of which is 26; the callee is on the root's.
    assertThat(calledBack(525).of(ORPHAN)).isEmpty();
    assertThat(calledBack(527).of(ORPHAN)).hasSize(1);
  }

  private static Detected calledBack(int endMs) {
    return Detected.in(
        "GET /page 0-1000 server @web host=a",
        "  GET 0-800 client http.request.method=GET http.response.status_code=200 host=a",
        "    GET /report 50-750 server @reports host=b",
        "      GET 60-500 client error error.type=timeout host=b",
        "        GET /user 62-%d server @web host=a".formatted(endMs));
  }

  @Test
  void anUpperBoundAloneLeavesTheClockUnknown() {
    // Host b is only known by a span that came without its parent, and that gave up.
    Detected detected =
        Detected.in(
            "GET /page 0-1000 server @web host=a",
            "GET 0-500 client error @reports error.type=timeout host=b parent=77",
            "  GET /user 2-530 server @web host=a");
    assertThat(detected.of(ORPHAN)).hasSize(1);
  }

  @Test
  void onOneHostNoClockIsInDoubtHoweverFarItIsOff() {
    Detected detected =
        Detected.in(
            "GET /page 0-1000 server @web host=a",
            "  GET 0-800 client http.request.method=GET http.response.status_code=200 host=a",
            "    GET /report 50-750 server @reports host=b",
            "      GET 60-500 client error error.type=timeout host=b",
            "        GET /user 62-520 server @users host=b");
    assertThat(detected.of(ORPHAN)).hasSize(1);
  }

  @Test
  void ofTwoHostsTheClockThatWasComparedWithTheOtherCounts() {
    // Host b is bound to 50 ms by its caller, host c to 1 ms by host b.
    assertThat(calledOn("b", "c", 530).of(ORPHAN)).hasSize(1);
    // Host c is bound to 1 ms by its caller, host b by host c to less than 50 ms.
    assertThat(calledOn("c", "b", 525).of(ORPHAN)).isEmpty();
  }

  /** A host is called by the root's and calls another, which works on after a time-out. */
  private static Detected calledOn(String host, String other, int endMs) {
    String ok = " client http.request.method=GET http.response.status_code=200 host=";
    int slack = host.equals("b") ? 50 : 1;
    int further = other.equals("b") ? 50 : 1;
    return Detected.in(
        "GET /page 0-1000 server @web host=a",
        "  GET 0-800" + ok + "a",
        "    GET /report %d-%d server @reports host=%s".formatted(slack, 800 - slack, host),
        "      GET 60-500 client error error.type=timeout host=" + host,
        "        GET /user 120-%d server @users host=%s".formatted(endMs, other),
        "      GET 600-720" + ok + host,
        "        GET /user %d-%d server @users host=%s"
            .formatted(600 + further, 720 - further, other));
  }

  @Test
  void aRequestThatFailedWithoutAnswerIsWorkedOnInVain() {
    // A sibling failed; Go tells of the cancelled call only the text of its reason.
    assertThat(unanswered("*errors.errorString", "status_code=200", 300)).hasSize(1);
    assertThat(unanswered("*errors.errorString", "status_code=200", 21)).isEmpty();
  }

  @Test
  void aServerThatFailedTooHasNoOneToAnswer() {
    assertThat(unanswered("EOF", "status_code=500", 300)).isEmpty();
  }

  @Test
  void anAnswerThatIsAnErrorIsAnAnswer() {
    assertThat(unanswered("500", "status_code=200", 300)).isEmpty();
  }

  @Test
  void onlyOfHttpAnErrorWithoutStatusSaysThatNothingWasAnswered() {
    assertThat(
            Detected.in(
                    "a.B/C 0-11 client error @web rpc.system=grpc rpc.method=a.B/C error.type=Other",
                    "  a.B/C 1-300 server @reports rpc.system=grpc")
                .of(ORPHAN))
        .isEmpty();
  }

  private static List<Sighting> unanswered(String error, String status, int endMs) {
    return Detected.in(
            "GET 0-11 client error @web http.request.method=GET error.type=" + error,
            "  GET /report 1-" + endMs + " server @reports http.response." + status)
        .of(ORPHAN);
  }
}
