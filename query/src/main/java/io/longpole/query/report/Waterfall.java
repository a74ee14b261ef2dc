package io.longpole.query.report;

import io.longpole.proto.query.v1.Attribute;
import io.longpole.proto.query.v1.LogView;
import io.longpole.proto.query.v1.SpanEvent;
import io.longpole.proto.query.v1.SpanView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * The table of spans of one trace: marks, tree, duration, self time, bar; log lines and error
 * messages at their place. Works on a stack of its own, so that depth does not matter.
 */
final class Waterfall {

  private static final int MARKS = 3;
  private static final int NUMBER = 9;
  private static final int LOGS_PER_LINE = 5;

  /** An element still to be printed: a line, a log record, or a remark. */
  private record Pending(Object what, SpanRow owner, String indent, boolean last, long atNanos) {}

  private final Page page;
  private final Bars bars;
  private final int barColumns;
  private final int treeColumns;
  private final StringBuilder out;

  Waterfall(Page page, Bars bars, StringBuilder out) {
    this.page = page;
    this.bars = bars;
    this.out = out;
    this.barColumns = Math.clamp(page.width() * 3 / 10, 8, 60);
    this.treeColumns = page.width() - MARKS - 2 * NUMBER - 2 - barColumns;
  }

  void append(List<SpanRow> roots) {
    head();
    Deque<Pending> stack = new ArrayDeque<>();
    for (int i = roots.size() - 1; i >= 0; i--) {
      stack.push(new Pending(roots.get(i), roots.get(i), "", true, 0));
    }
    while (!stack.isEmpty()) {
      Pending next = stack.pop();
      switch (next.what()) {
        case SpanRow row -> row(row, next, stack);
        case LogView log -> log(log, next);
        default -> remark(next);
      }
    }
  }

  private void head() {
    String axisEnd = Human.duration(bars.durationNanos());
    String line =
        TerminalText.padRight("   SPAN", MARKS + treeColumns)
            + TerminalText.padLeft("TOTAL", NUMBER)
            + TerminalText.padLeft("SELF", NUMBER)
            + "  0"
            + TerminalText.padLeft(axisEnd, barColumns - 1);
    out.append(page.paint(Style.FAINT, line)).append('\n');
  }

  private void row(SpanRow row, Pending place, Deque<Pending> stack) {
    String branch = row.parent == null ? "" : place.last() ? "└ " : "├ ";
    boolean critical = row.criticalNanos() > 0;
    String indent = shortened(place.indent() + branch, row.depth);
    int room = treeColumns - TerminalText.width(indent);
    String times = row.spans.size() > 1 ? " ×" + Human.count(row.spans.size()) : "";
    String gap = row.afterGap ? "⋯ " : "";
    String name = TerminalText.clip(gap + name(row), room - times.length());
    Style style = row.isError() ? Style.BAD : critical ? Style.STRONG : Style.PLAIN;
    out.append(page.paint(Style.MARK, critical ? "*" : " "))
        .append(page.paint(Style.BAD, row.isError() ? "!" : " "))
        .append(' ')
        .append(page.paint(Style.FAINT, indent))
        .append(page.paint(style, name))
        .append(page.paint(Style.FAINT, times))
        .append(" ".repeat(Math.max(0, room - TerminalText.width(name) - times.length())))
        .append(TerminalText.padLeft(Human.duration(row.durationNanos()), NUMBER))
        .append(TerminalText.padLeft(Human.duration(row.selfNanos()), NUMBER));
    String bar = bars.of(row.spans, barColumns);
    if (!bar.isEmpty()) {
      out.append("  ").append(page.paint(row.isError() ? Style.BAD : Style.MARK, bar));
    }
    out.append('\n');
    String below = row.parent == null ? "" : place.indent() + (place.last() ? "  " : "│ ");
    pushBelow(row, below, stack);
  }

