package io.longpole.analyzer.assembly;

import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;

/**
 * What the calls between two hosts tell of their clocks: bounds of x, the nanoseconds to add to the
 * times of the second host where those of the first stay.
 *
 * <p>Hard bound: an effect starts no earlier than its cause. Soft bound: a call ends no later than
 * its caller, unless it is longer or the caller failed (then it may have stopped waiting).
 *
 * <p>Example (ms): caller 5–45 on the first host, callee 52–82 on the second: −47 ≤ x ≤ −37.
 */
final class HostPair {

  /** No bound on this side. */
  static final long LOWEST = Long.MIN_VALUE;

  static final long HIGHEST = Long.MAX_VALUE;

  final int firstHost;
  final int secondHost;
  private int edges;
  private long hardLow = LOWEST;
  private long hardHigh = HIGHEST;
  private long softLow = LOWEST;
  private long softHigh = HIGHEST;

  HostPair(int firstHost, int secondHost) {
    this.firstHost = firstHost;
    this.secondHost = secondHost;
  }

  int edges() {
    return edges;
  }

  int other(int host) {
    return host == firstHost ? secondHost : firstHost;
  }

  /** Takes account of a call from a parent on one of the hosts to a child on the other. */
  void add(Draft draft, int parent, int child, boolean parentIsFirst) {
    Span caller = draft.spans[parent];
    if (caller.kind() == SpanKind.PRODUCER && draft.spans[child].kind() == SpanKind.CONSUMER) {
      return;
    }
    edges++;
    long earliest = draft.startNanos[parent] - draft.startNanos[child];
    long latest = draft.endNanos[parent] - draft.endNanos[child];
    // latest >= earliest says that the child is no longer than the parent
    boolean endsInside = latest >= earliest && caller.status() != StatusCode.ERROR;
    if (parentIsFirst) {
      hardLow = Math.max(hardLow, earliest);
      softHigh = endsInside ? Math.min(softHigh, latest) : softHigh;
    } else {
      hardHigh = Math.min(hardHigh, -earliest);
      softLow = endsInside ? Math.max(softLow, -latest) : softLow;
    }
  }

  /** The bounds by cause and effect alone, for the offset of one host, given that of the other. */
  Bounds hard(int host, long otherOffset) {
    return seenFrom(host, hardLow, hardHigh).plus(otherOffset);
  }

  /** All bounds, for the offset of one host, given that of the other. */
  Bounds all(int host, long otherOffset) {
    return seenFrom(host, Math.max(hardLow, softLow), Math.min(hardHigh, softHigh))
        .plus(otherOffset);
  }

  private Bounds seenFrom(int host, long low, long high) {
    return host == secondHost ? new Bounds(low, high) : new Bounds(negated(high), negated(low));
  }

  private static long negated(long bound) {
    return bound == LOWEST ? HIGHEST : bound == HIGHEST ? LOWEST : -bound;
  }

  /**
   * An interval of offsets, open where {@link #LOWEST} or {@link #HIGHEST}; empty if low > high.
   */
  record Bounds(long low, long high) {

    boolean isEmpty() {
      return low > high;
    }

    boolean contains(long offset) {
      return low <= offset && offset <= high;
    }

    /** The middle, rounded down; the finite end if the other is open. */
    long middle() {
      if (low == LOWEST) {
        return high;
      }
      return high == HIGHEST ? low : (low & high) + ((low ^ high) >> 1);
    }

    /** The end that is nearer to 0, if 0 is outside. */
    long nearestToZero() {
      return low > 0 ? low : high;
    }

    Bounds plus(long nanos) {
      return new Bounds(
          low == LOWEST ? LOWEST : low + nanos, high == HIGHEST ? HIGHEST : high + nanos);
    }
  }
}
