package io.longpole.analyzer.assembly;

import io.longpole.analyzer.model.NodeSort;
import io.longpole.analyzer.model.TraceFlag;
import java.util.Arrays;

/**
 * The steps of assembly that make a forest with ordinary times out of whatever was reported: break
 * cycles, repair ends before starts, order the roots. All are linear but the sort of the roots.
 */
final class Repairs {

  private Repairs() {}

  /**
   * Makes the member with the earliest start (then the smallest id) of every cycle a root.
   *
   * <p>Every span is walked up from once, until a root or a span seen before; one seen on the same
   * walk closes a cycle. Example: a's parent is b, b's parent is a, a starts first: a is a root
   * with b below it.
   */
  static void breakCycles(Draft draft) {
    int[] walkOf = new int[draft.size()];
    for (int i = 0; i < draft.size(); i++) {
      int node = i;
      while (node != Draft.NO_PARENT && walkOf[node] == 0) {
        walkOf[node] = i + 1;
        node = draft.parents[node];
      }
      if (node != Draft.NO_PARENT && walkOf[node] == i + 1) {
        breakCycle(draft, node);
      }
    }
  }

  private static void breakCycle(Draft draft, int member) {
    int first = member;
    for (int node = draft.parents[member]; node != member; node = draft.parents[node]) {
      long start = draft.startNanos[node];
      long firstStart = draft.startNanos[first];
      if (start < firstStart
          || (start == firstStart && Long.compareUnsigned(draft.ids[node], draft.ids[first]) < 0)) {
        first = node;
      }
    }
    draft.parents[first] = Draft.NO_PARENT;
    draft.flags.add(TraceFlag.CYCLE);
  }

  /**
   * Gives spans that end before they start the latest end among their descendants, if that is after
   * their start, else their start.
   *
   * <p>Example: web starts at 10 and was never finished, its child db is 20 to 30: web is taken as
   * 10 to 30.
   */
  static void repairEnds(Draft draft) {
    boolean allUsable = true;
    for (int i = 0; i < draft.size(); i++) {
      if (draft.endNanos[i] < draft.startNanos[i]) {
        allUsable = false;
        draft.flags.add(
            draft.spans[i].endNanos() == 0 ? TraceFlag.UNFINISHED : TraceFlag.NEGATIVE_DURATION);
      }
    }
    if (allUsable) {
      return;
    }
    long[] latest = new long[draft.size()];
    Arrays.fill(latest, Long.MIN_VALUE);
    for (int node : childrenFirst(draft.parents)) {
      if (draft.endNanos[node] >= draft.startNanos[node]) {
        latest[node] = Math.max(latest[node], draft.endNanos[node]);
      } else {
        draft.endNanos[node] = Math.max(latest[node], draft.startNanos[node]);
      }
      int parent = draft.parents[node];
      if (parent != Draft.NO_PARENT) {
        latest[parent] = Math.max(latest[parent], latest[node]);
      }
    }
  }

  /** Every position after those of all its children. */
  private static int[] childrenFirst(int[] parents) {
    int[] openChildren = new int[parents.length];
    for (int parent : parents) {
      if (parent != Draft.NO_PARENT) {
        openChildren[parent]++;
      }
    }
    int[] order = new int[parents.length];
    int size = 0;
    for (int i = 0; i < parents.length; i++) {
      if (openChildren[i] == 0) {
        order[size++] = i;
      }
    }
    for (int done = 0; done < size; done++) {
      int parent = parents[order[done]];
      if (parent != Draft.NO_PARENT && --openChildren[parent] == 0) {
        order[size++] = parent;
      }
    }
    return order;
  }

  /** The roots by duration, longest first, then start, then id. */
  static int[] roots(Draft draft) {
    int count = 0;
    for (int parent : draft.parents) {
      count += parent == Draft.NO_PARENT ? 1 : 0;
    }
    int[] roots = new int[count];
    for (int i = 0, next = 0; i < draft.size(); i++) {
      if (draft.parents[i] == Draft.NO_PARENT) {
        roots[next++] = i;
      }
    }
    if (count > 1) {
      long[] shortness = new long[draft.size()];
      for (int root : roots) {
        shortness[root] = draft.startNanos[root] - draft.endNanos[root];
      }
      new NodeSort(shortness, (a, b) -> compareStartAndId(draft, a, b)).sort(roots, 0, count);
    }
    if (draft.orphanSpans > 0) {
      draft.flags.add(draft.orphanSpans == count ? TraceFlag.MISSING_ROOT : TraceFlag.ORPHANS);
    }
    return roots;
  }

  private static int compareStartAndId(Draft draft, int left, int right) {
    int byStart = Long.compare(draft.startNanos[left], draft.startNanos[right]);
    return byStart != 0 ? byStart : Long.compareUnsigned(draft.ids[left], draft.ids[right]);
  }
}
