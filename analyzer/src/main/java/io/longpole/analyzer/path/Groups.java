package io.longpole.analyzer.path;

import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sorts the nodes of a change into groups with the same parent.
 *
 * <p>Example: three methods findBook, each with one query below: the queries are selected and have
 * different parents, so the methods stand for them and form one group.
 */
final class Groups {

  private static final int MAX_LIFTS = 3;

  /** What makes spans repeats of each other. */
  private record Operation(String service, String name, SpanKind kind) {
    static Operation of(Span span) {
      return new Operation(span.service(), span.name(), span.kind());
    }
  }

  private final Trace trace;
  private final Blocking blocking;

  Groups(Trace trace, Blocking blocking) {
    this.trace = trace;
    this.blocking = blocking;
  }

  /** The groups of more than one, each in order of clipped start, then id. */
  List<List<Integer>> of(Collection<Integer> selected) {
    Map<Operation, List<Integer>> byOperation = new LinkedHashMap<>();
    for (int node : topmost(selected)) {
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
    List<List<Integer>> groups = new ArrayList<>();
    byParent.forEach((parent, members) -> {
      if (parent >= 0 && members.size() > 1) {
        members.sort(
            Comparator.comparingLong((Integer node) -> blocking.start[node])
                .thenComparing(trace::spanId, Long::compareUnsigned));
        groups.add(members);
      }
    });
    return groups;
  }

  /** The selected nodes that block the main root and are not below another of them. */
  List<Integer> topmost(Collection<Integer> selected) {
    TreeSet<Integer> ordered = new TreeSet<>(selected);
    List<Integer> topmost = new ArrayList<>(ordered.size());
    if (ordered.isEmpty()) {
      return topmost;
    }
    return addUpwards(ordered, topmost) ? topmost : downwards(ordered);
  }

  /**
   * Goes up from each selected node; answers whether that took fewer steps than to visit all nodes.
   * A trace with thousands of small changes must not be visited as a whole for each.
   */
  private boolean addUpwards(SortedSet<Integer> ordered, List<Integer> topmost) {
    int stepsLeft = ordered.last();
    for (int node : ordered) {
      int above = trace.parent(node);
      while (stepsLeft > 0 && above > 0 && !ordered.contains(above)) {
        above = trace.parent(above);
        stepsLeft--;
      }
      if (stepsLeft <= 0) {
        return false;
      }
      stepsLeft--;
      boolean reached = node == 0 || (above == 0 && !ordered.contains(0));
      if (reached && blocking.isBlocking(node)) {
        topmost.add(node);
      }
    }
    return true;
  }

  private List<Integer> downwards(SortedSet<Integer> ordered) {
    List<Integer> topmost = new ArrayList<>(ordered.size());
    // parents come before children, so one pass tells who is below the main root or a selected one
    boolean[] open = new boolean[ordered.last() + 1];
    open[0] = true;
    for (int node = 0; node < open.length; node++) {
      boolean reached = node == 0 || (node >= trace.rootCount() && open[trace.parent(node)]);
      boolean isSelected = reached && ordered.contains(node);
      if (isSelected && blocking.isBlocking(node)) {
        topmost.add(node);
      }
      open[node] = reached && !isSelected;
    }
    return topmost;
  }

  private List<Integer> lifted(List<Integer> members) {
    List<Integer> lifted = members;
    for (int i = 0; i < MAX_LIFTS && !shareParent(lifted); i++) {
      lifted = lifted.stream().map(this::parentOfOnlyChild).toList();
    }
    return lifted;
  }

  private boolean shareParent(List<Integer> nodes) {
    return nodes.stream().allMatch(node -> trace.parent(node) == trace.parent(nodes.get(0)));
  }

  private int parentOfOnlyChild(int node) {
    int parent = trace.parent(node);
    return parent >= 0 && blocking.count(parent) == 1 ? parent : node;
  }
}
