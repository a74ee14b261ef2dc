package io.longpole.analyzer.path;

import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of blocking, the walk and the sweep in their plainest form: recursive, quadratic, one
 * search for every question. The reference of the random tests.
 */
final class SlowPaths {

  private final Trace trace;
  private final Overflow overflow;
  private final Beliefs beliefs;
  private final boolean[] blocking;
  private final long[] starts;
  private final long[] ends;
  private final List<List<Integer>> children = new ArrayList<>();

  SlowPaths(Trace trace, Overflow overflow, Beliefs beliefs) {
    this.trace = trace;
    this.overflow = overflow;
    this.beliefs = beliefs;
    this.blocking = new boolean[trace.size()];
    this.starts = new long[trace.size()];
    this.ends = new long[trace.size()];
    for (int node = 0; node < trace.size(); node++) {
      children.add(new ArrayList<>());
    }
    for (int root = 0; root < trace.rootCount(); root++) {
      clip(root, trace.startNanos(root), trace.endNanos(root));
    }
  }

  boolean isBlocking(int node) {
    return blocking[node];
  }

  List<Integer> children(int node) {
    return children.get(node);
  }

  long start(int node) {
    return starts[node];
  }

  long end(int node) {
    return ends[node];
  }

  private void clip(int node, long start, long end) {
    blocking[node] = true;
    starts[node] = start;
    ends[node] = end;
    for (int child = 0; child < trace.size(); child++) {
      if (trace.parent(child) == node && blocks(node, child)) {
        children.get(node).add(child);
        clip(child, Math.max(trace.startNanos(child), start), Math.min(trace.endNanos(child), end));
      }
    }
  }

  private boolean blocks(int parent, int child) {
    SpanKind kind = trace.span(parent).kind();
    if (kind == SpanKind.PRODUCER && trace.span(child).kind() == SpanKind.CONSUMER) {
      return false;
    }
    if (beliefs.isAsynchronous(trace.span(parent), trace.span(child))) {
      return false;
    }
    long outlives = trace.endNanos(child) - end(parent);
    if (outlives > 0 && overflow == Overflow.DROP) {
      return false;
    }
    long small = Math.max(1_000_000, (end(parent) - start(parent)) / 100);
    if (overflow == Overflow.AUTO
        && outlives > small
        && !beliefs.isSynchronous(trace.span(parent), trace.span(child))
        && kind != SpanKind.CLIENT
        && kind != SpanKind.PRODUCER) {
      return false;
    }
    return Math.max(trace.startNanos(child), start(parent))
        < Math.min(trace.endNanos(child), end(parent));
  }

  /** The sections of a root, latest first. */
  List<Section> walk(int root) {
    List<Section> sections = new ArrayList<>();
    walk(root, end(root), sections);
    return sections;
  }

  private void walk(int node, long from, List<Section> sections) {
    long cursor = from;
    Integer before = null;
    while (true) {
      long now = cursor;
      Integer waiting = before;
      Integer last =
          children.get(node).stream()
              .filter(
                  child -> end(child) <= now && (waiting == null || waitsFor(node, waiting, child)))
              .max(
                  Comparator.comparingLong(this::end)
                      .thenComparing(Comparator.comparingLong(this::start).reversed())
                      .thenComparing(
                          (a, b) -> Long.compareUnsigned(trace.spanId(b), trace.spanId(a))))
              .orElse(null);
      long sectionStart = last == null ? start(node) : end(last);
      if (sectionStart < cursor) {
        sections.add(new Section(node, sectionStart, cursor));
      }
      if (last == null) {
        return;
      }
      walk(last, end(last), sections);
      cursor = start(last);
      before = last;
    }
  }

  /** Whether b waits for a if a ended before b began. */
  private boolean waitsFor(int parent, int b, int a) {
    return !beliefs.isRefuted(trace.span(parent), trace.span(a), trace.span(b));
  }

  /** A change in its plainest form. */
  static final class Scenario {
    final Map<Integer, Double> factors = new HashMap<>();
    final Map<Integer, Long> given = new HashMap<>();
    List<Integer> parallel = List.of();
    int limit;
  }

  long duration(int node) {
    return end(node) - start(node);
  }

  long newDuration(int node, Scenario scenario) {
    if (scenario.given.containsKey(node)) {
      return scenario.given.get(node);
    }
    List<Integer> inOrder = new ArrayList<>(children.get(node));
    inOrder.sort(Comparator.comparingLong(this::start).thenComparing(Comparator.naturalOrder()));
    long[] newEnds = new long[trace.size()];
    List<Long> free = new ArrayList<>();
    long latestEnd = start(node);
    long latestNewEnd = 0;
    for (int child : inOrder) {
      long before = start(node);
      long ready = 0;
      long readyOutside = 0;
      for (int other : inOrder) {
        if (end(other) <= start(child) && waitsFor(node, child, other)) {
          before = Math.max(before, end(other));
          ready = Math.max(ready, newEnds[other]);
          if (!scenario.parallel.contains(other)) {
            readyOutside = Math.max(readyOutside, newEnds[other]);
          }
        }
      }
      int place = scenario.parallel.indexOf(child);
      long newStart;
      if (place > 0) {
        long gap = start(child) - Math.max(before, start(scenario.parallel.get(0)));
        free.sort(null);
        newStart = Math.max(readyOutside, free.remove(0)) + own(node, gap, scenario);
      } else {
        newStart = ready + own(node, start(child) - before, scenario);
      }
      long newEnd = newStart + newDuration(child, scenario);
      if (place >= 0) {
        free.add(newEnd);
        for (int i = 1; place == 0 && i < scenario.limit; i++) {
          free.add(newStart);
        }
      }
      newEnds[child] = newEnd;
      latestEnd = Math.max(latestEnd, end(child));
      latestNewEnd = Math.max(latestNewEnd, newEnd);
    }
    return latestNewEnd + own(node, end(node) - latestEnd, scenario);
  }

  private static long own(int node, long nanos, Scenario scenario) {
    return (long) Math.floor(scenario.factors.getOrDefault(node, 1.0) * nanos + 0.5);
  }
}
