package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Outcome;
import io.longpole.analyzer.detect.Clue.Account;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.SpanKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code network-gap}: time that a call spent in neither its caller nor its callee. One or two
 * stray calls among many of an edge, such as the first that opens the connection, are an info.
 */
final class NetworkGapDetector implements WindowDetector {

  private static final String NAME = "network-gap";

  private static final long MIN_GAP_NANOS = 20_000_000;
  private static final double MIN_SHARE = 0.3;
  private static final int TAIL_FACTOR = 3;
  private static final int ENOUGH_FOR_TAIL = 200;
  private static final int ENOUGH_FOR_TYPICAL = 5;
  private static final double CORRELATED = 0.6;
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int OFTEN = 3;
  private static final double OFTEN_SHARE = 0.05;
  private static final int MAX_EDGES = 10_000;

  /** Gaps too short to be felt by anybody are no finding, however rare. */
  private static final long LEAST_FELT_NANOS = CallTable.LEAST_FELT_NANOS;

  /** What is known of the calls between two services. */
  private static final class Known extends RecentMap.Value {
    private final RecentDurations gaps = new RecentDurations();
    private final EdgeLoad load = new EdgeLoad();
    private final Tally all = new Tally();
    private final Tally large = new Tally();

    /** Whether what was seen of the edge then is a stray call among many that have no gap. */
    private boolean isStray(long timeNanos) {
      long count = large.around(timeNanos);
      return count < OFTEN && count < OFTEN_SHARE * all.around(timeNanos);
    }
  }

