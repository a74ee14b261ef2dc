package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import io.longpole.analyzer.model.StatusCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockContentionDetectorTest {

  private static final String LOCK = "lock-contention";
  private static final String UPDATE =
      " client db.system.name=postgresql db.namespace=shop"
          + " db.query.text='UPDATE stock SET n = n - ? WHERE id = ?'";

  @Test
  void aDeadlockByItsCode() {
    Detected detected =
        Detected.in(
            "POST /buy 0-50 server @shop",
            "  q 5-40 error" + UPDATE + " db.response.status_code=40P01");
    assertThat(detected.only(LOCK).severity()).isEqualTo(Severity.WARNING);
    assertThat(detected.detail(LOCK, "evidence")).isEqualTo("code");
  }

  @Test
  void otherCodesAreNoLocks() {
    assertThat(
            Detected.in(
                    "POST /buy 0-50 server @shop",
                    "  q 5-40 error" + UPDATE + " db.response.status_code=23505")
                .of(LOCK))
        .isEmpty();
  }

  @Test
  void oneOfAHundredWritesIsCritical() {
    assertThat(refusals(99).severity()).isEqualTo(Severity.CRITICAL);
    assertThat(refusals(101).severity()).isEqualTo(Severity.WARNING);
    assertThat(refusals(5).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void ofNineteenWritesNoShareIsKnown() {
    assertThat(refusals(18).severity()).isEqualTo(Severity.WARNING);
    assertThat(refusals(19).severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void itIsSaidHowManyOfTheWritesWereRefused() {
    Finding refused = refusals(99);
    assertThat(refused.details()).containsEntry("refused", 1L).containsEntry("calls", 100L);
    assertThat(refused.summary()).isEqualTo("shop is refused `UPDATE stock` because of a lock.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "database is locked",
        "database table is locked: stock",
        "PostgreSQL error of type 'error' occurred (code: 55P03)",
        "PostgreSQL error of type 'error' occurred (code: 40001)",
        "55P03",
        "could not execute statement [SQLState: 40P01]",
        "ERROR: restart transaction (SQLSTATE 40001)",
        "ERROR 1213 (40001): try restarting transaction",
        "Lock request time out period exceeded.",
        "ORA-00054: resource busy and acquire with NOWAIT specified",
        "WriteConflict error: this operation conflicted with another operation"
      })
  void whatDatabasesSayOfALockInTheirMessage(String message) {
    assertThat(refusedFor(message)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "duplicate key value violates unique constraint (code: 23505)",
        "no row has id 40001",
        "the account is locked",
        "X55P03X",
        "X55P03 is sold out",
        "55P03X is sold out"
      })
  void otherMessagesAreNoLocks(String message) {
    assertThat(refusedFor(message)).isEmpty();
  }

  private static List<Sighting> refusedFor(String message) {
    List<Span> spans =
        new ArrayList<>(
            TraceFixture.spans("POST /buy 0-50 server @shop", "  q 5-40 error" + UPDATE));
    Span call = spans.get(1);
    spans.set(
        1,
        Span.builder(call.traceId(), call.spanId())
            .parent(call.parentSpanId())
            .name(call.name())
            .kind(call.kind())
            .times(call.startNanos(), call.endNanos())
            .status(StatusCode.ERROR, message)
            .attributes(call.attributes())
            .resource(call.resource())
            .build());
    return Detected.in(TraceFixture.assemble(spans, List.of())).of(LOCK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT n FROM stock WHERE id = 7", "COMMIT"})
  void whatTakesNoLockByItselfCountsFromItsFirstRefusalOn(String statement) {
    String call = " client db.system.name=postgresql db.query.text='" + statement + "'";
    assertThat(refusals(call, 99).details())
        .containsEntry("refused", 1L)
        .containsEntry("calls", 100L);
    assertThat(refusals(call, 99).severity()).isEqualTo(Severity.CRITICAL);
    assertThat(refusals(call, 101).severity()).isEqualTo(Severity.WARNING);
  }

  private static Finding refusals(int others) {
    return refusals(UPDATE, others);
  }

  private static Finding refusals(String statement, int others) {
    Window window = new Window();
    window.trace(
        0,
        "POST /buy 0-50 server @shop",
        "  q 5-40 error" + statement + " db.response.status_code=40001");
    for (int i = 0; i < others; i++) {
      window.trace(1000 + i * 100.0, "POST /buy 0-50 server @shop", "  q 5-40" + statement);
    }
    return window.only(LOCK);
  }

  @Test
  void updatesOfOneRowAreDoneOneAfterTheOther() {
    Finding queue = queue(UPDATE, 6).get(0);
    assertThat(queue.details()).containsEntry("evidence", "queue").containsEntry("queue", 6L);
    assertThat(queue.traceCount()).isEqualTo(6);
  }

  @Test
  void fourAtOnceAreNoQueue() {
    assertThat(queue(UPDATE, 4)).isEmpty();
  }

  @Test
  void readsTakeNoLocks() {
    String select =
        " client db.system.name=postgresql db.query.text='SELECT n FROM stock WHERE id = ?'";
    assertThat(queue(select, 6)).isEmpty();
    assertThat(queue(select.replace("= ?'", "= ? FOR UPDATE'"), 6)).hasSize(1);
  }

  @Test
  void callsOfUnknownEffectAreNoWrites() {
    // Go's database/sql tells of a query, not what it asks.
    assertThat(queue(" client db.system=mysql", 6)).isEmpty();
    assertThat(queue(" client db.system=mysql db.operation=UPDATE db.sql.table=stock", 6))
        .hasSize(1);
  }

  private static List<Finding> queue(String call, int requests) {
    Window window = new Window();
    for (int i = 0; i < requests; i++) {
      window.trace(
          i,
          "POST /buy 0-%d server @shop".formatted(40 + 30 * i),
          "  q 1-%d".formatted(31 + 29 * i) + call);
    }
    return window.of(LOCK);
  }

  @Test
  void writesThatEndInAnyOrderDoNotWaitForEachOther() {
    Window window = new Window();
    int[] ends = {90, 60, 80, 40, 70, 50};
    for (int i = 0; i < ends.length; i++) {
      window.trace(i, "POST /buy 0-100 server @shop", "  q 1-%d".formatted(ends[i]) + UPDATE);
    }
    assertThat(window.of(LOCK)).isEmpty();
  }

  @Test
  void writesAtOnceThatAllTakeAsLongDoNotWait() {
    Window window = new Window();
    for (int i = 0; i < 8; i++) {
      window.trace(i, "POST /buy 0-100 server @shop", "  q 1-51" + UPDATE);
    }
    assertThat(window.of(LOCK)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"40001", "40P01", "55P03", "1205"})
  void theCodesOfLocks(String code) {
    assertThat(
            Detected.in(
                    "POST /buy 0-50 server @shop",
                    "  q 5-40 error" + UPDATE + " db.response.status_code=" + code)
                .detail(LOCK, "evidence"))
        .isEqualTo("code");
  }

  @Test
  void commitsWaitForTheDiskAndNotForARow() {
    assertThat(queue(" client db.system.name=postgresql db.query.text=COMMIT", 6)).isEmpty();
  }

  @Test
  void writesOfTwoNamespacesAreTwoQueues() {
    Window window = new Window();
    for (int i = 0; i < 6; i++) {
      window.trace(
          i,
          "POST /buy 0-%d server @shop".formatted(40 + 30 * i),
          "  q 1-%d".formatted(31 + 29 * i)
              + UPDATE.replace("db.namespace=shop", "server.address=pg-1 db.namespace=s" + i % 2));
    }
    assertThat(window.of(LOCK)).isEmpty();
  }

  @Test
  void fiveAtOnceAreAQueue() {
    assertThat(queue(UPDATE, 5)).hasSize(1);
  }

  @Test
  void oneThatTakesLongAfterManyThatDoNotIsNoQueue() {
    assertThat(ends(31, 32, 33, 34, 35, 200)).isEmpty();
    assertThat(ends(31, 60, 90, 120, 150, 180)).hasSize(1);
  }

  @Test
  void oneThatOvertakesAnotherDoesNotWaitForTheSameLock() {
    assertThat(ends(31, 60, 58, 120, 150, 180)).isEmpty();
  }

  private static List<Finding> ends(int... endMs) {
    Window window = new Window();
    for (int i = 0; i < endMs.length; i++) {
      window.trace(i, "POST /buy 0-300 server @shop", "  q 1-%d".formatted(endMs[i]) + UPDATE);
    }
    return window.of(LOCK);
  }

  @Test
  void writesOfOneRequestDoNotWaitForEachOther() {
    List<String> lines = new ArrayList<>(List.of("POST /buy 0-300 server @shop"));
    for (int i = 0; i < 6; i++) {
      lines.add("  q %d-%d".formatted(1 + i, 31 + 30 * i) + UPDATE);
    }
    assertThat(new Window().trace(0, lines.toArray(String[]::new)).of(LOCK)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ERROR: deadlock detected",
        "Deadlock found when trying to get lock; try restarting transaction",
        "Lock wait timeout exceeded; try restarting transaction",
        "ERROR: could not obtain lock on row in relation stock",
        "canceling statement due to lock timeout",
        "could not serialize access due to concurrent update",
        "Transaction (Process ID 52) was deadlocked on lock resources with another process"
      })
  void theSentencesOfLocks(String message) {
    assertThat(failing(message, "").detail(LOCK, "evidence")).isEqualTo("code");
    // The cause tells it where a framework wraps the exception; a code speaks louder.
    assertThat(failing("could not execute statement", "\nCaused by: a.B: " + message).of(LOCK))
        .hasSize(1);
    assertThat(failing("duplicate key value violates unique constraint", "").of(LOCK)).isEmpty();
  }

  private static Detected failing(String message, String stack) {
    return ending(StatusCode.ERROR, message, stack);
  }

  private static Detected ending(StatusCode status, String message, String stack) {
    List<Span> spans =
        new ArrayList<>(
            TraceFixture.spans("POST /buy 0-50 server error @shop", "  q 5-40" + UPDATE));
    Span old = spans.get(1);
    SpanEvent event =
        new SpanEvent(
            old.endNanos(),
            "exception",
            Attributes.of(
                "exception.type",
                "java.sql.SQLException",
                "exception.message",
                message,
                "exception.stacktrace",
                message + stack));
    spans.set(
        1,
        Span.builder(old.traceId(), old.spanId())
            .parent(old.parentSpanId())
            .name(old.name())
            .kind(old.kind())
            .times(old.startNanos(), old.endNanos())
            .status(status, "")
            .attributes(old.attributes())
            .resource(old.resource())
            .events(List.of(event))
            .build());
    return Detected.in(TraceFixture.assemble(spans));
  }

  @Test
  void onlyDatabasesHaveTheseCodes() {
    assertThat(
            Detected.in(
                    "POST /buy 0-50 server @shop",
                    "  GET 5-40 client error http.method=GET http.url=http://a/b"
                        + " db.response.status_code=40001")
                .of(LOCK))
        .isEmpty();
  }

  @Test
  void oneThatBeginsWhenTheOneBeforeEndsDidNotWaitForIt() {
    Window window = new Window();
    int[][] times = {{0, 30}, {1, 60}, {2, 90}, {90, 150}, {91, 180}};
    for (int[] time : times) {
      window.trace(
          time[0],
          "POST /buy 0-300 server @shop",
          "  q 0-%d".formatted(time[1] - time[0]) + UPDATE);
    }
    assertThat(window.of(LOCK)).isEmpty();
  }

  @Test
  void placeAndDurationGoTogether() {
    assertThat(ends(60, 62, 120, 125, 180, 185)).hasSize(1);
    assertThat(ends(100, 101, 102, 103, 104, 180)).isEmpty();
  }

  @Test
  void theLongerTheMoreWereBeforeByNineTenths() {
    // The correlation of place and duration is 0.9003 and 0.8983.
    assertThat(ends(31, 40, 50, 60, 70, 129)).hasSize(1);
    assertThat(ends(31, 40, 50, 60, 70, 130)).isEmpty();
  }

  @Test
  void aQueueEndsWhereNobodyWaits() {
    // Two times three that wait for each other; the second three begin when the first have ended.
    assertThat(writes(0, 30, 1, 60, 2, 90, 90, 148, 91, 150, 92, 180)).isEmpty();
    assertThat(writes(0, 30, 1, 60, 2, 90, 89, 148, 91, 150, 92, 180)).hasSize(1);
  }

  @Test
  void writesThatEndAtTheSameTimeDoNotWaitForEachOther() {
    assertThat(writes(0, 31, 1, 61, 2, 61, 3, 91, 4, 121, 5, 151)).isEmpty();
    assertThat(writes(0, 31, 1, 61, 2, 62, 3, 91, 4, 121, 5, 151)).hasSize(1);
  }

  /** Writes of a request each, by begin and end. */
  private static List<Finding> writes(int... beginsAndEnds) {
    Window window = new Window();
    for (int i = 0; i < beginsAndEnds.length; i += 2) {
      window.trace(
          0,
          "POST /buy 0-300 server @shop",
          "  q %d-%d".formatted(beginsAndEnds[i], beginsAndEnds[i + 1]) + UPDATE);
    }
    return window.of(LOCK);
  }

  @Test
  void whatWentWellInTheEndWasNotRefused() {
    assertThat(ending(StatusCode.OK, "ERROR: deadlock detected", "").of(LOCK)).isEmpty();
  }

  @Test
  void commitsThatWereRefusedStandInNoQueue() {
    Window window = new Window();
    String commit = " client db.system.name=postgresql db.query.text=COMMIT";
    for (int i = 0; i < 7; i++) {
      String end = i == 0 || i == 6 ? " error db.response.status_code=40001" : "";
      window.trace(
          i,
          "POST /buy 0-%d server @shop".formatted(40 + 30 * i),
          "  q 1-%d".formatted(31 + 29 * i) + commit + end);
    }
    assertThat(window.only(LOCK).traceCount()).isEqualTo(2);
    assertThat(window.only(LOCK).details()).doesNotContainKey("queue");
  }
}
