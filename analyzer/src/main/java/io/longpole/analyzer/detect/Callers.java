package io.longpole.analyzer.detect;

import io.longpole.analyzer.model.SpanKind;

/**
 * Who makes a call: the parent in its service, or the one that a library works for which reports as
 * a service of its own.
 *
 * <p>Example: {@code FindNearest} is served by {@code driver}, and below it lie 13 CLIENT spans of
 * {@code driver-redis}, whose tracer has a resource of its own: {@code FindNearest} makes the
 * calls. A CLIENT or PRODUCER span as parent asks that service for something, and the call is part
 * of its answer.
 */
final class Callers {

  private static final int NONE = -1;

  private Callers() {}

  /** The node of the span that makes the call of a node; −1 if none is known. */
  static int of(TraceFacts facts, int node) {
    int parent = facts.trace().parent(node);
    if (parent < 0 || facts.service(parent).equals(facts.service(node))) {
      return parent;
    }
    return asks(facts.calls().kind(node)) && !asks(facts.calls().kind(parent)) ? parent : NONE;
  }

  private static boolean asks(SpanKind kind) {
    return kind == SpanKind.CLIENT || kind == SpanKind.PRODUCER;
  }
}
