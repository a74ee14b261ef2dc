package io.longpole.analyzer.path;

import io.longpole.analyzer.model.NodeSort;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * Which children their parents waited for, and the part of each that lies within its parent.
 *
 * <p>Parents first, so that a parent is clipped before its children. Left out, with all below them:
 * consumers below producers, spans that wait for the client to go away, children that as a rule go
 * on after their parents, children beyond their parent's end where the setting says so, and
 * children of which nothing is left.
 *
 * <p>Example: B 15–35 below A 1–30, C 20–40 below B: B is clipped to 15–30, C to 20–30.
 *
 * <p>O(n log n) for the sorts of {@link #childrenByEnd}.
 */
final class Blocking {

  /** Overflows of at most this, or 1 % of the parent, are neither reported nor of any weight. */
  private static final long SMALL_OVERFLOW_NANOS = 1_000_000;

  private static final int SMALL_OVERFLOW_DIVISOR = 100;

  private static final String RECEIVE = " http receive";
  private static final String DISCONNECT = "http.disconnect";

  private final Trace trace;
  private final Overflow overflow;
  private final SiblingOrder order;

  /** Times of every node cut to those of its parent; as they are where the node does not block. */
  final long[] start;

  final long[] end;

  /** The children that block, by end, then latest start, then largest id; see {@link #count}. */
  final int[] childrenByEnd;

  private final int[] counts;
  private final boolean[] blocking;
  private final long[] grids;
  final List<OverflowNote> overflows = new ArrayList<>();

  Blocking(Trace trace, Overflow overflow, SiblingOrder order) {
    this.trace = trace;
    this.overflow = overflow;
    this.order = order;
    int size = trace.size();
    this.start = new long[size];
    this.end = new long[size];
    this.counts = new int[size];
    this.blocking = new boolean[size];
    this.childrenByEnd = new int[size];
    for (int node = 0; node < size; node++) {
      start[node] = trace.startNanos(node);
      end[node] = trace.endNanos(node);
      blocking[node] = node < trace.rootCount() || clip(trace.parent(node), node);
    }
    grids = CoarseClock.cut(trace, this);
    ReadOn.cut(trace, this);
    NodeSort byEnd = new NodeSort(end, this::compareEqualEnds);
    for (int node = 0; node < size; node++) {
      if (blocking[node] && trace.childCount(node) > 0) {
        listChildren(node, byEnd);
      }
    }
  }

  /** Whether the node's parent waited for it; roots block. */
  boolean isBlocking(int node) {
    return blocking[node];
  }

  /**
   * Number of children that block. They are in {@link #childrenByEnd} from the position {@code
   * trace.firstChild(node)} on.
   */
  int count(int node) {
    return counts[node];
  }

  /** What the start times of a node's resource are multiples of; 0 if nothing coarse. */
  long gridNanos(int node) {
    return grids.length == 0 ? 0 : grids[node];
  }

  /** Cuts a blocking node's end further; it no longer blocks if nothing is left. */
  void cutEnd(int node, long newEnd) {
    if (newEnd > start[node]) {
      end[node] = newEnd;
    } else {
      leaveOut(node);
    }
  }

  /** Cuts the children of a node to what it was cut to itself; parents first. */
  void cutChildrenToParent(int parent) {
    int from = trace.firstChild(parent);
    for (int child = from; child < from + trace.childCount(parent); child++) {
      if (blocking[child]) {
        if (!blocking[parent]) {
          leaveOut(child);
        } else if (end[child] > end[parent]) {
          cutEnd(child, end[parent]);
        }
      }
    }
  }

  /** Takes a node out; what is below it must be taken out by the caller. */
  void leaveOut(int node) {
    blocking[node] = false;
    start[node] = trace.startNanos(node);
    end[node] = trace.endNanos(node);
  }

  private boolean clip(int parent, int node) {
    if (!blocking[parent] || isConsumerOfProducer(parent, node) || isFarewell(node)) {
      return false;
    }
    long clippedStart = Math.max(start[node], start[parent]);
    long clippedEnd = Math.min(end[node], end[parent]);
    long outlives = end[node] - end[parent];
    boolean keep =
        clippedStart < clippedEnd
            && !order.isAsynchronous(trace, node)
            && (outlives <= 0 || waitsBeyondEnd(parent, node, outlives));
    if (outlives > smallOverflow(end[parent] - start[parent])) {
      overflows.add(new OverflowNote(node, outlives, keep));
    }
    if (keep) {
      start[node] = clippedStart;
      end[node] = clippedEnd;
    }
    return keep;
  }

  private boolean waitsBeyondEnd(int parent, int node, long outlives) {
    return switch (overflow) {
      case CLIP -> true;
      case DROP -> false;
      case AUTO -> {
        SpanKind kind = trace.span(parent).kind();
        yield outlives <= smallOverflow(end[parent] - start[parent])
            || kind == SpanKind.CLIENT
            || kind == SpanKind.PRODUCER
            || order.isSynchronous(trace, node);
      }
    };
  }

  /** How far a child may go on after a parent of that duration without notice. */
  static long smallOverflow(long parentNanos) {
    return Math.max(parentNanos / SMALL_OVERFLOW_DIVISOR, SMALL_OVERFLOW_NANOS);
  }

  private boolean isConsumerOfProducer(int parent, int node) {
    // the parent first: it is the same for many children
    return trace.span(parent).kind() == SpanKind.PRODUCER
        && trace.span(node).kind() == SpanKind.CONSUMER;
  }

  /**
   * Whether a span waits for the client to go away, as Python's ASGI servers do beside a handler
   * that streams: it ends with the request, whatever takes that long.
   */
  private boolean isFarewell(int node) {
    Span span = trace.span(node);
    return span.kind() == SpanKind.INTERNAL
        && span.name().endsWith(RECEIVE)
        && trace.childCount(node) == 0
        && DISCONNECT.equals(span.attributes().text("asgi.event.type"));
  }

  private void listChildren(int node, NodeSort byEnd) {
    int from = trace.firstChild(node);
    int to = from;
    for (int child = from; child < from + trace.childCount(node); child++) {
      if (blocking[child]) {
        childrenByEnd[to++] = child;
      }
    }
    counts[node] = to - from;
    byEnd.sort(childrenByEnd, from, to);
  }

  private int compareEqualEnds(int left, int right) {
    int byLatestStart = Long.compare(start[right], start[left]);
    return byLatestStart != 0
        ? byLatestStart
        : Long.compareUnsigned(trace.spanId(right), trace.spanId(left));
  }
}
