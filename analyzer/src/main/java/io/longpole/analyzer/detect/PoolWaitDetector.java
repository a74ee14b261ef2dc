package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code pool-wait}: a request waited for a connection. Seen in spans of the pool, in an exception,
 * or inferred: an unexplained pause before a query while as many queries of the same instance run
 * as ever do.
 */
final class PoolWaitDetector implements WindowDetector {

  private static final String NAME = "pool-wait";

  private static final long MIN_WAIT_NANOS = 20_000_000;
  private static final double FULL_SHARE = 0.8;
  private static final int PLATEAU_TIMES = 20;
  private static final int MAX_POOLS = 1_000;
  private static final int MAX_INSTANCES = 10_000;

  /** How a wait is known. */
  private enum Sign {
    SPAN,
    EXCEPTION,
    INFERRED
  }

  /** By service, instance and target: what one process asks of one database. */
  private final RecentMap<NameKey, Concurrency> plateaus =
      new RecentMap<>(MAX_POOLS, pool -> new Concurrency());

  /** Services whose pools tell of their waits, so that none need be inferred. */
  private final RecentMap<String, RecentMap.Seen> telling =
      new RecentMap<>(MAX_INSTANCES, name -> new RecentMap.Seen());

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "a request that waits for a connection of a pool")
        .rule(
            "A span of the pool, or of connecting, is long; or the pool's time-out is told by an"
                + " exception; or, inferred, an unexplained pause stands before a query while as many"
                + " queries of the process run as ever do.")
        .limit("wait", Words.duration(MIN_WAIT_NANOS))
        .share("inferred: part of the pause with a full pool", FULL_SHARE)
        .limit("inferred: how often the most was reached", PLATEAU_TIMES)
        .silent("failed connects that the database refused")
        .silent("connections that are opened outside of any request")
        .silent("pauses in services whose pools have spans: then those tell")
        .severity("Warning; an inferred wait is an info, a time-out of the pool critical.")
        .example(
            "GET /buy 0-100 server @shop",
            "  HikariDataSource.getConnection 0-60 internal db.system=postgresql",
            "  q 60-90 client db.system=postgresql db.query.text='SELECT s FROM stock WHERE id = 1'")
        .fix(
            "Connections are held too long before they are too few: no remote call or slow work while"
                + " one is held; then size the pool.")
        .detail("waitNanos", "how long")
        .detail("pool", "its name, as far as it is said")
        .detail("evidence", "`span`, `exception` or `inferred`")
        .build();
  }

  @Override
  public void learn(TraceFacts facts) {
    for (int position = 0; position < facts.callCount(); position++) {
      Call call = facts.call(position);
      if (call.noise() == Noise.CHECKOUT || PoolWaits.queuedNanos(facts, call.node()) > 0) {
        telling.at(facts.service(call.node()));
      }
      if (call.callClass() == CallClass.DB && call.noise() == Noise.NONE) {
        plateaus.at(pool(facts, call)).add(facts.startNanos(position), facts.endNanos(position));
      }
    }
  }

  @Override
  public void settle() {
    plateaus.forEach(Concurrency::settle);
  }

  private static NameKey pool(TraceFacts facts, Call call) {
    return facts.triple(
        facts.service(call.node()), Instances.of(facts, call.node()), call.target());
  }

  @Override
  public long forgotten() {
    return plateaus.evictions() + telling.evictions();
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    BitSet told = new BitSet();
    Trace trace = facts.trace();
    for (int node = 0; node < trace.size(); node++) {
      long queued = PoolWaits.queuedNanos(facts, node);
      if (queued >= MIN_WAIT_NANOS && facts.calls().at(node) != null) {
        clues.accept(queued(facts, node, queued));
      }
      if (!tells(facts, node)) {
        continue;
      }
      told.set(node);
      int parent = trace.parent(node);
      if (parent < 0 || !told.get(parent)) {
        boolean exhausted = isExhausted(facts, node) || isGivenUp(facts, node);
        clues.accept(
            clue(
                facts,
                exhausted ? Sign.EXCEPTION : Sign.SPAN,
                node,
                PoolWaits.pool(facts, node),
                trace.durationNanos(node)));
      }
    }
    if (!facts.allEndWell()) {
      withoutSpans(facts, told, clues);
    }
    if (plateaus.size() > 0) {
      inferred(facts, clues);
    }
  }

  /** Whether a span is itself, or within its parent, told as a wait. */
  static boolean tells(TraceFacts facts, int node) {
    return facts.trace().durationNanos(node) >= MIN_WAIT_NANOS
        && PoolWaits.is(facts, node)
        && !isNobodysConnect(facts, node);
  }

  /**
   * Whether a connection is opened outside of any request, which then does not wait for it. One
   * that is taken by a CLIENT span of its own fills the pool, as at the start.
   */
  private static boolean isNobodysConnect(TraceFacts facts, int node) {
    Call call = facts.calls().at(node);
    return call != null
        && (call.noise() == Noise.CONNECT || facts.calls().kind(node) == SpanKind.CLIENT)
        && facts.trace().span(node).parentSpanId() == 0;
  }

  /** Exceptions of pools that have no spans of their own; told by the innermost span. */
  private static void withoutSpans(TraceFacts facts, BitSet told, Consumer<Clue> clues) {
    for (int node = facts.trace().size() - 1; node >= 0; node--) {
      boolean below = told.get(node);
      if (!below && facts.calls().outcome(node).isFailure() && isExhausted(facts, node)) {
        String named = PoolExhaustion.pool(facts.failures().of(node));
        String pool = named.isEmpty() ? facts.service(node) + " connections" : named;
        clues.accept(clue(facts, Sign.EXCEPTION, node, pool, 0));
        below = true;
      }
      int parent = facts.trace().parent(node);
      if (below && parent >= 0) {
        told.set(parent);
      }
    }
  }

  /**
   * Whether a wait failed though no connection was tried and none was refused: some drivers say
   * nothing more of a pool's time limit.
   */
  private static boolean isGivenUp(TraceFacts facts, int node) {
    boolean failed =
        facts.calls().outcome(node).isFailure() || facts.failures().hasOwnException(node);
    if (!failed || facts.trace().childCount(node) > 0 || !PoolWaits.isCheckout(facts, node)) {
      return false;
    }
    return !PoolExhaustion.isRefusal(facts.failures().of(node));
  }

  private static boolean isExhausted(TraceFacts facts, int node) {
    return PoolExhaustion.is(facts.failures().of(node));
  }

  private void inferred(TraceFacts facts, Consumer<Clue> clues) {
    Trace trace = facts.trace();
    for (int parent = 0; parent < trace.size(); parent++) {
      if (trace.childCount(parent) == 0
          || trace.durationNanos(parent) < MIN_WAIT_NANOS
          || telling.find(facts.service(parent)) != null) {
        continue;
      }
      long busyUntil = trace.startNanos(parent);
      int first = trace.firstChild(parent);
      for (int child = first; child < first + trace.childCount(parent); child++) {
        long wait = trace.startNanos(child) - busyUntil;
        Call call = wait < MIN_WAIT_NANOS ? null : facts.calls().at(child);
        if (call != null && isFull(facts, call, busyUntil)) {
          clues.accept(clue(facts, Sign.INFERRED, child, call.target(), wait));
        }
        busyUntil = Math.max(busyUntil, trace.endNanos(child));
      }
    }
  }

  /** Whether the pool was full for most of the time since then. */
  private boolean isFull(TraceFacts facts, Call call, long since) {
    if (call.callClass() != CallClass.DB || call.noise() != Noise.NONE) {
      return false;
    }
    @Nullable Concurrency pool = plateaus.find(pool(facts, call));
    if (pool == null) {
      return false;
    }
    if (facts.isLive()) {
      pool.settleAt(facts.trace().startNanos(call.node()));
    }
    return pool.most() > 1
        && pool.timesAtMost() >= PLATEAU_TIMES
        && pool.shareAtMost(since, facts.trace().startNanos(call.node())) >= FULL_SHARE;
  }

  private static Map<String, Object> details(Sign sign, String pool, long waitNanos) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("waitNanos", waitNanos);
    details.put("pool", pool);
    details.put(
        "evidence",
        switch (sign) {
          case SPAN -> "span";
          case EXCEPTION -> "exception";
          case INFERRED -> "inferred";
        });
    details.put("thresholdNanos", MIN_WAIT_NANOS);
    return details;
  }

  private static Clue clue(TraceFacts facts, Sign sign, int node, String pool, long waitNanos) {
    boolean spansTheWait = sign != Sign.INFERRED && waitNanos > 0;
    Remedy remedy = spansTheWait ? Remedy.halveOrRemove(node) : Remedy.NONE;
    return clue(facts, sign, node, pool, waitNanos, remedy);
  }

  /** A query that says how much of its time it waited. */
  private static Clue queued(TraceFacts facts, int node, long waitNanos) {
    long nanos = facts.trace().durationNanos(node);
    Remedy remedy =
        Remedy.scale(
            Remedy.shareOf(nanos - waitNanos / 2, nanos),
            Remedy.shareOf(Math.max(0, nanos - waitNanos), nanos),
            node);
    return clue(facts, Sign.SPAN, node, PoolWaits.pool(facts, node), waitNanos, remedy);
  }

  private static Clue clue(
      TraceFacts facts, Sign sign, int node, String pool, long waitNanos, Remedy remedy) {
    String service = facts.service(node);
    Map<String, Object> details = details(sign, pool, waitNanos);
    Gravity gravity =
        switch (sign) {
          case SPAN -> Gravity.ofTime(Severity.WARNING);
          case EXCEPTION -> Gravity.ofLoad(Severity.CRITICAL);
          case INFERRED -> Gravity.ofTime(Severity.INFO);
        };
    return new Clue(
        new Problem(NAME, service, facts.name(facts.entry(node)), List.of(service, pool)),
        gravity,
        remedy,
        new int[] {node},
        advice(facts, sign, node, pool, waitNanos),
        details,
        waitNanos);
  }

  private static Advice advice(TraceFacts facts, Sign sign, int node, String pool, long waitNanos) {
    String who = facts.service(node) + " " + facts.name(facts.entry(node));
    String summary =
        switch (sign) {
          case SPAN ->
              who + " waits " + Words.duration(waitNanos) + " for a connection of " + pool + ".";
          case EXCEPTION -> who + " got no connection of " + pool + " within the time limit.";
          case INFERRED ->
              who
                  + " pauses "
                  + Words.duration(waitNanos)
                  + " before a query of "
                  + pool
                  + " while as many queries run as ever do.";
        };
    return new Advice(
        summary,
        "Connections are held too long before they are too few: no remote call or slow work while"
            + " one is held; then size the pool.");
  }
}
