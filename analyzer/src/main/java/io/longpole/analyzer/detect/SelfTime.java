package io.longpole.analyzer.detect;

import io.longpole.analyzer.model.Trace;
import java.util.HashMap;
import java.util.Map;

/**
 * How long the spans of a trace work themselves: their durations less the union of their children
 * and of the pauses before a child is tried again, in which nobody works.
 *
 * <p>Example: a span from 0 to 100 calls from 10 to 20, is refused, and calls again from 60 to 70:
 * it works 40, not 80. Linear in spans.
 */
final class SelfTime {

  private final Trace trace;

  /** Of calls that are tried again, when the attempt before them ended. */
  private final Map<Integer, Long> waitedSince;

  SelfTime(TraceFacts facts) {
    this.trace = facts.trace();
    this.waitedSince = facts.attempts().isEmpty() ? Map.of() : waits(facts);
  }

  private static Map<Integer, Long> waits(TraceFacts facts) {
    Map<Integer, Long> since = new HashMap<>();
    for (AttemptGroup group : facts.attempts().groups()) {
      int[] nodes = group.nodes();
      for (int i = 1; i < nodes.length; i++) {
        since.put(nodes[i], facts.trace().endNanos(nodes[i - 1]));
      }
    }
    return since;
  }

  /** Of one span; children are in order of start. */
  long nanos(int node) {
    long self = trace.durationNanos(node);
    long covered = trace.startNanos(node);
    int first = trace.firstChild(node);
    for (int child = first; child < first + trace.childCount(node); child++) {
      long start = Math.max(covered, waitStartNanos(child));
      long end = Math.min(trace.endNanos(node), trace.endNanos(child));
      if (end > start) {
        self -= end - start;
        covered = end;
      }
    }
    return self;
  }

  private long waitStartNanos(int child) {
    long start = trace.startNanos(child);
    return waitedSince.isEmpty() ? start : Math.min(start, waitedSince.getOrDefault(child, start));
  }
}
