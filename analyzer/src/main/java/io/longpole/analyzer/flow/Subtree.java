package io.longpole.analyzer.flow;

import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A span with all below it as a trace of its own, so that its path can be walked though nothing
 * above waited for it.
 *
 * <p>Example: of A with B and C, C with D: the subtree of C has the nodes C, D. Breadth first like
 * any trace; linear in its own spans.
 */
final class Subtree {

  private final Trace trace;
  private final int[] nodes;

  private Subtree(Trace trace, int[] nodes) {
    this.trace = trace;
    this.nodes = nodes;
  }

  static Subtree of(Trace whole, int top) {
    int[] nodes = {top};
    int[] parents = {-1};
    int size = 1;
    for (int i = 0; i < size; i++) {
      int count = whole.childCount(nodes[i]);
      if (size + count > nodes.length) {
        int capacity = Math.max(size + count, 2 * size);
        nodes = Arrays.copyOf(nodes, capacity);
        parents = Arrays.copyOf(parents, capacity);
      }
      for (int c = 0; c < count; c++) {
        parents[size] = i;
        nodes[size++] = whole.firstChild(nodes[i]) + c;
      }
    }
    return of(whole, Arrays.copyOf(nodes, size), Arrays.copyOf(parents, size));
  }

  private static Subtree of(Trace whole, int[] nodes, int[] parents) {
    int size = nodes.length;
    Span[] spans = new Span[size];
    long[] spanIds = new long[size];
    int[] firstChildren = new int[size];
    int[] childCounts = new int[size];
    long[] starts = new long[size];
    long[] ends = new long[size];
    int nextChild = 1;
    for (int i = 0; i < size; i++) {
      spans[i] = whole.span(nodes[i]);
      spanIds[i] = whole.spanId(nodes[i]);
      firstChildren[i] = nextChild;
      childCounts[i] = whole.childCount(nodes[i]);
      nextChild += childCounts[i];
      starts[i] = whole.startNanos(nodes[i]);
      ends[i] = whole.endNanos(nodes[i]);
    }
    Trace.Layout layout =
        new Trace.Layout(spans, spanIds, parents, firstChildren, childCounts, starts, ends, 1);
    return new Subtree(
        new Trace(whole.id(), layout, Set.of(), List.of(), List.of(), new Trace.Counts(0, 0, 0)),
        nodes);
  }

  Trace trace() {
    return trace;
  }

  /** The node in the whole trace of a node of the subtree. */
  int inWhole(int node) {
    return nodes[node];
  }

  /** The node in the subtree of a node in the whole trace, which must be in it. */
  int inSubtree(int nodeOfWhole) {
    for (int i = 0; i < nodes.length; i++) {
      if (nodes[i] == nodeOfWhole) {
        return i;
      }
    }
    throw new IllegalArgumentException("node=" + nodeOfWhole + " is not below " + nodes[0]);
  }
}
