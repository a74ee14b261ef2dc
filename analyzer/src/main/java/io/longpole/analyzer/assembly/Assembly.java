package io.longpole.analyzer.assembly;

import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes one trace of the spans and log records that carry its id, however broken they are.
 *
 * <p>The result depends on the set of spans alone, never on their order. The steps: leave out
 * repeats, give every span an id of its own, find parents ({@link Identities}); break cycles,
 * repair ends, order roots ({@link Repairs}); put resolvers below who waits for them ({@link
 * Resolvers}), what a held connection is used for below its user ({@link HeldConnections}), the
 * inner of two spans of one query below the outer ({@link DriverSpans}); bring all times to the
 * main root's clock ({@link Clocks}); number the nodes ({@link Numbering}). O(n log n) time, no
 * recursion.
 *
 * <p>Example: the spans db (parent web) and web give the nodes 0 = web, 1 = db. Without web, db is
 * node 0, the trace is flagged {@code missing-root} and has one orphan.
 */
public final class Assembly {

  private Assembly() {}

  /**
   * Assembles a trace.
   *
   * @param spans of that trace, at least one
   * @param logs of that trace
   * @throws IllegalArgumentException if there is no span
   */
  public static Trace assemble(
      TraceId id, List<Span> spans, List<LogRecord> logs, AssemblySettings settings) {
    if (spans.isEmpty()) {
      throw new IllegalArgumentException(
          "traceId=" + id + " has no spans; log records alone make no trace");
    }
    Draft draft = Identities.of(id, spans);
    Repairs.breakCycles(draft);
    Repairs.repairEnds(draft);
    Resolvers.lift(draft);
    HeldConnections.release(draft);
    DriverSpans.nest(draft);
    int[] roots = Repairs.roots(draft);
    Clocks.align(draft, roots, settings.skewMaxNanos());
    return new Trace(
        id,
        Numbering.of(draft, roots),
        draft.flags,
        draft.clockOffsets,
        byTime(logs),
        new Trace.Counts(draft.duplicateSpans, draft.orphanSpans, draft.skewedSpans));
  }

  private static List<LogRecord> byTime(List<LogRecord> logs) {
    if (logs.size() < 2) {
      return logs;
    }
    List<LogRecord> sorted = new ArrayList<>(logs);
    sorted.sort(SpanContent.LOGS_BY_TIME);
    return sorted;
  }
}
