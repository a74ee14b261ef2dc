package io.longpole.analyzer.path;

import io.longpole.analyzer.evidence.OperationKeys;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.evidence.OrderVotes;
import io.longpole.analyzer.model.Trace;
import java.util.Arrays;

/**
 * Casts the vote of a trace on which calls wait for which others, and which go on after their
 * parents.
 *
 * <p>Each child b looks at the latest span before it of each operation a among its siblings. That
 * one had ended when b began: an example. It had well over a tenth still to run: a counter-example.
 * Both are there once and b began first: another.
 *
 * <p>Example: web 0–100 with a 0–40, b 45–60, c 50–80. An example of "b waits for a" and "c waits
 * for a", a counter-example to "c waits for b", and to "a waits for b", "a waits for c", "b waits
 * for c".
 *
 * <p>Votes come from plain clipped times, as one trace alone shows them: children that evidence
 * calls asynchronous vote like all others, and no setting counts. So a vote does not depend on
 * which traces voted before, and stays right when the settings change. Whether a child outlives its
 * parent is judged by unclipped times, for a parent that is itself cut off tells nothing.
 *
 * <p>O(n · d) for d operations among siblings, at most 64. Keeps scratch arrays, so one object
 * serves one thread.
 */
public final class TraceVote {

  private static final int SLOTS = OrderEvidence.NO_SLOT;

  /** A sibling with no more than this share of its time to run may have ended by a coarse clock. */
  private static final int NEARLY_DONE_DIVISOR = 10;

  private final OperationKeys keys;
  private final OrderVotes votes;

  /** Of the children of one parent by operation: the latest one, and how many there were. */
  private final int[] latest = new int[SLOTS];

  private final int[] count = new int[SLOTS];

  /** Operations in the order in which they were first seen. */
  private final int[] seen = new int[SLOTS];

  private int seenCount;

  /** By a · 64 + b; zero between two parents. */
  private final int[] supports = new int[SLOTS * SLOTS];

  private final int[] counters = new int[SLOTS * SLOTS];
  private byte[] slots = new byte[0];

  public TraceVote(OperationKeys keys, OrderVotes votes) {
    this.keys = keys;
    this.votes = votes;
  }

  /** Lets a trace vote. Each trace votes once. */
  public void cast(Trace trace) {
    Blocking blocking = new Blocking(trace, Overflow.CLIP, SiblingOrder.NONE);
    for (int node = 0; node < trace.size(); node++) {
      if (trace.childCount(node) > 0) {
        int parent = votes.parent(keys.versionedOperation(trace.span(node)));
        if (parent != OrderVotes.NO_PARENT) {
          numberChildren(trace, node, parent);
          if (blocking.count(node) > 1) {
            compareChildren(trace, blocking, node);
            handIn(parent);
          }
        }
      }
    }
    votes.endTrace();
  }

  private void numberChildren(Trace trace, int node, int parent) {
    int children = trace.childCount(node);
    if (slots.length < children) {
      slots = new byte[Math.max(children, 2 * slots.length)];
    }
    long end = trace.endNanos(node);
    long small = Blocking.smallOverflow(trace.durationNanos(node));
    for (int i = 0; i < children; i++) {
      int child = trace.firstChild(node) + i;
      int slot = votes.slot(parent, keys.operation(trace.span(child)));
      slots[i] = (byte) slot;
      if (slot != OrderEvidence.NO_SLOT) {
        votes.saw(parent, slot, trace.endNanos(child) - end > small);
      }
    }
  }

  private void compareChildren(Trace trace, Blocking blocking, int node) {
    seenCount = 0;
    int first = trace.firstChild(node);
    for (int child = first; child < first + trace.childCount(node); child++) {
      int slot = slots[child - first];
      if (slot == OrderEvidence.NO_SLOT || !blocking.isBlocking(child)) {
        continue;
      }
      for (int i = 0; i < seenCount; i++) {
        compare(blocking, latest[seen[i]], child, seen[i] * SLOTS + slot);
      }
      if (count[slot]++ == 0) {
        seen[seenCount++] = slot;
      }
      latest[slot] = child;
    }
    for (int later = 1; later < seenCount; later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        if (count[seen[later]] == 1 && count[seen[earlier]] == 1) {
          counters[seen[later] * SLOTS + seen[earlier]]++;
        }
      }
    }
  }

  private void compare(Blocking blocking, int before, int child, int pair) {
    long left = blocking.end[before] - blocking.start[child];
    if (left <= 0) {
      supports[pair]++;
    } else if (left > blocking.gridNanos(before)
        && left > (blocking.end[before] - blocking.start[before]) / NEARLY_DONE_DIVISOR) {
      counters[pair]++;
    }
  }

  private void handIn(int parent) {
    for (int i = 0; i < seenCount; i++) {
      for (int j = 0; j < seenCount; j++) {
        int pair = seen[i] * SLOTS + seen[j];
        if (supports[pair] + counters[pair] > 0) {
          votes.add(
              parent, seen[i], seen[j], new OrderVotes.Examples(supports[pair], counters[pair]));
          supports[pair] = 0;
          counters[pair] = 0;
        }
      }
    }
    Arrays.fill(count, 0);
  }
}
