package io.longpole.analyzer.detect;

import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.path.PathAnalysis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * {@code serial-calls}: calls wait for each other that could run at the same time. Calls of which
 * that is only possible are left to later detectors too, which may be certain.
 */
final class SerialCallsDetector implements WindowDetector {

  private static final String NAME = "serial-calls";

  private static final int MIN_CALLS = 3;
  private static final int MIN_KEYS = 2;
  private static final int PAIR = 2;
  private static final long MIN_SAVING_NANOS = 100_000_000;
  private static final double MIN_SAVING_SHARE = 0.1;
  private static final int MAX_SHOWN = 20;
  private static final int[] NO_CALLS = {};

  private final SeenOrders orders = new SeenOrders();

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(
            NAME, "calls that wait for each other, though nothing says that they must")
        .rule(
            "Of one parent's calls on the critical path, the row with most time in calls that do not"
                + " overlap. It is cut at pauses (5 ms and 5 % of it) and before a read of what an earlier"
                + " call wrote. Proven when other traces show each pair at once or in the other order.")
        .limit("calls", MIN_CALLS)
        .limit("different keys", MIN_KEYS)
        .limit("saving", Words.duration(MIN_SAVING_NANOS))
        .share("saving, of the trace", MIN_SAVING_SHARE)
        .silent("queries of one transaction")
        .silent("calls that another finding explains")
        .severity("Info; a warning if proven.")
        .example(
            "GET /page 0-400 server @web",
            "  GET 0-100 client http.request.method=GET url.full=http://prices/p",
            "  GET 101-200 client http.request.method=GET url.full=http://stock/s",
            "  GET 201-300 client http.request.method=GET url.full=http://reviews/r")
        .fix("Start them together, with a limit, and join once.")
        .detail("count", "calls in the row")
        .detail("savingNanos", "what side by side would take less")
        .detail("independence", "`possible` or `proven`")
        .detail("calls", "the calls, in order")
        .build();
  }

  @Override
  public void learn(TraceFacts facts) {
    if (facts.callCount() < PAIR) {
      return;
    }
    Siblings siblings = Siblings.free(facts);
    for (int row = 0; row < siblings.rows(); row++) {
      if (siblings.count(row) >= PAIR) {
        orders.add(facts, siblings.row(row, SeenOrders.MAX_CALLS));
      }
    }
  }

  @Override
  public long forgotten() {
    return orders.forgotten();
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    if (facts.callCount() < MIN_CALLS || longestRoot(facts) < MIN_SAVING_NANOS) {
      return;
    }
    Siblings siblings = Siblings.free(facts);
    PathAnalysis alone = null;
    for (int row = 0; row < siblings.rows(); row++) {
      int[] calls = siblings.count(row) >= MIN_CALLS ? siblings.row(row) : NO_CALLS;
      if (savingNanos(facts, calls) >= MIN_SAVING_NANOS) {
        // The orders that prove a row also take it off the path that other traces tell of.
        alone = alone == null ? facts.path().alone() : alone;
        int[] waitedFor = onPath(facts, calls, alone);
        int[] best = bestRow(facts, SerialChain.of(facts, waitedFor));
        if (best.length > 0) {
          CallGroup group = new CallGroup(facts.trace().parent(facts.node(best[0])), best);
          boolean proven = isProven(facts, best);
          if (proven) {
            facts.use(group);
          }
          clues.accept(clue(facts, group, proven));
        }
      }
    }
  }

  private static long longestRoot(TraceFacts facts) {
    long longest = 0;
    for (int root = 0; root < facts.trace().rootCount(); root++) {
      longest = Math.max(longest, facts.trace().durationNanos(root));
    }
    return longest;
  }

  private static int[] onPath(TraceFacts facts, int[] positions, PathAnalysis path) {
    return Arrays.stream(positions)
        .filter(position -> path.inclusiveNanos(facts.node(position)) > 0)
        .toArray();
  }

  private static int[] bestRow(TraceFacts facts, List<int[]> rows) {
    int[] best = new int[0];
    for (int[] row : rows) {
      long saving = savingNanos(facts, row);
      long root = facts.trace().durationNanos(facts.root(facts.node(row[0])));
      if (row.length >= MIN_CALLS
          && distinctKeys(facts, row) >= MIN_KEYS
          && saving >= MIN_SAVING_NANOS
          && saving >= MIN_SAVING_SHARE * root
          && saving > savingNanos(facts, best)) {
        best = row;
      }
    }
    return best;
  }

  /** What remains of a row is its longest call. */
  private static long savingNanos(TraceFacts facts, int[] row) {
    long longest = 0;
    long sum = 0;
    for (int position : row) {
      longest = Math.max(longest, facts.durationNanos(position));
      sum += facts.durationNanos(position);
    }
    return sum - longest;
  }

  private static long distinctKeys(TraceFacts facts, int[] positions) {
    return Arrays.stream(positions).map(facts::key).distinct().count();
  }

  private boolean isProven(TraceFacts facts, int[] row) {
    for (int i = 0; i < row.length && row.length <= SeenOrders.MAX_CALLS; i++) {
      for (int j = i + 1; j < row.length; j++) {
        if (!orders.areIndependent(facts, row[i], row[j])) {
          return false;
        }
      }
    }
    return row.length <= SeenOrders.MAX_CALLS;
  }

  private static Clue clue(TraceFacts facts, CallGroup row, boolean proven) {
    String service = facts.service(row.anchor());
    String anchor = facts.name(row.anchor());
    long saving = savingNanos(facts, row.positions());
    List<String> calls = new ArrayList<>();
    for (int position : row.positions()) {
      if (calls.size() < MAX_SHOWN) {
        calls.add(facts.call(position).label());
      }
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("count", (long) row.positions().length);
    details.put("savingNanos", saving);
    details.put("independence", proven ? "proven" : "possible");
    details.put("calls", calls);
    details.put("thresholdNanos", MIN_SAVING_NANOS);
    details.put("thresholdShare", MIN_SAVING_SHARE);
    List<String> parts = new ArrayList<>(List.of(service, facts.template(row.anchor())));
    Arrays.stream(row.positions())
        .mapToObj(position -> facts.call(position).fingerprintKey())
        .distinct()
        .sorted()
        .forEach(parts::add);
    return new Clue(
        new Problem(NAME, service, anchor, parts),
        Gravity.ofTime(proven ? Severity.WARNING : Severity.INFO),
        Remedy.parallelise(facts.nodes(row)),
        facts.nodes(row),
        advice(service, anchor, row, calls, saving, proven),
        details,
        saving);
  }

  private static Advice advice(
      String service,
      String anchor,
      CallGroup row,
      List<String> calls,
      long saving,
      boolean proven) {
    String names = String.join(", ", calls.stream().distinct().limit(3).map(Words::call).toList());
    return new Advice(
        service
            + " "
            + anchor
            + " makes "
            + row.positions().length
            + " calls one after the other ("
            + names
            + (calls.stream().distinct().count() > 3 ? ", …" : "")
            + "); side by side they would take "
            + Words.duration(saving)
            + " less.",
        (proven
                ? "These do not need each other's results: "
                : "If these do not need each other's results: ")
            + "start them together, with a limit, and join once.");
  }
}
