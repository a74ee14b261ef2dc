package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;

/**
 * Which share of the calls of a key something happens to, in the hour around one of them.
 *
 * <p>Example: 40 calls of {@code GET /stock/*} of the shop, 3 of them hedged: 7.5 %. Keeps {@value
 * #MAX_KEYS} keys; one look-up a key and trace.
 */
final class CallShares {

  /** Of fewer calls a share says nothing. */
  static final int ENOUGH_CALLS = 20;

  private static final int MAX_KEYS = 10_000;

  /** The calls of a key, and those that it happened to. */
  private static final class Counts extends RecentMap.Value {
    private final Tally all = new Tally();
    private final Tally hit = new Tally();
  }

  private final RecentMap<CallSite, Counts> keys = new RecentMap<>(MAX_KEYS, key -> new Counts());

  /** How many keys were forgotten to make room. */
  long forgotten() {
    return keys.evictions();
  }

  /** Counts calls that it did not happen to. */
  void addQuiet(QuietRow calls) {
    keys.at(calls.site()).all.add(calls.startNanos(0), calls.size());
  }

  /** Counts the other calls of a trace. */
  void addNotable(TraceFacts facts) {
    for (int position : facts.notableCalls()) {
      if (facts.key(position) != TraceFacts.NO_KEY && facts.call(position).partOf() < 0) {
        keys.at(facts.site(position)).all.add(facts.startNanos(position));
      }
    }
  }

  /** Counts a call that it happened to. */
  void addHit(TraceFacts facts, Call call) {
    counts(facts, call).hit.add(facts.trace().startNanos(call.node()));
  }

  private Counts counts(TraceFacts facts, Call call) {
    return keys.at(facts.site(call));
  }

  /** Whether it happens to more than that share of the calls of a key. */
  boolean exceed(TraceFacts facts, Call call, double share) {
    Counts counts = keys.find(facts.site(call));
    if (counts == null) {
      return false;
    }
    long time = facts.trace().startNanos(call.node());
    long all = counts.all.around(time);
    return all >= ENOUGH_CALLS && counts.hit.around(time) > share * all;
  }
}
