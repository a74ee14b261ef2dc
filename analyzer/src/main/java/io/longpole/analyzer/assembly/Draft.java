package io.longpole.analyzer.assembly;

import io.longpole.analyzer.model.ClockOffset;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.TraceFlag;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A trace while it is assembled: one element a span, in no particular order; every step of {@link
 * Assembly} completes it.
 */
final class Draft {

  /** The parent of a root. */
  static final int NO_PARENT = -1;

  /**
   * Times beyond this (the year 2116) are taken for it, negative ones too, which are unsigned times
   * beyond 2^63: so no difference of two times ever overflows.
   */
  private static final long LATEST_NANOS = 1L << 62;

  final Span[] spans;

  /** Unique ids, some of them synthetic. */
  final long[] ids;

  /** Position of the parent, or {@link #NO_PARENT}. */
  final int[] parents;

  /** Times to work with; the spans keep what was reported. */
  final long[] startNanos;

  final long[] endNanos;

  final Set<TraceFlag> flags = EnumSet.noneOf(TraceFlag.class);
  List<ClockOffset> clockOffsets = List.of();
  int duplicateSpans;
  int orphanSpans;
  int skewedSpans;

  Draft(Span[] spans, long[] ids) {
    this.spans = spans;
    this.ids = ids;
    this.parents = new int[spans.length];
    this.startNanos = new long[spans.length];
    this.endNanos = new long[spans.length];
    for (int i = 0; i < spans.length; i++) {
      startNanos[i] = bounded(spans[i].startNanos());
      endNanos[i] = bounded(spans[i].endNanos());
    }
  }

  int size() {
    return spans.length;
  }

  private static long bounded(long nanos) {
    return nanos < 0 || nanos > LATEST_NANOS ? LATEST_NANOS : nanos;
  }
}
