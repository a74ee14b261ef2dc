package io.longpole.analyzer.detect;

import static io.longpole.analyzer.detect.Detected.draw;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where a row of calls ends: at pauses, at what may need a result, and around transactions. */
class SerialChainTest {

  private static final String SERIAL = "serial-calls";

  private static String get(String name, double from, double to) {
    return "  GET %s-%s client http.method=GET http.url=http://%s/v1/all".formatted(from, to, name);
  }

  private static String sql(String text, double from, double to) {
    return "  q %s-%s client db.system=postgresql net.peer.name=pg1 db.statement='%s'"
        .formatted(from, to, text);
  }

  /** The length of the row that is told of, 0 if none is. */
  private static long count(int rootMs, String... calls) {
    Detected detected =
        draw("GET /dashboard 0-%d server @web".formatted(rootMs)).then(calls).detected();
    return detected.of(SERIAL).isEmpty() ? 0 : (long) detected.detail(SERIAL, "count");
  }

  @Test
  void aPauseOfFiveMillisecondsIsShort() {
    assertThat(afterPause(4.9)).containsExactly("ab");
    assertThat(afterPause(5)).containsExactly("ab");
    assertThat(afterPause(5.1)).containsExactly("a", "b");
  }

  private static List<String> afterPause(double ms) {
    return rows(get("a", 0, 20), get("b", 20 + ms, 40 + ms));
  }

  @Test
  void ofALongRowATwentiethIsAShortPause() {
    assertThat(afterLongPause(90)).isEqualTo(4);
    assertThat(afterLongPause(91)).isEqualTo(3);
  }

  private static long afterLongPause(double ms) {
    return count(
        1900,
        get("a", 0, 500),
        get("b", 500 + ms, 1000),
        get("c", 1001, 1400),
        get("d", 1401, 1800));
  }

  @Test
  void aPauseIsComparedWithTheWholeRow() {
    String[] calls = {get("a", 0, 70), get("b", 79, 150), get("c", 159, 230)};
    assertThat(rows(calls)).containsExactly("abc");
    assertThat(count(240, calls)).isEqualTo(3);
    assertThat(rows(calls[0], calls[1])).containsExactly("a", "b");
    // A far call is not one of the row and makes no pause of it shorter.
    assertThat(rows(calls[0], calls[1], calls[2], get("d", 291, 360))).containsExactly("abc", "d");
  }

  @Test
  void cutBeforeWhatNeedsAWriteARowHasShorterPauses() {
    String write = sql("INSERT INTO x VALUES (1)", 0, 70);
    String other = sql("SELECT b FROM y", 79, 150).replace("pg1", "pg2");
    assertThat(rows(write, other, sql("SELECT b FROM z", 151, 220))).containsExactly("pg1pg2pg1");
    assertThat(rows(write, other, sql("SELECT b FROM x", 151, 220)))
        .containsExactly("pg1", "pg2", "pg1");
  }

  @Test
  void rowsAreCutAtTheLongestPauseFirst() {
    Random random = new Random(5);
    for (int round = 0; round < 300; round++) {
      int count = 1 + random.nextInt(9);
      int[] starts = new int[count];
      int[] ends = new int[count];
      String[] calls = new String[count];
      int time = 0;
      for (int i = 0; i < count; i++) {
        starts[i] = time + (i == 0 ? 0 : random.nextInt(random.nextBoolean() ? 12 : 60));
        ends[i] = starts[i] + 10 + random.nextInt(150);
        time = ends[i];
        calls[i] = get("abcdefghi".substring(i, i + 1), starts[i], ends[i]);
      }
      List<String> expected = new ArrayList<>();
      cut(starts, ends, 0, count, expected);
      assertThat(rows(calls)).as("round %d", round).isEqualTo(expected);
    }
  }

  private static void cut(int[] starts, int[] ends, int from, int to, List<String> rows) {
    int longest = from;
    int pause = 0;
    for (int i = from + 1; i < to; i++) {
      if (starts[i] - ends[i - 1] > pause) {
        pause = starts[i] - ends[i - 1];
        longest = i;
      }
    }
    if (pause > Math.max(5, 0.05 * (ends[to - 1] - starts[from]))) {
      cut(starts, ends, from, longest, rows);
      cut(starts, ends, longest, to, rows);
    } else {
      rows.add("abcdefghi".substring(from, to));
    }
  }

  @Test
  void writesNeedNoResults() {
    assertThat(
            count(
                320,
                sql("INSERT INTO x VALUES (1)", 0, 100),
                sql("UPDATE x SET a = 1 WHERE id = 2", 101, 200),
                sql("DELETE FROM x WHERE id = 3", 201, 300)))
        .isEqualTo(3);
  }

