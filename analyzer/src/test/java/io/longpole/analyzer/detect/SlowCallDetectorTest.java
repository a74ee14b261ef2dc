package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
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
}