  private final RecentMap<NameKey, Known> edges = new RecentMap<>(MAX_EDGES, edge -> new Known());

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "time that a call spent in neither its caller nor its callee")
        .rule(
            "Client span less the union of its server spans, which no clock skew can falsify: large by"
                + " itself, or far above what the edge usually has. The cause is `queueing` if the gaps"
                + " grow with the calls at once; the caller is suspect if its calls to most services of"
                + " the trace have such gaps.")
        .limit("gap", Words.duration(MIN_GAP_NANOS))
        .share("gap, of the client span", MIN_SHARE)
        .limit("or times the p95 of the edge", TAIL_FACTOR)
        .limit("calls of the edge from which its p95 is known", ENOUGH_FOR_TAIL)
        .limit("correlation that means queueing", Double.toString(CORRELATED))
        .limit("calls from which the correlation is known", EdgeLoad.ENOUGH)
        .limit("services with gaps that make their caller suspect", CallerGaps.MIN_CALLEES)
        .share("of the services that it calls", CallerGaps.MIN_SHARE)
        .limit("gaps shorter than this are never told", Words.duration(LEAST_FELT_NANOS))
        .silent("calls that timed out, were cancelled or sent again; web sockets")
        .silent("calls with several server spans")
        .severity("Warning; one or two stray calls among many of an edge are an info.")
        .example(
            "GET / 0-100 server @web",
            "  GET 0-90 client http.request.method=GET",
            "    GET /items 50-88 server @stock")
        .fix("Look at connection set-up, proxy, zone, the queue in front of the server.")
        .detail("caller", "who calls")
        .detail("callee", "who is called")
        .detail("gapNanos", "time in neither")
        .detail("clientNanos", "time of the client span")
        .detail("cause", "`network` or `queueing`")
        .detail("typicalGapNanos", "the median of the edge, where it is known")
        .detail("gappedCallees", "services with such gaps, where their caller is suspect")
        .build();
  }

  @Override
  public void learn(TraceFacts facts) {
    for (int position : facts.notableCalls()) {
      long gap = gapNanos(facts, position);
      if (gap >= 0) {
        Known known = edges.at(edge(facts, position));
        long start = facts.startNanos(position);
        if (isLarge(facts, position, gap)) {
          known.large.add(start);
        }
        known.all.add(start);
        known.gaps.add(facts.recentNanos(start), gap);
        known.load.add(start, facts.endNanos(position), gap);
      }
    }
  }

  @Override
  public void learnQuiet(QuietRow calls) {
    if (calls.served() > 0) {
      Known known = edges.at(calls.site().pair());
      DurationSketch gaps = known.gaps.at(calls.recentNanos());
      known.all.add(calls.startNanos(0), calls.served());
      for (int call = 0; call < calls.size(); call++) {
        if (calls.isServed(call)) {
          gaps.addBucket(calls.gapBucket(call), 1);
          known.load.add(
              calls.startNanos(call),
              calls.startNanos(call) + DurationSketch.middle(calls.durationBucket(call)),
              DurationSketch.middle(calls.gapBucket(call)));
        }
      }
    }
  }

  @Override
  public void settle() {
    edges.forEach(known -> known.load.settle());
  }

  private static NameKey edge(TraceFacts facts, int position) {
    return facts.served(position, Servers.first(facts, facts.node(position)));
  }

  /** The gap of a call that was answered, −1 where it has none that means anything. */
  static long gapNanos(TraceFacts facts, int position) {
    Call call = facts.call(position);
    int node = call.node();
    boolean simple =
        facts.trace().childCount(node) > 0
            && facts.calls().kind(node) == SpanKind.CLIENT
            && call.outcome() != Outcome.TIMEOUT
            && call.outcome() != Outcome.CANCELLED
            && call.attempt().resends() == 0
            && call.httpStatus() != SWITCHING_PROTOCOLS
            && Servers.count(facts, node) == 1;
    return simple
        ? Math.max(0, facts.trace().durationNanos(node) - Servers.unionNanos(facts, node))
        : -1;
  }

  @Override
  public long forgotten() {
    return edges.evictions();
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    CallerGaps callers = null;
    for (int position : facts.feltCalls()) {
      long gap = gapNanos(facts, position);
      if (gap >= LEAST_FELT_NANOS) {
        Known known = edges.find(edge(facts, position));
        if (isLarge(facts, position, gap) || isInTail(known, gap)) {
          callers = callers == null ? new CallerGaps(facts) : callers;
          clues.accept(clue(facts, position, gap, known, callers));
        }
      }
    }
  }

  /** Whether a gap is large by itself. */
  static boolean isLarge(TraceFacts facts, int position, long gap) {
    return gap >= MIN_GAP_NANOS && gap >= MIN_SHARE * facts.durationNanos(position);
  }

  private static boolean isInTail(@Nullable Known known, long gap) {
    return known != null
        && known.gaps.total() >= ENOUGH_FOR_TAIL
        && gap > TAIL_FACTOR * known.gaps.quantile(0.95);
  }

  private static Clue clue(
      TraceFacts facts, int position, long gap, @Nullable Known known, CallerGaps callers) {
    int node = facts.node(position);
    int server = Servers.first(facts, node);
    NameKey edge = edge(facts, position);
    boolean isStray = known != null && known.isStray(facts.startNanos(position));
    double typical =
        known != null && known.gaps.total() >= ENOUGH_FOR_TYPICAL
            ? Remedy.shareOf(known.gaps.quantile(0.5), gap)
            : 1;
    return new Clue(
        new Problem(NAME, edge.second(), facts.name(server), List.of(edge.first(), edge.second())),
        Gravity.ofTime(isStray ? Severity.INFO : Severity.WARNING),
        Remedy.scale(typical, 0, node),
        new int[] {node, server},
        () -> account(edge, gap, facts.durationNanos(position), known, callers),
        gap);
  }

  private static Account account(
      NameKey edge, long gap, long clientNanos, @Nullable Known known, CallerGaps callers) {
    int gappedCallees = callers.calleesOfSuspect(edge.first());
    boolean queueing = known != null && known.load.correlation() >= CORRELATED;
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("caller", edge.first());
    details.put("callee", edge.second());
    details.put("gapNanos", gap);
    details.put("clientNanos", clientNanos);
    details.put("cause", queueing ? "queueing" : "network");
    if (known != null && known.gaps.total() >= ENOUGH_FOR_TYPICAL) {
      details.put("typicalGapNanos", known.gaps.quantile(0.5));
    }
    if (gappedCallees > 0) {
      details.put("gappedCallees", (long) gappedCallees);
    }
    details.put("thresholdNanos", MIN_GAP_NANOS);
    details.put("thresholdShare", MIN_SHARE);
    Advice advice =
        gappedCallees > 0 ? ofCaller(edge, gap, gappedCallees) : ofEdge(edge, gap, queueing);
    return new Account(advice, details);
  }

  /** One service's calls have gaps whomever they are for. */
  private static Advice ofCaller(NameKey edge, long gap, int callees) {
    return new Advice(
        "Between "
            + edge.first()
            + " and "
            + edge.second()
            + " "
            + Words.duration(gap)
            + " pass that neither of them works, and so it is with "
            + (callees - 1)
            + " other services that "
            + edge.first()
            + " calls.",
        "Look at "
            + edge.first()
            + " first: too little processor time, garbage collection, no free thread or connection"
            + " delay its calls, whomever they are for.");
  }

  private static Advice ofEdge(NameKey edge, long gap, boolean queueing) {
    String between = "Between " + edge.first() + " and " + edge.second();
    return new Advice(
        between
            + " "
            + Words.duration(gap)
            + " pass that neither of them works"
            + (queueing ? "; the more calls at once, the longer." : "."),
        queueing
            ? between
                + ": requests queue in front of the server or for a connection; more workers or"
                + " fewer calls at once."
            : between + ": look at connection set-up, proxy, zone, queue in front of the server.");
  }
}