  /** Children, log lines and remarks of a line, in order of time, onto the stack. */
  private void pushBelow(SpanRow row, String indent, Deque<Pending> stack) {
    List<Pending> below = new ArrayList<>();
    for (SpanRow child : row.children) {
      below.add(new Pending(child, child, indent, false, child.startNanos()));
    }
    int shownLogs = Math.min(row.logs.size(), LOGS_PER_LINE);
    for (LogView log : row.logs.subList(0, shownLogs)) {
      below.add(new Pending(log, row, indent, false, log.getTimeUnixNanos()));
    }
    below.sort(Comparator.comparingLong(Pending::atNanos));
    String message = errorMessage(row);
    if (!message.isEmpty()) {
      below.add(0, new Pending("! " + message, row, indent, false, 0));
    }
    String left = leftOut(row, row.logs.size() - shownLogs);
    if (!left.isEmpty()) {
      below.add(new Pending("… " + left, row, indent, false, 0));
    }
    for (int i = below.size() - 1; i >= 0; i--) {
      Pending item = below.get(i);
      boolean last = i == below.size() - 1;
      stack.push(new Pending(item.what(), item.owner(), indent, last, item.atNanos()));
    }
  }

  private static String leftOut(SpanRow row, int moreLogs) {
    List<String> parts = new ArrayList<>();
    if (row.leftOutSpans > 0) {
      parts.add(Human.count(row.leftOutSpans, "more span"));
    }
    int logs = moreLogs + row.leftOutLogs;
    if (logs > 0) {
      parts.add(Human.count(logs, "more log line"));
    }
    return String.join(", ", parts);
  }

  private void log(LogView log, Pending place) {
    String text =
        Human.clock(log.getTimeUnixNanos())
            + " "
            + TerminalText.safe(log.getSeverity())
            + " "
            + TerminalText.safe(log.getBody());
    beside(text, Style.ofSeverity(log.getSeverity()), place);
  }

  private void remark(Pending place) {
    String text = place.what().toString();
    beside(text, text.startsWith("!") ? Style.BAD : Style.FAINT, place);
  }

  /** A line that is no span, at the place of a child. */
  private void beside(String text, Style style, Pending place) {
    String indent =
        shortened(place.indent() + (place.last() ? "  " : "│ "), place.owner().depth + 1);
    int room = page.width() - MARKS - TerminalText.width(indent);
    out.append("   ")
        .append(page.paint(Style.FAINT, indent))
        .append(page.paint(style, TerminalText.clip(text, room)))
        .append('\n');
  }

  /** Where the tree would take more than half of its column, the depth as a number instead. */
  private String shortened(String indent, int depth) {
    return indent.length() > treeColumns / 2 ? "⋯" + depth + " " : indent;
  }

  /** The service only where it changes: a tree in one service needs it once. */
  private static String name(SpanRow row) {
    SpanView span = row.first();
    boolean same =
        row.parent != null
            && !row.afterGap
            && row.parent.first().getService().equals(span.getService());
    return TerminalText.safe(
        same ? span.getName() : (span.getService() + " " + span.getName()).strip());
  }

  /** What went wrong here, unless a child says the same. */
  private static String errorMessage(SpanRow row) {
    if (!row.isError()) {
      return "";
    }
    String message = message(row.first());
    boolean repeated =
        row.children.stream()
            .anyMatch(child -> child.isError() && message(child.first()).equals(message));
    return repeated ? "" : TerminalText.safe(message);
  }

  private static String message(SpanView span) {
    for (SpanEvent event : span.getEventsList()) {
      String type = attribute(event.getAttributesList(), "exception.type");
      String text = attribute(event.getAttributesList(), "exception.message");
      if (!type.isEmpty() || !text.isEmpty()) {
        return type.isEmpty() || text.isEmpty() ? type + text : type + ": " + text;
      }
    }
    return span.getStatusMessage().isEmpty()
        ? attribute(span.getAttributesList(), "error.type")
        : span.getStatusMessage();
  }

  private static String attribute(List<Attribute> attributes, String key) {
    for (Attribute attribute : attributes) {
      if (attribute.getKey().equals(key)) {
        return attribute.getValue();
      }
    }
    return "";
  }
}
