package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Outcome;

/**
 * The rules by which a call repeats the one before it; both have one parent, one key, and no
 * arguments that are known to differ.
 */
final class Repeats {

  static final long MAX_PAUSE_NANOS = 60_000_000_000L;

  private final TraceFacts facts;

  Repeats(TraceFacts facts) {
    this.facts = facts;
  }

  /** Whether the answer stands and asking again is a new call: success, redirect, login, 4xx. */
  static boolean isAnswered(Call call) {
    return switch (call.outcome()) {
      case OK, REDIRECT, AUTH -> true;
      case FAILED -> call.httpStatus() >= 400 && call.httpStatus() < 500;
      case CANCELLED, TIMEOUT, RETRYABLE -> false;
    };
  }

  /** Whether the later call says itself that it is a resend of something that failed. */
  boolean isExplicit(int earlier, int later) {
    return ordinal(later) > ordinal(earlier)
        && isSequential(earlier, later)
        && !isAnswered(facts.call(earlier));
  }

  /** Whether the later call follows a failure that invites another try, soon enough. */
  boolean isStructural(int earlier, int later) {
    boolean startsOver = ordinal(earlier) > 0 && ordinal(later) == 0;
    return !startsOver
        && invitesRepeat(earlier)
        && isSequential(earlier, later)
        && facts.startNanos(later) - facts.endNanos(earlier) <= MAX_PAUSE_NANOS;
  }

  /**
   * Whether equality of arguments may be assumed for siblings of one key: it is known; or it is
   * hidden, and all but the last failed one after another, which calls about different things would
   * hardly do.
   */
  boolean mayBeStructural(int[] siblings) {
    for (int i = 0; i < siblings.length - 1; i++) {
      boolean known = facts.call(siblings[i]).arguments().known();
      if (!known && !(invitesRepeat(siblings[i]) && isSequential(siblings[i], siblings[i + 1]))) {
        return false;
      }
    }
    return true;
  }

  /** A repeat of what never reached the other application (gRPC): no attempt of its own. */
  boolean isTransparent(int earlier, int later) {
    return facts.call(later).attempt().transparent()
        && facts.call(earlier).outcome() != Outcome.OK
        && isSequential(earlier, later);
  }

  /**
   * Whether both, of one hash of arguments, may be copies of one call, sent at the same time:
   * hidden arguments prove nothing.
   */
  boolean mayHedge(int earlier, int later) {
    return !isSequential(earlier, later)
        && (ordinal(later) > 0 || facts.call(later).arguments().known());
  }

  /** How many attempts an attribute says came before; 0 if none says so. */
  int ordinal(int position) {
    return facts.call(position).attempt().ordinal().orElse(0);
  }

  private boolean isSequential(int earlier, int later) {
    return facts.startNanos(later) >= facts.endNanos(earlier) - Attempts.OVERLAP_NANOS;
  }

  private boolean invitesRepeat(int position) {
    Outcome outcome = facts.call(position).outcome();
    return outcome == Outcome.RETRYABLE || outcome == Outcome.TIMEOUT;
  }
}
