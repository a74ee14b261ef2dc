package io.longpole.analyzer.detect;

import static io.longpole.analyzer.detect.Detected.draw;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import java.util.List;
import org.junit.jupiter.api.Test;

class NPlusOneDetectorTest {

  private static final String N_PLUS_ONE = "n-plus-one";

  /** As the Java agent sends it: literals already replaced, old attribute names. */
  private static String oldJavaQuery(int start, int end) {
    return ("  SELECT shop.book %d-%d client db.system=postgresql db.name=shop db.sql.table=book"
            + " db.operation=SELECT db.statement='select b1_0.id,b1_0.title from book b1_0 where"
            + " b1_0.author_id=?'")
        .formatted(start, end);
  }

  @Test
  void lazyLoadingUnderTheJavaAgent() {
    Detected detected =
        draw(
                "GET /authors 0-300 server @shop",
                "  SELECT shop.author 2-10 client db.system=postgresql db.name=shop"
                    + " db.statement='select a1_0.id,a1_0.name from author a1_0'")
            .repeat(25, i -> oldJavaQuery(12 + 10 * i, 20 + 10 * i))
            .detected();
    Sighting loop = detected.only(N_PLUS_ONE);
    assertThat(loop.details())
        .containsEntry("count", 25L)
        .containsEntry("arguments", "hidden")
        .containsEntry("unionNanos", TraceFixture.ms(200));
    assertThat(loop.details()).containsEntry("hints", List.of("source-query"));
    assertThat(loop.service()).isEqualTo("shop");
    assertThat(loop.operation()).isEqualTo("GET /authors");
    assertThat(loop.spanIds()).hasSize(20).startsWith(3L, 4L, 5L);
    assertThat(loop.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(loop.impact().onCriticalPath()).isTrue();
    // 25 calls of 8 ms with gaps of 2 ms: at most one of 8 ms remains, at least one of 16 and gaps.
    assertThat(loop.impact().highNanos()).isEqualTo(TraceFixture.ms(24 * 8 + 24 * 2));
    assertThat(loop.impact().lowNanos()).isEqualTo(TraceFixture.ms(24 * 8 - 8));
    assertThat(detected.of("duplicate-call")).isEmpty();
  }

  @Test
  void aLibraryThatReportsAsAServiceOfItsOwnIsCalledByItsCaller() {
    Detected detected = stored("GET /cars 0-200 server @fleet");
    assertThat(detected.detail(N_PLUS_ONE, "count")).isEqualTo(9L);
    assertThat(detected.only(N_PLUS_ONE).service()).isEqualTo("fleet");
    assertThat(detected.only(N_PLUS_ONE).operation()).isEqualTo("GET /cars");
    assertThat(stored("take 0-200 consumer @fleet").of(N_PLUS_ONE)).hasSize(1);
    assertThat(stored("job 0-200 internal @fleet").of(N_PLUS_ONE)).hasSize(1);
  }

  @Test
  void whatAServiceAsksToAnswerACallIsNotAskedByTheCaller() {
    assertThat(stored("GET 0-200 client @fleet").of(N_PLUS_ONE)).isEmpty();
    assertThat(stored("send cars 0-200 producer @fleet").of(N_PLUS_ONE)).isEmpty();
  }

  /** Calls below a span that are of a service of their own. */
  private static Detected stored(String above) {
    return draw(above)
        .repeat(
            9, i -> "  LoadCar %d-%d client @fleet-store car=%d".formatted(20 * i, 20 * i + 18, i))
        .detected();
  }

  @Test
  void stableNamesGiveTheSameProblemAsOldOnes() {
    Detected old =
        draw("GET /authors 0-300 server @shop")
            .repeat(6, i -> oldJavaQuery(10 * i, 8 + 10 * i))
            .detected();
    Detected stable =
        draw("GET /authors 0-300 server @shop")
            .repeat(
                6,
                i ->
                    ("  SELECT book %d-%d client db.system.name=postgresql db.namespace=shop"
                            + " db.collection.name=book db.operation.name=SELECT"
                            + " db.query.text='select b1_0.id,b1_0.title from book b1_0 where"
                            + " b1_0.author_id=?'")
                        .formatted(10 * i, 8 + 10 * i))
            .detected();
    assertThat(stable.only(N_PLUS_ONE).fingerprint()).isEqualTo(old.only(N_PLUS_ONE).fingerprint());
  }

  @Test
  void nodeWithAConnectBeforeEachQuery() {
    Detected detected =
        draw("GET /authors 0-100 server @catalog")
            .repeat(
                20,
                i ->
                    ("  pg-pool.connect %d-%d client db.system=postgresql db.name=catalog\n"
                            + "  pg.query:SELECT catalog %d-%d client db.system=postgresql"
                            + " db.name=catalog db.statement='SELECT * FROM book WHERE author_id ="
                            + " $1'")
                        .formatted(4 * i, 4 * i + 1, 4 * i + 1, 4 * i + 3))
            .detected();
    assertThat(detected.detail(N_PLUS_ONE, "count")).isEqualTo(20L);
    assertThat(detected.of("n-plus-one-pattern")).isEmpty();
  }

  @Test
  void pythonRequestsToDifferentItems() {
    Detected detected =
        draw("GET /fanout 0-200 server @web")
            .repeat(
                12,
                i ->
                    ("  GET %d-%d client http.method=GET"
                            + " http.url=http://inventory:8000/items/%d http.status_code=200\n"
                            + "    GET /items/{id} %d-%d server @inventory http.route=/items/{id}")
                        .formatted(10 * i, 10 * i + 9, i, 10 * i + 1, 10 * i + 8))
            .detected();
    assertThat(detected.only(N_PLUS_ONE).details())
        .containsEntry("count", 12L)
        .containsEntry("arguments", "distinct")
        .doesNotContainKey("hints");
  }

  @Test
  void goGrpcLoop() {
    Detected detected =
        draw("hipstershop.CheckoutService/PlaceOrder 0-100 server @checkout")
            .repeat(
                6,
                i ->
                    ("  hipstershop.ProductCatalogService/GetProduct %d-%d client rpc.system=grpc"
                            + " rpc.service=hipstershop.ProductCatalogService rpc.method=GetProduct"
                            + " rpc.grpc.status_code=0")
                        .formatted(10 * i, 10 * i + 9))
            .detected();
    assertThat(detected.only(N_PLUS_ONE).details())
        .containsEntry("count", 6L)
        .containsEntry("arguments", "hidden");
  }

  @Test
  void repositoriesInBetweenHideNoLoop() {
    Detected detected =
        draw("GET /authors 0-100 server @shop", "  AuthorService.list 1-99")
            .repeat(
                7,
                i ->
                    ("    BookRepository.findByAuthor %d-%d\n"
                            + "      Session.select %d-%d\n"
                            + "        SELECT book %d-%d client db.system=h2"
                            + " db.statement='select * from book where author=?'")
                        .formatted(
                            10 * i + 2,
                            10 * i + 10,
                            10 * i + 3,
                            10 * i + 9,
                            10 * i + 4,
                            10 * i + 8))
            .detected();
    assertThat(detected.only(N_PLUS_ONE).operation()).isEqualTo("AuthorService.list");
    assertThat(detected.detail(N_PLUS_ONE, "count")).isEqualTo(7L);
  }

  @Test
  void theAnchorIsNoFurtherThanThreeLevels() {
    Detected detected =
        draw("GET /authors 0-100 server @shop")
            .repeat(
                7,
                i ->
                    ("  a %d-%d\n    b %d-%d\n      c %d-%d\n"
                            + "        SELECT book %d-%d client db.system=h2"
                            + " db.statement='select * from book where author=?'")
                        .formatted(
                            10 * i,
                            10 * i + 9,
                            10 * i,
                            10 * i + 9,
                            10 * i,
                            10 * i + 9,
                            10 * i,
                            10 * i + 9))
            .detected();
    assertThat(detected.of(N_PLUS_ONE)).isEmpty();
  }

  @Test
  void theAnchorIsNotAboveAServedRequest() {
    Detected detected =
        draw("batch 0-200 internal @shop")
            .repeat(
                7,
                i ->
                    ("  GET /author %d-%d server @shop\n"
                            + "    SELECT book %d-%d client db.system=h2"
                            + " db.statement='select * from book where author=?'")
                        .formatted(10 * i, 10 * i + 9, 10 * i, 10 * i + 9))
            .detected();
    assertThat(detected.of(N_PLUS_ONE)).isEmpty();
  }

  @Test
  void theAnchorIsOfTheSameService() {
    Detected detected =
        draw("page 0-200 internal @web")
            .repeat(
                7,
                i ->
                    ("  load %d-%d internal @shop\n"
                            + "    SELECT book %d-%d client db.system=h2"
                            + " db.statement='select * from book where author=?'")
                        .formatted(10 * i, 10 * i + 9, 10 * i, 10 * i + 9))
            .detected();
    assertThat(detected.of(N_PLUS_ONE)).isEmpty();
  }

  @Test
  void sameWayDownMatters() {
    Detected detected =
        draw("GET /authors 0-100 server @shop")
            .repeat(
                6,
                i ->
                    ("  step%s %d-%d\n"
                            + "    SELECT book %d-%d client db.system=h2"
                            + " db.statement='select * from book where author=?'")
                        .formatted(
                            "abcdef".substring(i, i + 1), 10 * i, 10 * i + 9, 10 * i, 10 * i + 9))
            .detected();
    assertThat(detected.of(N_PLUS_ONE)).isEmpty();
  }

  @Test
  void fiveShortCallsAreWorthAnInfo() {
    Detected detected =
        draw("GET /authors 0-1000 server @shop")
            .repeat(5, i -> oldJavaQuery(10 * i, 10 * i + 1))
            .detected();
    assertThat(detected.only(N_PLUS_ONE).severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void aTenthOfTheAnchorIsWorthAWarning() {
    Detected detected =
        draw("GET /authors 0-50 server @shop")
            .repeat(5, i -> oldJavaQuery(8 * i, 8 * i + 1))
            .detected();
    assertThat(detected.only(N_PLUS_ONE).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void offTheCriticalPathItIsAnInfoWithoutImpact() {
    Detected detected =
        draw("GET /authors 0-400 server @shop", "  slow 0-400", "  loader 0-200")
            .repeat(
                20,
                i ->
                    ("    SELECT book %d-%d client db.system=h2"
                            + " db.statement='select * from book where author=?'")
                        .formatted(10 * i, 10 * i + 9))
            .detected();
    Sighting loop = detected.only(N_PLUS_ONE);
    assertThat(loop.impact().onCriticalPath()).isFalse();
    assertThat(loop.impact().highNanos()).isZero();
    assertThat(loop.severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void parallelCallsAreALoopToo() {
    Detected detected =
        draw("GET /fanout 0-60 server @web")
            .repeat(
                6,
                i ->
                    "  GET %d-50 client http.request.method=GET url.full=http://inv/items/%d"
                        .formatted(i, i))
            .detected();
    assertThat(detected.detail(N_PLUS_ONE, "unionNanos")).isEqualTo(TraceFixture.ms(50));
  }

  @Test
  void theSameLoopInTwoRequestsIsOneProblemSeenTwice() {
    Detected detected =
        draw("page 0-200 internal @web", "  GET 0-90 client", "    GET /a 0-90 server @shop")
            .repeat(
                5,
                i ->
                    ("      SELECT book %d-%d client db.system=h2"
                            + " db.statement='select * from book where author=?'")
                        .formatted(10 * i, 10 * i + 9))
            .then("  GET 100-200 client", "    GET /a 100-200 server @shop")
            .repeat(
                9,
                i ->
                    ("      SELECT book %d-%d client db.system=h2"
                            + " db.statement='select * from book where author=?'")
                        .formatted(100 + 10 * i, 100 + 10 * i + 9))
            .detected();
    Sighting loop = detected.only(N_PLUS_ONE);
    assertThat(loop.occurrences()).isEqualTo(2);
    assertThat(loop.details()).containsEntry("count", 9L);
    // Mended in both requests: 4 × 10 and 8 × 10 ms.
    assertThat(loop.impact().highNanos()).isEqualTo(TraceFixture.ms(40 + 80));
  }

  @Test
  void spreadOfDurationsIsAHint() {
    int[] lengths = {1, 1, 1, 8, 1};
    Detected detected =
        draw("GET /authors 0-100 server @shop")
            .repeat(5, i -> oldJavaQuery(10 * i, 10 * i + lengths[i]))
            .detected();
    assertThat(detected.detail(N_PLUS_ONE, "hints")).isEqualTo(List.of("duration-spread"));
  }

  @Test
  void grpcCallsWithOneAttemptEachAreOneLoop() {
    Detected detected =
        draw("GET /list 0-100 server @web")
            .repeat(
                6,
                i ->
                    """
                    Sent.shop.Stock.Get %d-%d client
                      Attempt.shop.Stock.Get %d-%d client ok previous-rpc-attempts=0\
                    """
                        .formatted(10 * i, 10 * i + 9, 10 * i + 1, 10 * i + 8)
                        .indent(2)
                        .stripTrailing())
            .detected();
    assertThat(detected.only(N_PLUS_ONE).occurrences()).isEqualTo(1);
    assertThat(detected.detail(N_PLUS_ONE, "count")).isEqualTo(6L);
  }

  @Test
  void valuesInNamesAndReplicasDoNotChangeTheProblem() {
    String[] fingerprints = new String[2];
    for (int run = 0; run < 2; run++) {
      int number = 1000 + run;
      fingerprints[run] =
          draw("import order %d 0-300 consumer @shop".formatted(number))
              .repeat(
                  6,
                  i ->
                      ("  SELECT book %d-%d client db.system.name=postgresql db.namespace=shop"
                              + " server.address=replica%d.db"
                              + " db.query.text='SELECT * FROM book WHERE id = ?'")
                          .formatted(10 * i, 10 * i + 9, number))
              .detected()
              .only(N_PLUS_ONE)
              .fingerprint();
    }
    assertThat(fingerprints[1]).isEqualTo(fingerprints[0]);
  }
}
