package io.longpole.analyzer.detect;

import static io.longpole.analyzer.detect.Detected.draw;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import org.junit.jupiter.api.Test;

class SerialCallsDetectorTest {

  private static final String SERIAL = "serial-calls";

  private static String get(String name, int from, int to) {
    return "  GET %d-%d client http.request.method=GET url.full=http://%s/v1/all\n"
            .formatted(from, to, name)
        + "    GET /v1/all %d-%d server @%s".formatted(from + 1, to - 1, name);
  }

  private static String sql(String text, int from, int to) {
    return "  q %d-%d client db.system.name=postgresql db.query.text='%s'"
        .formatted(from, to, text);
  }

  @Test
  void threeServicesOneAfterTheOther() {
    Sighting serial =
        draw("GET /dashboard 0-320 server @web")
            .then(get("users", 0, 100), get("orders", 102, 200), get("news", 203, 300))
            .detected()
            .only(SERIAL);
    assertThat(serial.details())
        .containsEntry("count", 3L)
        .containsEntry("savingNanos", TraceFixture.ms(195))
        .containsEntry("independence", "possible");
    assertThat(serial.severity()).isEqualTo(Severity.INFO);
    // All at once: 100 and the pauses of 2 and 3 with the tail of 20; two at once: about 200.
    assertThat(serial.impact().highNanos()).isGreaterThan(TraceFixture.ms(190));
    assertThat(serial.impact().lowNanos()).isBetween(TraceFixture.ms(90), TraceFixture.ms(110));
    assertThat(serial.operation()).isEqualTo("GET /dashboard");
  }

