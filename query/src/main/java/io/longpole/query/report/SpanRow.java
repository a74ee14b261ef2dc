package io.longpole.query.report;

import io.longpole.proto.query.v1.LogView;
import io.longpole.proto.query.v1.SpanView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of a waterfall: a span, or many like spans below the same parent as one. */
final class SpanRow {

  final @Nullable SpanRow parent;
  final int depth;
  final List<SpanView> spans;
  final List<LogView> logs = new ArrayList<>();
  final List<SpanRow> children = new ArrayList<>();

  /** Critical time of these spans and all below, to decide which lines matter most. */
  long criticalBelowNanos;

  /** Spans below this line that have no line of their own. */
  int leftOutSpans;

  /** Log lines of those spans. */
  int leftOutLogs;

  /** Whether the lines between this one and its shown parent were left out. */
  boolean afterGap;

  SpanRow(@Nullable SpanRow parent, List<SpanView> spans) {
    this.parent = parent;
    this.depth = parent == null ? 0 : parent.depth + 1;
    this.spans = spans;
  }

  SpanView first() {
    return spans.get(0);
  }

  long startNanos() {
    return first().getStartUnixNanos();
  }

  long durationNanos() {
    return spans.stream().mapToLong(SpanView::getDurationNanos).sum();
  }

  long selfNanos() {
    return spans.stream().mapToLong(SpanView::getSelfNanos).sum();
  }

  long criticalNanos() {
    return spans.stream().mapToLong(SpanView::getCriticalNanos).sum();
  }

  boolean isError() {
    return first().getError();
  }
}
