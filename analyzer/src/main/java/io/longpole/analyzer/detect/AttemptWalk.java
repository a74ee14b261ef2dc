package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Outcome;
import io.longpole.analyzer.detect.AttemptGroup.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Walks the calls of a trace to find those that are attempts of one.
 *
 * <p>Siblings of one key and, as far as known, equal arguments are walked by start. A call that
 * begins after its predecessor failed continues the chain; after any other end a new chain begins.
 * Example: 503 at 0, 503 at 30, 200 at 60 ms is one call of 3 attempts that wasted 60 ms. Linear in
 * the number of calls.
 */
final class AttemptWalk {

  /** How far to look back for the call that an explicit resend follows. */
  private static final int MAX_LOOK_BACK = 64;

  private final TraceFacts facts;
  private final Repeats repeats;
  private final List<AttemptGroup> groups = new ArrayList<>();
  private final Hedges hedges;

  private AttemptWalk(TraceFacts facts) {
    this.facts = facts;
    this.repeats = new Repeats(facts);
    this.hedges = new Hedges(facts, repeats);
  }

  /** All attempts of a trace; those that do not stand for their call are marked as used. */
  static Attempts over(TraceFacts facts) {
    AttemptWalk walk = new AttemptWalk(facts);
    walk.walkSiblings();
    walk.walkServers();
    return new Attempts(walk.groups, walk.hedges.found());
  }

  private void walkSiblings() {
    GroupTable siblings = new GroupTable();
    for (int position = 0; position < facts.callCount(); position++) {
      int key = facts.key(position);
      if (key == TraceFacts.NO_KEY) {
        continue;
      }
      Call call = facts.call(position);
      hedges.addSpeculative(call);
      if (facts.callsOfKey(key) > 1 || repeats.ordinal(position) + call.attempt().resends() > 0) {
        siblings.add(LongTable.pair(facts.trace().parent(call.node()), key), position);
      }
    }
    for (int group = 0; group < siblings.groups(); group++) {
      int[] positions = siblings.values(group);
      if (mayHoldAttempts(positions)) {
        walk(positions);
      }
    }
  }

  private void walkServers() {
    ServerAttempts servers = new ServerAttempts(facts, groups, hedges);
    for (int position = 0; position < facts.callCount(); position++) {
      if (facts.key(position) != TraceFacts.NO_KEY) {
        servers.below(facts.call(position));
      }
    }
  }

  private boolean mayHoldAttempts(int[] positions) {
    for (int position : positions) {
      boolean said = repeats.ordinal(position) + facts.call(position).attempt().resends() > 0;
      if (said || (positions.length > 1 && facts.call(position).outcome() != Outcome.OK)) {
        return true;
      }
    }
    return false;
  }

  private void walk(int[] siblings) {
    GroupTable byArguments = new GroupTable();
    for (int position : siblings) {
      byArguments.add(facts.call(position).arguments().hash(), position);
    }
    for (int group = 0; group < byArguments.groups(); group++) {
      int[] equal = byArguments.values(group);
      if (facts.trace().parent(facts.node(equal[0])) >= 0) {
        hedges.addOverlapping(equal);
        findRepeats(IntStream.of(equal).filter(call -> !hedges.isCopy(call)).toArray());
      } else {
        // Roots are no siblings of each other.
        for (int position : equal) {
          close(List.of(position), Evidence.EXPLICIT);
        }
      }
    }
  }

  private void findRepeats(int[] equal) {
    boolean mayBeStructural = repeats.mayBeStructural(equal);
    List<Integer> chain = new ArrayList<>();
    Evidence evidence = Evidence.STRUCTURAL;
    for (int position : equal) {
      int last = chain.isEmpty() ? position : chain.get(chain.size() - 1);
      if (chain.isEmpty()) {
        chain.add(position);
      } else if (repeats.isTransparent(last, position)) {
        chain.set(chain.size() - 1, position);
      } else if (repeats.isExplicit(last, position)) {
        evidence = Evidence.EXPLICIT;
        chain.add(position);
      } else if (mayBeStructural && repeats.isStructural(last, position)) {
        chain.add(position);
      } else {
        close(chain, evidence);
        chain = new ArrayList<>(List.of(position));
        evidence = Evidence.STRUCTURAL;
      }
    }
    close(chain, evidence);
  }

  private void close(List<Integer> chain, Evidence evidence) {
    if (chain.isEmpty()) {
      return;
    }
    int first = chain.get(0);
    int last = chain.get(chain.size() - 1);
    int invisible = invisibleBefore(first);
    for (int position : chain) {
      invisible += facts.call(position).attempt().resends();
    }
    int attempts = chain.size() + invisible;
    if (attempts < 2) {
      return;
    }
    int[] nodes = new int[chain.size()];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = facts.node(chain.get(i));
      if (chain.get(i) != last) {
        facts.use(chain.get(i));
      }
    }
    groups.add(
        new AttemptGroup(
            invisible > 0 ? Evidence.EXPLICIT : evidence,
            facts.whole(facts.call(last)),
            nodes,
            attempts,
            facts.startNanos(last) - facts.startNanos(first),
            facts.call(last).outcome() == Outcome.OK));
  }

  /** Attempts before this one that an attribute tells of but no span shows. */
  private int invisibleBefore(int position) {
    int ordinal = repeats.ordinal(position);
    return ordinal > 0 && !followsVisibly(position) ? ordinal : 0;
  }

  /** Whether a sibling before it explains the resend: its own redirect, challenge or equal. */
  private boolean followsVisibly(int position) {
    int node = facts.node(position);
    int parent = facts.trace().parent(node);
    if (parent < 0) {
      return false;
    }
    int oldest = Math.max(facts.trace().firstChild(parent), node - MAX_LOOK_BACK);
    for (int sibling = node - 1; sibling >= oldest; sibling--) {
      Call before = facts.calls().at(sibling);
      boolean sequential =
          facts.trace().endNanos(sibling) - Attempts.OVERLAP_NANOS <= facts.startNanos(position);
      if (before != null
          && sequential
          && before.callClass() == facts.call(position).callClass()
          && facts.service(sibling).equals(facts.service(node))) {
        if (before.key().equals(facts.call(position).key())) {
          return true;
        }
        if (before.outcome() != Outcome.OK) {
          return Repeats.isAnswered(before);
        }
      }
    }
    return false;
  }
}
