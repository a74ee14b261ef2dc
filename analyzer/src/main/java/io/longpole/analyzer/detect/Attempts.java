package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import java.util.List;

/**
 * The calls of a trace that are attempts of one: repeats after a failure, and hedges.
 *
 * @param groups calls that were tried again after a failure
 * @param hedges calls that were sent more than once at the same time
 */
record Attempts(List<AttemptGroup> groups, List<Hedge> hedges) {

  /** A clock that is off by this much makes no overlap. */
  static final long OVERLAP_NANOS = 1_000_000;

  private static final Attempts NONE = new Attempts(List.of(), List.of());

  Attempts {
    groups = List.copyOf(groups);
    hedges = List.copyOf(hedges);
  }

  /** All attempts of a trace; those that do not stand for their call are marked as used. */
  static Attempts of(TraceFacts facts) {
    return mayHold(facts) ? AttemptWalk.over(facts) : NONE;
  }

  /** Whether nothing was tried again. */
  boolean isEmpty() {
    return groups.isEmpty() && hedges.isEmpty();
  }

  /** Without a failure and without a word of it nothing was tried again; most traces end here. */
  private static boolean mayHold(TraceFacts facts) {
    if (!facts.allEndWell()) {
      return true;
    }
    for (int position = 0; position < facts.callCount(); position++) {
      if (!facts.call(position).attempt().equals(Call.Attempt.UNKNOWN)) {
        return true;
      }
    }
    return false;
  }
}