  @Test
  void readsFromElsewhereNeedNotWait() {
    String write = sql("INSERT INTO x VALUES (1)", 0, 100);
    String read = sql("SELECT c FROM x", 201, 300);
    String other = sql("SELECT b FROM y", 101, 200);
    assertThat(count(320, write, other, read)).isZero();
    // The same table of another server, and what a cache of the same name holds.
    assertThat(count(320, write, other, read.replace("pg1", "pg2"))).isEqualTo(3);
    String set = "  SET 0-100 client db.system=redis net.peer.name=pg1 db.statement='SET x:1 ?'";
    assertThat(count(320, set, other, read)).isEqualTo(3);
  }

  @Test
  void aWriteToWhoKnowsWhereMayBeReadLater() {
    String unknown = "  q 0-100 client db.system=postgresql net.peer.name=pg1 db.operation=UPDATE";
    assertThat(count(320, unknown, sql("SELECT b FROM y", 101, 200), get("c", 201, 300))).isZero();
  }

  @Test
  void sixteenWritesAreCompared() {
    assertThat(afterWrites(16)).isEqualTo(17);
    assertThat(afterWrites(17)).isEqualTo(17);
  }

  /** So many writes to tables of their own, before a read of another. */
  private static long afterWrites(int writes) {
    Detected.Drawing drawing = draw("job 0-900 server @web");
    for (int i = 0; i < writes; i++) {
      drawing.then(
          sql(
              "INSERT INTO t%s VALUES (1)".formatted("abcdefghijklmnopqrs".charAt(i)),
              20 * i,
              20 * i + 20));
    }
    drawing.then(sql("SELECT b FROM y", 20 * writes, 20 * writes + 20));
    return (long) drawing.detected().detail(SERIAL, "count");
  }

  private static final String[] QUERIES = {
    sql("SELECT a FROM x", 2, 100),
    sql("SELECT b FROM y", 101, 200),
    sql("SELECT c FROM z", 201, 300)
  };

  private static long queries(String before, String after) {
    return draw("job 0-400 server @web")
        .then(before.isEmpty() ? new String[0] : new String[] {before})
        .then(QUERIES)
        .then(after.isEmpty() ? new String[0] : new String[] {after})
        .detected()
        .of(SERIAL)
        .size();
  }

  @Test
  void queriesBeforeATransactionAreNotInIt() {
    assertThat(queries("", sql("BEGIN", 301, 302))).isEqualTo(1);
    assertThat(queries("", sql("START TRANSACTION", 301, 302))).isEqualTo(1);
    assertThat(queries(sql("COMMIT", 0, 1), "")).isEqualTo(1);
  }

  @Test
  void howeverATransactionEnds() {
    assertThat(queries("", sql("COMMIT", 301, 302))).isZero();
    assertThat(queries("", sql("ROLLBACK", 301, 302))).isZero();
    assertThat(queries("", "  Session.rollback 301-302 internal")).isZero();
    assertThat(queries("", "  render 301-302 internal")).isEqualTo(1);
    assertThat(queries("", "  commit-log 301-302 internal")).isEqualTo(1);
    assertThat(
            queries(
                "",
                "  q 301-302 client db.system=postgresql db.statement='COMMIT'"
                    + " db.query.summary='COMMIT PREPARED'"))
        .isZero();
    assertThat(
            queries(
                "",
                "  q 301-302 client db.system=postgresql db.statement='ROLLBACK'"
                    + " db.query.summary='ROLLBACK PREPARED'"))
        .isZero();
  }

  @Test
  void whatIsNoQueryIsInNoTransaction() {
    assertThat(
            count(
                320,
                sql("BEGIN", 0, 1),
                "  validate 1-2 internal",
                get("a", 2, 100),
                get("b", 101, 200),
                get("c", 201, 300),
                sql("COMMIT", 301, 302)))
        .isEqualTo(3);
  }

  @Test
  void anotherRowMaySaveMore() {
    String[] small = {get("a", 0, 60), get("b", 61, 120), get("c", 121, 180)};
    String[] large = {get("d", 0, 100), get("e", 101, 200), get("f", 201, 300), get("g", 301, 400)};
    assertThat(rows(small, 0, large, 300)).isEqualTo(4);
    assertThat(rows(large, 0, small, 600)).isEqualTo(4);
  }

  private static long rows(String[] first, int firstMs, String[] second, int secondMs) {
    return (long)
        draw("GET /dashboard 0-900 server @web")
            .then(later(first, firstMs))
            .then(later(second, secondMs))
            .detected()
            .detail(SERIAL, "count");
  }

