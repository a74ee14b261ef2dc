package io.longpole.analyzer.detect;

import io.longpole.analyzer.model.SpanKind;

/** The requests that a call led to, as its callee saw them. */
final class Servers {

  static final int NONE = -1;

  private Servers() {}

  /** The first SERVER or CONSUMER child, or {@link #NONE}. */
  static int first(TraceFacts facts, int client) {
    int first = facts.trace().firstChild(client);
    for (int i = 0; i < facts.trace().childCount(client); i++) {
      if (facts.isEntry(first + i)) {
        return first + i;
      }
    }
    return NONE;
  }

  /** How many SERVER children there are. */
  static int count(TraceFacts facts, int client) {
    int count = 0;
    int first = facts.trace().firstChild(client);
    for (int i = 0; i < facts.trace().childCount(client); i++) {
      count += facts.calls().kind(first + i) == SpanKind.SERVER ? 1 : 0;
    }
    return count;
  }

  /** Length of the union of the SERVER children, each by its own clock; children are by start. */
  static long unionNanos(TraceFacts facts, int client) {
    long union = 0;
    long coveredTo = Long.MIN_VALUE;
    int first = facts.trace().firstChild(client);
    for (int i = 0; i < facts.trace().childCount(client); i++) {
      int child = first + i;
      if (facts.calls().kind(child) == SpanKind.SERVER) {
        long start = Math.max(coveredTo, facts.trace().startNanos(child));
        long end = facts.trace().endNanos(child);
        if (end > start) {
          union += end - start;
          coveredTo = end;
        }
      }
    }
    return union;
  }
}
