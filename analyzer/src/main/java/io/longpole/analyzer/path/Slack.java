package io.longpole.analyzer.path;

import io.longpole.analyzer.model.Trace;

/**
 * How much longer each span may last while its root ends no later.
 *
 * <p>A child starts its gap (its parent's own work) after the latest end of the siblings that ended
 * by its start (but for those that it does not wait for, as other traces tell), and a parent ends
 * its tail after its last child. So from the root down, and among siblings from the latest end
 * backwards, every span has a latest allowed end; the slack is what is left until then.
 *
 * <p>Example: R 0–1000 with A 0–200, B 195–400, D 250–380, C 500–1000. C must not move. It starts
 * 100 after B: B has none, D may end 20 later. D starts 50 after A: so may A.
 *
 * <p>Linear, as the children are sorted already; times the operations among siblings (up to 64)
 * with evidence.
 */
final class Slack {

  /** The slack of a span that nobody waits for. */
  static final long UNLIMITED = Long.MAX_VALUE;

  private final Trace trace;
  private final Blocking blocking;

  /** The latest end of every blocking node that leaves its root's end as it is. */
  private final long[] latestEnd;

  /** The latest end that a node waited for among its siblings, else its parent's start. */
  private final long[] before;

  private final SiblingOrder order;
  private final Waits waits;

  /** Among the children of one parent: the latest end that followers allow, by their operation. */
  private final long[] limits = new long[Waits.SLOTS];

  /** The operations of the followers so far, as bits. */
  private long followed;

  private Slack(Trace trace, Blocking blocking, SiblingOrder order) {
    this.trace = trace;
    this.blocking = blocking;
    this.order = order;
    this.waits = new Waits(order);
    this.latestEnd = new long[trace.size()];
    this.before = new long[trace.size()];
  }

  /** The slack of every node; {@link #UNLIMITED} where it does not block. */
  static long[] of(Trace trace, Blocking blocking, SiblingOrder order) {
    Slack slack = new Slack(trace, blocking, order);
    for (int root = 0; root < trace.rootCount(); root++) {
      slack.latestEnd[root] = blocking.end[root];
    }
    for (int node = 0; node < trace.size(); node++) {
      if (blocking.count(node) > 0) {
        slack.limitChildren(node);
      }
    }
    long[] slacks = slack.latestEnd;
    for (int node = 0; node < slacks.length; node++) {
      slacks[node] = blocking.isBlocking(node) ? slacks[node] - blocking.end[node] : UNLIMITED;
    }
    return slacks;
  }

  private void limitChildren(int parent) {
    findBefore(parent);
    int[] byEnd = blocking.childrenByEnd;
    int first = trace.firstChild(parent);
    int last = first + blocking.count(parent) - 1;
    long bound = latestEnd[parent] - (blocking.end[parent] - blocking.end[byEnd[last]]);
    boolean mayRefute = order.mayRefute(parent);
    followed = 0;
    limits[Waits.OTHER] = UNLIMITED;
    int follower = first + trace.childCount(parent) - 1; // nodes backwards are starts backwards
    for (int i = last; i >= first; i--) {
      int child = byEnd[i];
      while (follower >= first && mayFollow(follower, blocking.end[child])) {
        if (blocking.isBlocking(follower)) {
          long delay = latestEnd[follower] - blocking.end[follower];
          limit(mayRefute ? order.slot(follower) : Waits.OTHER, before[follower] + delay);
        }
        follower--;
      }
      latestEnd[child] = Math.min(bound, limitOf(parent, child));
    }
  }

  /** The ends that the children waited for. */
  private void findBefore(int parent) {
    int first = trace.firstChild(parent);
    int ended = first;
    waits.start(parent, blocking.start[parent]);
    for (int child = first; child < first + trace.childCount(parent); child++) {
      if (blocking.isBlocking(child)) {
        while (blocking.end[blocking.childrenByEnd[ended]] <= blocking.start[child]) {
          int sibling = blocking.childrenByEnd[ended++];
          waits.siblingEnded(sibling, blocking.end[sibling], 0);
        }
        before[child] = waits.before(child);
      }
    }
  }

  /** Notes until when all must have ended that a follower of that operation waits for. */
  private void limit(int slot, long nanos) {
    if (slot == Waits.OTHER) {
      limits[slot] = Math.min(limits[slot], nanos);
    } else {
      limits[slot] = ((followed >>> slot) & 1) != 0 ? Math.min(limits[slot], nanos) : nanos;
      followed |= 1L << slot;
    }
  }

  private long limitOf(int parent, int child) {
    long limit = limits[Waits.OTHER];
    for (long left = followed; left != 0; left &= left - 1) {
      int slot = Long.numberOfTrailingZeros(left);
      if (!order.isRefutedFor(parent, child, slot)) {
        limit = Math.min(limit, limits[slot]);
      }
    }
    return limit;
  }

  private boolean mayFollow(int node, long end) {
    return !blocking.isBlocking(node) || blocking.start[node] >= end;
  }
}
