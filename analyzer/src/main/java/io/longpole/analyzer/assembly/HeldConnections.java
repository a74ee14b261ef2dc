package io.longpole.analyzer.assembly;

import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;

/**
 * Ends the span of a held connection when the connection is there.
 *
 * <p>Micrometer's {@code connection} lasts from the moment a connection is asked for until it is
 * given back, with all that it is used for below it. Nobody waits for it to be given back, and what
 * is done meanwhile is done by whoever asked. So it ends at its event {@code acquired}, and what
 * begins later is a child of its parent. Example: {@code GET /} 0-90 holds a connection 10-80,
 * acquired at 30, and queries at 40 and 60: it waits 10-30, then queries twice. Of connections
 * within connections so many are left behind at most: {@value #MAX_LEVELS}. Linear.
 */
final class HeldConnections {

  /**
   * Nobody needs more at once; without a limit a deep chain of them would be walked again and
   * again.
   */
  private static final int MAX_LEVELS = 8;

  private static final String ACQUIRED = "acquired";
  private static final String[] SOURCES = {
    "jdbc.datasource.name", "jdbc.datasource.pool", "jdbc.datasource.driver"
  };

  private HeldConnections() {}

  static void release(Draft draft) {
    boolean[] released = null;
    for (int i = 0; i < draft.size(); i++) {
      long acquired = acquiredNanos(draft.spans[i]);
      if (acquired >= draft.startNanos[i]
          && acquired < draft.endNanos[i]
          && draft.parents[i] != Draft.NO_PARENT) {
        released = released == null ? new boolean[draft.size()] : released;
        released[i] = true;
        draft.endNanos[i] = acquired;
      }
    }
    if (released != null) {
      lift(draft, released);
    }
  }

  private static void lift(Draft draft, boolean[] released) {
    int[] parents = draft.parents.clone();
    for (int i = 0; i < parents.length; i++) {
      int parent = parents[i];
      for (int level = 0; level < MAX_LEVELS && isLeft(draft, released, parent, i); level++) {
        parent = draft.parents[parent];
      }
      parents[i] = parent;
    }
    System.arraycopy(parents, 0, draft.parents, 0, parents.length);
  }

  /** Whether a parent is a released connection, and a span begins after that. */
  private static boolean isLeft(Draft draft, boolean[] released, int parent, int span) {
    return parent != Draft.NO_PARENT
        && released[parent]
        && draft.startNanos[span] >= draft.endNanos[parent];
  }

  /** When the connection that a span holds was there; −1 if it holds none. */
  private static long acquiredNanos(Span span) {
    if (span.events().isEmpty() || !isOfDataSource(span)) {
      return -1;
    }
    for (SpanEvent event : span.events()) {
      if (event.name().equals(ACQUIRED)) {
        return event.timeNanos();
      }
    }
    return -1;
  }

  private static boolean isOfDataSource(Span span) {
    for (String source : SOURCES) {
      if (span.attributes().get(source) != null) {
        return true;
      }
    }
    return false;
  }
}
