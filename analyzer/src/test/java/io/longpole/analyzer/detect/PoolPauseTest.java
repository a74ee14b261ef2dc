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
import java.util.List;
import org.junit.jupiter.api.Test;

/** What fills a pool, which failures are its own, and what it is called. */
class PoolPauseTest {

  private static final String WAIT = "pool-wait";
  private static final String QUERY =
      " client db.system.name=postgresql server.address=db1"
          + " db.query.text='SELECT a FROM item WHERE id = ?'";

  /** Rounds of two requests that ask the same at once, and one that pauses before its query. */
  private static List<Finding> rounds(String full, String... pausing) {
    Window window = new Window();
    for (int i = 0; i < 30; i++) {
      window.trace(i * 100.0, "GET /a 0-42 server @web", "  q 1-40" + full);
      window.trace(i * 100.0, "GET /a 0-42 server @web", "  q 1-40" + full);
      window.trace(i * 100.0, pausing);
    }
    return window.of(WAIT);
  }

  private static final String[] PAUSING = {"GET /b 0-60 server @web", "  q 40-55" + QUERY};

  @Test
  void onlyQueriesFillAPool() {
    assertThat(rounds(QUERY, PAUSING)).hasSize(1);
    assertThat(rounds(" client http.request.method=GET url.full=http://db1/a", PAUSING)).isEmpty();
    assertThat(rounds(QUERY.replaceAll("'.*'", "COMMIT"), PAUSING)).isEmpty();
  }

  @Test
  void aQueryThatBeginsAfterItsParentHasEndedDidNotPauseIt() {
    assertThat(rounds(QUERY, "GET /b 0-15 server @web", "  q 40-55" + QUERY)).isEmpty();
    assertThat(rounds(QUERY, "GET /b 0-25 server @web", "  q 40-55" + QUERY)).hasSize(1);
  }

  @Test
  void aPoolOfWhichNothingWasLearnedIsNotFull() {
    PoolWaitDetector detector = new PoolWaitDetector();
    DetectorSetup setup = DrawnFacts.setup();
    detector.learn(DrawnFacts.of(TraceFixture.trace(PAUSING), setup));
    detector.settle();
    List<Clue> clues = new ArrayList<>();
    String other = PAUSING[1].replace("db1", "db2");
    detector.detect(DrawnFacts.of(TraceFixture.trace(PAUSING[0], other), setup), clues::add);
    assertThat(clues).isEmpty();
  }

  private static Span with(Span old, String type, String message) {
    return Span.builder(old.traceId(), old.spanId())
        .parent(old.parentSpanId())
        .name(old.name())
        .kind(old.kind())
        .times(old.startNanos(), old.endNanos())
        .attributes(old.attributes())
        .resource(old.resource())
        .status(old.status(), "")
        .events(
            List.of(
                new SpanEvent(
                    old.startNanos(),
                    "exception",
                    Attributes.of("exception.type", type, "exception.message", message))))
        .build();
  }

  /** A drawing in which the span of that number tells of an exception. */
  private static Detected telling(int number, String type, String message, String... lines) {
    List<Span> spans = new ArrayList<>(TraceFixture.spans(lines));
    spans.set(number - 1, with(spans.get(number - 1), type, message));
    return Detected.in(TraceFixture.assemble(spans));
  }

  @Test
  void anExceptionThatWasCaughtIsNoFailureThoughAnotherSpanFails() {
    String[] lines = {
      "GET /items 0-99 server @web", "  load 0-90 internal ok", "  render 91-95 internal error"
    };
    String said = "QueuePool limit of size 5 overflow 10 reached";
    assertThat(telling(2, "a.TimeoutError", said, lines).of(WAIT)).isEmpty();
    lines[1] = lines[1].replace("ok", "error");
    assertThat(telling(2, "a.TimeoutError", said, lines).of(WAIT)).hasSize(1);
  }

  @Test
  void whoFailsAboveWhatWentWellTellsOfThePool() {
    Sighting wait =
        Detected.in(
                "GET /items 0-99 server error @web error.type=sqlalchemy.exc.PoolTimeoutError",
                "  render 1-2 internal")
            .only(WAIT);
    assertThat(wait.spanIds()).containsExactly(1L);
    assertThat(wait.impact().highNanos()).isZero();
  }

  @Test
  void aCheckoutWithAnExceptionFailedThoughItDoesNotSaySo() {
    String[] lines = {
      "GET /slow 0-1600 server @catalog", "  pg-pool.connect 10-1510 client db.system=postgresql"
    };
    assertThat(telling(2, "Error", "no client", lines).only(WAIT).severity())
        .isEqualTo(Severity.CRITICAL);
    assertThat(Detected.in(lines).only(WAIT).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aConnectThatFailsIsNotTheTimeLimitOfAPool() {
    assertThat(
            Detected.in(
                    "GET /slow 0-1600 server error @catalog",
                    "  pg.connect 10-1510 client error db.system=postgresql error.type=Error")
                .only(WAIT)
                .severity())
        .isEqualTo(Severity.WARNING);
  }

  @Test
  void aResourceThatIsNoPoolsIsNoConnection() {
    assertThat(PoolExhaustion.is(failure("could not get a resource from the pool"))).isTrue();
    assertThat(PoolExhaustion.is(failure("could not get a resource"))).isFalse();
    assertThat(PoolExhaustion.is(failure("there is no such pool"))).isFalse();
  }

  private static Failure failure(String message) {
    return new Failure("a.B", message, "", Failure.Source.SPAN_EVENT);
  }

  private static List<Sighting> waits(String line) {
    return Detected.in("GET /a 0-200 server @shop", "  " + line).of(WAIT);
  }

  private static Object pool(String line) {
    Object pool = waits(line).get(0).details().get("pool");
    return pool == null ? "" : pool;
  }

  @Test
  void otherFunctionsAreNoCheckouts() {
    assertThat(waits("take 10-150 internal code.function.name=com.acme.Cart.take")).isEmpty();
    assertThat(waits("take 10-150 internal code.function.name=com.acme.Pool.getConnection"))
        .hasSize(1);
  }

  @Test
  void aPoolIsCalledByItsNameOrItsClassOrByWhatIsAsked() {
    String take = "HikariDataSource.getConnection 10-110 internal";
    assertThat(pool(take + " db.client.connection.pool.name=orders")).isEqualTo("orders");
    assertThat(pool(take)).isEqualTo("HikariDataSource");
    assertThat(pool("getConnection 10-110 internal")).isEqualTo("getConnection");
    assertThat(pool("pg.connect 10-110 client db.system=postgresql server.address=db1"))
        .isEqualTo("db1");
    assertThat(pool("tcp.connect 10-110 client")).isEqualTo("tcp.connect");
  }
}
