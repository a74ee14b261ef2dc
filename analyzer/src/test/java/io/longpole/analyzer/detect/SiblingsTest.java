package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SiblingsTest {

  private static final String QUERY = " client db.system=h2 db.statement='select ? from %s'";

  @Test
  void rowsAreInTheOrderOfTheirFirstCall() {
    TraceFacts facts =
        DrawnFacts.of(
            "GET / 0-100 server @shop",
            "  a 0-90 internal",
            "    q 1-2" + QUERY.formatted("x"),
            "    q 7-8" + QUERY.formatted("y"),
            "  b 0-90 internal",
            "    q 3-4" + QUERY.formatted("x"),
            "    q 5-6" + QUERY.formatted("x"),
            "  other 9-10 internal @stock db.system=h2 db.statement='select ? from x'");
    Siblings siblings = Siblings.free(facts);
    assertThat(siblings.rows()).isEqualTo(2);
    assertThat(siblings.row(0)).containsExactly(0, 3);
    assertThat(siblings.row(1)).containsExactly(1, 2);
    assertThat(siblings.row(1, 1)).containsExactly(1);
  }

  @Test
  void rowsAreWhatAMapByParentHolds() {
    for (long seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      List<String> lines = new ArrayList<>(List.of("GET / 0-1000 server @shop"));
      for (int parent = 0; parent < 1 + random.nextInt(5); parent++) {
        lines.add("  part%d 0-990 internal".formatted(parent));
        for (int call = random.nextInt(6); call > 0; call--) {
          int start = random.nextInt(900);
          String table = random.nextBoolean() ? "x" : "y";
          lines.add("    q %d-%d".formatted(start, start + 5) + QUERY.formatted(table));
        }
      }
      TraceFacts facts = DrawnFacts.of(lines.toArray(String[]::new));
      Map<Integer, List<Integer>> byParent = new LinkedHashMap<>();
      for (int position = 0; position < facts.callCount(); position++) {
        if (random.nextInt(4) == 0) {
          facts.use(position);
        } else {
          int parent = facts.trace().parent(facts.node(position));
          byParent.computeIfAbsent(parent, key -> new ArrayList<>()).add(position);
        }
      }
      Siblings siblings = Siblings.free(facts);
      List<List<Integer>> rows = new ArrayList<>();
      for (int row = 0; row < siblings.rows(); row++) {
        List<Integer> positions = new ArrayList<>();
        for (int position : siblings.row(row)) {
          positions.add(position);
        }
        rows.add(positions);
        assertThat(siblings.count(row)).as("seed %d", seed).isEqualTo(positions.size());
      }
      assertThat(rows).as("seed %d", seed).isEqualTo(List.copyOf(byParent.values()));
    }
  }
}
