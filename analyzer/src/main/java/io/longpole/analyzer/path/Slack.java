package io.longpole.analyzer.path;

import io.longpole.analyzer.model.Trace;

/**
 * How much longer each span may last while its root ends no later.
 *
 * <p>A child starts its gap (its parent's own work) after the latest end of the siblings that ended
 * by its start, and a parent ends its tail after its last child. So from the root down, and among
 * siblings from the latest end backwards, every span has a latest allowed end; the slack is what is
 * left until then.
 *
 * <p>Example: R 0–1000 with A 0–200, B 195–400, D 250–380, C 500–1000. C must not move. It starts
 * 100 after B: B has none, D may end 20 later. D starts 50 after A: so may A.
 *
 * <p>Linear, as the children are sorted already.
 */
final class Slack {

  /** The slack of a span that nobody waits for. */
  static final long UNLIMITED = Long.MAX_VALUE;

  private final Trace trace;
  private final Blocking blocking;

  /** The latest end of every blocking node that leaves its root's end as it is. */
  private final long[] latestEnd;

  private Slack(Trace trace, Blocking blocking) {
    this.trace = trace;
    this.blocking = blocking;
    this.latestEnd = new long[trace.size()];
  }

  /** The slack of every node; {@link #UNLIMITED} where it does not block. */
  static long[] of(Trace trace, Blocking blocking) {
    Slack slack = new Slack(trace, blocking);
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
    int[] byEnd = blocking.childrenByEnd;
    int first = trace.firstChild(parent);
    int last = first + blocking.count(parent) - 1;
    long limit = latestEnd[parent] - (blocking.end[parent] - blocking.end[byEnd[last]]);
    int follower = first + trace.childCount(parent) - 1; // nodes backwards are starts backwards
    int before = last;
    for (int i = last; i >= first; i--) {
      int child = byEnd[i];
      while (follower >= first && mayFollow(follower, blocking.end[child])) {
        if (blocking.isBlocking(follower)) {
          while (before >= first && blocking.end[byEnd[before]] > blocking.start[follower]) {
            before--;
          }
          long ready = before < first ? blocking.start[parent] : blocking.end[byEnd[before]];
          long delay = latestEnd[follower] - blocking.end[follower];
          limit = Math.min(limit, ready + delay);
        }
        follower--;
      }
      latestEnd[child] = limit;
    }
  }

  private boolean mayFollow(int node, long end) {
    return !blocking.isBlocking(node) || blocking.start[node] >= end;
  }
}
