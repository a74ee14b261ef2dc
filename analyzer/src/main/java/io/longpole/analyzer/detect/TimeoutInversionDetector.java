package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Outcome;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.SpanKind;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code timeout-inversion}: a caller stops waiting before its callee can be done, be it by its
 * usual time or by the attempts that it makes itself.
 *
 * <p>Example: web waits 500 ms for reports, which tries stock three times for 200 ms each: it may
 * need 600 ms. Where stock has no limit of its own, what it waits for below counts in its place.
 */
final class TimeoutInversionDetector implements WindowDetector {

  private static final String NAME = "timeout-inversion";

  private static final int ENOUGH_ANSWERS = 100;
  private static final double SLOW_END = 0.99;
  private static final int MAX_EDGES = 10_000;
  private static final int MAX_INNER = 8;
  private static final int MAX_DEPTH = 8;

  /** What is known of an edge: durations that ended in a time-out, and the callee's own. */
  private static final class Known extends RecentMap.Value {
    private final TimeLimit limit = new TimeLimit();
    private final RecentDurations served = new RecentDurations();
    private final Map<NameKey, Integer> innerAttempts = new LinkedHashMap<>();
  }

  private final RecentMap<NameKey, Known> edges = new RecentMap<>(MAX_EDGES, edge -> new Known());

