package io.longpole.query.report;

import io.longpole.proto.query.v1.LogView;
import io.longpole.proto.query.v1.SpanView;
import io.longpole.proto.query.v1.TraceView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the spans of a trace into the lines of a waterfall, few enough to read.
 *
 * <p>Siblings of one service, name, kind and outcome become one line from {@value #REPEATS} on, and
 * what is below them is joined in the same way. If there are still more lines than wanted, those
 * with errors, on the critical path and of long duration stay, and the others are counted where
 * they would be. O(n log n), no recursion.
 *
 * <p>Example: web with db, db, db, db, cache becomes three lines: web, "db ×4", cache.
 */
final class SpanRows {

  /** So many like siblings become one line. */
  static final int REPEATS = 4;

  /** What makes siblings alike. */
  private record Likeness(String service, String name, String kind, boolean error) {}

  private final Map<String, List<SpanView>> childrenOf = new HashMap<>();
  private final Map<String, List<LogView>> logsOf = new HashMap<>();
  private final List<SpanRow> roots = new ArrayList<>();
  private final List<LogView> looseLogs = new ArrayList<>();
  private int total;

  private SpanRows() {}

  /**
   * Builds the lines.
   *
   * @param limit most lines; 0 shows all of them and joins nothing
   */
  static SpanRows of(TraceView trace, int limit) {
    SpanRows rows = new SpanRows();
    rows.index(trace);
    List<SpanRow> all = rows.join(limit == 0 ? Integer.MAX_VALUE : REPEATS);
    if (limit > 0 && all.size() > limit) {
      rows.leaveOut(all, limit);
    }
    return rows;
  }

  /** Lines without a parent. */
  List<SpanRow> roots() {
    return roots;
  }

  /** Log lines that belong to no span of the trace. */
  List<LogView> looseLogs() {
    return looseLogs;
  }

  /** Lines before any was left out. */
  int total() {
    return total;
  }

  private void index(TraceView trace) {
    Set<String> ids = new HashSet<>();
    trace.getSpansList().forEach(span -> ids.add(span.getSpanId()));
    for (SpanView span : trace.getSpansList()) {
      String parent = span.getParentSpanId();
      String key = ids.contains(parent) && !parent.equals(span.getSpanId()) ? parent : "";
      childrenOf.computeIfAbsent(key, id -> new ArrayList<>()).add(span);
    }
    for (LogView log : trace.getLogsList()) {
      if (ids.contains(log.getSpanId())) {
        logsOf.computeIfAbsent(log.getSpanId(), id -> new ArrayList<>()).add(log);
      } else {
        looseLogs.add(log);
      }
    }
  }

  /** Makes all lines, parents before children. */
  private List<SpanRow> join(int repeats) {
    List<SpanRow> all = new ArrayList<>();
    roots.addAll(rowsOf(null, childrenOf.getOrDefault("", List.of()), Integer.MAX_VALUE));
    Deque<SpanRow> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      SpanRow row = open.remove();
      all.add(row);
      List<SpanView> below = new ArrayList<>();
      for (SpanView span : row.spans) {
        below.addAll(childrenOf.getOrDefault(span.getSpanId(), List.of()));
        row.logs.addAll(logsOf.getOrDefault(span.getSpanId(), List.of()));
      }
      // Below joined spans everything alike is joined: one by one it would tell nothing.
      row.children.addAll(rowsOf(row, below, row.spans.size() > 1 ? 1 : repeats));
      open.addAll(row.children);
    }
    for (int i = all.size() - 1; i >= 0; i--) {
      SpanRow row = all.get(i);
      row.criticalBelowNanos += row.criticalNanos();
      if (row.parent != null) {
        row.parent.criticalBelowNanos += row.criticalBelowNanos;
      }
    }
    total = all.size();
    return all;
  }

  private static List<SpanRow> rowsOf(@Nullable SpanRow parent, List<SpanView> spans, int repeats) {
    Map<Likeness, List<SpanView>> alike = new LinkedHashMap<>();
    for (SpanView span : spans) {
      Likeness likeness =
          new Likeness(span.getService(), span.getName(), span.getKind(), span.getError());
      alike.computeIfAbsent(likeness, key -> new ArrayList<>()).add(span);
    }
    List<SpanRow> rows = new ArrayList<>();
    for (List<SpanView> group : alike.values()) {
      if (group.size() >= repeats) {
        rows.add(new SpanRow(parent, group));
      } else {
        group.forEach(span -> rows.add(new SpanRow(parent, List.of(span))));
      }
    }
    rows.sort(Comparator.comparingLong(SpanRow::startNanos));
    return rows;
  }

  /**
   * Keeps the lines that matter most: a quarter for errors, half for own time on the critical path,
   * the rest by critical time below, then duration.
   */
  private void leaveOut(List<SpanRow> all, int limit) {
    Set<SpanRow> kept = new HashSet<>(roots.subList(0, Math.min(roots.size(), limit / 4 + 1)));
    Comparator<SpanRow> byOwn =
        Comparator.comparingLong(SpanRow::criticalNanos).thenComparingLong(SpanRow::durationNanos);
    Comparator<SpanRow> byBelow =
        Comparator.<SpanRow>comparingLong(row -> row.criticalBelowNanos)
            .thenComparingLong(SpanRow::durationNanos);
    keep(kept, all.stream().filter(SpanRow::isError).toList(), byOwn, limit / 4);
    keep(kept, all.stream().filter(row -> row.criticalNanos() > 0).toList(), byOwn, limit * 3 / 4);
    keep(kept, all, byBelow, limit);
    Map<SpanRow, SpanRow> shownAbove = new HashMap<>();
    for (SpanRow row : all) {
      row.children.clear();
    }
    for (SpanRow row : all) {
      SpanRow above = row.parent;
      SpanRow shown = above == null || kept.contains(above) ? above : shownAbove.get(above);
      if (shown != null) {
        shownAbove.put(row, shown);
      }
      if (!kept.contains(row)) {
        SpanRow place = shown == null ? roots.get(0) : shown;
        place.leftOutSpans += row.spans.size();
        place.leftOutLogs += row.logs.size();
      } else if (shown != null) {
        row.afterGap = shown != above;
        shown.children.add(row);
      }
    }
    roots.removeIf(root -> !kept.contains(root));
    for (SpanRow row : kept) {
      row.children.sort(Comparator.comparingLong(SpanRow::startNanos));
    }
  }

  private static void keep(
      Set<SpanRow> kept, List<SpanRow> candidates, Comparator<SpanRow> order, int limit) {
    List<SpanRow> sorted = new ArrayList<>(candidates);
    sorted.sort(Collections.reverseOrder(order));
    for (SpanRow row : sorted) {
      if (kept.size() >= limit) {
        return;
      }
      kept.add(row);
    }
  }
}
