package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Finds calls that were sent more than once at the same time, to take the first answer.
 *
 * <p>Copies overlap, end together (within 50 ms) and at most one of them is answered: the losers
 * are cancelled or fail. Two equal calls at once that are both answered are no hedge.
 */
final class Hedges {

  private static final int NOBODY = -1;
  private static final int NO_HEDGE = -2;
  static final long ENDS_WITHIN_NANOS = 50_000_000;

  private final TraceFacts facts;
  private final Repeats repeats;
  private final List<Hedge> found = new ArrayList<>();
  private final BitSet copies = new BitSet();

  Hedges(TraceFacts facts, Repeats repeats) {
    this.facts = facts;
    this.repeats = repeats;
  }

  List<Hedge> found() {
    return found;
  }

  /** Whether a call was found to be one of several copies, which makes it no repeat. */
  boolean isCopy(int position) {
    return copies.get(position);
  }

  /** A call whose driver tells that it sent it again to other replicas. */
  void addSpeculative(Call call) {
    if (call.attempt().speculative() > 0) {
      found.add(new Hedge(call, new int[] {call.node()}, 1 + call.attempt().speculative()));
    }
  }

  /** Looks for copies among siblings of one key and equal arguments, in order of start. */
  void addOverlapping(int[] equal) {
    int from = 0;
    while (from < equal.length) {
      int to = from + 1;
      while (to < equal.length && repeats.mayHedge(equal[to - 1], equal[to])) {
        to++;
      }
      if (to - from > 1) {
        addCopies(Arrays.copyOfRange(equal, from, to));
      }
      from = to;
    }
  }

  /** Server spans of one client span that overlap, in order of start. */
  void addServers(Call call, int[] servers) {
    if (winner(servers) >= 0) {
      found.add(new Hedge(call, servers, servers.length));
    }
  }

  private void addCopies(int[] positions) {
    int[] nodes = new int[positions.length];
    boolean explicit = false;
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = facts.node(positions[i]);
      explicit |= repeats.ordinal(positions[i]) > 0;
    }
    int winner = winner(nodes);
    boolean allLost = explicit && winner == NOBODY;
    if (winner < 0 && !allLost) {
      return;
    }
    int stands = Math.max(winner, 0);
    for (int i = 0; i < positions.length; i++) {
      copies.set(positions[i]);
      if (i != stands) {
        facts.use(positions[i]);
      }
    }
    found.add(new Hedge(facts.whole(facts.call(positions[stands])), nodes, nodes.length));
  }

  /** The index of the one that was answered, or that nobody was, or that these are no copies. */
  private int winner(int[] nodes) {
    int winner = NOBODY;
    long earliestEnd = Long.MAX_VALUE;
    long latestEnd = Long.MIN_VALUE;
    for (int i = 0; i < nodes.length; i++) {
      Outcome outcome = facts.calls().outcome(nodes[i]);
      boolean lost = outcome == Outcome.CANCELLED || outcome.isFailure();
      if (!lost && (outcome != Outcome.OK || winner >= 0)) {
        return NO_HEDGE;
      }
      winner = lost ? winner : i;
      earliestEnd = Math.min(earliestEnd, facts.trace().endNanos(nodes[i]));
      latestEnd = Math.max(latestEnd, facts.trace().endNanos(nodes[i]));
    }
    return latestEnd - earliestEnd <= ENDS_WITHIN_NANOS ? winner : NO_HEDGE;
  }
}
