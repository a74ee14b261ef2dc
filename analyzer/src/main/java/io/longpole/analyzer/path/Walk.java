package io.longpole.analyzer.path;

import io.longpole.analyzer.model.Trace;

/**
 * Walks a trace back from a root's end to its start, always into the child that finished last.
 *
 * <p>At a span and a time, the child that ended last at or before that time is what was waited for:
 * the walk goes into it, and on in the parent from the child's start. Of equal ends the earliest
 * start wins, then the smallest id. Children that the last one does not wait for, as other traces
 * tell, are passed over. What lies between is the span's own.
 *
 * <p>Example: A 0–100 with B 10–40 and C 40–80: A 80–100, C 40–80, B 10–40, A 0–10.
 *
 * <p>Children are scanned once, from the back: linear after the sort, at most 2n − 1 sections. The
 * stack is the chain of parents, so it needs no memory of its own.
 */
final class Walk {

  private final Trace trace;
  private final Blocking blocking;
  private final SiblingOrder order;
  private final double overlapTolerance;

  /** Up to where a span on the stack is not yet explained. */
  private final long[] cursor;

  /** The position in {@code childrenByEnd} of the next child to look at. */
  private final int[] nextChild;

  Walk(Trace trace, Blocking blocking, SiblingOrder order, double overlapTolerance) {
    this.trace = trace;
    this.blocking = blocking;
    this.order = order;
    this.overlapTolerance = overlapTolerance;
    this.cursor = new long[trace.size()];
    this.nextChild = new int[trace.size()];
  }

  SectionList from(int root) {
    enter(root, blocking.end[root]);
    return walk(root, root, new SectionList.Builder());
  }

  /**
   * Walks back from the time at which a node had come so far, as if its root had waited for that:
   * the stack is prepared as it is when the walk stands in the node, each span above explained down
   * to the start of the next below.
   *
   * <p>Example: A 0–100 with B 10–40 and C 40–80, up to 60 in C: C 40–60, B 10–40, A 0–10.
   *
   * @param untilNanos taken as the node's start if it is before it
   */
  SectionList upTo(int target, long untilNanos) {
    int[] chain = chain(target);
    long[] starts = new long[chain.length];
    int root = chain[chain.length - 1];
    for (int i = chain.length - 1; i >= 0; i--) {
      starts[i] = blocking.start[chain[i]];
      if (i + 1 < chain.length) {
        starts[i] = Math.max(starts[i], starts[i + 1]);
      }
    }
    SectionList.Builder sections = new SectionList.Builder();
    long until = Math.max(untilNanos, starts[0]);
    int first = 0;
    // below a child that was not waited for there is nothing to look into
    while (!blocking.isBlocking(chain[first])) {
      sections.add(chain[first], starts[first], until);
      until = starts[first++];
    }
    enter(chain[first], until);
    for (int i = first + 1; i < chain.length; i++) {
      cursor[chain[i]] = starts[i - 1];
      nextChild[chain[i]] = position(chain[i], chain[i - 1]) - 1;
    }
    return walk(chain[first], root, sections);
  }

  /** The node and those above it, its root last. */
  private int[] chain(int node) {
    int length = 1;
    for (int above = trace.parent(node); above >= 0; above = trace.parent(above)) {
      length++;
    }
    int[] chain = new int[length];
    int above = node;
    for (int i = 0; i < length; i++) {
      chain[i] = above;
      above = trace.parent(above);
    }
    return chain;
  }

  private int position(int parent, int child) {
    int position = trace.firstChild(parent);
    while (blocking.childrenByEnd[position] != child) {
      position++;
    }
    return position;
  }

  private SectionList walk(int from, int root, SectionList.Builder sections) {
    int node = from;
    while (node >= 0) {
      int pick = pick(node);
      if (pick < 0) {
        sections.add(node, blocking.start[node], cursor[node]);
        node = node == root ? -1 : trace.parent(node);
      } else {
        long end = Math.min(blocking.end[pick], cursor[node]);
        sections.add(node, end, cursor[node]);
        cursor[node] = blocking.start[pick];
        enter(pick, end);
        node = pick;
      }
    }
    return sections.build();
  }

  private void enter(int node, long end) {
    cursor[node] = end;
    nextChild[node] = trace.firstChild(node) + blocking.count(node) - 1;
  }

  /** The child that was waited for at the cursor, or −1. A child passed over never fits later. */
  private int pick(int node) {
    long now = cursor[node];
    int first = trace.firstChild(node);
    int last = order.mayRefute(node) ? lastPick(node) : -1;
    for (int i = nextChild[node]; i >= first; i--) {
      int child = blocking.childrenByEnd[i];
      if (blocking.start[child] < now
          && (blocking.end[child] <= now || overlapsSlightly(node, child, now))
          && (last < 0 || !order.isRefuted(node, child, last))) {
        nextChild[node] = i - 1;
        return child;
      }
    }
    nextChild[node] = first - 1;
    return -1;
  }

  /** The child that the walk came from: the one after the next to look at. */
  private int lastPick(int node) {
    int position = nextChild[node] + 1;
    return position < trace.firstChild(node) + blocking.count(node)
        ? blocking.childrenByEnd[position]
        : -1;
  }

  private boolean overlapsSlightly(int node, int child, long now) {
    return overlapTolerance > 0
        && now < blocking.end[node]
        && blocking.end[child] - now
            <= overlapTolerance * (blocking.end[node] - blocking.start[node]);
  }
}
