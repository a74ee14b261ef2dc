package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.Noise;
import java.util.Arrays;
import java.util.List;

/**
 * How attempts multiply through the layers of a trace.
 *
 * <p>Children first: a call without calls below it is one execution of one logical call. A call
 * adds up what is below it. A retry group adds up the executions of its attempts, counts the
 * logical calls of its largest attempt only, and is one layer more than its deepest attempt. Three
 * attempts, each with three, each with three: 27 executions of 1 logical call in 3 layers. Linear.
 */
final class Nesting {

  static final int NONE = -1;

  private final TraceFacts facts;
  private final List<AttemptGroup> groups;
  private final int[] groupOfMember;
  private final int[] groupsAt;
  private final int[] nextAt;

  private final long[] executions;
  private final long[] logicalCalls;
  private final int[] layers;
  private final int[] deepest;

  private final long[] groupExecutions;
  private final long[] groupLogicalCalls;
  private final int[] groupLayers;
  private final int[] groupDeepest;

  Nesting(TraceFacts facts, List<AttemptGroup> groups) {
    this.facts = facts;
    this.groups = groups;
    int nodes = facts.trace().size();
    groupOfMember = filled(nodes, NONE);
    groupsAt = filled(nodes, NONE);
    nextAt = filled(groups.size(), NONE);
    executions = new long[nodes];
    logicalCalls = new long[nodes];
    layers = new int[nodes];
    deepest = filled(nodes, NONE);
    groupExecutions = new long[groups.size()];
    groupLogicalCalls = new long[groups.size()];
    groupLayers = new int[groups.size()];
    groupDeepest = filled(groups.size(), NONE);
    place();
    for (int node = nodes - 1; node >= 0; node--) {
      visit(node);
    }
  }

  /** All calls made below a group, every attempt counted. */
  long executions(int group) {
    return groupExecutions[group];
  }

  /** The calls that would have been made had the first attempts succeeded. */
  long logicalCalls(int group) {
    return groupLogicalCalls[group];
  }

  /** The most groups on a way down from this one, itself included. */
  int layers(int group) {
    return groupLayers[group] + 1;
  }

  /** The next group on the way with most layers, or {@link #NONE}. */
  int inner(int group) {
    return groupDeepest[group];
  }

  /** The node below which a group's attempts are children. */
  int parent(int group) {
    return facts.trace().parent(groups.get(group).nodes()[0]);
  }

  /** The group that a node is an attempt of, or {@link #NONE}. */
  int groupOf(int node) {
    return groupOfMember[node];
  }

  private void place() {
    for (int group = 0; group < groups.size(); group++) {
      for (int node : groups.get(group).nodes()) {
        groupOfMember[node] = group;
      }
      int parent = parent(group);
      if (parent >= 0) {
        nextAt[group] = groupsAt[parent];
        groupsAt[parent] = group;
      }
    }
  }

  private void visit(int node) {
    for (int group = groupsAt[node]; group != NONE; group = nextAt[group]) {
      executions[node] += groupExecutions[group];
      logicalCalls[node] += groupLogicalCalls[group];
      deepen(node, groupLayers[group] + 1, group);
    }
    Call call = facts.calls().at(node);
    boolean isCall = call != null && call.noise() == Noise.NONE && call.partOf() < 0;
    if (executions[node] == 0 && (isCall || groupOfMember[node] != NONE)) {
      executions[node] = 1;
      logicalCalls[node] = 1;
    }
    int group = groupOfMember[node];
    int parent = facts.trace().parent(node);
    if (group != NONE) {
      groupExecutions[group] += executions[node];
      groupLogicalCalls[group] = Math.max(groupLogicalCalls[group], logicalCalls[node]);
      if (layers[node] > groupLayers[group]) {
        groupLayers[group] = layers[node];
        groupDeepest[group] = deepest[node];
      }
    } else if (parent >= 0) {
      executions[parent] += executions[node];
      logicalCalls[parent] += logicalCalls[node];
      deepen(parent, layers[node], deepest[node]);
    }
  }

  private void deepen(int node, int count, int group) {
    if (count > layers[node]) {
      layers[node] = count;
      deepest[node] = group;
    }
  }

  private static int[] filled(int size, int value) {
    int[] array = new int[size];
    Arrays.fill(array, value);
    return array;
  }
}
