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
        long end = workEndNanos(facts, child, client);
        if (end > start) {
          union += end - start;
          coveredTo = end;
        }
      }
    }
    return union;
  }

  /**
   * When a server's work for a call ended. One that tells of no answer may have worked on below a
   * span that ended early: some end it with their last step, also when the request is dropped.
   */
  private static long workEndNanos(TraceFacts facts, int server, int client) {
    long end = facts.trace().endNanos(server);
    long limit = facts.trace().endNanos(client);
    int count = facts.trace().childCount(server);
    if (count == 0 || end >= limit || !facts.calls().statusCode(server).isEmpty()) {
      return end;
    }
    int first = facts.trace().firstChild(server);
    for (int child = first; child < first + count; child++) {
      if (facts.service(child).equals(facts.service(server))) {
        end = Math.max(end, Math.min(limit, facts.trace().endNanos(child)));
      }
    }
    return end;
  }
}
