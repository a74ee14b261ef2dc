package io.longpole.analyzer.detect;

import static io.longpole.analyzer.detect.Detected.draw;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import org.junit.jupiter.api.Test;

class DuplicateCallDetectorTest {

  private static final String DUPLICATE = "duplicate-call";

  private static String config(int start, int end) {
    return ("  SELECT config %d-%d client db.system.name=postgresql db.collection.name=config"
            + " db.query.text='SELECT rate FROM config WHERE id = 7'")
        .formatted(start, end);
  }

  private static String get(int start, int end, String more) {
    return ("  GET %d-%d client http.request.method=GET url.full=http://users/u/7"
            + " http.response.status_code=200 %s")
        .formatted(start, end, more);
  }

  @Test
  void theSameStatementThreeTimes() {
    Detected detected =
        draw("GET /prices 0-100 server @shop")
            .then(config(0, 20), config(30, 40), config(50, 65))
            .detected();
    Sighting duplicate = detected.only(DUPLICATE);
    assertThat(duplicate.details()).containsEntry("count", 3L);
    assertThat(duplicate.severity()).isEqualTo(Severity.WARNING);
    // The longest remains at least (25 ms gone), the shortest at most (35 ms gone).
    assertThat(duplicate.impact().lowNanos()).isEqualTo(TraceFixture.ms(25));
    assertThat(duplicate.impact().highNanos()).isEqualTo(TraceFixture.ms(35));
    assertThat(duplicate.spanIds()).containsExactly(2L, 3L, 4L);
  }

  @Test
  void wherevereInTheRequestTheyAre() {
    Detected detected =
        Detected.in(
            "GET /prices 0-100 server @shop",
            "  a 0-20",
            "  " + config(1, 18),
            "  b 20-40",
            "    c 20-40",
            "    " + config(21, 38),
            "  d 40-60",
            "  " + config(41, 58));
    assertThat(detected.detail(DUPLICATE, "count")).isEqualTo(3L);
    assertThat(detected.only(DUPLICATE).operation()).isEqualTo("GET /prices");
  }

