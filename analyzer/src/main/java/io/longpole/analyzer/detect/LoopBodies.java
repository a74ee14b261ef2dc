package io.longpole.analyzer.detect;

import java.util.Arrays;

/**
 * Finds what goes when the calls of a loop become one: the method around each call.
 *
 * <p>Example: a request calls {@code Authors.findById} twelve times, each with a {@code
 * Session.find} around its query, and a {@code Transaction.commit} beside that: the twelve methods
 * stand for their queries. A method that does more than that stays, and its call is taken out of
 * it.
 */
final class LoopBodies {

  private static final int MAX_LIFTS = 3;

  private LoopBodies() {}

  /** The node below the anchor that stands for each of the nodes, or the node where none does. */
  static int[] of(TraceFacts facts, int anchor, int[] nodes) {
    int[] bodies = nodes.clone();
    if (!haveOneParent(facts, nodes)) {
      for (int i = 0; i < bodies.length; i++) {
        bodies[i] = body(facts, anchor, nodes[i]);
      }
    }
    return bodies;
  }

  static boolean haveOneParent(TraceFacts facts, int[] nodes) {
    int parent = facts.trace().parent(nodes[0]);
    return Arrays.stream(nodes).allMatch(node -> facts.trace().parent(node) == parent);
  }

  private static int body(TraceFacts facts, int anchor, int node) {
    int body = node;
    for (int lifts = 0; facts.trace().parent(body) != anchor; lifts++) {
      int parent = facts.parentBelowEntry(body);
      if (parent < 0 || lifts == MAX_LIFTS || !isAllOf(facts, parent, body)) {
        return node;
      }
      body = parent;
    }
    return body;
  }

  /** Whether a span waits for nothing but this child, a connection and the end of its work. */
  private static boolean isAllOf(TraceFacts facts, int parent, int child) {
    int first = facts.trace().firstChild(parent);
    for (int node = first; node < first + facts.trace().childCount(parent); node++) {
      if (node != child && facts.path().isBlocking(node) && !facts.calls().isNoise(node)) {
        return false;
      }
    }
    return true;
  }
}
