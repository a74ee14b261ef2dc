package io.longpole.analyzer.detect;

import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code cold-start}: the first requests of a new function or instance are slow. */
final class ColdStartDetector implements WindowDetector {

  private static final String NAME = "cold-start";

  private static final int FIRST = 20;
  private static final int ENOUGH_LATER = 50;
  private static final int TIMES = 3;
  private static final int ENOUGH_FOR_TAIL = 20;
  private static final double TAIL = 0.95;
  private static final double TAIL_FACTOR = 1.1;
  private static final double WARNING_SHARE = 0.01;
  private static final int MAX_INSTANCES = 10_000;
  private static final int MAX_OPERATIONS = 20_000;

  /** The first requests of an instance and the later ones. */
  private static final class Warmth extends RecentMap.Value {
    private final long[] first = new long[FIRST];
    private int count;
    private long firstUntilNanos = Long.MIN_VALUE;
    private final DurationSketch later = new DurationSketch();
    private final Candidates traces = new Candidates();

    /** Adds a request; answers whether it is one of the first. */
    private boolean add(long startNanos, long durationNanos) {
      if (count == FIRST) {
        later.add(durationNanos);
        return false;
      }
      first[count++] = durationNanos;
      firstUntilNanos = Math.max(firstUntilNanos, startNanos);
      return true;
    }

    /** The median of the later requests if the first were cold, else −1. */
    private long warmNanos() {
      if (later.total() < ENOUGH_LATER) {
        return -1;
      }
      long[] sorted = first.clone();
      Arrays.sort(sorted);
      long warm = later.quantile(0.5);
      return sorted[(FIRST - 1) / 2] >= TIMES * warm ? warm : -1;
    }
  }

  /** What is known of the requests of an operation. */
  private static final class Traffic extends RecentMap.Value {
    private final Tally all = new Tally();
    private final Tally cold = new Tally();
    private final RecentDurations warm = new RecentDurations();

    /** Without the first requests of any instance. */
    private final RecentDurations later = new RecentDurations();

    /** Whether it takes as long at any time; what was asked at first alone may do so too. */
    private boolean isUsual(long durationNanos) {
      return later.total() == 0
          || durationNanos < TIMES * later.quantile(0.5)
          || (later.total() >= ENOUGH_FOR_TAIL
              && durationNanos <= TAIL_FACTOR * later.quantile(TAIL));
    }
  }

