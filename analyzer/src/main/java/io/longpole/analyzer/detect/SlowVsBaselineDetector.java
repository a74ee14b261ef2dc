package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.SpanKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code slow-vs-baseline}: an operation works longer than it did before.
 *
 * <p>Of ordinary calls one in a hundred is above the p99 too, so calls above it count only while
 * they are clearly more than that: at least {@value #MIN_TRACES} in a minute, a twentieth of the
 * calls, and five standard deviations more than chance would bring. A slow minute is not taken into
 * what is usual, so each of a row of them is told; what stays so for an hour is usual then.
 */
final class SlowVsBaselineDetector implements WindowDetector {

  private static final String NAME = "slow-vs-baseline";

  private static final int ENOUGH = 200;
  private static final int TIMES_MEDIAN = 3;
  private static final long MIN_EXCESS_NANOS = 20_000_000;
  private static final int MIN_TRACES = 3;
  private static final double MIN_SHARE = 0.05;
  private static final double TAIL = 0.01;
  private static final double DEVIATIONS = 5;
  private static final int MAX_OPERATIONS = 20_000;

  /** What an operation was slower than in a minute. */
  private record Slower(long limitNanos, long usualNanos) {}

  /** Self times of an operation, and how many of the open minute are above the limit. */
  private static final class Known extends RecentMap.Value {
    private final RecentDurations before = new RecentDurations();
    private final BadMinutes<Slower> slower = new BadMinutes<>();
    private DurationSketch pending = new DurationSketch();
    private final Candidates slow = new Candidates();
    private long minute = Long.MIN_VALUE;
    private long limitNanos = Long.MAX_VALUE;
    private long usualNanos;
    private int above;
    private int tracesAbove;
    private long lastTraceAbove;

    private void add(long timeNanos, long selfNanos, long trace) {
      long now = BadMinutes.minute(timeNanos);
      if (now > minute) {
        close();
        know(now);
        minute = now;
      }
      pending.add(selfNanos);
      if (selfNanos > limitNanos) {
        tracesAbove += tracesAbove == 0 || trace != lastTraceAbove ? 1 : 0;
        lastTraceAbove = trace;
        above++;
      }
    }

    /** Judges the minute by what was before it; a calm one becomes part of that. */
    private void close() {
      long count = pending.total();
      if (count == 0) {
        return;
      }
      double chance = TAIL * count;
      if (tracesAbove >= MIN_TRACES
          && above >= MIN_SHARE * count
          && above >= chance + DEVIATIONS * Math.sqrt(chance)) {
        slower.addBad(minute, new Slower(limitNanos, usualNanos));
      } else {
        slower.addCalm(minute);
        before.addAll(BadMinutes.begin(minute), pending);
      }
      pending = new DurationSketch();
      above = 0;
      tracesAbove = 0;
    }

    /** What is usual at the beginning of a minute, if enough is known of the hour before. */
    private void know(long now) {
      before.at(BadMinutes.begin(now));
      limitNanos = Long.MAX_VALUE;
      if (before.total() >= ENOUGH) {
        usualNanos = before.quantile(0.5);
        limitNanos =
            Math.max(
                Math.max(before.mostOfQuantile(0.99), TIMES_MEDIAN * usualNanos),
                usualNanos + MIN_EXCESS_NANOS);
      }
    }
  }

  private final RecentMap<Operation, Known> operations =
      new RecentMap<>(MAX_OPERATIONS, operation -> new Known());

  /** Of database calls by their statement: several may share a span's name. */
  private final RecentMap<NameKey, Known> statements =
      new RecentMap<>(MAX_OPERATIONS, statement -> new Known());

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "an operation that works longer than it did before")
        .rule(
            "In a minute, several self times of an operation are above the larger of p99 and a multiple"
                + " of the median of the last half to full hour, slow minutes left out: more than chance"
                + " would bring.")
        .limit("earlier spans from which a baseline is known", ENOUGH)
        .limit("times the median", TIMES_MEDIAN)
        .limit("above the median", Words.duration(MIN_EXCESS_NANOS))
        .limit("traces with a span above it in a minute", MIN_TRACES)
        .share("of the minute's spans", MIN_SHARE)
        .limit("standard deviations above chance", (long) DEVIATIONS)
        .silent("a query that is new, though others of its name are quick")
        .silent("the time between a caller and its callee, which network-gap judges")
        .silent("reading the rows of whatever statement it was")
        .silent("waits for a connection of a pool, which pool-wait tells")
        .silent("pauses before a call is tried again")
        .silent("the one in a hundred that is always above the p99")
        .severity("Warning.")
        .exampleInWords(
            "`GET /search` works 40 ms for an hour, then 300 ms in every second request.")
        .fix("See what changed: version, data, load, the machine. For a query read its plan first.")
        .detail("selfNanos", "self time of the slowest")
        .detail("usualNanos", "the median before")
        .build();
  }

  @Override
  public void learn(TraceFacts facts) {
    long trace = facts.trace().id().high() ^ facts.trace().id().low();
    SelfTime selfTime = new SelfTime(facts);
    for (int node = 0; node < facts.trace().size(); node++) {
      @Nullable Call call = facts.calls().at(node);
      if (isGap(facts, node) || isReader(call)) {
        continue;
      }
      Known known =
          call != null && isStatement(call)
              ? statements.at(statement(facts, call))
              : operations.at(facts.operation(node));
      long start = facts.trace().startNanos(node);
      long self = selfTime.nanos(node);
      known.add(start, self, trace);
      if (facts.isLive() && self > known.limitNanos) {
        if (known.slower.at(start, true) == null) {
          known.slow.add(facts.trace().id(), start);
        } else {
          facts.lookAgain(NAME, known.slow, Long.MIN_VALUE);
        }
      }
    }
  }

  @Override
  public void settle() {
    operations.forEach(Known::close);
    statements.forEach(Known::close);
  }

  private static NameKey statement(TraceFacts facts, Call call) {
    return facts.triple(
        facts.service(call.node()), facts.template(call.node()), call.fingerprintKey());
  }

  private static boolean isStatement(Call call) {
    return call.callClass() == CallClass.DB && call.noise() == Noise.NONE;
  }

  /** Whether a span reads or keeps what a statement found, which its name does not tell. */
  private static boolean isReader(@Nullable Call call) {
    return call != null && call.callClass() == CallClass.DB && call.noise() == Noise.STATEMENT;
  }

  /** Whether a span's self time is that of the network: {@code network-gap} judges it. */
  private static boolean isGap(TraceFacts facts, int node) {
    return facts.trace().childCount(node) > 0
        && facts.calls().kind(node) == SpanKind.CLIENT
        && Servers.count(facts, node) > 0;
  }

  @Override
  public long forgotten() {
    return operations.evictions() + statements.evictions();
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    if (operations.size() == 0 && statements.size() == 0) {
      return;
    }
    SelfTime selfTime = new SelfTime(facts);
    for (int node = 0; node < facts.trace().size(); node++) {
      @Nullable Call call = facts.calls().at(node);
      if (facts.trace().durationNanos(node) < MIN_EXCESS_NANOS
          || isGap(facts, node)
          || isReader(call)) {
        continue;
      }
      @Nullable Known known =
          call != null && isStatement(call)
              ? statements.find(statement(facts, call))
              : operations.find(facts.operation(node));
      if (known == null || known.slower.isEmpty()) {
        continue;
      }
      Slower slower = known.slower.at(facts.trace().startNanos(node), facts.isLive());
      if (slower != null) {
        long self = selfTime.nanos(node);
        if (self > slower.limitNanos && !PoolWaitDetector.tells(facts, node)) {
          clues.accept(clue(facts, node, self, slower));
        }
      }
    }
  }

  private static Clue clue(TraceFacts facts, int node, long self, Slower slower) {
    String service = facts.service(node);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("selfNanos", self);
    details.put("usualNanos", slower.usualNanos);
    details.put("thresholdNanos", slower.limitNanos);
    double usual = Remedy.shareOf(slower.usualNanos, self);
    return new Clue(
        new Problem(NAME, service, facts.name(node), List.of(service, facts.template(node))),
        Gravity.ofTime(Severity.WARNING),
        Remedy.scale(Math.max(Remedy.HALF, usual), Math.min(Remedy.HALF, usual), node),
        new int[] {node},
        new Advice(
            service
                + " "
                + facts.name(node)
                + " works "
                + Words.duration(self)
                + " where it used to work "
                + Words.duration(slower.usualNanos)
                + ".",
            "See what changed: version, data, load, the machine. For a query read its plan first."),
        details,
        self - slower.usualNanos);
  }
}