  @Test
  void theSameUrlThreeTimes() {
    Detected detected =
        draw("GET /prices 0-1000 server @shop")
            .then(get(0, 9, ""), get(10, 19, ""), get(20, 29, ""))
            .detected();
    assertThat(detected.only(DUPLICATE).severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void twiceIsNothing() {
    assertThat(
            draw("GET /prices 0-100 server @shop")
                .then(config(0, 20), config(30, 40))
                .detected()
                .all())
        .isEmpty();
  }

  @Test
  void inThreeRequestsIsNothing() {
    Detected detected =
        draw("page 0-100 internal @web")
            .repeat(
                3,
                i ->
                    "  GET /prices %d-%d server @shop\n  ".formatted(30 * i, 30 * i + 29)
                        + config(30 * i, 30 * i + 20))
            .detected();
    assertThat(detected.all()).isEmpty();
  }

  @Test
  void aWriteToTheTableInBetweenChangesTheAnswer() {
    String write =
        "  UPDATE config 41-45 client db.system.name=postgresql db.collection.name=config"
            + " db.query.text='UPDATE config SET rate = 9 WHERE id = 7'";
    assertThat(
            draw("GET /prices 0-100 server @shop")
                .then(config(0, 20), config(30, 40), write, config(50, 65))
                .detected()
                .of(DUPLICATE))
        .isEmpty();
  }

  @Test
  void aWriteToAnotherTableDoesNot() {
    String write =
        "  UPDATE audit 41-45 client db.system.name=postgresql db.collection.name=audit"
            + " db.query.text='UPDATE audit SET n = 9 WHERE id = 7'";
    assertThat(
            draw("GET /prices 0-100 server @shop")
                .then(config(0, 20), config(30, 40), write, config(50, 65))
                .detected()
                .of(DUPLICATE))
        .hasSize(1);
  }

  @Test
  void aPostToTheSameServiceInBetweenMayChangeTheAnswer() {
    String post =
        "  POST 21-29 client http.request.method=POST url.full=http://users/u/7"
            + " http.response.status_code=200";
    assertThat(
            draw("GET /prices 0-100 server @shop")
                .then(get(0, 9, ""), get(10, 19, ""), post, get(30, 39, ""))
                .detected()
                .of(DUPLICATE))
        .isEmpty();
  }

  @Test
  void whatDiffersEachTimeIsNoDuplicate() {
    Detected detected =
        draw("GET /prices 0-100 server @shop")
            .repeat(
                3,
                i ->
                    ("  SELECT %d-%d client db.system.name=postgresql"
                            + " db.query.text='SELECT nextval(7)'")
                        .formatted(20 * i, 20 * i + 10))
            .detected();
    assertThat(detected.all()).isEmpty();
  }

  @Test
  void hiddenArgumentsProveNothing() {
    Detected detected =
        draw("GET /prices 0-100 server @shop")
            .repeat(
                4,
                i ->
                    ("  SELECT item %d-%d client db.system.name=postgresql"
                            + " db.query.text='SELECT * FROM item WHERE id = ?'")
                        .formatted(20 * i, 20 * i + 10))
            .detected();
    assertThat(detected.all()).isEmpty();
  }

  @Test
  void writesAreNoDuplicates() {
    Detected detected =
        draw("POST /hits 0-100 server @shop")
            .repeat(
                3,
                i ->
                    ("  UPDATE hits %d-%d client db.system.name=postgresql"
                            + " db.query.text='UPDATE hits SET n = n + 1 WHERE id = 7'")
                        .formatted(20 * i, 20 * i + 10))
            .detected();
    assertThat(detected.all()).isEmpty();
  }

  @Test
  void whatChangesByItselfMayBeAskedAgain() {
    String query =
        "  q %d-%d client db.system=mysql db.query.text='SELECT n FROM site WHERE till > %s'";
    assertThat(
            draw("GET /home 0-100 server @web")
                .repeat(3, i -> query.formatted(30 * i, 30 * i + 20, "now()"))
                .detected()
                .of(DUPLICATE))
        .isEmpty();
    assertThat(
            draw("GET /home 0-100 server @web")
                .repeat(3, i -> query.formatted(30 * i, 30 * i + 20, "7"))
                .detected()
                .of(DUPLICATE))
        .hasSize(1);
  }

  @Test
  void whatWasNotAnsweredIsNotAskedAgainForNothing() {
    Detected detected =
        draw("GET /home 0-100 server @web")
            .repeat(3, i -> get(30 * i, 30 * i + 20, "") + " http.response.status_code=401")
            .detected();
    assertThat(detected.of(DUPLICATE)).isEmpty();
  }

  @Test
  void aCompositeSpanStandsForItsReads() {
    String read =
        "  q %d-%d client db.system=mysql db.statement='SELECT n FROM site WHERE id = 7'"
            + " composite.count=%d";
    Detected one = draw("GET / 0-900 server @web").then(read.formatted(0, 30, 3)).detected();
    assertThat(one.only(DUPLICATE).details()).containsEntry("count", 3L).doesNotContainKey("shape");
    Detected two =
        draw("GET / 0-900 server @web")
            .then(read.formatted(0, 30, 2), read.formatted(500, 530, 2))
            .detected();
    assertThat(two.only(DUPLICATE).details()).containsEntry("count", 4L).doesNotContainKey("shape");
  }

  private static String sql(String text, int from) {
    return "  q %d-%d client db.system=mysql db.name=shop db.statement='%s'"
        .formatted(from, from + 1, text);
  }

  /** Three equal reads, and what comes between the last two. */
  private static Detected reads(String read, String... between) {
    return draw("GET /site 0-900 server @web")
        .then(sql(read, 0), sql(read, 2))
        .then(between)
        .then(sql(read, 800))
        .detected();
  }

  private static final String READ = "SELECT n FROM site WHERE id = 7";

  @Test
  void aProcedureOrSeveralWritesInBetweenMayHaveChangedTheAnswer() {
    assertThat(reads(READ, sql("CALL renumber(7)", 4)).of(DUPLICATE)).isEmpty();
    assertThat(
            reads(READ, "  q 4-5 client db.system=mysql db.name=shop db.stored_procedure.name=p")
                .of(DUPLICATE))
        .isEmpty();
    assertThat(reads(READ, sql("UPDATE log SET n = 1; UPDATE site SET n = 8", 4)).of(DUPLICATE))
        .isEmpty();
    assertThat(reads(READ, sql("UPDATE log SET n = 1", 4)).of(DUPLICATE)).hasSize(1);
  }

  @Test
  void aWriteAfterAllReadsChangedNoAnswer() {
    Detected detected =
        draw("GET /site 0-900 server @web")
            .then(sql(READ, 0), sql(READ, 2), sql(READ, 4))
            .then(sql("UPDATE site SET n = 8 WHERE id = 7", 6))
            .detected();
    assertThat(detected.of(DUPLICATE)).hasSize(1);
  }

  @Test
  void aWriteToWhoKnowsWhereMayChangeTheAnswer() {
    String unknown = "  q 4-5 client db.system=mysql db.name=shop db.operation=UPDATE";
    assertThat(reads(READ, unknown).of(DUPLICATE)).isEmpty();
    String joined = "SELECT a.n FROM site a JOIN page b ON a.id = b.site WHERE a.id = 7";
    assertThat(reads(joined, sql("UPDATE page SET n = 8 WHERE id = 7", 4)).of(DUPLICATE)).isEmpty();
    assertThat(reads(joined).of(DUPLICATE)).hasSize(1);
  }

  @Test
  void transactionsChangeNoAnswer() {
    assertThat(
            reads(READ, sql("BEGIN", 4), sql("SET NAMES utf8", 6), sql("COMMIT", 8)).of(DUPLICATE))
        .hasSize(1);
  }

  @Test
  void afterSixtyFourOtherWritesOneIsTakenToMatter() {
    assertThat(afterWrites(64).of(DUPLICATE)).hasSize(1);
    assertThat(afterWrites(65).of(DUPLICATE)).isEmpty();
  }

  private static Detected afterWrites(int writes) {
    String[] lines = new String[writes];
    for (int i = 0; i < writes; i++) {
      lines[i] = sql("INSERT INTO log VALUES (" + i + ")", 10 + 2 * i);
    }
    return reads(READ, lines);
  }

  @Test
  void whatIsAskedAgainIsLeftToNoLaterDetector() {
    Detected detected =
        draw("GET /home 0-2000 server @web")
            .repeat(
                3,
                i ->
                    ("  q %d-%d client db.system=mysql"
                            + " db.statement='SELECT n FROM site WHERE id = 7'")
                        .formatted(600 * i, 600 * i + 590))
            .detected();
    assertThat(detected.of(DUPLICATE)).hasSize(1);
    assertThat(detected.of("slow-call")).isEmpty();
  }
}