  /** Calls within others that timed out on an edge that is not among those that are kept. */
  private long passedOver;

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "a caller that stops waiting before its callee can be done")
        .rule(
            "The limit is the densest cluster (±2 %, five or more) of timed-out durations. It is shorter"
                + " than the p99 of the callee's server spans, or than what the callee may itself wait for:"
                + " attempts times the limit of its own calls.")
        .limit("answers from which the p99 is known", ENOUGH_ANSWERS)
        .limit("time-outs that show a limit", TimeLimit.ENOUGH)
        .silent("limits that are the same but for measuring")
        .severity("Warning.")
        .exampleInWords(
            "Web waits 500 ms for reports, which tries stock three times for 200 ms each.")
        .fix(
            "Pass the deadline on and check it before working; each limit must exceed the callee's"
                + " attempts.")
        .detail("caller", "who gives up")
        .detail("callee", "who is called")
        .detail("call", "what is called")
        .detail("limitNanos", "how long the caller waits")
        .detail("neededNanos", "how long the callee may take")
        .build();
  }

  @Override
  public void learn(TraceFacts facts) {
    boolean any = false;
    for (int position : facts.notableCalls()) {
      Call call = facts.call(position);
      if (facts.calls().kind(call.node()) != SpanKind.CLIENT) {
        continue;
      }
      int server = Servers.first(facts, call.node());
      boolean timedOut = call.partOf() < 0 && call.outcome() == Outcome.TIMEOUT;
      any |= timedOut;
      if (server < 0 && !timedOut) {
        continue;
      }
      Known known = edges.at(edge(facts, facts.whole(call)));
      if (server >= 0) {
        known.served.add(
            facts.recentNanos(facts.startNanos(position)), facts.trace().durationNanos(server));
      }
      if (timedOut) {
        known.limit.add(facts.durationNanos(position));
      }
    }
    if (any) {
      learnInner(facts);
    }
  }

  @Override
  public void learnQuiet(QuietRow calls) {
    if (calls.served() > 0) {
      DurationSketch served = edges.at(calls.site().edge()).served.at(calls.recentNanos());
      for (int call = 0; call < calls.size(); call++) {
        if (calls.isServed(call)) {
          served.addBucket(calls.servedBucket(call), 1);
        }
      }
    }
  }

  /** Calls that timed out while another call waited for their caller, with their attempts. */
  private void learnInner(TraceFacts facts) {
    Map<Integer, Integer> attempts = new HashMap<>();
    for (AttemptGroup group : facts.attempts().groups()) {
      for (int node : group.nodes()) {
        attempts.put(node, group.attempts());
      }
    }
    for (int position = 0; position < facts.callCount(); position++) {
      Call call = facts.call(position);
      Call above = call.outcome() == Outcome.TIMEOUT ? waiting(facts, call) : null;
      if (above != null) {
        Map<NameKey, Integer> inner = edges.at(edge(facts, above)).innerAttempts;
        NameKey edge = edge(facts, facts.whole(call));
        if (inner.size() < MAX_INNER || inner.containsKey(edge)) {
          inner.merge(edge, attempts.getOrDefault(call.node(), 1), Math::max);
        } else {
          passedOver++;
        }
      }
    }
  }

  /** The nearest call that waits for a call's service; nobody waits for who takes a message. */
  private static @Nullable Call waiting(TraceFacts facts, Call call) {
    int outer = facts.trace().parent(facts.whole(call).node());
    while (outer >= 0 && facts.calls().kind(outer) != SpanKind.CONSUMER) {
      Call above = facts.calls().at(outer);
      if (above != null && above.partOf() < 0 && facts.calls().kind(outer) == SpanKind.CLIENT) {
        return above;
      }
      outer = facts.trace().parent(outer);
    }
    return null;
  }

  /** How long the calls may take that a callee makes itself, each with all its attempts. */
  private long neededBelow(Known known, int depth) {
    long most = 0;
    for (Map.Entry<NameKey, Integer> inner : known.innerAttempts.entrySet()) {
      Known below = edges.find(inner.getKey());
      if (below != null) {
        long limit = below.limit.nanos();
        long one = limit > 0 || depth == MAX_DEPTH ? limit : neededBelow(below, depth + 1);
        most = Math.max(most, inner.getValue() * one);
      }
    }
    return most;
  }

  @Override
  public void settle() {
    edges.forEach(known -> known.limit.settle());
  }

  private static NameKey edge(TraceFacts facts, Call call) {
    return facts.site(call).edge();
  }

  @Override
  public long forgotten() {
    return edges.evictions() + passedOver;
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    if (facts.allEndWell()) {
      return;
    }
    for (int position = 0; position < facts.callCount(); position++) {
      Call call = facts.call(position);
      if (call.outcome() != Outcome.TIMEOUT || call.partOf() >= 0) {
        continue;
      }
      NameKey edge = edge(facts, call);
      Known known = edges.find(edge);
      long limit = known == null ? 0 : known.limit.nanos();
      if (known == null || limit == 0 || !TimeLimit.isAt(limit, facts.durationNanos(position))) {
        continue;
      }
      long slowEnd = known.served.quantile(SLOW_END);
      if (known.served.total() >= ENOUGH_ANSWERS && limit < slowEnd) {
        clues.accept(clue(facts, call, edge, limit, slowEnd));
      } else {
        long needed = neededBelow(known, 1);
        if (TimeLimit.isBelow(limit, needed)) {
          clues.accept(clue(facts, call, edge, limit, needed));
        }
      }
    }
  }

  private static Clue clue(TraceFacts facts, Call call, NameKey edge, long limit, long needed) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("caller", edge.first());
    details.put("callee", edge.second());
    details.put("call", edge.third());
    details.put("limitNanos", limit);
    details.put("neededNanos", needed);
    int server = Servers.first(facts, call.node());
    return new Clue(
        new Problem(
            NAME,
            edge.first(),
            facts.name(facts.entry(call.node())),
            List.of(edge.first(), edge.second(), edge.third())),
        Gravity.ofLoad(Severity.WARNING),
        Remedy.NONE,
        server < 0 ? new int[] {call.node()} : new int[] {call.node(), server},
        new Advice(
            edge.first()
                + " waits "
                + Words.duration(limit)
                + " for "
                + Words.call(edge.third())
                + ", which may take "
                + Words.duration(needed)
                + ".",
            "Pass the deadline on and check it before working; each limit must exceed the"
                + " callee's attempts."),
        details,
        limit);
  }
}
