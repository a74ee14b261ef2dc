package io.longpole.analyzer.assembly;

import io.longpole.analyzer.model.NodeSort;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;

/**
 * The last step of assembly: numbers the spans breadth first from the roots, the children of each
 * by start, then id. One sort of all spans, then two linear passes.
 */
final class Numbering {

  private Numbering() {}

  static Trace.Layout of(Draft draft, int[] roots) {
    int size = draft.size();
    int[] byStart = NodeSort.identity(size);
    new NodeSort(draft.startNanos, (a, b) -> Long.compareUnsigned(draft.ids[a], draft.ids[b]))
        .sort(byStart, 0, size);

    int[] childCount = new int[size];
    for (int parent : draft.parents) {
      if (parent != Draft.NO_PARENT) {
        childCount[parent]++;
      }
    }
    int[] nextSlot = new int[size];
    for (int i = 1; i < size; i++) {
      nextSlot[i] = nextSlot[i - 1] + childCount[i - 1];
    }
    int[] children = new int[size];
    for (int position : byStart) {
      int parent = draft.parents[position];
      if (parent != Draft.NO_PARENT) {
        children[nextSlot[parent]++] = position;
      }
    }
    return layOut(draft, roots, children, nextSlot, childCount);
  }

  /**
   * @param children of all spans, those of one span neighbours
   * @param childrenEnd where in there the children of a span end
   */
  private static Trace.Layout layOut(
      Draft draft, int[] roots, int[] children, int[] childrenEnd, int[] childCount) {
    int size = draft.size();
    Trace.Layout layout =
        new Trace.Layout(
            new Span[size],
            new long[size],
            new int[size],
            new int[size],
            new int[size],
            new long[size],
            new long[size],
            roots.length);
    int[] positions = new int[size];
    System.arraycopy(roots, 0, positions, 0, roots.length);
    for (int root = 0; root < roots.length; root++) {
      layout.parents()[root] = Draft.NO_PARENT;
    }
    int numbered = roots.length;
    for (int node = 0; node < size; node++) {
      int position = positions[node];
      int count = childCount[position];
      layout.spans()[node] = draft.spans[position];
      layout.spanIds()[node] = draft.ids[position];
      layout.startNanos()[node] = draft.startNanos[position];
      layout.endNanos()[node] = draft.endNanos[position];
      layout.firstChildren()[node] = numbered;
      layout.childCounts()[node] = count;
      System.arraycopy(children, childrenEnd[position] - count, positions, numbered, count);
      for (int i = 0; i < count; i++) {
        layout.parents()[numbered++] = node;
      }
    }
    return layout;
  }
}
