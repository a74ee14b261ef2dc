package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Calls;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Grouping against an obvious search with lists and texts. */
class LoopsTest {

  private static final int MINIMUM = 3;

  @Test
  void sameAsAnObviousSearch() {
    long seed = 2027;
    Random random = new Random(seed);
    int groups = 0;
    for (int round = 0; round < 300; round++) {
      Trace trace = TraceFixture.trace(randomForest(random).toArray(String[]::new));
      Set<String> found = fast(trace);
      groups += found.size();
      assertThat(found).as("seed %d, round %d", seed, round).isEqualTo(slow(trace));
    }
    assertThat(groups).isGreaterThan(300);
  }

  /** A random tree of services, served requests, methods and queries. */
  private static List<String> randomForest(Random random) {
    List<String> lines = new ArrayList<>();
    lines.add("root 0-1000 server @a");
    int depth = 0;
    for (int i = 0; i < 60; i++) {
      depth = 1 + random.nextInt(Math.min(depth + 1, 5));
      String indent = "  ".repeat(depth);
      int start = 10 * i;
      String line =
          switch (random.nextInt(8)) {
            case 0 -> "method %d-%d internal";
            case 1 -> "other %d-%d internal";
            case 2 -> "GET /x %d-%d server";
            case 3 -> "foreign %d-%d internal @b";
            case 4 -> "SELECT y %d-%d client db.system=h2 db.statement='select ? from y'";
            default -> "SELECT x %d-%d client db.system=h2 db.statement='select ? from x'";
          };
      lines.add(indent + line.formatted(start, start + 5));
    }
    return lines;
  }

  private static Set<String> fast(Trace trace) {
    TraceFacts facts = DrawnFacts.of(trace);
    Set<String> found = new TreeSet<>();
    for (CallGroup group : Loops.of(facts, MINIMUM)) {
      found.add(group.anchor() + " " + Arrays.toString(facts.nodes(group)));
    }
    return found;
  }

  private static Set<String> slow(Trace trace) {
    Calls calls = Calls.of(trace);
    Set<String> found = new TreeSet<>();
    Set<Integer> grouped = new HashSet<>();
    for (int level = 1; level <= 3; level++) {
      Map<String, List<Integer>> byWay = new LinkedHashMap<>();
      for (Call call : calls.all()) {
        List<Integer> up = ancestors(trace, call.node());
        if (grouped.contains(call.node()) || up.size() < level) {
          continue;
        }
        StringBuilder way = new StringBuilder().append(up.get(level - 1)).append(' ');
        for (int i = 0; i < level - 1; i++) {
          way.append(trace.span(up.get(i)).name()).append(trace.span(up.get(i)).kind());
        }
        byWay.computeIfAbsent(way + call.key(), unseen -> new ArrayList<>()).add(call.node());
      }
      for (Map.Entry<String, List<Integer>> entry : byWay.entrySet()) {
        if (entry.getValue().size() >= MINIMUM) {
          String anchor = entry.getKey().substring(0, entry.getKey().indexOf(' '));
          found.add(anchor + " " + entry.getValue());
          grouped.addAll(entry.getValue());
        }
      }
    }
    return found;
  }

  /** Of the same service, up to the served request. */
  private static List<Integer> ancestors(Trace trace, int node) {
    List<Integer> up = new ArrayList<>();
    for (int at = trace.parent(node); at >= 0; at = trace.parent(at)) {
      if (!trace.span(at).service().equals(trace.span(node).service())) {
        break;
      }
      up.add(at);
      if (trace.span(at).kind() == SpanKind.SERVER) {
        break;
      }
    }
    return up;
  }
}
