package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowCallDetectorTest {

  private static final String SLOW = "slow-call";

  private static Detected query(String times, String attributes) {
    return Detected.in(
        "GET /report 0-20000 server @web", "  SELECT item " + times + " client " + attributes);
  }

  @Test
  void aQueryOfHalfASecondInPython() {
    Sighting slow =
        query("10-510", "db.system=postgresql db.statement='SELECT * FROM item WHERE name = %s'")
            .only(SLOW);
    assertThat(slow.details())
        .containsEntry("call", "SELECT * FROM item WHERE name = ?")
        .containsEntry("callNanos", TraceFixture.ms(500));
    assertThat(slow.severity()).isEqualTo(Severity.INFO);
    assertThat(slow.impact().highNanos()).isEqualTo(TraceFixture.ms(250));
  }

  @Test
  void fiveTimesAsLongIsCritical() {
    assertThat(
            query("10-2511", "db.system.name=mysql db.query.text='SELECT 1 FROM a'")
                .only(SLOW)
                .severity())
        .isEqualTo(Severity.CRITICAL);
    assertThat(
            query("10-2509", "db.system.name=mysql db.query.text='SELECT 1 FROM a'")
                .only(SLOW)
                .severity())
        .isEqualTo(Severity.INFO);
  }

  @Test
  void aSlowQueryThatItsDriverShowsTooIsOne() {
    String text = " client db.system=mysql db.statement='SELECT * FROM item WHERE name = ?'";
    Detected detected =
        Detected.in(
            "GET /report 0-20000 server @web",
            "  Item.find 10-610" + text,
            "    SELECT item 20-600" + text + " server.address=db1");
    assertThat(detected.only(SLOW).details())
        .containsEntry("callee", "db1")
        .containsEntry("callNanos", TraceFixture.ms(600));
    assertThat(detected.only(SLOW).impact().highNanos()).isEqualTo(TraceFixture.ms(300));
  }

  @Test
  void cachesAreSlowFromTwentyMilliseconds() {
    assertThat(query("10-31", "db.system=redis db.statement='GET user:1'").of(SLOW)).hasSize(1);
    assertThat(query("10-29", "db.system=redis db.statement='GET user:1'").of(SLOW)).isEmpty();
  }

  @Test
  void aSlowCommitIsACallLikeAnyOther() {
    assertThat(query("10-610", "db.system.name=mysql db.query.text=COMMIT").of(SLOW)).hasSize(1);
  }

  @Test
  void aLittleLessIsFine() {
    assertThat(query("10-509", "db.system.name=mysql db.query.text='SELECT 1 FROM a'").of(SLOW))
        .isEmpty();
  }

  @Test
  void commandsThatWaitOnPurposeAreNotSlow() {
    assertThat(query("10-5010", "db.system=redis db.statement='BLPOP jobs 5'").of(SLOW)).isEmpty();
    assertThat(
            query(
                    "10-5010",
                    "messaging.system=kafka messaging.operation=receive"
                        + " messaging.destination.name=orders messaging.batch.message_count=1")
                .of(SLOW))
        .isEmpty();
  }

  @Test
  void theServerBelowExplainsACall() {
    assertThat(
            Detected.in(
                    "GET /report 0-2000 server @web",
                    "  GET 10-1010 client http.request.method=GET url.full=http://stock/a",
                    "    GET /a 11-1009 server @stock")
                .of(SLOW))
        .isEmpty();
  }

  @Test
  void offThePathNobodyWaits() {
    assertThat(
            Detected.in(
                    "GET /report 0-2000 server @web",
                    "  work 0-2000 internal",
                    "  q 10-1010 client db.system.name=mysql db.query.text='SELECT 1 FROM a'")
                .of(SLOW))
        .isEmpty();
  }

  @Test
  void waitingForALockIsAnotherFinding() {
    Detected detected =
        query(
            "10-1010",
            "error db.system.name=mysql db.query.text='UPDATE a SET b = 1'"
                + " db.response.status_code=1205");
    assertThat(detected.of(SLOW)).isEmpty();
    assertThat(detected.of("lock-contention")).hasSize(1);
  }

  @Test
  void aLoopExplainsItsCalls() {
    Detected detected =
        Detected.draw("GET /report 0-3600 server @web")
            .repeat(
                5,
                i ->
                    "  q %d-%d client db.system=mysql db.query.text='SELECT a FROM b WHERE c = %d'"
                        .formatted(600 * i, 600 * i + 590, i))
            .detected();
    assertThat(detected.of("n-plus-one")).hasSize(1);
    assertThat(detected.of("slow-call")).isEmpty();
  }

  @Test
  void threeOfAKeyAreAWarning() {
    Window window = new Window();
    String[] lines = {
      "GET /report 0-700 server @web",
      "  q 10-610 client db.system.name=mysql db.query.text='SELECT 1 FROM a'"
    };
    window.trace(0, lines).trace(1000, lines);
    assertThat(window.only(SLOW).severity()).isEqualTo(Severity.INFO);
    window.trace(2000, lines);
    assertThat(window.only(SLOW).severity()).isEqualTo(Severity.WARNING);
  }

  /** Calls that take so long, so often, and one of 600 ms. */
  private static Finding among(int calls, double ms, int others, double otherMs) {
    Window window = new Window();
    String query = "  q 0-%s client db.system=mysql db.statement='SELECT n FROM a WHERE b = ?'";
    for (int i = 0; i < calls + others; i++) {
      window.trace(
          i * 1000.0, "GET /report 0-700 server @web", query.formatted(i < calls ? ms : otherMs));
    }
    window.trace(900_000, "GET /report 0-700 server @web", query.formatted(600));
    return window.only(SLOW);
  }

  @Test
  void twentyCallsTellWhatIsTypical() {
    assertThat(among(18, 100, 0, 0).details()).doesNotContainKey("typicalNanos");
    assertThat(among(19, 100, 0, 0).details()).containsKey("typicalNanos");
  }

  @Test
  void typicalIsTheMedian() {
    Finding quick = among(51, 100, 48, 400);
    assertThat(Window.number(quick, "typicalNanos"))
        .isBetween(TraceFixture.ms(98), TraceFixture.ms(102));
    // It is sure to be halved, and hopefully as quick as it usually is.
    assertThat(quick.impact().lowNanos()).isEqualTo(TraceFixture.ms(300));
    assertThat(quick.impact().highNanos()).isBetween(TraceFixture.ms(496), TraceFixture.ms(504));
    Finding slow = among(49, 100, 50, 400);
    assertThat(Window.number(slow, "typicalNanos"))
        .isBetween(TraceFixture.ms(394), TraceFixture.ms(406));
    assertThat(slow.impact().lowNanos()).isBetween(TraceFixture.ms(194), TraceFixture.ms(206));
    assertThat(slow.impact().highNanos()).isEqualTo(TraceFixture.ms(300));
  }

  @Test
  void callsWithSpansBelowDoNotMakeAKeySlowOften() {
    Window window = new Window();
    String query = "  q 0-600 client db.system=mysql db.statement='SELECT n FROM a WHERE b = ?'";
    window.trace(0, "GET /report 0-700 server @web", query);
    for (int i = 1; i < 5; i++) {
      window.trace(i * 1000.0, "GET /report 0-700 server @web", query, "    fetch 1-599 internal");
    }
    assertThat(window.only(SLOW).details()).containsEntry("slowCalls", 1L);
  }

  @Test
  void quickCallsDoNotMakeAKeySlowOften() {
    assertThat(among(30, 499, 0, 0).severity()).isEqualTo(Severity.INFO);
    assertThat(among(2, 500, 0, 0).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aSlowConnectIsNoCall() {
    Detected detected =
        Detected.in(
            "GET /report 0-700 server @web",
            "  pg.connect 0-600 client db.system=postgresql db.name=shop");
    assertThat(detected.of(SLOW)).isEmpty();
  }

  @Test
  void threeMessagesAreAStreamThatLastsAsLongAsItLasts() {
    for (String name : new String[] {"message", "rpc.message"}) {
      assertThat(exchanging(name, 2).of(SLOW)).hasSize(1);
      assertThat(exchanging(name, 3).of(SLOW)).isEmpty();
    }
    assertThat(exchanging("retry", 3).of(SLOW)).hasSize(1);
  }

  /** A remote procedure of a neighbour that sends no spans, with so many events. */
  private static Detected exchanging(String name, int events) {
    List<Span> spans =
        new ArrayList<>(
            TraceFixture.spans(
                "GET /feed 0-5000 server @web",
                "  events.Feed/Watch 1-1001 client rpc.system=grpc rpc.service=events.Feed"
                    + " rpc.method=Watch rpc.grpc.status_code=0"));
    Span call = spans.get(1);
    SpanEvent event = new SpanEvent(call.startNanos() + 1000, name, Attributes.EMPTY);
    spans.set(
        1,
        Span.builder(call.traceId(), call.spanId())
            .parent(call.parentSpanId())
            .name(call.name())
            .kind(call.kind())
            .times(call.startNanos(), call.endNanos())
            .attributes(call.attributes())
            .events(Collections.nCopies(events, event))
            .resource(call.resource())
            .build());
    return Detected.in(TraceFixture.assemble(spans));
  }

  @Test
  void twentyMillisecondsOfACacheAreTheLeast() {
    assertThat(query("10-30", "db.system=redis db.statement='GET user:1'").of(SLOW)).hasSize(1);
    assertThat(query("10-29.5", "db.system=redis db.statement='GET user:1'").of(SLOW)).isEmpty();
  }

  @Test
  void theRestOfAnAnswerMakesNoOtherCallSlowOften() {
    String mongo =
        " client db.system=mongodb db.name=shop db.mongodb.collection=items db.operation=";
    String more = "  getMore shop.items 10-610" + mongo + "getMore";
    Window window = new Window();
    for (int i = 0; i < 2; i++) {
      window.trace(
          i * 1000.0,
          "GET /find 0-700 server @web",
          "  find shop.items 0-9" + mongo + "find",
          more);
    }
    window.trace(5000, "GET /find 0-700 server @web", more);
    assertThat(window.only(SLOW).severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void sendingAMessageIsNotWaitingWhateverItsQueueIsCalled() {
    for (String queue : List.of("received-orders", "poll-results", "orders")) {
      assertThat(message("send", queue).of(SLOW)).hasSize(1);
      assertThat(message("receive", queue).of(SLOW)).isEmpty();
      assertThat(message("poll", queue).of(SLOW)).isEmpty();
    }
  }

  private static Detected message(String operation, String queue) {
    return Detected.in(
        "GET /report 0-2100 server @web",
        "  %s 10-700 client messaging.system=kafka messaging.operation=%s"
                .formatted(operation, operation)
            + " messaging.batch.message_count=1 messaging.destination.name="
            + queue);
  }

  @Test
  void everyCommandThatBlocksIsMeantToWait() {
    for (String command :
        List.of(
            "BLPOP",
            "BRPOP",
            "BLMOVE",
            "BRPOPLPUSH",
            "BZPOPMIN",
            "BZPOPMAX",
            "BLMPOP",
            "BZMPOP",
            "XREAD",
            "XREADGROUP",
            "SUBSCRIBE",
            "PSUBSCRIBE",
            "WAIT")) {
      assertThat(
              query("10-5010", "db.system=redis db.statement='%s x 5'".formatted(command)).of(SLOW))
          .as(command)
          .isEmpty();
    }
    assertThat(query("10-5010", "db.system=redis db.operation=WAIT").of(SLOW)).isEmpty();
    assertThat(query("10-5010", "db.system=redis db.operation=LPOP").of(SLOW)).hasSize(1);
  }
}
