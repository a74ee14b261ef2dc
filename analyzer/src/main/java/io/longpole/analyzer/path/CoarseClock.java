package io.longpole.analyzer.path;

import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import java.util.HashMap;
import java.util.Map;

/**
 * Undoes the seeming overlap of serial siblings whose start times were rounded down.
 *
 * <p>Some SDKs round starts to a millisecond but keep exact durations. A resource whose starts in
 * the trace are all multiples of 1 ms (else 1 µs), while some end is not, has that grid. A child
 * that ends between the grid point q and the next, while a sibling starts at q, ends at q.
 *
 * <p>Example (ms): queries 10–12.4 and 12–15.1 of one such resource: the first ends at 12, so it is
 * the second's predecessor.
 *
 * <p>Linear, and next to nothing where no start is on a grid.
 */
final class CoarseClock {

  private static final long NONE = 0;
  private static final long MILLISECOND = 1_000_000;
  private static final long MICROSECOND = 1_000;

  private final Trace trace;
  private final Blocking blocking;
  private final long[] grids;

  private CoarseClock(Trace trace, Blocking blocking, long[] grids) {
    this.trace = trace;
    this.blocking = blocking;
    this.grids = grids;
  }

  /**
   * Cuts the ends of such children, and with them those below, in a trace already clipped.
   *
   * @return the grid of every node, 0 where there is none; empty if no node has one
   */
  static long[] cut(Trace trace, Blocking blocking) {
    if (mayBeCoarse(trace)) {
      long[] grids = grids(trace);
      for (long grid : grids) {
        if (grid != NONE) {
          new CoarseClock(trace, blocking, grids).cut();
          return grids;
        }
      }
    }
    return new long[0];
  }

  private static boolean mayBeCoarse(Trace trace) {
    boolean start = false;
    boolean end = false;
    for (int node = 0; node < trace.size() && !(start && end); node++) {
      Span span = trace.span(node);
      start |= span.startNanos() % MICROSECOND == 0;
      end |= span.endNanos() % MILLISECOND != 0;
    }
    return start && end;
  }

  /** What the times of one resource are multiples of. */
  private static final class Grid {
    private boolean milliStarts = true;
    private boolean microStarts = true;
    private boolean milliEnds = true;
    private boolean microEnds = true;

    void add(Span span) {
      milliStarts &= span.startNanos() % MILLISECOND == 0;
      microStarts &= span.startNanos() % MICROSECOND == 0;
      milliEnds &= span.endNanos() % MILLISECOND == 0;
      microEnds &= span.endNanos() % MICROSECOND == 0;
    }

    long nanos() {
      if (milliStarts) {
        return milliEnds ? NONE : MILLISECOND;
      }
      return microStarts && !microEnds ? MICROSECOND : NONE;
    }
  }

  private static long[] grids(Trace trace) {
    Map<Resource, Grid> byResource = new HashMap<>();
    Grid[] gridOf = new Grid[trace.size()];
    for (int node = 0; node < gridOf.length; node++) {
      Resource resource = trace.span(node).resource();
      gridOf[node] =
          node > 0 && resource.equals(trace.span(node - 1).resource())
              ? gridOf[node - 1]
              : byResource.computeIfAbsent(resource, unused -> new Grid());
      gridOf[node].add(trace.span(node));
    }
    long[] grids = new long[gridOf.length];
    for (int node = 0; node < grids.length; node++) {
      grids[node] = gridOf[node].nanos();
    }
    return grids;
  }

  private void cut() {
    for (int parent = 0; parent < trace.size(); parent++) {
      blocking.cutChildrenToParent(parent);
      int from = trace.firstChild(parent);
      int to = from + trace.childCount(parent);
      if (blocking.isBlocking(parent)) {
        cutSiblings(from, to);
      }
    }
  }

  private void cutSiblings(int from, int to) {
    for (int child = from; child < to; child++) {
      long grid = grids[child];
      if (grid != NONE && blocking.isBlocking(child)) {
        // the grid is that of the clock that was read, before an offset was added
        long offset = trace.startNanos(child) - trace.span(child).startNanos();
        long seam = Math.floorDiv(blocking.end[child] - offset, grid) * grid + offset;
        if (blocking.start[child] < seam
            && seam < blocking.end[child]
            && startsAt(seam, child, to)) {
          blocking.cutEnd(child, seam);
        }
      }
    }
  }

  /** Whether a blocking sibling of the same resource, all of them later ones, starts then. */
  private boolean startsAt(long nanos, int child, int to) {
    int low = child + 1;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (trace.startNanos(middle) < nanos) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    for (int other = low; other < to && trace.startNanos(other) == nanos; other++) {
      if (blocking.isBlocking(other)
          && trace.span(other).resource().equals(trace.span(child).resource())) {
        return true;
      }
    }
    return false;
  }
}
