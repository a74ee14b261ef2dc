package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Outcome;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.SpanKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * {@code timeout-inversion}: a caller stops waiting before its callee can be done, be it by its
 * usual time or by the attempts that it makes itself.
 */
final class TimeoutInversionDetector implements WindowDetector {

  private static final String NAME = "timeout-inversion";

  private static final int ENOUGH_ANSWERS = 100;
  private static final double SLOW_END = 0.99;
  private static final int MAX_EDGES = 10_000;

  private record Edge(String caller, String callee, String call) {}

  /** What is known of an edge: durations that ended in a time-out, and the callee's own. */
  private static final class Known {
    private final TimeLimit limit = new TimeLimit();
    private final RecentDurations served = new RecentDurations();
    private long innerLimitNanos;
    private int innerAttempts;
  }

  private final RecentMap<Edge, Known> edges = new RecentMap<>(MAX_EDGES, edge -> new Known());

  @Override
  public void learn(TraceFacts facts) {
    for (int position = 0; position < facts.callCount(); position++) {
      Call call = facts.call(position);
      if (facts.calls().kind(call.node()) != SpanKind.CLIENT || call.partOf() >= 0) {
        continue;
      }
      int server = Servers.first(facts, call.node());
      boolean timedOut = call.outcome() == Outcome.TIMEOUT;
      if (server < 0 && !timedOut) {
        continue;
      }
      Known known = edges.at(edge(facts, call));
      if (server >= 0) {
        known.served.add(facts.startNanos(position), facts.trace().durationNanos(server));
      }
      if (timedOut) {
        known.limit.add(facts.durationNanos(position));
      }
    }
    learnAttempts(facts);
  }

  /** Attempts that timed out below a call that timed out too. */
  private void learnAttempts(TraceFacts facts) {
    for (AttemptGroup group : facts.attempts().groups()) {
      int outer = facts.trace().parent(group.nodes()[0]);
      while (outer >= 0 && facts.calls().at(outer) == null) {
        outer = facts.trace().parent(outer);
      }
      Call above = outer < 0 ? null : facts.calls().at(outer);
      Known inner = edges.find(edge(facts, group.call()));
      if (above != null && above.outcome() == Outcome.TIMEOUT && inner != null) {
        Known known = edges.at(edge(facts, above));
        known.innerAttempts = Math.max(known.innerAttempts, group.attempts());
        known.innerLimitNanos = inner.limit.nanos();
      }
    }
  }

  private static Edge edge(TraceFacts facts, Call call) {
    return new Edge(facts.service(call.node()), call.target(), call.label());
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    for (int position = 0; position < facts.callCount(); position++) {
      Call call = facts.call(position);
      if (call.outcome() != Outcome.TIMEOUT || call.partOf() >= 0) {
        continue;
      }
      Edge edge = edge(facts, call);
      Known known = edges.find(edge);
      long limit = known == null ? 0 : known.limit.nanos();
      if (known == null || limit == 0 || !TimeLimit.isAt(limit, facts.durationNanos(position))) {
        continue;
      }
      long slowEnd = known.served.quantile(SLOW_END);
      if (known.served.total() >= ENOUGH_ANSWERS && limit < slowEnd) {
        clues.accept(clue(facts, call, edge, limit, slowEnd));
      } else if (limit < known.innerAttempts * known.innerLimitNanos) {
        clues.accept(clue(facts, call, edge, limit, known.innerAttempts * known.innerLimitNanos));
      }
    }
  }

  private static Clue clue(TraceFacts facts, Call call, Edge edge, long limit, long needed) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("caller", edge.caller);
    details.put("callee", edge.callee);
    details.put("call", edge.call);
    details.put("limitNanos", limit);
    details.put("neededNanos", needed);
    int server = Servers.first(facts, call.node());
    return new Clue(
        new Problem(
            NAME,
            edge.caller,
            facts.name(facts.entry(call.node())),
            List.of(edge.caller, edge.callee, edge.call)),
        Gravity.ofLoad(Severity.WARNING),
        Remedy.NONE,
        server < 0 ? new int[] {call.node()} : new int[] {call.node(), server},
        new Advice(
            edge.caller
                + " waits "
                + Words.duration(limit)
                + " for "
                + Words.call(edge.call)
                + ", which may take "
                + Words.duration(needed)
                + ".",
            "Pass the deadline on and check it before working; each limit must exceed the"
                + " callee's attempts."),
        details,
        limit);
  }
}
