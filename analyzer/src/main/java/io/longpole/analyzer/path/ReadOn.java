package io.longpole.analyzer.path;

import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;

/**
 * Ends a query where the reading of its rows begins.
 *
 * <p>Go's {@code otelsql} begins the span {@code sql.rows} shortly before it ends that of the query
 * whose rows they are. The two are siblings that overlap by some microseconds, so that the query
 * would be nobody's predecessor and on no path.
 *
 * <p>Example (ms): {@code sql.conn.query} 0–5.18, {@code sql.rows} 5.16–5.23: the query ends at
 * 5.16. Linear, and one look at the names where there are no such spans.
 */
final class ReadOn {

  private static final String ROWS = "sql.rows";

  /** Of siblings under way at once so many are looked at. */
  private static final int MOST_BEFORE = 16;

  private final Trace trace;
  private final Blocking blocking;

  private ReadOn(Trace trace, Blocking blocking) {
    this.trace = trace;
    this.blocking = blocking;
  }

  /** Cuts the ends of such queries, and with them what is below, in a trace already clipped. */
  static void cut(Trace trace, Blocking blocking) {
    for (int node = 0; node < trace.size(); node++) {
      if (isRows(trace, node)) {
        new ReadOn(trace, blocking).cut();
        return;
      }
    }
  }

  private static boolean isRows(Trace trace, int node) {
    return trace.span(node).name().equals(ROWS);
  }

  private void cut() {
    for (int parent = 0; parent < trace.size(); parent++) {
      blocking.cutChildrenToParent(parent);
      int from = trace.firstChild(parent);
      int to = from + trace.childCount(parent);
      for (int child = from + 1; child < to; child++) {
        if (blocking.isBlocking(child) && isRows(trace, child)) {
          cutQuery(from, child);
        }
      }
    }
  }

  /** Of the spans of the same library that the rows begin in, the one that ends next. */
  private void cutQuery(int from, int rows) {
    int found = -1;
    for (int query = rows - 1; query >= Math.max(from, rows - MOST_BEFORE); query--) {
      if (blocking.isBlocking(query)
          && isJustEnding(query, rows)
          && (found < 0 || blocking.end[query] < blocking.end[found])
          && isOfOneLibrary(trace.span(query), trace.span(rows))) {
        found = query;
      }
    }
    if (found >= 0) {
      blocking.cutEnd(found, blocking.start[rows]);
    }
  }

  private boolean isJustEnding(int query, int rows) {
    long seam = blocking.start[rows];
    long end = blocking.end[query];
    return blocking.start[query] < seam
        && seam < end
        && end <= blocking.end[rows]
        && end - seam <= Blocking.smallOverflow(end - blocking.start[query]);
  }

  private static boolean isOfOneLibrary(Span query, Span rows) {
    return query.scope().name().equals(rows.scope().name())
        && query.resource().equals(rows.resource());
  }
}
