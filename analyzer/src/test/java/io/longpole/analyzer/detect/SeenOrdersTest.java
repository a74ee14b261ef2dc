package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeenOrdersTest {

  private final DetectorSetup setup = DrawnFacts.setup();
  private final SeenOrders orders = new SeenOrders();

  private TraceFacts page(String name, String... calls) {
    List<String> lines = new ArrayList<>(List.of(name + " 0-900 server @shop"));
    lines.addAll(List.of(calls));
    return DrawnFacts.of(TraceFixture.trace(lines.toArray(String[]::new)), setup);
  }

  private static String query(double from, double to, String table) {
    return "  q %s-%s client db.system=h2 db.query.text='select ? from %s'"
        .formatted(from, to, table);
  }

  private TraceFacts add(TraceFacts facts) {
    orders.add(facts, IntStream.range(0, facts.callCount()).toArray());
    return facts;
  }

  @Test
  void callsThatAlwaysCameInOneOrderMayNeedEachOther() {
    TraceFacts facts = page("GET /a", query(1, 5, "x"), query(6, 9, "y"));
    assertThat(orders.areIndependent(facts, 0, 1)).as("never seen").isFalse();
    add(facts);
    add(page("GET /a", query(1, 5, "x"), query(50, 90, "y")));
    assertThat(orders.areIndependent(facts, 0, 1)).isFalse();
  }

  @Test
  void callsThatCameTheOtherWayRoundDoNotNeedEachOther() {
    TraceFacts facts = add(page("GET /a", query(1, 5, "x"), query(6, 9, "y")));
    TraceFacts swapped = add(page("GET /a", query(1, 5, "y"), query(6, 9, "x")));
    assertThat(orders.areIndependent(facts, 0, 1)).isTrue();
    assertThat(orders.areIndependent(swapped, 0, 1)).isTrue();
  }

  @Test
  void callsThatRanAtOnceDoNotNeedEachOtherButAMillisecondIsNoOverlap() {
    TraceFacts facts = add(page("GET /a", query(1, 7, "x"), query(6, 9, "y")));
    assertThat(orders.areIndependent(facts, 0, 1)).as("a millisecond").isFalse();
    add(page("GET /a", query(1, 7.000001, "x"), query(6, 9, "y")));
    assertThat(orders.areIndependent(facts, 0, 1)).isTrue();
  }

  @Test
  void callsOfOneKeyAreIndependentOnlyIfTheyRanAtOnce() {
    TraceFacts facts = add(page("GET /a", query(1, 5, "x"), query(6, 9, "x")));
    add(page("GET /a", query(20, 25, "x"), query(36, 39, "x")));
    assertThat(orders.areIndependent(facts, 0, 1)).isFalse();
    add(page("GET /a", query(1, 9, "x"), query(2, 9, "x")));
    assertThat(orders.areIndependent(facts, 0, 1)).isTrue();
  }

  @Test
  void whatOneOperationDoesSaysNothingOfAnother() {
    TraceFacts facts = add(page("GET /a", query(1, 5, "x"), query(6, 9, "y")));
    add(page("GET /b", query(1, 5, "y"), query(6, 9, "x")));
    assertThat(orders.areIndependent(facts, 0, 1)).isFalse();
  }

  @Test
  void pairsThatWereForgottenAreLearnedAgain() {
    TraceFacts facts = page("GET /a", query(1, 5, "x"), query(2, 9, "y"));
    add(facts);
    int others = 0;
    while (orders.forgotten() == 0) {
      String[] calls = new String[SeenOrders.MAX_CALLS];
      for (int i = 0; i < calls.length; i++) {
        calls[i] = query(10 * i + 1, 10 * i + 5, "t" + "abcdefghijkl".charAt(i));
      }
      String name = "GET /" + Integer.toString(others++, 26).replaceAll("[0-9]", "_$0");
      add(page(name, calls));
    }
    assertThat(others).isBetween(750, 760);
    assertThat(orders.areIndependent(facts, 0, 1)).as("forgotten").isFalse();
    add(facts);
    assertThat(orders.areIndependent(facts, 0, 1)).isTrue();
  }

  @Test
  void ordersAreThoseOfASetOfPairs() {
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      SeenOrders drawn = new SeenOrders();
      Map<String, Set<String>> seen = new HashMap<>();
      for (int trace = 0; trace < 120; trace++) {
        String name = "GET /" + "abcd".charAt(random.nextInt(4));
        List<String> calls = new ArrayList<>();
        List<String> tables = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(4); i++) {
          tables.add("tuvwxyz".substring(random.nextInt(7)).substring(0, 1));
          int length = random.nextInt(12) == 0 ? 15 : 8;
          ends.add(10 * i + length);
          calls.add(query(10 * i, 10 * i + length, tables.get(i)));
        }
        TraceFacts facts = page(name, calls.toArray(String[]::new));
        drawn.add(facts, IntStream.range(0, facts.callCount()).toArray());
        for (int i = 0; i < tables.size(); i++) {
          for (int j = i + 1; j < tables.size(); j++) {
            String one = tables.get(i);
            String other = tables.get(j);
            boolean together = ends.get(i) > 10 * j + 1;
            seen.computeIfAbsent(name + one + other, pair -> new HashSet<>())
                .add(together ? "together" : "before");
            seen.computeIfAbsent(name + other + one, pair -> new HashSet<>())
                .add(together ? "together" : one.equals(other) ? "before" : "after");
          }
        }
        for (int i = 0; i < tables.size(); i++) {
          for (int j = i + 1; j < tables.size(); j++) {
            String pair = name + tables.get(i) + tables.get(j);
            Set<String> ways = seen.getOrDefault(pair, Set.of());
            assertThat(drawn.areIndependent(facts, i, j))
                .as("seed %d: %s %s", seed, pair, ways)
                .isEqualTo(ways.contains("together") || ways.contains("after"));
          }
        }
      }
    }
  }
}
