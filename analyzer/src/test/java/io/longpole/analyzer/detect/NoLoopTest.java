package io.longpole.analyzer.detect;

import static io.longpole.analyzer.detect.Detected.draw;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NoLoopTest {

  private static final String N_PLUS_ONE = "n-plus-one";

  /** As the Java agent sends it: literals already replaced, old attribute names. */
  private static String oldJavaQuery(int start, int end) {
    return ("  SELECT shop.book %d-%d client db.system=postgresql db.name=shop db.sql.table=book"
            + " db.operation=SELECT db.statement='select b1_0.id,b1_0.title from book b1_0 where"
            + " b1_0.author_id=?'")
        .formatted(start, end);
  }

  @Test
  void fourCallsAreNoLoop() {
    assertThat(
            draw("GET /authors 0-100 server @shop")
                .repeat(4, i -> oldJavaQuery(10 * i, 10 * i + 9))
                .detected()
                .all())
        .isEmpty();
  }

  @Test
  void pagesAreNoRows() {
    Detected detected =
        draw("GET /export 0-200 server @web")
            .repeat(
                8,
                i ->
                    ("  GET %d-%d client http.request.method=GET"
                            + " url.full=http://inv/items?page=%d&size=50")
                        .formatted(10 * i, 10 * i + 9, i))
            .detected();
    assertThat(detected.of(N_PLUS_ONE)).isEmpty();
    assertThat(detected.only("chatty").details()).containsEntry("shape", "pagination");
  }

  @Test
  void commandsThatDoNotWaitForEachOthersAnswersAreNoLoop() {
    String get = "  GET %d-%d client db.system=redis db.statement='GET price:%d' server.address=c";
    assertThat(
            draw("GET /cart 0-100 server @shop")
                .repeat(16, i -> get.formatted(10 * (i / 4) + i % 4, 10 * (i / 4) + 9, 100 + i))
                .detected()
                .of(N_PLUS_ONE))
        .isEmpty();
    assertThat(
            draw("GET /cart 0-100 server @shop")
                .repeat(20, i -> get.formatted(10 * (i / 4) + i % 4, 10 * (i / 4) + 9, 100 + i))
                .detected()
                .of(N_PLUS_ONE))
        .hasSize(1);
  }

  /** As clients do it that have a span for every command of a pipeline. */
  private static String piped(String times, int item) {
    return "  get "
        + times
        + " client db.system.name=redis server.address=cache db.operation.name='PIPELINE get'"
        + " db.query.text='get price:"
        + item
        + "'";
  }

  @Test
  void commandsOfOnePipelineAreNoRows() {
    Detected detected =
        draw("GET /cart 0-100 server @shop")
            .repeat(20, i -> piped("10-%d".formatted(40 + i), i))
            .detected();
    assertThat(detected.of(N_PLUS_ONE)).isEmpty();
    assertThat(detected.of("chatty")).isEmpty();
  }

  @Test
  void pipelinesOneAfterTheOtherAreRows() {
    Detected detected =
        draw("GET /cart 0-100 server @shop")
            .repeat(8, i -> piped("%d-%d".formatted(10 * i, 10 * i + 8), 2 * i))
            .repeat(8, i -> piped("%d-%d".formatted(10 * i + 1, 10 * i + 9), 2 * i + 1))
            .detected();
    assertThat(detected.detail(N_PLUS_ONE, "count")).isEqualTo(8L);
  }

  @Test
  void rowsThatAreSkippedArePagesToo() {
    for (String limit :
        List.of("LIMIT 50 OFFSET %d", "LIMIT %d, 50", "OFFSET %d ROWS FETCH NEXT 50 ROWS ONLY")) {
      Detected detected = statements("SELECT a FROM item WHERE b = 7 ORDER BY a " + limit, 50);
      assertThat(detected.of(N_PLUS_ONE)).isEmpty();
      assertThat(detected.only("chatty").details()).containsEntry("shape", "pagination");
    }
  }

  @Test
  void rowsThatAreSkippedInOtherListsAreNoPages() {
    assertThat(statements("SELECT a FROM item WHERE b = %d LIMIT 50 OFFSET 7", 1).of(N_PLUS_ONE))
        .hasSize(1);
    assertThat(
            statements("SELECT a FROM item WHERE b = %1$d LIMIT 50 OFFSET %1$d", 1).of(N_PLUS_ONE))
        .hasSize(1);
    assertThat(statements("SELECT a FROM item WHERE b = ? LIMIT 50 OFFSET %d", 50).of(N_PLUS_ONE))
        .hasSize(1);
    assertThat(statements("SELECT a FROM item WHERE b = 7 LIMIT %d", 50).of(N_PLUS_ONE)).hasSize(1);
    assertThat(statements("SELECT a FROM item WHERE b = 7 LIMIT 1 OFFSET %d", 0).of(N_PLUS_ONE))
        .isEmpty();
  }

  /** Eight statements with 0, a step, two steps and so on in them. */
  private static Detected statements(String text, int step) {
    return draw("GET /export 0-200 server @web")
        .repeat(
            8,
            i ->
                "  q %d-%d client db.system=mysql db.statement='%s'"
                    .formatted(10 * i, 10 * i + 9, text.formatted(step * i)))
        .detected();
  }

  @Test
  void pagesThatAreAskedTwiceAreRows() {
    Detected detected =
        draw("GET /export 0-200 server @web")
            .repeat(
                8,
                i ->
                    ("  GET %d-%d client http.request.method=GET"
                            + " url.full=http://inv/items?page=%d&size=50")
                        .formatted(10 * i, 10 * i + 9, i % 7))
            .detected();
    assertThat(detected.of(N_PLUS_ONE)).hasSize(1);
  }

  @Test
  void pagesOfDifferentListsAreRows() {
    Detected detected =
        draw("GET /export 0-200 server @web")
            .repeat(
                8,
                i ->
                    ("  GET %d-%d client http.request.method=GET"
                            + " url.full=http://inv/shops/%d/items?page=%d")
                        .formatted(10 * i, 10 * i + 9, i, i))
            .detected();
    assertThat(detected.of(N_PLUS_ONE)).hasSize(1);
  }

  @Test
  void staticFilesAreNoLoop() {
    Detected detected =
        draw("page 0-200 internal @browser")
            .repeat(
                8,
                i ->
                    ("  GET %d-%d client http.request.method=GET"
                            + " url.full=http://cdn/assets/chunk-%d.js")
                        .formatted(10 * i, 10 * i + 9, i))
            .detected();
    assertThat(detected.of(N_PLUS_ONE)).isEmpty();
  }

  @Test
  void theSameAgainAndAgainIsADuplicateNotALoop() {
    Detected detected =
        draw("GET /prices 0-200 server @shop")
            .repeat(
                6,
                i ->
                    ("  SELECT config %d-%d client db.system.name=postgresql"
                            + " db.query.text='SELECT rate FROM config WHERE id = 7'")
                        .formatted(10 * i, 10 * i + 9))
            .detected();
    assertThat(detected.of(N_PLUS_ONE)).isEmpty();
    assertThat(detected.detail("duplicate-call", "count")).isEqualTo(6L);
  }

  @Test
  void fewValuesOverManyCallsAreDuplicatesOfEach() {
    Detected detected =
        draw("GET /prices 0-300 server @shop")
            .repeat(
                12,
                i ->
                    ("  SELECT config %d-%d client db.system.name=postgresql"
                            + " db.query.text='SELECT rate FROM config WHERE id = %d'")
                        .formatted(10 * i, 10 * i + 9, i % 3))
            .detected();
    assertThat(detected.of(N_PLUS_ONE)).isEmpty();
    assertThat(detected.only("duplicate-call").occurrences()).isEqualTo(3);
    assertThat(detected.detail("duplicate-call", "count")).isEqualTo(4L);
  }

  @Test
  void batchesAreNoRows() {
    Detected detected =
        Detected.in(
            "POST /orders 0-100 server @shop",
            "  BATCH INSERT item 0-80 client db.system.name=postgresql db.operation.batch.size=50");
    assertThat(detected.of(N_PLUS_ONE)).isEmpty();
  }

  @Test
  void aLoopOfBatchesIsALoopOfAsManyCalls() {
    Detected detected =
        draw("POST /orders 0-100 server @shop")
            .repeat(
                6,
                i ->
                    ("  BATCH INSERT item %d-%d client db.system.name=postgresql"
                            + " db.query.text='INSERT INTO item VALUES (?, ?)'"
                            + " db.operation.batch.size=50")
                        .formatted(10 * i, 10 * i + 9))
            .detected();
    assertThat(detected.detail(N_PLUS_ONE, "count")).isEqualTo(6L);
  }

  @Test
  void aCompositeSpanStandsForItsCalls() {
    Detected detected =
        Detected.in(
            "GET /orders 0-100 server @shop",
            "  SELECT item 0-80 client db.system=postgresql db.statement='SELECT * FROM item WHERE"
                + " id = ?' composite.count=14");
    assertThat(detected.detail(N_PLUS_ONE, "count")).isEqualTo(14L);
  }

  @Test
  void aRepeatedCallCountsOnce() {
    Detected detected =
        draw("GET /fanout 0-200 server @web")
            .repeat(
                4,
                i ->
                    ("  GET %d-%d client http.request.method=GET url.full=http://inv/items/%d"
                            + " http.response.status_code=200")
                        .formatted(10 * i, 10 * i + 9, i))
            .then(
                "  GET 50-59 client error http.request.method=GET url.full=http://inv/items/9"
                    + " http.response.status_code=503",
                "  GET 60-69 client http.request.method=GET url.full=http://inv/items/9"
                    + " http.response.status_code=200")
            .detected();
    assertThat(detected.detail(N_PLUS_ONE, "count")).isEqualTo(5L);
    assertThat(detected.detail("retry", "attempts")).isEqualTo(2L);
  }

  @Test
  void callsBeyondTheLimitOfKeysAreNoLoop() {
    Detected detected =
        draw("report 0-200000 server @shop")
            .repeat(
                10_020,
                i ->
                    ("  SELECT t%d %d-%d client db.system.name=postgresql"
                            + " db.query.text='SELECT * FROM t%d WHERE id = ?'")
                        .formatted(i, 10 * i, 10 * i + 9, i))
            .detected();
    assertThat(detected.of(N_PLUS_ONE)).isEmpty();
  }
}
