package io.longpole.analyzer.path;

import io.longpole.analyzer.model.Trace;
import java.util.Collection;
import java.util.TreeSet;

/**
 * How well known are the waits that a prediction rests on.
 *
 * <p>A binding pair is a child and the latest sibling that it waits for, among the children of all
 * parents above a changed span.
 *
 * @param proven pairs that enough other traces confirm
 * @param all pairs
 */
public record BindingPairs(int proven, int all) {

  /** Counts those above the given nodes. Linear in the children of the parents above them. */
  public static BindingPairs above(Collection<Integer> nodes, Trace trace, PathAnalysis path) {
    TreeSet<Integer> parents = new TreeSet<>();
    for (int node : nodes) {
      for (int above = trace.parent(node);
          above >= 0 && parents.add(above);
          above = trace.parent(above)) {}
    }
    int proven = 0;
    int all = 0;
    for (int parent : parents) {
      BindingPairs below = below(parent, trace, path);
      proven += below.proven;
      all += below.all;
    }
    return new BindingPairs(proven, all);
  }

  private static BindingPairs below(int parent, Trace trace, PathAnalysis path) {
    Blocking blocking = path.blocking();
    SiblingOrder order = path.order();
    int[] byEnd = blocking.childrenByEnd;
    int first = trace.firstChild(parent);
    int ended = first;
    int proven = 0;
    int all = 0;
    Waits waits = new Waits(order);
    waits.start(parent, 0);
    for (int child = first; child < first + trace.childCount(parent); child++) {
      if (!blocking.isBlocking(child)) {
        continue;
      }
      while (blocking.end[byEnd[ended]] <= blocking.start[child]) {
        // in place of a time the sibling's position: a later end is a higher one
        waits.siblingEnded(byEnd[ended], ended + 1L, 0);
        ended++;
      }
      long latest = waits.before(child);
      if (latest > 0) {
        all++;
        proven += order.isProven(parent, byEnd[(int) latest - 1], child) ? 1 : 0;
      }
    }
    return new BindingPairs(proven, all);
  }
}