  private final RecentMap<NameKey, Warmth> instances =
      new RecentMap<>(MAX_INSTANCES, instance -> new Warmth());
  private final RecentMap<Operation, Traffic> operations =
      new RecentMap<>(MAX_OPERATIONS, operation -> new Traffic());

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "the first requests of a new function or instance are slow")
        .rule(
            "The span says `faas.coldstart`; or the first requests of a new `service.instance.id` have a"
                + " median that is many times that of its later ones.")
        .limit("first requests", FIRST)
        .limit("later requests", ENOUGH_LATER)
        .limit("times the later median", TIMES)
        .share("cold requests that are a warning", WARNING_SHARE)
        .silent("instances of which too few later requests are known")
        .silent("requests that take as long as their operation does later, or its slow ones")
        .severity("Info; a warning for many requests.")
        .example("handler 0-900 server @thumbs faas.coldstart=true")
        .fix("Warm up before it is ready for requests; keep some warm, or make the start shorter.")
        .detail("new", "`function` or `instance`")
        .detail("coldNanos", "how long this one took")
        .detail("warmNanos", "the median of warm ones, where known")
        .build();
  }

  @Override
  public void learn(TraceFacts facts) {
    for (int node : facts.requests()) {
      long start = facts.trace().startNanos(node);
      long nanos = facts.trace().durationNanos(node);
      Traffic requests = operations.at(facts.operation(node));
      requests.all.add(start);
      if (saysCold(facts, node)) {
        requests.cold.add(start);
      } else {
        requests.warm.add(facts.recentNanos(start), nanos);
      }
      if (!learnFirst(facts, node)) {
        requests.later.add(facts.recentNanos(start), nanos);
      }
    }
  }

  /** Learns what an instance does; answers whether that request is one of its first. */
  private boolean learnFirst(TraceFacts facts, int node) {
    String instance = instance(facts, node);
    if (instance.isEmpty()) {
      return false;
    }
    long start = facts.trace().startNanos(node);
    Warmth warmth = instances.at(facts.pair(facts.service(node), instance));
    boolean first = warmth.add(start, facts.trace().durationNanos(node));
    if (facts.isLive()) {
      lookAgain(facts, warmth, start);
    }
    return first;
  }

  /** The first requests are known to be cold when enough later ones have come. */
  private static void lookAgain(TraceFacts facts, Warmth warmth, long start) {
    if (warmth.later.total() == 0) {
      warmth.traces.add(facts.trace().id(), start);
    } else if (warmth.later.total() == ENOUGH_LATER) {
      if (warmth.warmNanos() >= 0) {
        facts.lookAgain(NAME, warmth.traces, Long.MIN_VALUE);
      }
      warmth.traces.clear();
    }
  }

  private static String instance(TraceFacts facts, int node) {
    return facts.trace().span(node).resource().instance();
  }

  private static boolean saysCold(TraceFacts facts, int node) {
    Object cold = facts.trace().span(node).attributes().get("faas.coldstart");
    return Boolean.TRUE.equals(cold) || "true".equals(cold);
  }

  @Override
  public long forgotten() {
    return instances.evictions() + operations.evictions();
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    for (int node : facts.requests()) {
      if (saysCold(facts, node)) {
        long start = facts.trace().startNanos(node);
        @Nullable Traffic requests = operations.find(facts.operation(node));
        long warm = requests == null ? 0 : requests.warm.quantile(0.5);
        boolean often =
            requests != null
                && requests.cold.around(start) >= WARNING_SHARE * requests.all.around(start);
        clues.accept(clue(facts, node, "function", warm, often));
      } else if (instances.size() > 0) {
        ofInstance(facts, node, clues);
      }
    }
  }

  private void ofInstance(TraceFacts facts, int node, Consumer<Clue> clues) {
    @Nullable Warmth warmth =
        instances.find(facts.pair(facts.service(node), instance(facts, node)));
    if (warmth == null || facts.trace().startNanos(node) > warmth.firstUntilNanos) {
      return;
    }
    long warm = warmth.warmNanos();
    long start = facts.trace().startNanos(node);
    long nanos = facts.trace().durationNanos(node);
    @Nullable Traffic requests = operations.find(facts.operation(node));
    if (warm >= 0 && nanos >= TIMES * warm && (requests == null || !requests.isUsual(nanos))) {
      boolean often = requests != null && FIRST >= WARNING_SHARE * requests.all.around(start);
      clues.accept(clue(facts, node, "instance", warm, often));
    }
  }

  private static Clue clue(TraceFacts facts, int node, String what, long warmNanos, boolean often) {
    String service = facts.service(node);
    long nanos = facts.trace().durationNanos(node);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("new", what);
    details.put("coldNanos", nanos);
    if (warmNanos > 0) {
      details.put("warmNanos", warmNanos);
    }
    details.put("thresholdFactor", (long) TIMES);
    details.put("thresholdShare", WARNING_SHARE);
    double share = Remedy.shareOf(warmNanos, nanos);
    return new Clue(
        new Problem(NAME, service, facts.name(node), List.of(service, facts.template(node))),
        Gravity.ofTime(often ? Severity.WARNING : Severity.INFO),
        warmNanos > 0 ? Remedy.scaleSubtree(share, share, node) : Remedy.NONE,
        new int[] {node},
        new Advice(
            service
                + " "
                + facts.name(node)
                + " takes "
                + Words.duration(nanos)
                + " on a new "
                + what
                + (warmNanos > 0 ? ", else " + Words.duration(warmNanos) : "")
                + ".",
            "Warm up before it is ready for requests; keep some "
                + what
                + "s warm, or make the start shorter."),
        details,
        Math.max(0, nanos - warmNanos));
  }
}
