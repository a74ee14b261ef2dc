package io.longpole.analyzer.detect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * When far more queries of a key ran at once than usually do.
 *
 * <p>Example: mostly 2 queries run when another begins; then 12, of 12 traces, and none of them is
 * known to ask something else: a crowd, as 12 is five times 2 and more, and at least {@value
 * Misses#MANY}. Queries come about in order of their start; those that run are kept in a heap, at
 * most {@value #MAX_RUNNING}. O(log n) a query outside of crowds, O(n) in them.
 */
final class Crowd {

  static final int TIMES_MEDIAN = 5;

  private static final int ENOUGH = 50;
  private static final int MAX_RUNNING = 4_096;
  private static final int MAX_STRETCHES = 64;

  private record Running(long end, long trace, long arguments) implements Comparable<Running> {
    @Override
    public int compareTo(Running other) {
      return Long.compare(end, other.end);
    }
  }

  /** From the begin of one query of a crowd to that of the last. */
  private record Stretch(long from, long to) {}

  private final PriorityQueue<Running> running = new PriorityQueue<>();
  private final RecentDurations usual = new RecentDurations();
  private final List<Stretch> stretches = new ArrayList<>();

  void add(long start, long end, long trace, long arguments) {
    while (!running.isEmpty() && (running.element().end <= start || isFull())) {
      running.remove();
    }
    running.add(new Running(end, trace, arguments));
    int now = running.size();
    if (now >= Misses.MANY
        && usual.total() >= ENOUGH
        && now >= TIMES_MEDIAN * usual.quantile(0.5)
        && tracesAsking(arguments) >= Misses.MANY) {
      boolean goesOn = !stretches.isEmpty() && stretches.getLast().to >= start - (end - start);
      long from = goesOn ? stretches.removeLast().from : start;
      stretches.add(new Stretch(from, start));
      if (stretches.size() > MAX_STRETCHES) {
        stretches.removeFirst();
      }
    }
    usual.add(start, now);
  }

  private boolean isFull() {
    return running.size() >= MAX_RUNNING;
  }

  private int tracesAsking(long arguments) {
    Set<Long> traces = new HashSet<>();
    for (Running query : running) {
      if (query.arguments == arguments) {
        traces.add(query.trace);
      }
    }
    return traces.size();
  }

  /** Whether a query that began then was one of a crowd. */
  boolean holds(long start) {
    for (Stretch stretch : stretches) {
      if (stretch.from <= start && start <= stretch.to) {
        return true;
      }
    }
    return false;
  }
}
