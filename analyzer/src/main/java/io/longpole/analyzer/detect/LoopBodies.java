package io.longpole.analyzer.detect;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds what goes when the calls of a loop become one: the method around each call.
 *
 * <p>Example: a request calls {@code Authors.findById} twelve times, each with a {@code
 * Session.find} around its query, and a {@code Transaction.commit} beside that: the twelve methods
 * stand for their queries. A method that does more than that stays, and its call is taken out of
 * it. Linear in the calls and their siblings.
 */
final class LoopBodies {

  private static final int MAX_LIFTS = 3;
  private static final int NONE = -1;
  private static final int SEVERAL = -2;

  private final TraceFacts facts;
  private final int anchor;

  /** By parent the one child that it waits for, {@link #NONE} or {@link #SEVERAL}. */
  private final Map<Integer, Integer> waitedFor = new HashMap<>();

  private LoopBodies(TraceFacts facts, int anchor) {
    this.facts = facts;
    this.anchor = anchor;
  }

  /** The node below the anchor that stands for each of the nodes, or the node where none does. */
  static int[] of(TraceFacts facts, int anchor, int[] nodes) {
    if (haveOneParent(facts, nodes)) {
      return nodes.clone();
    }
    LoopBodies bodies = new LoopBodies(facts, anchor);
    return Arrays.stream(nodes).map(bodies::body).toArray();
  }

  static boolean haveOneParent(TraceFacts facts, int[] nodes) {
    int parent = facts.trace().parent(nodes[0]);
    return Arrays.stream(nodes).allMatch(node -> facts.trace().parent(node) == parent);
  }

  private int body(int node) {
    int body = node;
    for (int lifts = 0; facts.trace().parent(body) != anchor; lifts++) {
      int parent = facts.parentBelowEntry(body);
      if (parent < 0 || lifts == MAX_LIFTS || !isAllOf(parent, body)) {
        return node;
      }
      body = parent;
    }
    return body;
  }

  /** Whether a span waits for nothing but this child, a connection and the end of its work. */
  private boolean isAllOf(int parent, int child) {
    int only = waitedFor.computeIfAbsent(parent, this::onlyChild);
    return only == NONE || only == child;
  }

  private int onlyChild(int parent) {
    int only = NONE;
    int first = facts.trace().firstChild(parent);
    for (int node = first; node < first + facts.trace().childCount(parent); node++) {
      if (facts.path().isBlocking(node) && !facts.calls().isNoise(node)) {
        if (only != NONE) {
          return SEVERAL;
        }
        only = node;
      }
    }
    return only;
  }
}
