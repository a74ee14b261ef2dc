package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** {@code slow-call}: one slow call that nothing below it explains. */
final class SlowCallDetector implements WindowDetector {

  private static final String NAME = "slow-call";

  private static final long SLOW_NANOS = 500_000_000;
  private static final long SLOW_CACHE_NANOS = 20_000_000;
  private static final int CRITICAL_FACTOR = 5;
  private static final int OFTEN = 3;
  private static final int ENOUGH_FOR_TYPICAL = 20;
  private static final int MAX_KEYS = 20_000;

  /** What is known of the calls of a key. */
  private static final class Known extends RecentMap.Value {
    private final RecentDurations durations = new RecentDurations();
    private final Tally slow = new Tally();
  }

  private final RecentMap<CallSite, Known> keys = new RecentMap<>(MAX_KEYS, key -> new Known());

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "one slow call that nothing below it explains")
        .rule("A call without children on the critical path, long in itself.")
        .limit("time on the path", Words.duration(SLOW_NANOS))
        .limit("of a cache", Words.duration(SLOW_CACHE_NANOS))
        .limit("slow calls of a key that are a warning", OFTEN)
        .limit("times the limit that are critical", CRITICAL_FACTOR)
        .silent("calls that a finding above explains: a pool, a lock, a retry, a loop")
        .silent("calls that are meant to wait: blocking pops, long polls, streams")
        .severity("Info; a warning when it happens often; critical when very slow.")
        .example(
            "GET /report 0-800 server @web",
            "  q 10-700 client db.system=mysql db.query.text='SELECT sum(x) FROM sales'")
        .fix("Read the plan of the query: index, rows, locks. Only then cache.")
        .detail("call", "what is called")
        .detail("callNanos", "how long it took")
        .detail("callee", "who is called")
        .detail("typicalNanos", "the median of the key, where enough are known")
        .detail("slowCalls", "slow calls of the key")
        .build();
  }

  @Override
  public void learn(TraceFacts facts) {
    for (int position = 0; position < facts.callCount(); position++) {
      Call call = facts.call(position);
      if (isLeaf(facts, call)) {
        Known known = keys.at(facts.site(position));
        known.durations.add(
            facts.recentNanos(facts.startNanos(position)), facts.durationNanos(position));
        if (facts.durationNanos(position) >= limitNanos(call)) {
          known.slow.add(facts.startNanos(position));
        }
      }
    }
  }

  private static boolean isLeaf(TraceFacts facts, Call call) {
    boolean own = call.noise() == Noise.NONE || call.noise() == Noise.TX;
    return own && call.partOf() < 0 && hasOnlyParts(facts, call.node());
  }

  /** Whether nothing lies below a call but itself, as its driver shows it. */
  private static boolean hasOnlyParts(TraceFacts facts, int node) {
    int first = facts.trace().firstChild(node);
    for (int child = first; child < first + facts.trace().childCount(node); child++) {
      Call part = facts.calls().at(child);
      if (part == null || part.partOf() != node) {
        return false;
      }
    }
    return true;
  }

  private static long limitNanos(Call call) {
    return call.callClass() == CallClass.CACHE ? SLOW_CACHE_NANOS : SLOW_NANOS;
  }

  @Override
  public long forgotten() {
    return keys.evictions();
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    for (int position : facts.feltCalls()) {
      if (facts.durationNanos(position) < SLOW_CACHE_NANOS) {
        continue;
      }
      Call call = facts.call(position);
      boolean free = call.noise() == Noise.TX || facts.isFree(position);
      if (facts.path().inclusiveNanos(call.node()) >= limitNanos(call)
          && free
          && isLeaf(facts, call)
          && !Locks.refused(facts, call)
          && !Waiting.is(facts, call)) {
        clues.accept(clue(facts, position));
      }
    }
  }

  private Clue clue(TraceFacts facts, int position) {
    Call call = facts.call(position);
    String service = facts.service(call.node());
    long nanos = facts.durationNanos(position);
    Known known = keys.find(facts.site(position));
    long slowCalls = known == null ? 0 : known.slow.around(facts.startNanos(position));
    Severity severity =
        nanos > CRITICAL_FACTOR * limitNanos(call)
            ? Severity.CRITICAL
            : slowCalls >= OFTEN ? Severity.WARNING : Severity.INFO;
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("call", call.text());
    details.put("callNanos", nanos);
    details.put("callee", call.target());
    double typical = Remedy.HALF;
    if (known != null && known.durations.total() >= ENOUGH_FOR_TYPICAL) {
      details.put("typicalNanos", known.durations.quantile(0.5));
      typical = Remedy.shareOf(known.durations.quantile(0.5), nanos);
    }
    if (known != null) {
      details.put("slowCalls", slowCalls);
    }
    details.put("thresholdNanos", limitNanos(call));
    return new Clue(
        new Problem(
            NAME,
            service,
            facts.name(facts.entry(call.node())),
            List.of(service, call.fingerprintKey())),
        Gravity.ofTime(severity),
        Remedy.scaleSubtree(
            Math.max(Remedy.HALF, typical), Math.min(Remedy.HALF, typical), call.node()),
        new int[] {call.node()},
        advice(service, call, nanos),
        details,
        nanos);
  }

  private static Advice advice(String service, Call call, long nanos) {
    String fix =
        switch (call.callClass()) {
          case DB, SEARCH ->
              "Read the plan of "
                  + Words.call(call.label())
                  + ": index, rows, locks. Only then cache.";
          case CACHE -> "Look at the size of the value, slow commands beside it, and the network.";
          case HTTP, RPC, MESSAGING, FAAS, ASSET, OTHER ->
              "Find out what " + call.target() + " does in that time; only then cache.";
        };
    return new Advice(
        service
            + " waits "
            + Words.duration(nanos)
            + " for "
            + Words.call(call.label())
            + Words.to(call.target())
            + ".",
        fix);
  }
}
