package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Outcome;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code retry-storm}: so many calls are repeated that the repeats are the load; metastable when
 * only they keep it up.
 */
final class RetryStormDetector implements WindowDetector {

  private static final String NAME = "retry-storm";

  private static final int MAX_EDGES = 10_000;

  private final RecentMap<NameKey, RetryEdge> edges =
      new RecentMap<>(MAX_EDGES, edge -> new RetryEdge());

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "so many repeats that they are the load")
        .rule(
            "For each caller, callee and operation, in windows of a minute every 10 s: first attempts F"
                + " and repeats R. A high ratio is a storm when there are many first attempts, clearly"
                + " more attempts than before, a part of them failing, in two windows running. It is"
                + " metastable when over three windows F is as usual (±10 %) but at most half of the usual"
                + " successes are left, and failures are no quicker than calls usually are: then only the"
                + " retries keep it up.")
        .share("R/F above which it is high", RetryEdge.HIGH_RATIO)
        .limit("repeats in the window", RetryEdge.HIGH_REPEATS)
        .limit("first attempts of a storm", RetryEdge.STORM_FIRSTS)
        .limit("attempts of a storm, times the usual", Double.toString(RetryEdge.STORM_LOAD))
        .share("attempts of a storm that fail", RetryEdge.STORM_FAILED)
        .share("R/F above which a storm is critical", RetryEdge.CRITICAL_RATIO)
        .limit("repeats of a critical storm", RetryEdge.CRITICAL_REPEATS)
        .silent("hedges and transparent retries")
        .silent("traces kept for being slow or failing: shares among them mean nothing")
        .severity(
            "Info for a high ratio; a storm is a warning; critical above its limits or metastable.")
        .exampleInWords(
            "100 requests a minute of which 3 % are repeated; then all fail and are tried"
                + " three times: F = 100, R = 200.")
        .fix(
            RetryDetector.suggestion("the callee")
                + " To leave a metastable state cut load; longer time limits feed it.")
        .detail("caller", "who retries")
        .detail("callee", "who is called")
        .detail("call", "what is called")
        .detail("retryRatio", "the highest R/F of a window")
        .detail("windowStartNanos", "begin of the stretch, since the epoch, as a text")
        .detail("windowEndNanos", "its end")
        .detail("storm", "whether it is one, else only the ratio is high")
        .detail("metastable", "whether only the retries keep it up")
        .detail("jitter", "`none` if the pauses before repeats are all alike")
        .build();
  }

  @Override
  public void learnQuiet(QuietRow calls) {
    edges.at(calls.site().edge()).addQuiet(calls);
  }

  @Override
  public void learn(TraceFacts facts) {
    if (facts.notableCalls().length == 0) {
      return;
    }
    Map<Integer, AttemptGroup> groups = new HashMap<>();
    Set<Integer> members = new HashSet<>();
    for (AttemptGroup group : facts.attempts().groups()) {
      groups.put(group.call().node(), group);
      for (int node : group.nodes()) {
        members.add(node);
      }
    }
    for (Hedge hedge : facts.attempts().hedges()) {
      for (int node : hedge.nodes()) {
        members.add(node);
      }
    }
    for (int position : facts.notableCalls()) {
      Call call = facts.call(position);
      if (facts.key(position) == TraceFacts.NO_KEY || call.partOf() >= 0) {
        continue;
      }
      AttemptGroup group = groups.get(call.node());
      if (group != null) {
        learnGroup(facts, call, group);
      } else if (!members.contains(call.node())) {
        learnSingle(facts, position);
      }
    }
  }

  private void learnGroup(TraceFacts facts, Call call, AttemptGroup group) {
    RetryEdge known = edges.at(edge(facts, call));
    int last = group.succeeded() ? 1 : 0;
    known.add(
        new RetryEdge.Attempted(
            facts.trace().startNanos(group.nodes()[0]),
            group.attempts() - 1,
            group.attempts() - last,
            group.succeeded()));
    for (int i = 0; i < group.nodes().length; i++) {
      int node = group.nodes()[i];
      boolean failed = !group.succeeded() || i < group.nodes().length - 1;
      known.addDuration(facts.trace().startNanos(node), facts.trace().durationNanos(node), failed);
    }
    known.pauses().add(facts, group);
    if (facts.isLive()) {
      long start = facts.trace().startNanos(group.nodes()[0]);
      RetryEdge.Episode now = known.at(start, true);
      if (now == null) {
        known.calm().add(facts.trace().id(), start);
      } else {
        facts.lookAgain(NAME, known.calm(), now.fromNanos());
      }
    }
  }

  private void learnSingle(TraceFacts facts, int position) {
    Call call = facts.call(position);
    boolean succeeded = call.outcome() == Outcome.OK;
    boolean failed = call.outcome().isFailure();
    long start = facts.startNanos(position);
    RetryEdge known = edges.at(facts.site(position).edge());
    known.addSingle(start, facts.durationNanos(position), succeeded, failed);
  }

  private static NameKey edge(TraceFacts facts, Call call) {
    return facts.site(call).edge();
  }

  @Override
  public void settle() {
    edges.forEach(known -> known.settle());
  }

  @Override
  public long forgotten() {
    return edges.evictions();
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    if (!facts.sharesHold()) {
      return;
    }
    for (AttemptGroup group : facts.attempts().groups()) {
      NameKey edge = edge(facts, group.call());
      @Nullable RetryEdge known = edges.find(edge);
      if (known != null) {
        long start = facts.trace().startNanos(group.nodes()[0]);
        RetryEdge.Episode episode = known.at(start, facts.isLive());
        if (episode != null) {
          clues.accept(clue(facts, group, edge, episode, known.pauses().areEqual()));
        }
      }
    }
  }

  private static Clue clue(
      TraceFacts facts,
      AttemptGroup group,
      NameKey edge,
      RetryEdge.Episode episode,
      boolean equal) {
    boolean metastable = episode.level() == RetryEdge.Level.METASTABLE;
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("caller", edge.first());
    details.put("callee", edge.second());
    details.put("call", edge.third());
    details.put("retryRatio", episode.ratio());
    details.put("windowStartNanos", Long.toString(episode.fromNanos()));
    details.put("windowEndNanos", Long.toString(episode.toNanos()));
    details.put("storm", episode.level() != RetryEdge.Level.HIGH);
    details.put("metastable", metastable);
    if (equal) {
      details.put("jitter", "none");
    }
    Severity severity =
        switch (episode.level()) {
          case HIGH -> Severity.INFO;
          case STORM -> Severity.WARNING;
          case CRITICAL_STORM, METASTABLE -> Severity.CRITICAL;
        };
    return new Clue(
        new Problem(
            NAME,
            edge.first(),
            facts.name(facts.entry(group.call().node())),
            List.of(edge.first(), edge.second(), edge.third())),
        Gravity.ofLoad(severity),
        Remedy.noRetries(group),
        group.nodes(),
        advice(edge, episode, metastable),
        details,
        group.wastedNanos());
  }

  private static Advice advice(NameKey edge, RetryEdge.Episode episode, boolean metastable) {
    long percent = Math.round(100 * episode.ratio());
    String what =
        switch (episode.level()) {
          case HIGH -> " repeats up to " + percent + " % of its calls of ";
          case STORM, CRITICAL_STORM ->
              " is in a retry storm: up to " + percent + " repeats for 100 calls of ";
          case METASTABLE ->
              " keeps the overload going by itself: the load is the usual one, but "
                  + percent
                  + " repeats come with every 100 calls of ";
        };
    return new Advice(
        edge.first() + what + Words.call(edge.third()) + Words.to(edge.second()) + ".",
        RetryDetector.suggestion(edge.second())
            + (metastable ? " To leave this state cut load; longer time limits feed it." : ""));
  }
}
