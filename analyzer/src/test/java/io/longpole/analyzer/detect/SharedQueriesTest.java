package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which calls are queries of a shared database: what loads it, and what is slowed by it. */
class SharedQueriesTest {

  private static final String SHARED = "shared-resource";
  private static final int WINDOWS = 40;
  private static final double WINDOW_MS = 10_000;

  private static final String PG = " client db.system.name=postgresql server.address=pg-1";
  private static final String OTHER = PG.replace("pg-1", "pg-2");
  private static final String ASK = " db.query.text='SELECT a FROM o WHERE id = ?'";
  private static final String SUM = " db.query.text='SELECT sum(total) FROM o GROUP BY day'";

  private final Window window = new Window();

  private static boolean isBusy(int window) {
    return window / 4 % 2 == 1;
  }

  /** Orders in every window, slow in the busy ones. */
  private SharedQueriesTest orders(String query) {
    for (int at = 0; at < WINDOWS; at++) {
      for (int i = 0; i < 6; i++) {
        int ms = (isBusy(at) ? 80 : 5) + i % 3;
        window.trace(
            at * WINDOW_MS + i * 1_000,
            "GET /order 0-%d server @orders".formatted(ms + 4),
            "  q 2-%d".formatted(ms + 2) + query);
      }
    }
    return this;
  }

  /** Reports that ask these one after the other, 900 ms each. */
  private SharedQueriesTest reports(int at, String... queries) {
    for (int i = 0; i < 4; i++) {
      List<String> lines = new ArrayList<>();
      lines.add("report 0-%d internal @reports".formatted(queries.length * 910));
      for (int query = 0; query < queries.length; query++) {
        lines.add("  q %d-%d".formatted(query * 910, query * 910 + 900) + queries[query]);
      }
      window.trace(at * WINDOW_MS + i * 1_000, lines.toArray(String[]::new));
    }
    return this;
  }

  private SharedQueriesTest busyReports(String... queries) {
    for (int at = 0; at < WINDOWS; at++) {
      if (isBusy(at)) {
        reports(at, queries);
      }
    }
    return this;
  }

  private List<Finding> found() {
    return window.of(SHARED);
  }

  @Test
  void theNextPageOfACursorIsNoQueryOfItsOwn() {
    assertThat(pages("getMore")).isEmpty();
    assertThat(pages("find")).hasSize(1);
  }

  /** Reports in every window, which ask for more in the busy ones. */
  private static List<Finding> pages(String second) {
    String mongo = " client db.system=mongodb server.address=mongo-1 db.namespace=shop";
    String find = mongo + " db.collection.name=o db.operation.name=";
    SharedQueriesTest test = new SharedQueriesTest().orders(find + "find");
    for (int at = 0; at < WINDOWS; at++) {
      if (isBusy(at)) {
        test.reports(at, find + "find", find + second);
      } else {
        test.reports(at, find + "find");
      }
    }
    return test.found();
  }

  @Test
  void aCacheOfTheSameHostIsNoLoadOfTheDatabase() {
    String redis = " client db.system.name=redis server.address=pg-1 db.query.text='SMEMBERS r'";
    assertThat(orders(PG + ASK).busyReports(redis, OTHER + SUM).found()).isEmpty();
  }

  @Test
  void commitsThatAreSlowWhileTheOtherAsksAreNotShown() {
    orders(PG + ASK).busyReports(PG + SUM);
    window.trace(
        4 * WINDOW_MS + 500,
        "GET /order 0-84 server @orders",
        "  q 2-82" + PG + " db.query.text=COMMIT");
    assertThat(window.only(SHARED).traceCount()).isEqualTo(20 * 6);
  }

  @Test
  void databasesThatNobodyNamesAreNotOne() {
    assertThat(orders(" client" + ASK).busyReports(" client" + SUM).found()).isEmpty();
  }

  @Test
  void withoutANamespaceTheDatabaseIsTold() {
    orders(PG + ASK).busyReports(PG + SUM);
    assertThat(window.only(SHARED).summary())
        .isEqualTo("orders waits 82 ms for pg-1 when reports uses it, else at most 7 ms.");
  }

  @Test
  void aDatabaseOfWhichNothingWasLearnedIsNobodysFault() {
    DetectorSetup setup = DrawnFacts.setup();
    SharedResourceDetector detector = new SharedResourceDetector();
    detector.learn(
        DrawnFacts.of(TraceFixture.trace("a 0-50 server", "  q 1-40" + PG + ASK), setup));
    List<Clue> clues = new ArrayList<>();
    detector.detect(
        DrawnFacts.of(TraceFixture.trace("a 0-50 server", "  q 1-40" + OTHER + ASK), setup),
        clues::add);
    assertThat(clues).isEmpty();
  }

  @Test
  void callsOfMoreThanEightServicesAreCounted() {
    DetectorSetup setup = DrawnFacts.setup();
    SharedResourceDetector detector = new SharedResourceDetector();
    for (char service = 'a'; service <= 'h'; service++) {
      ask(detector, setup, service);
    }
    ask(detector, setup, 'a');
    assertThat(detector.forgotten()).isZero();
    ask(detector, setup, 'i');
    ask(detector, setup, 'i');
    assertThat(detector.forgotten()).isEqualTo(2);
  }

  private static void ask(SharedResourceDetector detector, DetectorSetup setup, char service) {
    detector.learn(
        DrawnFacts.of(
            TraceFixture.trace("a 0-50 server @service-" + service, "  q 1-40" + PG + ASK), setup));
  }
}
