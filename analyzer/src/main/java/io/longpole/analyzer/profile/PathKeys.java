package io.longpole.analyzer.profile;

import io.longpole.analyzer.evidence.OperationKeys;
import io.longpole.analyzer.model.Mix;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.path.PathAnalysis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The path operations of one trace after the other as numbers: of the operations from the root down
 * to a node, equal neighbours once.
 *
 * <p>Example: web → web → db is web → db, with one number for both nodes of web. Nothing is made
 * for a span; the names behind a number are looked up only when it is new. O(1) a span, {@value
 * #MAX_DEPTH} steps for names.
 */
final class PathKeys {

  /** Operations in a path; what is below counts for the last. */
  static final int MAX_DEPTH = 64;

  /** Room that is kept for the next trace. */
  private static final int KEPT_SPANS = 1 << 16;

  private final OperationKeys keys;
  private final UnaryOperator<String> templates;
  private long[] pathOf = {};
  private long[] operationOf = {};

  /** Operations down to the node; 0 if it is not on the main critical path, nor anything below. */
  private int[] depthOf = {};

  /** The first node of the run of equal operations that the node is in. */
  private int[] firstOf = {};

  PathKeys(OperationKeys keys, UnaryOperator<String> templates) {
    this.keys = keys;
    this.templates = templates;
  }

  /** Takes the next trace. */
  void set(Trace trace, PathAnalysis path) {
    int size = trace.size();
    if (pathOf.length < size || pathOf.length > KEPT_SPANS) {
      int room = Math.max(size, 64);
      pathOf = new long[room];
      operationOf = new long[room];
      depthOf = new int[room];
      firstOf = new int[room];
    }
    Arrays.fill(depthOf, 0, size, 0);
    for (int node = 0; node < size; node++) {
      int parent = trace.parent(node);
      boolean below = parent < 0 ? node == 0 : depthOf[parent] > 0;
      if (below && path.inclusiveNanos(node) > 0) {
        place(node, parent, keys.operation(trace.span(node)));
      }
    }
  }

  private void place(int node, int parent, long operation) {
    if (parent < 0) {
      pathOf[node] = Mix.of(0, operation);
      depthOf[node] = 1;
      firstOf[node] = node;
    } else if (operation == operationOf[parent] || depthOf[parent] == MAX_DEPTH) {
      pathOf[node] = pathOf[parent];
      depthOf[node] = depthOf[parent];
      firstOf[node] = firstOf[parent];
    } else {
      pathOf[node] = Mix.of(pathOf[parent], operation);
      depthOf[node] = depthOf[parent] + 1;
      firstOf[node] = node;
    }
    operationOf[node] = operation;
  }

  /** Whether the main root waited for the node or for something below it. */
  boolean isOnMainPath(int node) {
    return depthOf[node] > 0;
  }

  /** The number of a node's own time on the path, within a window. */
  long entry(Trace trace, int node, long window) {
    long path = pathOf[node];
    int callee = callee(trace, node);
    if (callee >= 0) {
      path = Mix.of(~path, keys.operation(trace.span(callee))); // not that of the callee itself
    }
    return Mix.of(Mix.of(path, keys.version(trace.span(node))), window);
  }

  /** The operations that a node's own time counts for, from the root down. */
  List<Frame> frames(Trace trace, int node) {
    List<Frame> frames = new ArrayList<>(depthOf[node] + 1);
    int callee = callee(trace, node);
    if (callee >= 0) {
      frames.add(Frame.to(trace.span(callee).service()));
    }
    int each = firstOf[node];
    frames.add(frame(trace, each));
    while (trace.parent(each) >= 0) {
      each = firstOf[trace.parent(each)];
      frames.add(frame(trace, each));
    }
    Collections.reverse(frames);
    return List.copyOf(frames);
  }

  private Frame frame(Trace trace, int node) {
    var span = trace.span(node);
    return new Frame(span.service(), templates.apply(span.name()), span.kind());
  }

  /** The server that a client waited for: its own time is then network and queues; else −1. */
  private int callee(Trace trace, int node) {
    if (trace.span(node).kind() != SpanKind.CLIENT || depthOf[node] == MAX_DEPTH) {
      return -1;
    }
    int first = trace.firstChild(node);
    for (int child = first; child < first + trace.childCount(node); child++) {
      if (trace.span(child).kind() == SpanKind.SERVER) {
        return child;
      }
    }
    return -1;
  }
}
