package io.longpole.analyzer.detect;

import static io.longpole.analyzer.detect.Detected.draw;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatternDetectorTest {

  private static final String PATTERN = "n-plus-one-pattern";

  private static String select(String table, int start, int end) {
    return ("  SELECT ts.%s %d-%d client db.system=mysql db.name=ts db.operation=SELECT"
            + " db.sql.table=%s")
        .formatted(table, start, end, table);
  }

  @Test
  void trainTicketAsksForStationsAndDistancesOfEachRoute() {
    Detected detected =
        draw("GET /routes 0-200 server @route")
            .repeat(
                8,
                i ->
                    select("route_stations", 20 * i, 20 * i + 8)
                        + "\n"
                        + select("route_distances", 20 * i + 9, 20 * i + 18))
            .detected();
    Sighting pattern = detected.only(PATTERN);
    assertThat(pattern.details()).containsEntry("repeats", 8L).containsEntry("patternLength", 2L);
    assertThat((List<?>) pattern.details().get("calls")).hasSize(2);
    assertThat(pattern.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(detected.of("chatty")).isEmpty();
    assertThat(detected.of("n-plus-one"))
        .hasSize(2)
        .allSatisfy(loop -> assertThat(loop.occurrences()).isEqualTo(1))
        .allSatisfy(loop ->
            assertThat(loop.details())
                .containsEntry("count", 8L)
                .containsEntry("partOf", pattern.fingerprint()));
  }

  @Test
  void threeRepeatsAreEnoughButTheirPartsAreNone() {
    Detected detected =
        draw("POST /order 0-100 server @shop")
            .repeat(
                3,
                i ->
                    ("  UPDATE stock %d-%d client db.system.name=postgresql"
                            + " db.query.text='UPDATE stock SET n = n - ? WHERE id = ?'\n"
                            + "  INSERT item %d-%d client db.system.name=postgresql"
                            + " db.query.text='INSERT INTO item VALUES (?, ?)'")
                        .formatted(20 * i, 20 * i + 8, 20 * i + 9, 20 * i + 18))
            .detected();
    assertThat(detected.detail(PATTERN, "repeats")).isEqualTo(3L);
    assertThat(detected.of("n-plus-one")).isEmpty();
  }

  @Test
  void twoRepeatsAreNoPattern() {
    Detected detected =
        draw("GET /routes 0-100 server @route")
            .repeat(
                2,
                i ->
                    select("route_stations", 20 * i, 20 * i + 8)
                        + "\n"
                        + select("route_distances", 20 * i + 9, 20 * i + 18))
            .detected();
    assertThat(detected.of(PATTERN)).isEmpty();
  }

  @Test
  void repositoriesAndConnectionsInBetweenAreTransparent() {
    Detected detected =
        draw("GET /routes 0-200 server @route", "  RouteService.all 0-200")
            .repeat(
                5,
                i ->
                    ("    Stations.of %d-%d\n"
                            + "      HikariDataSource.getConnection %d-%d internal db.system=mysql\n"
                            + "      SELECT ts.stations %d-%d client db.system=mysql db.name=ts"
                            + " db.operation=SELECT db.sql.table=stations\n"
                            + "    SELECT ts.distances %d-%d client db.system=mysql db.name=ts"
                            + " db.operation=SELECT db.sql.table=distances")
                        .formatted(
                            30 * i,
                            30 * i + 10,
                            30 * i,
                            30 * i + 1,
                            30 * i + 1,
                            30 * i + 9,
                            30 * i + 11,
                            30 * i + 20))
            .detected();
    assertThat(detected.only(PATTERN).operation()).isEqualTo("RouteService.all");
    assertThat(detected.detail(PATTERN, "repeats")).isEqualTo(5L);
  }

  @Test
  void overlappingRoundsAreInterleaved() {
    String[] order = {"a", "b", "b", "a", "a", "b", "a", "b", "b", "a", "b", "a"};
    Detected detected =
        draw("GET /routes 0-200 server @route")
            .repeat(12, i -> select(order[i], 10 * i, 10 * i + 14))
            .detected();
    assertThat(detected.only(PATTERN).details())
        .containsEntry("repeats", 6L)
        .containsEntry("patternLength", 2L);
  }

  @Test
  void equalStartsOfACoarseClockBreakNoLoop() {
    // Starts are rounded to 10 ms here: which of two with one start comes first is not known.
    Detected detected =
        draw("GET /init 0-200 server @catalog")
            .repeat(
                10,
                i ->
                    select(i % 3 == 0 ? "b" : "a", 20 * (i / 2 * 2), 20 * i + 5)
                        + "\n"
                        + select(i % 3 == 0 ? "a" : "b", 20 * (i / 2 * 2), 20 * i + 9))
            .detected();
    assertThat(detected.only(PATTERN).occurrences()).isEqualTo(1);
    assertThat(detected.detail(PATTERN, "repeats")).isEqualTo(10L);
  }

  @Test
  void aStatementThatComesTwiceARoundIsPartOfThePattern() {
    Detected detected =
        draw("GET /routes 0-400 server @route")
            .repeat(
                6,
                i ->
                    select("a", 40 * i, 40 * i + 8)
                        + "\n"
                        + select("b", 40 * i + 10, 40 * i + 18)
                        + "\n"
                        + select("c", 40 * i + 20, 40 * i + 28)
                        + "\n"
                        + select("c", 40 * i + 30, 40 * i + 38))
            .detected();
    assertThat(detected.only(PATTERN).details())
        .containsEntry("repeats", 6L)
        .containsEntry("patternLength", 4L);
  }

  @Test
  void oneLoopAfterTheOtherIsNoPattern() {
    Detected detected =
        draw("GET /routes 0-200 server @route")
            .repeat(6, i -> select("a", 10 * i, 10 * i + 9))
            .repeat(6, i -> select("b", 100 + 10 * i, 100 + 10 * i + 9))
            .detected();
    assertThat(detected.of(PATTERN)).isEmpty();
    assertThat(detected.of("n-plus-one"))
        .hasSize(2)
        .allSatisfy(loop -> assertThat(loop.details()).doesNotContainKey("partOf"));
  }

  @Test
  void aTwentiethOfTheTraceIsTheLeast() {
    List<String> lines = new ArrayList<>();
    lines.add("GET /routes 0-10000 server @route");
    for (int i = 0; i < 4; i++) {
      lines.add(select("a", 20 * i, 20 * i + 8));
      lines.add(select("b", 20 * i + 9, 20 * i + 18));
    }
    assertThat(Detected.in(lines).of(PATTERN)).isEmpty();
  }

  @Test
  void theSameQuestionsAgainAreDuplicatesNotALoop() {
    Detected detected =
        draw("GET /page 0-200 server @shop")
            .repeat(
                4,
                i ->
                    ("  SELECT flag %d-%d client db.system.name=postgresql"
                            + " db.query.text='SELECT * FROM flag WHERE id = 1'\n"
                            + "  SELECT config %d-%d client db.system.name=postgresql"
                            + " db.query.text='SELECT * FROM config WHERE id = 2'")
                        .formatted(20 * i, 20 * i + 8, 20 * i + 9, 20 * i + 18))
            .detected();
    assertThat(detected.of(PATTERN)).isEmpty();
    assertThat(detected.of("duplicate-call")).hasSize(2);
  }

  @Test
  void requestsOfOtherServersAreNotOneLoop() {
    Detected detected =
        draw("batch 0-300 internal @shop")
            .repeat(
                5,
                i ->
                    "  GET /a %d-%d server @shop\n  ".formatted(20 * i, 20 * i + 19)
                        + select("a", 20 * i, 20 * i + 8)
                        + "\n  "
                        + select("b", 20 * i + 9, 20 * i + 18))
            .detected();
    assertThat(detected.of(PATTERN)).isEmpty();
  }

  @Test
  void pagesWithTheSameQuestionInBetweenAreNoLoop() {
    Detected detected =
        draw("GET /export 0-200 server @shop")
            .repeat(
                5,
                i ->
                    ("  GET %d-%d client http.request.method=GET url.full=http://stock/items?page=%d"
                            + "&size=50\n"
                            + "  GET %d-%d client http.request.method=GET url.full=http://conf/flags")
                        .formatted(20 * i, 20 * i + 9, i, 20 * i + 10, 20 * i + 18))
            .detected();
    assertThat(detected.of(PATTERN)).isEmpty();
  }

  @Test
  void pagesWithRowsInBetweenAreALoopOfTheRows() {
    Detected detected =
        draw("GET /export 0-200 server @shop")
            .repeat(
                6,
                i ->
                    ("  GET %d-%d client http.request.method=GET url.full=http://stock/items?page=%d\n"
                            + "  q %d-%d client db.system=mysql db.query.text='SELECT a FROM b WHERE c = %d'")
                        .formatted(20 * i, 20 * i + 9, i, 20 * i + 10, 20 * i + 18, i))
            .detected();
    assertThat(detected.of(PATTERN)).hasSize(1);
    assertThat(detected.only("n-plus-one").details())
        .containsEntry("call", "SELECT a FROM b WHERE c = ?")
        .containsKey("partOf");
  }

  private static String pair(int i, String first, String second) {
    return ("  q %d-%d client db.system=mysql db.statement='SELECT * FROM customer WHERE id = %s'\n"
            + "  q %d-%d client db.system=mysql db.statement='SELECT * FROM item WHERE id = %s'")
        .formatted(20 * i, 20 * i + 8, first, 20 * i + 9, 20 * i + 18, second);
  }

  @Test
  void fiveRepeatsMakeLoopsOfTheirStatements() {
    Detected four =
        draw("GET /orders 0-200 server @shop").repeat(4, i -> pair(i, "?", "?")).detected();
    assertThat(four.detail(PATTERN, "repeats")).isEqualTo(4L);
    assertThat(four.of("n-plus-one")).isEmpty();
    Detected five =
        draw("GET /orders 0-200 server @shop").repeat(5, i -> pair(i, "?", "?")).detected();
    assertThat(five.of("n-plus-one")).hasSize(2);
    assertThat(five.of("n-plus-one"))
        .allSatisfy(loop ->
            assertThat(loop.details()).containsEntry("partOf", five.only(PATTERN).fingerprint()));
  }

  @Test
  void aStatementOfAPatternThatAsksTheSameIsNoLoopItself() {
    Detected detected =
        draw("GET /orders 0-200 server @shop").repeat(5, i -> pair(i, "" + i, "7")).detected();
    assertThat(detected.only(PATTERN).details()).containsEntry("repeats", 5L);
    assertThat((String) detected.detail("n-plus-one", "call")).contains("customer");
  }

  @Test
  void connectionNoiseBetweenIsNoPartOfAPattern() {
    Detected detected =
        draw("GET /orders 0-200 server @shop")
            .repeat(
                4,
                i ->
                    "  q %d-%d client db.system=mysql db.statement='SELECT 1'\n"
                            .formatted(20 * i, 20 * i)
                        + pair(i, "?", "?"))
            .detected();
    assertThat(detected.only(PATTERN).details())
        .containsEntry("patternLength", 2L)
        .containsEntry("repeats", 4L);
  }

  @Test
  void whatTheLowestAncestorCollectsIsNotFoundAgainAboveIt() {
    Detected detected =
        draw("GET /orders 0-200 server @shop", "  list 0-199 internal")
            .repeat(4, i -> ("  " + pair(i, "?", "?")).replace("\n", "\n  "))
            .detected();
    assertThat(detected.only(PATTERN).operation()).isEqualTo("list");
    assertThat(detected.only(PATTERN).occurrences()).isEqualTo(1);
  }

  @Test
  void longPatternsInManyPlaces() {
    Detected.Drawing drawing = draw("GET /all 0-900 server @shop");
    for (int place = 0; place < 40; place++) {
      int at = place;
      drawing.then("  list %d-%d internal".formatted(at, at + 199));
      for (int i = 0; i < 4; i++) {
        int start = at + 40 * i;
        drawing.then(
            ("    q %d-%d client db.system=mysql db.statement='SELECT * FROM customer WHERE id = ?'\n"
                    + "    q %d-%d client db.system=mysql db.statement='SELECT * FROM item WHERE id = ?'")
                .formatted(start, start + 18, start + 19, start + 38));
      }
    }
    Detected detected = drawing.detected();
    assertThat(detected.only(PATTERN).occurrences()).isEqualTo(40);
    assertThat(detected.detail(PATTERN, "repeats")).isEqualTo(4L);
  }

  @Test
  void theSummarySaysHowManyMoreStatementsThereAre() {
    Detected two =
        draw("GET /orders 0-200 server @shop").repeat(4, i -> pair(i, "?", "?")).detected();
    assertThat(two.only(PATTERN).summary()).contains(" and 1 more in a loop, 4 times");
  }

  @Test
  void aTwentiethOfTheTraceIsTheLeastOnBothSides() {
    // Four rounds of 17 ms.
    assertThat(fourOf(1350).of(PATTERN)).hasSize(1);
    assertThat(fourOf(1400).of(PATTERN)).isEmpty();
  }

  private static Detected fourOf(int traceMs) {
    return draw("GET /orders 0-%d server @shop".formatted(traceMs))
        .repeat(4, i -> pair(i, "?", "?"))
        .detected();
  }

  @Test
  void oneStatementReachedInTwoWaysIsNoPattern() {
    Detected detected =
        draw("GET /routes 0-400 server @route")
            .repeat(
                4,
                i ->
                    "  Stations.from %d-%d internal\n  ".formatted(40 * i, 40 * i + 15)
                        + select("stations", 40 * i, 40 * i + 14)
                        + "\n  Stations.to %d-%d internal\n  ".formatted(40 * i + 20, 40 * i + 35)
                        + select("stations", 40 * i + 20, 40 * i + 34))
            .then("  other 300-390 internal")
            .repeat(4, i -> "  " + select("other", 300 + 20 * i, 310 + 20 * i))
            .detected();
    assertThat(detected.of(PATTERN)).isEmpty();
  }

  @Test
  void theStatementsInAnyOrderMakeTheProblem() {
    String one = inTurn("stations", "distances").fingerprint();
    assertThat(inTurn("distances", "stations").fingerprint()).isEqualTo(one);
    assertThat(inTurn("stations", "routes").fingerprint()).isNotEqualTo(one);
  }

  private static Sighting inTurn(String first, String second) {
    return draw("GET /routes 0-200 server @route")
        .repeat(
            8,
            i -> select(first, 20 * i, 20 * i + 8) + "\n" + select(second, 20 * i + 9, 20 * i + 18))
        .detected()
        .only(PATTERN);
  }
}
