package io.longpole.analyzer.path;

import io.longpole.analyzer.model.NodeSort;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sorts the nodes of a change into groups with the same parent.
 *
 * <p>Example: three methods findBook, each with one query below: the queries are selected and have
 * different parents, so the methods stand for them and form one group.
 */
final class Groups {

  private static final int MAX_LIFTS = 3;

  /** No node and no parent of one. */
  private static final int NONE = -2;

  private static final int TOO_MANY = -1;

  /** What makes spans repeats of each other. */
  private record Operation(String service, String name, SpanKind kind) {
    static Operation of(Span span) {
      return new Operation(span.service(), span.name(), span.kind());
    }
  }

  private final Trace trace;
  private final Blocking blocking;
  private final NodeSort byStart;

  Groups(Trace trace, Blocking blocking) {
    this.trace = trace;
    this.blocking = blocking;
    this.byStart =
        new NodeSort(
            blocking.start,
            (one, other) -> Long.compareUnsigned(trace.spanId(one), trace.spanId(other)));
  }

  /** The groups of more than one, each in order of clipped start, then id. */
  List<int[]> of(Collection<Integer> selected) {
    int[] topmost = topmost(selected);
    if (shareParent(topmost)) {
      // nothing is lifted, whatever the operations are; most changes end here
      return topmost.length > 1 && trace.parent(topmost[0]) >= 0
          ? List.of(inOrder(topmost))
          : List.of();
    }
    Map<Operation, List<Integer>> byOperation = new LinkedHashMap<>();
    for (int node : topmost) {
      byOperation
          .computeIfAbsent(Operation.of(trace.span(node)), unused -> new ArrayList<>())
          .add(node);
    }
    Map<Integer, List<Integer>> byParent = new TreeMap<>();
    for (List<Integer> members : byOperation.values()) {
      for (int node : lifted(members)) {
        byParent.computeIfAbsent(trace.parent(node), unused -> new ArrayList<>()).add(node);
      }
    }
    List<int[]> groups = new ArrayList<>();
    byParent.forEach((parent, members) -> {
      if (parent >= 0 && members.size() > 1) {
        groups.add(inOrder(members.stream().mapToInt(Integer::intValue).toArray()));
      }
    });
    return groups;
  }

  private int[] inOrder(int[] members) {
    byStart.sort(members, 0, members.length);
    return members;
  }

  /** The selected nodes that block the main root and are not below another of them, ascending. */
  int[] topmost(Collection<Integer> selected) {
    int[] ordered = distinct(selected);
    if (ordered.length == 0) {
      return ordered;
    }
    int[] topmost = new int[ordered.length];
    int count = addUpwards(ordered, topmost);
    return Arrays.copyOf(topmost, count < 0 ? addDownwards(ordered, topmost) : count);
  }

  private static int[] distinct(Collection<Integer> selected) {
    int[] ordered = new int[selected.size()];
    int size = 0;
    for (int node : selected) {
      ordered[size++] = node;
    }
    Arrays.sort(ordered);
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (i == 0 || ordered[i] != ordered[i - 1]) {
        ordered[kept++] = ordered[i];
      }
    }
    return kept == size ? ordered : Arrays.copyOf(ordered, kept);
  }

  /**
   * Goes up from each selected node, from siblings once; answers how many were added, or −1 if that
   * took more steps than to visit all nodes. A trace with thousands of small changes must not be
   * visited as a whole for each.
   */
  private int addUpwards(int[] ordered, int[] topmost) {
    int stepsLeft = ordered[ordered.length - 1];
    int count = 0;
    int lastParent = NONE;
    boolean lastReached = false;
    for (int node : ordered) {
      int parent = trace.parent(node);
      if (parent != lastParent) {
        int above = parent;
        while (stepsLeft > 0 && above > 0 && !contains(ordered, above)) {
          above = trace.parent(above);
          stepsLeft--;
        }
        lastParent = parent;
        lastReached = above == 0 && !contains(ordered, 0);
      }
      if (stepsLeft <= 0) {
        return TOO_MANY;
      }
      stepsLeft--;
      if ((node == 0 || lastReached) && blocking.isBlocking(node)) {
        topmost[count++] = node;
      }
    }
    return count;
  }

  private int addDownwards(int[] ordered, int[] topmost) {
    int count = 0;
    int next = 0;
    // parents come before children, so one pass tells who is below the main root or a selected one
    boolean[] open = new boolean[ordered[ordered.length - 1] + 1];
    open[0] = true;
    for (int node = 0; node < open.length; node++) {
      boolean reached = node == 0 || (node >= trace.rootCount() && open[trace.parent(node)]);
      boolean isSelected = ordered[next] == node;
      next += isSelected ? 1 : 0;
      if (reached && isSelected && blocking.isBlocking(node)) {
        topmost[count++] = node;
      }
      open[node] = reached && !isSelected;
    }
    return count;
  }

  private static boolean contains(int[] ordered, int node) {
    return Arrays.binarySearch(ordered, node) >= 0;
  }

  private List<Integer> lifted(List<Integer> members) {
    List<Integer> lifted = members;
    for (int i = 0; i < MAX_LIFTS && !shareParent(lifted); i++) {
      lifted = lifted.stream().map(this::parentOfOnlyChild).toList();
    }
    return lifted;
  }

  private boolean shareParent(int[] nodes) {
    for (int node : nodes) {
      if (trace.parent(node) != trace.parent(nodes[0])) {
        return false;
      }
    }
    return true;
  }

  private boolean shareParent(List<Integer> nodes) {
    return nodes.stream().allMatch(node -> trace.parent(node) == trace.parent(nodes.get(0)));
  }

  private int parentOfOnlyChild(int node) {
    int parent = trace.parent(node);
    return parent >= 0 && blocking.count(parent) == 1 ? parent : node;
  }
}
