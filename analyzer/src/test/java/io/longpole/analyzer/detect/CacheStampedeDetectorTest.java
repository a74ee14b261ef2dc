package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class CacheStampedeDetectorTest {

  private static final String STAMPEDE = "cache-stampede";

  /** Requests that each read the cache and then the database. */
  private static List<Finding> requests(int count, double apartMs, IntFunction<String> lines) {
    Window window = new Window();
    for (int i = 0; i < count; i++) {
      window.trace(i * apartMs, ("GET /author 0-60 server @web\n" + lines.apply(i)).split("\n"));
    }
    return window.of(STAMPEDE);
  }

  private static String miss(int queryFromMs, String author) {
    return "  GET 1-2 client db.system=redis db.statement='GET author:1'\n"
        + "  q %d-50 client db.system=postgresql db.statement='SELECT a FROM author WHERE id = %s'"
            .formatted(queryFromMs, author);
  }

  @Test
  void tenRequestsMissWithinASecond() {
    List<Finding> found = requests(10, 50, i -> miss(3, "?"));
    assertThat(found).hasSize(1);
    assertThat(found.get(0).severity()).isEqualTo(Severity.WARNING);
    assertThat(found.get(0).traceCount()).isEqualTo(10);
    assertThat(found.get(0).details()).containsEntry("together", 10L);
  }

  @Test
  void knownArgumentsThatAreEqual() {
    assertThat(requests(12, 50, i -> miss(3, "7"))).hasSize(1);
  }

  @Test
  void differentRowsAreNoStampede() {
    assertThat(requests(12, 50, i -> miss(3, Integer.toString(i)))).isEmpty();
  }

  @Test
  void whatWasNotInTheCacheTellsWhatAQueryWithHiddenArgumentsAsksFor() {
    assertThat(requests(12, 50, i -> miss(3, "?").replace("author:1", "author:" + (100 + i))))
        .isEmpty();
    assertThat(requests(12, 50, i -> miss(3, "?").replace("author:1", "author:" + (100 + i / 11))))
        .hasSize(1);
  }

  @Test
  void theWaitForAConnectionDoesNotCount() {
    String checkout = "  HikariDataSource.getConnection %d-29 internal db.system=postgresql\n";
    assertThat(requests(10, 50, i -> withCheckout(checkout.formatted(3)))).hasSize(1);
    assertThat(requests(10, 50, i -> withCheckout(checkout.formatted(9)))).isEmpty();
  }

  private static String withCheckout(String checkout) {
    String miss = miss(30, "?");
    int query = miss.indexOf('\n') + 1;
    return miss.substring(0, query) + checkout + miss.substring(query);
  }

  @Test
  void aReadThatAQueryFollowsAtAllTimesIsNoMiss() {
    assertThat(minutes(3, "")).isEmpty();
    assertThat(minutes(2, "")).hasSize(1);
    // Who writes to the cache afterwards did miss it.
    assertThat(minutes(3, "\n  SET 51-52 client db.system=redis db.statement='SET author:1 x'"))
        .hasSize(1);
  }

  /** Every minute twenty requests at once. */
  private static List<Finding> minutes(int count, String then) {
    Window window = new Window();
    for (int minute = 0; minute < count; minute++) {
      for (int i = 0; i < 20; i++) {
        window.trace(
            60_000.0 * minute + 30 * i,
            ("GET /author 0-60 server @web\n" + miss(3, "?") + then).split("\n"));
      }
    }
    return window.of(STAMPEDE);
  }

  @Test
  void nineAreFine() {
    assertThat(requests(9, 50, i -> miss(3, "?"))).isEmpty();
  }

  @Test
  void missesOverALongTimeAreOrdinary() {
    assertThat(requests(40, 120, i -> miss(3, "?"))).isEmpty();
  }

  @Test
  void aQueryMuchLaterIsNotForTheMiss() {
    assertThat(requests(12, 50, i -> miss(9, "?"))).isEmpty();
  }

  @Test
  void queriesWithoutACacheAreNoMisses() {
    assertThat(
            requests(
                12, 50, i -> "  q 3-50 client db.system=mysql db.statement='SELECT a FROM author'"))
        .isEmpty();
  }

  @Test
  void oneRequestThatMissesOftenIsALoop() {
    StringBuilder lines = new StringBuilder("GET /authors 0-600 server @web");
    for (int i = 0; i < 12; i++) {
      lines.append(
          ("\n  GET %d-%d client db.system=redis db.statement='GET author:1'"
                  + "\n  q %d-%d client db.system=mysql db.statement='SELECT a FROM author"
                  + " WHERE id = ?'")
              .formatted(i * 40, i * 40 + 1, i * 40 + 2, i * 40 + 30));
    }
    assertThat(new Window().trace(0, lines.toString().split("\n")).of(STAMPEDE)).isEmpty();
  }

  private static String slowMiss(int queryMs, String author) {
    return "GET /author 0-%d server @web\n  GET 1-2 client db.system=redis".formatted(queryMs + 10)
        + " db.statement='GET author:1'\n  q 3-%d client db.system=postgresql"
            .formatted(3 + queryMs)
        + " db.statement='SELECT a FROM author WHERE id = %s'".formatted(author);
  }

  /** Sixty misses far apart, then twelve, a second and a half apart, that take 40 s each. */
  private static List<Finding> crowd(int queries, IntFunction<String> author) {
    Window window = new Window();
    for (int i = 0; i < 60; i++) {
      window.trace(i * 5_000.0, slowMiss(40, "?").split("\n"));
    }
    for (int i = 0; i < queries; i++) {
      window.trace(400_000 + i * 1_500.0, slowMiss(40_000, author.apply(i)).split("\n"));
    }
    return window.of(STAMPEDE);
  }

  @Test
  void manyMoreAtOnceThanUsual() {
    List<Finding> found = crowd(12, i -> "?");
    assertThat(found).hasSize(1);
    assertThat(found.get(0).details()).containsEntry("evidence", "concurrency");
    assertThat(found.get(0).traceCount()).isEqualTo(3);
    assertThat(found.get(0).severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void aCrowdOfDifferentRowsIsJustTraffic() {
    assertThat(crowd(12, Integer::toString)).isEmpty();
  }

  @Test
  void nineAtOnceAreNoCrowd() {
    assertThat(crowd(9, i -> "?")).isEmpty();
  }

  @Test
  void asManyAsUsuallyRunAtOnceAreNoCrowd() {
    Window window = new Window();
    for (int i = 0; i < 100; i++) {
      window.trace(i * 1_500.0, slowMiss(20_000, "?").split("\n"));
    }
    assertThat(window.of(STAMPEDE)).isEmpty();
  }

  /** Minutes of reads, 40 each; so many of a minute's are misses of different rows. */
  private static List<Finding> shares(IntFunction<Integer> misses) {
    Window window = new Window();
    for (int minute = 0; minute < 12; minute++) {
      for (int i = 0; i < 40; i++) {
        String read =
            "GET /author 0-60 server @web\n"
                + (i < misses.apply(minute)
                    ? miss(3, Integer.toString(i))
                    : "  GET 1-2 client db.system=redis db.statement='GET author:1'");
        window.trace(minute * 60_000.0 + 40_000 + i * 400, read.split("\n"));
      }
    }
    return window.of(STAMPEDE);
  }

  @Test
  void aThirdOfAllReadsMissesAtOnce() {
    List<Finding> found = shares(minute -> minute == 9 ? 14 : 2);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).details()).containsEntry("evidence", "miss-share");
    assertThat(found.get(0).traceCount()).isEqualTo(14);
    assertThat(found.get(0).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aShareThatIsUsualIsNoStampede() {
    assertThat(shares(minute -> minute == 9 ? 20 : 12)).isEmpty();
  }

  @Test
  void aQuarterIsNoStampede() {
    assertThat(shares(minute -> minute == 9 ? 10 : 2)).isEmpty();
  }

  @Test
  void aCacheThatIsStillEmptyAtTheBeginningIsNoStampede() {
    assertThat(shares(minute -> minute == 2 ? 30 : 2)).isEmpty();
  }

  @Test
  void aQueryFiveMillisecondsLaterIsForTheMiss() {
    assertThat(requests(12, 50, i -> miss(7, "?"))).hasSize(1);
  }

  @Test
  void aQueryBesideTheReadIsNotForTheMiss() {
    String beside = miss(3, "?").replace("GET 1-2", "GET 1-20");
    assertThat(requests(12, 50, i -> beside)).isEmpty();
  }

  @Test
  void writesAreNoMissesAndAskNothing() {
    String warmed = miss(3, "?").replace("'GET author:1'", "'SET author:1'");
    assertThat(requests(12, 50, i -> warmed)).isEmpty();
    String stored = miss(3, "?").replace("SELECT a FROM author WHERE", "DELETE FROM author WHERE");
    assertThat(requests(12, 50, i -> stored)).isEmpty();
  }

  @Test
  void aQueryOfAnotherPartOfTheRequestIsNotForTheMiss() {
    String apart =
        "  session 1-3 internal\n    GET 1-2 client db.system=redis db.statement='GET author:1'\n"
            + "  load 3-60 internal\n    q 3-50 client db.system=postgresql"
            + " db.statement='SELECT a FROM author WHERE id = ?'";
    assertThat(requests(12, 50, i -> apart)).isEmpty();
  }

  @Test
  void onlyTheFirstQueryIsForTheMiss() {
    String two =
        miss(3, "?").replace("3-50", "3-4")
            + "\n  q 5-50 client db.system=postgresql db.statement='SELECT b FROM book WHERE a = ?'";
    List<Finding> found = requests(12, 50, i -> two);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).details()).containsEntry("call", "SELECT a FROM author WHERE id = ?");
  }

  @Test
  void threeTimesAsManyAtOnceAreNoCrowd() {
    Window window = new Window();
    for (int i = 0; i < 60; i++) {
      window.trace(i * 1_500.0, slowMiss(6_000, "?").split("\n"));
    }
    for (int i = 0; i < 30; i++) {
      window.trace(120_000 + i * 1_500.0, slowMiss(20_000, "?").split("\n"));
    }
    assertThat(window.of(STAMPEDE)).isEmpty();
  }

  @Test
  void ofFewQueriesNothingIsUsual() {
    Window window = new Window();
    for (int i = 0; i < 20; i++) {
      window.trace(i * 5_000.0, slowMiss(40, "?").split("\n"));
    }
    for (int i = 0; i < 12; i++) {
      window.trace(400_000 + i * 1_500.0, slowMiss(40_000, "?").split("\n"));
    }
    assertThat(window.of(STAMPEDE)).isEmpty();
  }

  @Test
  void ofFewReadsAndOfFewMissesNoShareIsKnown() {
    assertThat(lastMinute(18, 12)).isEmpty();
    assertThat(lastMinute(24, 9)).isEmpty();
    assertThat(lastMinute(24, 12)).hasSize(1);
  }

  /** Nine minutes of 40 reads, two of them misses, then one with so many reads and misses. */
  private static List<Finding> lastMinute(int reads, int misses) {
    Window window = new Window();
    for (int minute = 0; minute < 10; minute++) {
      int count = minute < 9 ? 40 : reads;
      for (int i = 0; i < count; i++) {
        String read =
            i < (minute < 9 ? 2 : misses)
                ? miss(3, Integer.toString(i))
                : "  GET 1-2 client db.system=redis db.statement='GET author:1'";
        window.trace(
            minute * 60_000.0 + 40_000 + i * 400,
            ("GET /author 0-60 server @web\n" + read).split("\n"));
      }
    }
    return window.of(STAMPEDE);
  }

  @Test
  void twiceAsLongIsCritical() {
    assertThat(after(70).severity()).isEqualTo(Severity.WARNING);
    assertThat(after(90).severity()).isEqualTo(Severity.CRITICAL);
  }

  /** Sixty misses far apart that take 40 ms each, then twelve within a second. */
  private static Finding after(int queryMs) {
    Window window = new Window();
    for (int i = 0; i < 60; i++) {
      window.trace(i * 5_000.0, slowMiss(40, "?").split("\n"));
    }
    for (int i = 0; i < 12; i++) {
      window.trace(400_000 + i * 50.0, slowMiss(queryMs, "?").split("\n"));
    }
    return window.only(STAMPEDE);
  }

  @Test
  void whoAsksForAnotherRowAtTheSameTimeIsNotOfTheStampede() {
    Window window = new Window();
    for (int i = 0; i < 24; i++) {
      int pair = i / 2;
      String author = i % 2 == 0 ? "7" : Integer.toString(100 + i);
      window.trace(pair * 50.0, ("GET /author 0-60 server @web\n" + miss(3, author)).split("\n"));
    }
    assertThat(window.only(STAMPEDE).traceCount()).isEqualTo(12);
  }

  @Test
  void threeTenthsOfAMinutesReads() {
    assertThat(lastMinute(100, 29)).isEmpty();
    assertThat(lastMinute(100, 30)).hasSize(1);
  }

  @Test
  void twiceTheUsualShare() {
    assertThat(shares(minute -> minute == 9 ? 13 : 7)).isEmpty();
    assertThat(shares(minute -> minute == 9 ? 14 : 7)).hasSize(1);
  }

  @Test
  void theQueryBeginsAtMostFiveMillisecondsAfterTheReadAndOneBeforeItsEnd() {
    String read = "  GET 1-4 client db.system=redis db.statement='GET author:1'\n";
    String query = "  q %s-50 client db.system=mysql db.statement='SELECT a FROM author'";
    for (String at : new String[] {"3", "9"}) {
      assertThat(requests(12, 50, i -> read + query.formatted(at))).as(at).hasSize(1);
    }
    for (String at : new String[] {"2.9", "9.1"}) {
      assertThat(requests(12, 50, i -> read + query.formatted(at))).as(at).isEmpty();
    }
  }

  @Test
  void whatItGainsIsWhatTheQueryTakesMoreThanUsually() {
    assertThat(after(90).impact().highNanos()).isBetween(TraceFixture.ms(48), TraceFixture.ms(52));
    assertThat(after(42).impact().highNanos()).isLessThan(TraceFixture.ms(4));
  }

  @Test
  void aReadAndAQueryWithoutAParentHaveNothingToDoWithEachOther() {
    Window window = new Window();
    for (int i = 0; i < 12; i++) {
      window.trace(i * 50.0, miss(3, "?").replace("  GET", "GET").replace("  q", "q").split("\n"));
    }
    assertThat(window.of(STAMPEDE)).isEmpty();
  }

  @Test
  void ofAReadAndAQueryThatWereForgottenNothingIsKnown() {
    CacheStampedeDetector detector = new CacheStampedeDetector();
    DetectorSetup setup = DrawnFacts.setup();
    String[] lines = ("GET /author 0-60 server @web\n" + miss(3, "?")).split("\n");
    detector.learn(DrawnFacts.of(TraceFixture.trace(lines), setup));
    detector.settle();
    List<Clue> clues = new ArrayList<>();
    String[] otherRead = lines.clone();
    otherRead[1] = lines[1].replace("author:1", "book:1");
    detector.detect(DrawnFacts.of(TraceFixture.trace(otherRead), setup), clues::add);
    String[] otherQuery = lines.clone();
    otherQuery[2] = lines[2].replace("FROM author", "FROM book");
    detector.detect(DrawnFacts.of(TraceFixture.trace(otherQuery), setup), clues::add);
    assertThat(clues).isEmpty();
  }
}
