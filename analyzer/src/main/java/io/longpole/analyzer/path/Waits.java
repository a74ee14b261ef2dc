package io.longpole.analyzer.path;

import io.longpole.analyzer.evidence.OrderEvidence;

/**
 * What a child has to wait for among the siblings that ended by its start: the latest end of each
 * of their operations, as it was and as it would be after a change.
 *
 * <p>One pair of ends an operation is enough, as a child waits for all spans of an operation or for
 * none. Where nothing is refuted all operations count as one, so that a child costs one step.
 */
final class Waits {

  /** Operations that are told apart, and one for all others, which is never refuted. */
  static final int SLOTS = OrderEvidence.NO_SLOT + 1;

  static final int OTHER = OrderEvidence.NO_SLOT;

  private final SiblingOrder order;
  private final long[] ends = new long[SLOTS];
  private final long[] newEnds = new long[SLOTS];
  private int parent;
  private boolean mayRefute;

  /** Operations that have ended, as bits. */
  private long ended;

  private boolean otherEnded;
  private long parentStart;

  Waits(SiblingOrder order) {
    this.order = order;
  }

  /** Begins with the children of another parent. */
  void start(int newParent, long startNanos) {
    parent = newParent;
    mayRefute = order.mayRefute(newParent);
    parentStart = startNanos;
    ended = 0;
    otherEnded = false;
  }

  /** A sibling ended, no earlier than those before it. */
  void siblingEnded(int node, long endNanos, long newEndNanos) {
    int slot = mayRefute ? order.slot(node) : OTHER;
    boolean seen = slot == OTHER ? otherEnded : ((ended >>> slot) & 1) != 0;
    ends[slot] = endNanos;
    newEnds[slot] = seen ? Math.max(newEnds[slot], newEndNanos) : newEndNanos;
    if (slot == OTHER) {
      otherEnded = true;
    } else {
      ended |= 1L << slot;
    }
  }

  /** The latest original end that the child waits for; its parent's start if there is none. */
  long before(int child) {
    long before = otherEnded ? ends[OTHER] : parentStart;
    for (long left = waitedFor(child); left != 0; left &= left - 1) {
      before = Math.max(before, ends[Long.numberOfTrailingZeros(left)]);
    }
    return before;
  }

  /** The latest new end that the child waits for; 0 if there is none. */
  long ready(int child) {
    long ready = otherEnded ? newEnds[OTHER] : 0;
    for (long left = waitedFor(child); left != 0; left &= left - 1) {
      ready = Math.max(ready, newEnds[Long.numberOfTrailingZeros(left)]);
    }
    return ready;
  }

  private long waitedFor(int child) {
    return mayRefute ? ended & ~order.refutedFor(parent, child) : 0;
  }
}