  @Test
  void otherOrdersInOtherTracesProveIt() {
    Window window = new Window();
    window.trace(0, lines(get("users", 0, 100), get("orders", 102, 200), get("news", 203, 300)));
    assertThat(window.only(SERIAL).details()).containsEntry("independence", "possible");
    window.trace(1000, lines(get("news", 0, 90), get("orders", 91, 200), get("users", 201, 300)));
    Finding proven = window.only(SERIAL);
    assertThat(proven.details()).containsEntry("independence", "proven");
    assertThat(proven.severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void onePairThatIsAlwaysInThisOrderProvesNothing() {
    Window window = new Window();
    window.trace(0, lines(get("users", 0, 100), get("orders", 102, 200), get("news", 203, 300)));
    window.trace(1000, lines(get("users", 0, 90), get("news", 91, 200), get("orders", 201, 300)));
    assertThat(window.only(SERIAL).details()).containsEntry("independence", "possible");
  }

  @Test
  void callsAtOnceInAnotherTraceProveItToo() {
    Window window = new Window();
    window.trace(0, lines(get("users", 0, 100), get("orders", 102, 200), get("news", 203, 300)));
    window.trace(1000, lines(get("users", 0, 90), get("orders", 1, 80), get("news", 2, 95)));
    assertThat(window.only(SERIAL).details()).containsEntry("independence", "proven");
  }

  @Test
  void callsOfOneKeyAreIndependentWhereTheyAreSeenAtOnce() {
    Window window = new Window();
    window.trace(0, lines(get("users", 0, 100), get("users", 102, 200), get("orders", 203, 300)));
    window.trace(1000, lines(get("orders", 0, 100), get("users", 102, 200)));
    assertThat(window.only(SERIAL).details()).containsEntry("independence", "possible");
    window.trace(2000, lines(get("users", 0, 100), get("users", 10, 110)));
    assertThat(window.only(SERIAL).details()).containsEntry("independence", "proven");
  }

  @Test
  void whatProvesItTakesTheCallsOffNoPath() {
    Window window = new Window();
    for (int i = 0; i < 4; i++) {
      window.trace(
          i * 2000.0, lines(get("users", 0, 100), get("orders", 102, 200), get("news", 203, 300)));
      window.trace(
          i * 2000.0 + 1000, lines(get("news", 0, 90), get("orders", 1, 80), get("users", 2, 95)));
    }
    Finding proven = window.only(SERIAL);
    assertThat(proven.details()).containsEntry("independence", "proven");
    assertThat(proven.traceCount()).isEqualTo(4);
    assertThat(proven.severity()).isEqualTo(Severity.WARNING);
    assertThat(proven.impact().highNanos()).isGreaterThan(TraceFixture.ms(150));
  }

  private static String[] lines(String... calls) {
    return ("GET /dashboard 0-320 server @web\n" + String.join("\n", calls)).split("\n");
  }

  @Test
  void callsAtOnceAreNone() {
    assertThat(
            draw("GET /dashboard 0-320 server @web")
                .then(get("users", 0, 300), get("orders", 1, 299), get("news", 2, 310))
                .detected()
                .of(SERIAL))
        .isEmpty();
  }

  @Test
  void ninetyNineMillisecondsAreTooLittle() {
    assertThat(
            draw("GET /dashboard 0-160 server @web")
                .then(get("users", 0, 49), get("orders", 50, 99), get("news", 100, 150))
                .detected()
                .of(SERIAL))
        .isEmpty();
  }

  @Test
  void aTenthOfTheTraceIsNeeded() {
    assertThat(
            draw("GET /dashboard 0-2200 server @web")
                .then(get("users", 0, 100), get("orders", 102, 200), get("news", 203, 300))
                .detected()
                .of(SERIAL))
        .isEmpty();
  }

  @Test
  void workBetweenTheCallsMayNeedTheirResults() {
    assertThat(
            draw("GET /dashboard 0-420 server @web")
                .then(get("users", 0, 100), get("orders", 130, 230), get("news", 270, 370))
                .detected()
                .of(SERIAL))
        .isEmpty();
  }

  @Test
  void oneKeyIsALoopAndNoChain() {
    assertThat(
            draw("GET /dashboard 0-420 server @web")
                .then(get("users", 0, 100), get("users", 101, 200), get("users", 201, 300))
                .detected()
                .of(SERIAL))
        .isEmpty();
  }

  @Test
  void queriesOfOneTransactionShareAConnection() {
    String[] queries = {
      sql("SELECT a FROM x", 2, 100),
      sql("SELECT b FROM y", 101, 200),
      sql("SELECT c FROM z", 201, 300)
    };
    assertThat(draw("job 0-310 server @web").then(queries).detected().of(SERIAL)).hasSize(1);
    assertThat(
            draw("job 0-310 server @web")
                .then(sql("BEGIN", 0, 1))
                .then(queries)
                .detected()
                .of(SERIAL))
        .isEmpty();
    assertThat(
            draw("job 0-310 server @web")
                .then(queries)
                .then("  Transaction.commit 301-305 internal")
                .detected()
                .of(SERIAL))
        .isEmpty();
  }

  @Test
  void aReadOfWhatWasWrittenMustWait() {
    String[] independent = {
      sql("INSERT INTO x VALUES (1)", 0, 100),
      sql("SELECT b FROM y", 101, 200),
      sql("SELECT c FROM z", 201, 300)
    };
    assertThat(draw("job 0-310 server @web").then(independent).detected().of(SERIAL)).hasSize(1);
    independent[2] = sql("SELECT c FROM x", 201, 300);
    assertThat(draw("job 0-310 server @web").then(independent).detected().of(SERIAL)).isEmpty();
  }

  @Test
  void offThePathIsNone() {
    assertThat(
            draw("GET /dashboard 0-500 server @web")
                .then("  work 0-500 internal")
                .then(get("users", 0, 100), get("orders", 102, 200), get("news", 203, 300))
                .detected()
                .of(SERIAL))
        .isEmpty();
  }

  @Test
  void callsOfOneKeyAreAnotherMatter() {
    String get = "  GET %d-%d client http.request.method=GET url.full=http://stock/items/%d";
    String[] lines = {
      "GET /page 0-450 server @web",
      get.formatted(0, 100, 1),
      get.formatted(101, 200, 2),
      get.formatted(201, 300, 3),
      get.formatted(301, 400, 4)
    };
    assertThat(Detected.in(lines).of("serial-calls")).isEmpty();
    lines[4] = "  GET 301-400 client http.request.method=GET url.full=http://prices/all";
    assertThat(Detected.in(lines).of("serial-calls")).hasSize(1);
  }

  @Test
  void twoCallsAreNoRow() {
    assertThat(
            draw("GET /dashboard 0-320 server @web")
                .then(get("users", 0, 150), get("orders", 152, 310))
                .detected()
                .of(SERIAL))
        .isEmpty();
  }

  @Test
  void twoShortRowsAreNotOneLongRow() {
    assertThat(
            draw("GET /dashboard 0-400 server @web")
                .then(get("users", 0, 40), get("orders", 41, 80), get("news", 81, 120))
                .then(get("a", 250, 290), get("b", 291, 330), get("c", 331, 370))
                .detected()
                .of(SERIAL))
        .isEmpty();
  }

  @Test
  void callsThatNobodyWaitsForAreNoRow() {
    assertThat(
            draw("GET /dashboard 0-320 server @web")
                .then("  audit 0-319 internal")
                .then("    q 1-318 client db.system=mysql db.statement='SELECT a FROM b'")
                .then(get("users", 0, 100), get("orders", 102, 200), get("news", 203, 300))
                .detected()
                .of(SERIAL))
        .isEmpty();
  }

  @Test
  void aReadOfWhoKnowsWhatMayNeedWhatWasWritten() {
    assertThat(
            draw("GET /dashboard 0-320 server @web")
                .then(sql("INSERT INTO x VALUES (1)", 0, 100))
                .then(sql("SELECT total(7)", 102, 200), sql("SELECT a FROM b", 203, 300))
                .detected()
                .of(SERIAL))
        .isEmpty();
  }

  @Test
  void equalCallsAreIndependentOnlyWhereTheyRunAtOnce() {
    String[] row = {
      get("users", 0, 100), get("orders", 102, 200), get("users", 203, 300), get("news", 301, 400)
    };
    Window ordered = new Window();
    ordered.trace(0, lines(row));
    ordered.trace(1000, lines(get("news", 0, 90), get("users", 91, 200), get("orders", 201, 300)));
    ordered.trace(2000, lines(get("orders", 0, 90), get("users", 91, 200)));
    assertThat(ordered.of(SERIAL))
        .extracting(f -> f.details().get("independence"))
        .contains("possible");
    Window together = new Window();
    together.trace(0, lines(row));
    together.trace(
        1000,
        lines(get("news", 0, 90), get("users", 1, 89), get("orders", 2, 88), get("users", 3, 87)));
    assertThat(together.only(SERIAL).details()).containsEntry("independence", "proven");
  }

  @Test
  void theSummaryNamesThreeOfTheCalls() {
    String[] paths = {"users", "orders", "news", "ads"};
    Detected.Drawing drawing = draw("GET /dashboard 0-420 server @web");
    for (int i = 0; i < paths.length; i++) {
      drawing.then(
          "  GET %d-%d client http.method=GET http.url=http://api/%s"
              .formatted(100 * i, 100 * i + 99, paths[i]));
      if (i == 2) {
        assertThat(drawing.detected().only(SERIAL).summary())
            .contains("3 calls one after the other (`GET /users`, `GET /orders`, `GET /news`)");
      }
    }
    assertThat(drawing.detected().only(SERIAL).summary())
        .contains("4 calls one after the other (`GET /users`, `GET /orders`, `GET /news`, …)");
    assertThat(drawing.detected().only(SERIAL).suggestion()).startsWith("If these do not need");
  }

  @Test
  void aPauseMayLeaveTwoCallsWhichAreNoRow() {
    assertThat(
            draw("GET /dashboard 0-420 server @web")
                .then(get("users", 0, 150), get("orders", 151, 300), get("news", 350, 410))
                .detected()
                .of(SERIAL))
        .isEmpty();
  }

  @Test
  void whatIsProvenIsLeftToNoOtherDetector() {
    String[] inOrder = slow("users", "orders", "news");
    Window window = new Window();
    window.trace(0, inOrder);
    assertThat(window.of("slow-call")).isNotEmpty();
    window.trace(3000, slow("news", "orders", "users"));
    assertThat(window.only(SERIAL).suggestion())
        .startsWith("These do not need each other's results: start them together");
    assertThat(window.of("slow-call")).isEmpty();
  }

  private static String[] slow(String... names) {
    String[] lines = new String[names.length + 1];
    lines[0] = "GET /dashboard 0-1820 server @web";
    for (int i = 0; i < names.length; i++) {
      lines[i + 1] =
          "  q %d-%d client db.system=mysql db.statement='SELECT a FROM %s'"
              .formatted(600 * i, 600 * i + 600, names[i]);
    }
    return lines;
  }

  @Test
  void theCallsInAnyOrderMakeTheProblem() {
    String one = fingerprint("users", "orders", "news");
    assertThat(fingerprint("news", "users", "orders")).isEqualTo(one);
    assertThat(fingerprint("users", "orders", "ads")).isNotEqualTo(one);
  }

  private static String fingerprint(String first, String second, String third) {
    return draw("GET /dashboard 0-320 server @web")
        .then(get(first, 0, 100), get(second, 102, 200), get(third, 203, 300))
        .detected()
        .only(SERIAL)
        .fingerprint();
  }
}
