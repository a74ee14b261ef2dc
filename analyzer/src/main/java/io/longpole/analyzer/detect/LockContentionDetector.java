package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code lock-contention}: statements wait for a lock that others hold, known by the database's
 * codes or by writes of one key that are served one after the other.
 */
final class LockContentionDetector implements WindowDetector {

  private static final String NAME = "lock-contention";

  private static final double CRITICAL_SHARE = 0.01;
  private static final int ENOUGH_CALLS = 20;
  private static final int MAX_KEYS = 1_000;

  /** What is known of the calls of a key. */
  private static final class Known extends RecentMap.Value {
    private final Tally all = new Tally();
    private final Tally refused = new Tally();
    private final LockQueue queue = new LockQueue();
    private @Nullable Deadlocks deadlocks;
  }

  private final RecentMap<NameKey, Known> keys = new RecentMap<>(MAX_KEYS, key -> new Known());

  /** Whether a call was ever refused that takes no lock by itself. */
  private boolean othersRefused;

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "statements that wait for a lock that others hold")
        .rule(
            "The database says so (40001, 40P01, 55P03, 1205, or an exception that means the same). Or"
                + " writes of one key from different traces overlap, end in the order in which they began,"
                + " and take the longer the more were before them; or they end in any order, but as evenly"
                + " one after the other as chance hardly brings it. Or a write ends just when another of"
                + " its key is refused because of a deadlock.")
        .limit("writes in a queue", LockQueue.MIN_CALLS)
        .limit("correlation of place and duration", Double.toString(OrderedEnds.CORRELATED))
        .limit("places for a queue of which one has it by chance", OrderedEnds.ONE_IN)
        .limit("crowds of which one ends so evenly by chance", EvenEnds.ONE_IN)
        .share("refusals that are critical, of the key's calls", CRITICAL_SHARE)
        .limit("calls of a key from which its share is known", ENOUGH_CALLS)
        .silent("reads without FOR UPDATE")
        .silent("writes at once that end at random times, or all take equally long")
        .severity("Warning; critical when many of the key's calls are refused.")
        .example(
            "POST /buy 0-50 server @shop",
            "  q 5-40 client error db.system.name=postgresql db.response.status_code=40P01"
                + " db.query.text='UPDATE stock SET n = n - ? WHERE id = ?'")
        .fix("Taken in turn: shorter transactions, locks in a fixed order, split the hot row.")
        .detail("call", "the statement")
        .detail("callee", "the database")
        .detail("evidence", "`code` or `queue`")
        .detail("callNanos", "how long the call took")
        .detail("queue", "calls in the queue")
        .detail("refused", "refused calls of the key")
        .detail("calls", "all calls of the key")
        .build();
  }

  @Override
  public void learn(TraceFacts facts) {
    if (!facts.hasCalls(CallClass.DB)) {
      return;
    }
    DriverTimes times = new DriverTimes(facts);
    for (int position = 0; position < facts.callCount(); position++) {
      Call call = facts.call(position);
      boolean refused = Locks.refused(facts, call);
      @Nullable Known known = learned(facts, call, refused);
      if (known == null) {
        continue;
      }
      known.all.add(facts.startNanos(position));
      if (mayLock(call) && call.effect() == Effect.WRITE) {
        int node = times.node(call);
        known.queue.add(
            facts.trace().id().high() ^ facts.trace().id().low(),
            facts.trace().startNanos(node),
            facts.trace().endNanos(node));
      }
      if (refused) {
        known.refused.add(facts.startNanos(position));
        learnDeadlock(known, facts, call, times.node(call));
      }
    }
  }

  private static void learnDeadlock(Known known, TraceFacts facts, Call call, int node) {
    if (Locks.deadlocked(facts, call)) {
      Deadlocks deadlocks = known.deadlocks == null ? new Deadlocks() : known.deadlocks;
      deadlocks.add(facts.trace().startNanos(node), facts.trace().endNanos(node));
      known.deadlocks = deadlocks;
    }
  }

  /**
   * Where a call is counted. Of what takes no lock by itself, such as a read in a serializable
   * transaction or its end, most is never refused: it counts from the first refusal on.
   */
  private @Nullable Known learned(TraceFacts facts, Call call, boolean refused) {
    if (mayLock(call)) {
      return keys.at(key(facts, call));
    }
    if (refused) {
      othersRefused = true;
      return keys.at(key(facts, call));
    }
    boolean counts = othersRefused && call.callClass() == CallClass.DB && call.partOf() < 0;
    return counts ? keys.find(key(facts, call)) : null;
  }

  @Override
  public void settle() {
    keys.forEach(known -> known.queue.settle());
  }

  private static boolean mayLock(Call call) {
    return call.callClass() == CallClass.DB
        && call.noise() == Noise.NONE
        && call.partOf() < 0
        && call.effect() != Effect.READ;
  }

  private static NameKey key(TraceFacts facts, Call call) {
    return facts.triple(call.target(), Namespaces.of(facts, call), call.key());
  }

  @Override
  public long forgotten() {
    return keys.evictions();
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    if (keys.size() == 0 && facts.allEndWell()) {
      return;
    }
    DriverTimes times = new DriverTimes(facts);
    for (int position = 0; position < facts.callCount(); position++) {
      Call call = facts.call(position);
      boolean refused = Locks.refused(facts, call);
      @Nullable Known known = refused || mayLock(call) ? keys.find(key(facts, call)) : null;
      LockQueue.@Nullable Stretch queue =
          known == null ? null : queueAt(known, facts, times.node(call));
      boolean released = !refused && queue == null && isReleased(known, facts, times.node(call));
      if (refused || queue != null || released) {
        clues.accept(clue(facts, call, refused, known, queue));
        facts.use(position);
      }
    }
  }

  private static boolean isReleased(@Nullable Known known, TraceFacts facts, int node) {
    return known != null
        && known.deadlocks != null
        && known.deadlocks.released(facts.trace().startNanos(node), facts.trace().endNanos(node));
  }

  private static LockQueue.@Nullable Stretch queueAt(Known known, TraceFacts facts, int node) {
    long start = facts.trace().startNanos(node);
    long end = facts.trace().endNanos(node);
    if (facts.isLive()) {
      LockQueue.Stretch last = known.queue.lately(start, end);
      if (last != null) {
        return last;
      }
    }
    for (LockQueue.Stretch stretch : known.queue.stretches()) {
      if (stretch.holds(start, end)) {
        return stretch;
      }
    }
    return null;
  }

  private static Clue clue(
      TraceFacts facts,
      Call call,
      boolean refused,
      @Nullable Known known,
      LockQueue.@Nullable Stretch queue) {
    String service = facts.service(call.node());
    NameKey key = key(facts, call);
    long start = facts.trace().startNanos(call.node());
    long calls = known == null ? 0 : known.all.around(start);
    long refusals = known == null ? 0 : known.refused.around(start);
    boolean often = refused && calls >= ENOUGH_CALLS && refusals >= CRITICAL_SHARE * calls;
    long nanos = facts.trace().durationNanos(call.node());
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("call", call.text());
    details.put("callee", call.target());
    details.put("evidence", queue == null || refused ? "code" : "queue");
    details.put("callNanos", nanos);
    if (queue != null) {
      details.put("queue", (long) queue.calls());
    }
    if (known != null) {
      details.put("refused", refusals);
      details.put("calls", calls);
    }
    return new Clue(
        new Problem(
            NAME,
            service,
            facts.name(facts.entry(call.node())),
            List.of(key.first(), key.second(), call.fingerprintKey())),
        Gravity.ofLoad(often ? Severity.CRITICAL : Severity.WARNING),
        Remedy.halveOrRemoveCalls(call.node()),
        new int[] {call.node()},
        new Advice(
            summary(service, call, refused, queue),
            "Taken in turn: make the transactions around "
                + Words.call(call.label())
                + " shorter, take locks in a fixed order, split the hot row."),
        details,
        nanos);
  }

  private static String summary(
      String service, Call call, boolean refused, LockQueue.@Nullable Stretch queue) {
    String asked = Words.call(call.label());
    if (refused) {
      return service + " is refused " + asked + " because of a lock.";
    }
    return queue == null
        ? service + " waits for " + asked + " until a deadlock is broken."
        : asked + " of " + queue.calls() + " requests at once is done one after the other.";
  }
}
