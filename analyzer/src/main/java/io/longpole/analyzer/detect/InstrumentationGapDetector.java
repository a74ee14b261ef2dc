package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Outcome;
import io.longpole.analyzer.detect.Clue.Account;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.SpanId;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code instrumentation-gap}: time and calls of which the spans tell nothing. */
final class InstrumentationGapDetector implements WindowDetector {

  private static final String NAME = "instrumentation-gap";

  private static final long MIN_STRETCH_NANOS = 100_000_000;
  private static final double MIN_STRETCH_SHARE = 0.5;
  private static final int ENOUGH_CALLS = 20;
  private static final double MISSING_SHARE = 0.2;
  private static final int MAX_EDGES = 10_000;

  /** How many calls of an edge show which halves. */
  private static final class Halves extends RecentMap.Value {
    private final Tally both = new Tally();
    private final Tally clientOnly = new Tally();
    private final Tally serverOnly = new Tally();

    private long around(long timeNanos) {
      return both.around(timeNanos) + clientOnly.around(timeNanos) + serverOnly.around(timeNanos);
    }
  }

  private final RecentMap<NameKey, Halves> edges = new RecentMap<>(MAX_EDGES, edge -> new Halves());

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "time and calls of which the spans tell nothing")
        .rule(
            "A long stretch of a span without a child, on the critical path; a parent that is missing; the"
                + " client's or server's half missing in many calls between services that otherwise send"
                + " both.")
        .limit("stretch", Words.duration(MIN_STRETCH_NANOS))
        .share("stretch, of the span", MIN_STRETCH_SHARE)
        .share("calls with a missing half", MISSING_SHARE)
        .limit("calls of an edge from which its share is known", ENOUGH_CALLS)
        .silent("calls and waits for connections, which have no children by nature")
        .severity("Info.")
        .example(
            "GET /page 0-300 server @web",
            "  q 0-20 client db.system=mysql db.query.text='SELECT 2'")
        .fix(
            "Add a span around what happens there, or look with a profiler; see that context is passed on.")
        .detail("gap", "`self-time`, `missing-parent`, `missing-client` or `missing-server`")
        .detail("gapNanos", "the stretch, else 0")
        .build();
  }

  @Override
  public void learn(TraceFacts facts) {
    for (int position : facts.notableCalls()) {
      Call call = facts.call(position);
      int server = Servers.first(facts, call.node());
      if (server >= 0) {
        edges.at(facts.served(position, server)).both.add(facts.startNanos(position));
      } else if (mayHaveServer(facts, call)) {
        edges.at(facts.site(position).pair()).clientOnly.add(facts.startNanos(position));
      }
    }
    for (int node = 0; node < facts.trace().size(); node++) {
      if (lacksClient(facts, node)) {
        edges
            .at(facts.pair(facts.service(facts.trace().parent(node)), facts.service(node)))
            .serverOnly
            .add(facts.trace().startNanos(node));
      }
    }
  }

  @Override
  public void learnQuiet(QuietRow calls) {
    if (calls.served() > 0) {
      edges.at(calls.site().pair()).both.add(calls.startNanos(0), calls.served());
    }
  }

  /** Whether a call was answered, so that somebody must have served it. */
  static boolean mayHaveServer(TraceFacts facts, Call call) {
    boolean remote = call.callClass() == CallClass.HTTP || call.callClass() == CallClass.RPC;
    return remote
        && call.partOf() < 0
        && call.outcome() == Outcome.OK
        && !servesParts(facts, call.node());
  }

  /** Whether the server hangs below a part of the call: with gRPC's own spans, an attempt. */
  private static boolean servesParts(TraceFacts facts, int node) {
    int first = facts.trace().firstChild(node);
    for (int i = 0; i < facts.trace().childCount(node); i++) {
      Call part = facts.calls().at(first + i);
      if (part != null && part.partOf() == node && Servers.first(facts, first + i) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean lacksClient(TraceFacts facts, int node) {
    int parent = facts.trace().parent(node);
    return parent >= 0
        && facts.calls().kind(node) == SpanKind.SERVER
        && facts.calls().kind(parent) != SpanKind.CLIENT
        && facts.calls().kind(parent) != SpanKind.PRODUCER
        && !facts.service(parent).equals(facts.service(node));
  }

  @Override
  public long forgotten() {
    return edges.evictions();
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    Trace trace = facts.trace();
    for (int node = 0; node < trace.size(); node++) {
      if (facts.path().exclusiveNanos(node) >= MIN_STRETCH_NANOS
          && facts.calls().at(node) == null
          && !PoolWaits.is(facts, node)) {
        stretch(facts, node, clues);
      }
      if (lacksClient(facts, node)) {
        int parent = trace.parent(node);
        NameKey edge = facts.pair(facts.service(parent), facts.service(node));
        half(facts, parent, edge, "client", clues);
      }
    }
    if (trace.counts().orphanSpans() > 0) {
      missingParents(facts, clues);
    }
    if (edges.size() > 0) {
      missingServers(facts, clues);
    }
  }

  private void missingServers(TraceFacts facts, Consumer<Clue> clues) {
    for (int position = 0; position < facts.callCount(); position++) {
      Call call = facts.call(position);
      if (mayHaveServer(facts, call) && Servers.first(facts, call.node()) == Servers.NONE) {
        half(facts, call.node(), facts.site(position).pair(), "server", clues);
      }
    }
  }

  private static void stretch(TraceFacts facts, int node, Consumer<Clue> clues) {
    long stretch = longestStretch(facts.trace(), node);
    if (stretch >= MIN_STRETCH_NANOS
        && stretch >= MIN_STRETCH_SHARE * facts.trace().durationNanos(node)) {
      clues.accept(clue(facts, node, "self-time", stretch, () -> silence(facts, node, stretch)));
    }
  }

  private static Advice silence(TraceFacts facts, int node, long stretch) {
    return new Advice(
        facts.service(node)
            + " "
            + facts.name(node)
            + " spends "
            + Words.duration(stretch)
            + " of which no span tells.",
        "Add a span around what " + facts.name(node) + " does there, or look with a profiler.");
  }

  /** The longest time in which a node has no child; its children are in order of start. */
  private static long longestStretch(Trace trace, int node) {
    long longest = 0;
    long covered = trace.startNanos(node);
    int first = trace.firstChild(node);
    for (int i = 0; i < trace.childCount(node); i++) {
      longest = Math.max(longest, trace.startNanos(first + i) - covered);
      covered = Math.max(covered, trace.endNanos(first + i));
    }
    return Math.max(longest, trace.endNanos(node) - covered);
  }

  private static void missingParents(TraceFacts facts, Consumer<Clue> clues) {
    for (int root = 0; root < facts.trace().rootCount(); root++) {
      if (facts.trace().span(root).parentSpanId() != SpanId.NONE) {
        int orphan = root;
        clues.accept(clue(facts, root, "missing-parent", 0, () -> unknownCaller(facts, orphan)));
      }
    }
  }

  private static Advice unknownCaller(TraceFacts facts, int root) {
    return new Advice(
        "The span that "
            + facts.service(root)
            + " "
            + facts.name(root)
            + " was called from is missing.",
        "See whether its service exports all spans, and whether a proxy or sampler on"
            + " the way drops them.");
  }

  private void half(TraceFacts facts, int node, NameKey edge, String half, Consumer<Clue> clues) {
    @Nullable Halves known = edges.find(edge);
    long time = facts.trace().startNanos(node);
    if (known == null || known.both.around(time) == 0) {
      return;
    }
    long all = known.around(time);
    long missing = (half.equals("server") ? known.clientOnly : known.serverOnly).around(time);
    if (all >= ENOUGH_CALLS && missing >= MISSING_SHARE * all) {
      clues.accept(
          clue(facts, node, "missing-" + half, 0, () -> lacking(edge, half, missing, all)));
    }
  }

  private static Advice lacking(NameKey edge, String half, long missing, long all) {
    return new Advice(
        missing
            + " of "
            + all
            + " calls from "
            + edge.first()
            + " to "
            + edge.second()
            + " lack the "
            + half
            + "'s span.",
        "See that trace context is passed on and that all instances of "
            + (half.equals("server") ? edge.second() : edge.first())
            + " export their spans.");
  }

  private static Clue clue(
      TraceFacts facts, int node, String gap, long nanos, Supplier<Advice> advice) {
    String service = facts.service(node);
    return new Clue(
        new Problem(NAME, service, facts.name(node), List.of(service, facts.template(node))),
        Gravity.ofTime(Severity.INFO),
        Remedy.NONE,
        new int[] {node},
        () -> new Account(advice.get(), details(gap, nanos)),
        nanos);
  }

  private static Map<String, Object> details(String gap, long nanos) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("gap", gap);
    details.put("gapNanos", nanos);
    details.put("thresholdNanos", MIN_STRETCH_NANOS);
    details.put("thresholdShare", gap.equals("self-time") ? MIN_STRETCH_SHARE : MISSING_SHARE);
    return details;
  }
}
