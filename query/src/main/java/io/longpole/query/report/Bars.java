package io.longpole.query.report;

import io.longpole.proto.query.v1.CriticalPath;
import io.longpole.proto.query.v1.Section;
import io.longpole.proto.query.v1.SpanView;
import io.longpole.proto.query.v1.TraceView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The bars of a waterfall: when a span ran, and within that when the critical path was in it.
 *
 * <p>Example, 10 columns for 100 ms: a span 20–60 on the path from 40 is "··▒▒██····" with blanks
 * for the dots.
 */
final class Bars {

  private static final char RUNS = '▒';
  private static final char CRITICAL = '█';

  private final long startNanos;
  private final long endNanos;
  private final Map<String, List<Section>> sections = new HashMap<>();

  Bars(TraceView trace) {
    long start = Long.MAX_VALUE;
    long end = Long.MIN_VALUE;
    for (SpanView span : trace.getSpansList()) {
      start = Math.min(start, span.getStartUnixNanos());
      end = Math.max(end, span.getStartUnixNanos() + span.getDurationNanos());
    }
    this.startNanos = start;
    this.endNanos = end;
    for (CriticalPath path : trace.getCriticalPathsList()) {
      for (Section section : path.getSectionsList()) {
        sections.computeIfAbsent(section.getSpanId(), id -> new ArrayList<>(1)).add(section);
      }
    }
  }

  /** From the first start to the last end. */
  long durationNanos() {
    return Math.max(0, endNanos - startNanos);
  }

  /** The bar of some spans, of that many columns, without blanks at the end. */
  String of(List<SpanView> spans, int columns) {
    char[] cells = new char[columns];
    Arrays.fill(cells, ' ');
    for (SpanView span : spans) {
      long start = span.getStartUnixNanos();
      fill(cells, start, start + span.getDurationNanos(), RUNS);
    }
    for (SpanView span : spans) {
      for (Section section : sections.getOrDefault(span.getSpanId(), List.of())) {
        fill(cells, section.getStartNanos(), section.getEndNanos(), CRITICAL);
      }
    }
    return new String(cells).stripTrailing();
  }

  /** At least one cell, so that the shortest span can be seen. */
  private void fill(char[] cells, long from, long to, char mark) {
    double scale = cells.length / (double) Math.max(1, durationNanos());
    int first = (int) Math.floor((from - startNanos) * scale);
    int last = (int) Math.ceil((to - startNanos) * scale) - 1;
    first = Math.clamp(first, 0, cells.length - 1);
    last = Math.clamp(last, first, cells.length - 1);
    for (int i = first; i <= last; i++) {
      cells[i] = mark;
    }
  }
}