  private static String[] later(String[] calls, int ms) {
    String[] moved = new String[calls.length];
    for (int i = 0; i < moved.length; i++) {
      String[] words = calls[i].strip().split("[ -]", 4);
      moved[i] =
          "  %s %s-%s %s"
              .formatted(
                  words[0],
                  Double.parseDouble(words[1]) + ms,
                  Double.parseDouble(words[2]) + ms,
                  words[3]);
    }
    return moved;
  }

  @Test
  void callsOfALoopAreInNoRow() {
    Detected detected =
        draw("GET /dashboard 0-900 server @web")
            .repeat(6, i -> sql("SELECT * FROM book WHERE id = " + i, 100 * i, 100 * i + 99))
            .then(get("news", 600, 700))
            .detected();
    assertThat(detected.of("n-plus-one")).hasSize(1);
    assertThat(detected.of(SERIAL)).isEmpty();
  }

  /** The rows of the calls of a request, by the letters that they are named with. */
  private static List<String> rows(String... calls) {
    List<String> lines = new ArrayList<>(List.of("GET /dashboard 0-9000 server @web"));
    lines.addAll(List.of(calls));
    TraceFacts facts = DrawnFacts.of(lines.toArray(String[]::new));
    int[] all = IntStream.range(0, facts.callCount()).toArray();
    return SerialChain.of(facts, all).stream()
        .map(row ->
            Arrays.stream(row)
                .mapToObj(position -> facts.call(position).target())
                .collect(Collectors.joining()))
        .toList();
  }

  @Test
  void ofCallsThatOverlapThoseWithMostTimeAreTaken() {
    assertThat(rows(get("a", 0, 50), get("b", 10, 30), get("c", 52, 90), get("d", 91, 140)))
        .containsExactly("acd");
    assertThat(rows(get("a", 0, 100), get("b", 101, 200), get("c", 150, 240)))
        .containsExactly("ab");
    assertThat(rows(get("a", 0, 100), get("b", 101, 200), get("c", 101, 240)))
        .containsExactly("ac");
  }

  @Test
  void callsMayOverlapByAMillisecond() {
    assertThat(rows(get("a", 0, 100), get("b", 99, 200))).containsExactly("ab");
    assertThat(rows(get("a", 0, 100), get("b", 98.9, 200))).containsExactly("b");
  }

  @Test
  void noOtherWayToPickCallsHasMoreTime() {
    Random random = new Random(11);
    for (int round = 0; round < 100; round++) {
      int count = 1 + random.nextInt(8);
      int[] starts = random.ints(count, 0, 100).sorted().toArray();
      int[] ends = Arrays.stream(starts).map(start -> start + 1 + random.nextInt(60)).toArray();
      String[] calls = new String[count];
      for (int i = 0; i < count; i++) {
        calls[i] = get("abcdefgh".substring(i, i + 1), starts[i], ends[i]);
      }
      String picked = String.join("", rows(calls));
      int sum = picked.chars().map(letter -> ends[letter - 'a'] - starts[letter - 'a']).sum();
      assertThat(sum).as("round %d", round).isEqualTo(mostTime(starts, ends));
    }
  }

  /** The most time in calls that overlap by a millisecond at most, of all ways to pick them. */
  private static int mostTime(int[] starts, int[] ends) {
    int most = 0;
    for (int picked = 1; picked < 1 << starts.length; picked++) {
      int time = 0;
      int free = 0;
      boolean fits = true;
      for (int i = 0; i < starts.length; i++) {
        if ((picked & 1 << i) != 0) {
          fits &= starts[i] >= free - 1;
          free = Math.max(free, ends[i]);
          time += ends[i] - starts[i];
        }
      }
      most = fits ? Math.max(most, time) : most;
    }
    return most;
  }

  @Test
  void whatAnotherProtocolReadsOnTheSameHostIsSomethingElse() {
    String write = " client http.method=POST http.url=http://localhost:8080/v1/all";
    assertThat(
            count(
                320,
                "  POST 0-100" + write,
                "  q 101-200 client db.system=postgresql net.peer.name=localhost"
                    + " db.statement='SELECT b FROM y'",
                "  q 201-300 client db.system=postgresql net.peer.name=localhost"
                    + " db.statement='SELECT c FROM z'"))
        .isEqualTo(3);
  }

  @Test
  void whatWasWrittenBeforeAPauseIsNoLongerInTheRow() {
    assertThat(
            count(
                420,
                sql("INSERT INTO x VALUES (1)", 0, 50),
                sql("SELECT a FROM y", 100, 200),
                sql("SELECT b FROM z", 201, 300),
                sql("SELECT c FROM x", 301, 400)))
        .isEqualTo(3);
  }
}
