package io.longpole.analyzer.detect;

/**
 * How many calls that come more than once each span has at most three levels below it: a bound by
 * which most ancestors are passed over before any calls are grouped.
 *
 * <p>Example: a handler with three repository methods of two queries each reaches 6, each method 2;
 * where a loop has 5 rounds, only the handler can hold one. Calls that are used later still count,
 * so it never says too few. A walk of three steps a call.
 */
final class Reach {

  /** A loop has at least two rounds. */
  private static final int MIN_CALLS_OF_KEY = 2;

  private final TraceFacts facts;
  private final int[] calls;
  private int most;

  Reach(TraceFacts facts) {
    this.facts = facts;
    this.calls = new int[facts.trace().size()];
    for (int position = 0; position < facts.callCount(); position++) {
      if (facts.isFree(position) && facts.callsOfKey(facts.key(position)) >= MIN_CALLS_OF_KEY) {
        add(position);
      }
    }
  }

  private void add(int position) {
    int size = facts.size(position);
    int anchor = Callers.of(facts, facts.node(position));
    for (int level = 0; anchor >= 0 && level < Symbols.MAX_LEVELS; level++) {
      calls[anchor] = (int) Math.min(Integer.MAX_VALUE, (long) calls[anchor] + size);
      most = Math.max(most, calls[anchor]);
      anchor = facts.parentBelowEntry(anchor);
    }
  }

  /** The most calls that any span has below it. */
  int most() {
    return most;
  }

  /** Whether one of a call's ancestors has at least so many calls below it. */
  boolean mayCollect(int position, int count) {
    if (most < count) {
      return false;
    }
    int anchor = Callers.of(facts, facts.node(position));
    for (int level = 0; anchor >= 0 && level < Symbols.MAX_LEVELS; level++) {
      if (calls[anchor] >= count) {
        return true;
      }
      anchor = facts.parentBelowEntry(anchor);
    }
    return false;
  }
}
