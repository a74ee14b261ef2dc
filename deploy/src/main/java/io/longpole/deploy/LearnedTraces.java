package io.longpole.deploy;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.assembly.AssemblySettings;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import io.longpole.query.index.CommitPoint;
import io.longpole.query.store.Location;
import io.longpole.query.store.StoredLog;
import io.longpole.query.store.StoredTrace;
import io.longpole.query.store.TraceLog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the detectors know after a restart what they knew before, by learning the newest stored
 * traces again: those of the last hour, at most {@value #MAX_TRACES} and {@value #MAX_SPANS} spans.
 *
 * <p>Each commit of the index keeps where in the trace log they begin and where they end: what was
 * written behind that comes again by the replay, and is learned then. Of a trace the first version
 * is learned, as it was when it was sealed. One thread uses it.
 */
final class LearnedTraces {

  static final int MAX_TRACES = 50_000;
  static final int MAX_SPANS = 500_000;

  private static final Logger LOG = LoggerFactory.getLogger(LearnedTraces.class);
  private static final long HOUR_NANOS = 3_600_000_000_000L;

  /** A mark is set after so many spans, or when so long has passed. */
  private static final int SPANS_A_MARK = 5_000;

  private static final long NANOS_A_MARK = 60_000_000_000L;

  private static final String FROM = "learned-from";
  private static final String THROUGH = "learned-through";

  /** Where a trace begins in the trace log, when it came, and how many were there before. */
  private record Mark(long position, long nanos, long traces, long spans) {}

  private final TraceLog traceLog;
  private final Analysis analysis;
  private final AssemblySettings assembly;
  private final Deque<Mark> marks = new ArrayDeque<>();
  private long traces;
  private long spans;

  LearnedTraces(TraceLog traceLog, Analysis analysis, AssemblySettings assembly) {
    this.traceLog = traceLog;
    this.analysis = analysis;
    this.assembly = assembly;
  }

  /** Says where a trace was stored that was learned. */
  void stored(Location location, int spanCount, long nowNanos) {
    Mark last = marks.peekLast();
    if (last == null
        || spans - last.spans >= SPANS_A_MARK
        || nowNanos - last.nanos >= NANOS_A_MARK) {
      marks.addLast(new Mark(location.position(), nowNanos, traces, spans));
    }
    traces++;
    spans += spanCount;
    while (marks.size() > 1 && isTooOld(marks.getFirst(), nowNanos)) {
      marks.removeFirst();
    }
  }

  private boolean isTooOld(Mark mark, long nowNanos) {
    return nowNanos - mark.nanos > HOUR_NANOS
        || traces - mark.traces > MAX_TRACES
        || spans - mark.spans > MAX_SPANS;
  }

  /** What a commit keeps of it, when all traces are written. */
  Map<String, Long> saved() {
    Mark first = marks.peekFirst();
    return first == null ? Map.of() : Map.of(FROM, first.position, THROUGH, traceLog.endPosition());
  }

  /**
   * Learns what was known at a commit.
   *
   * @param stopping ends it
   */
  void restore(
      CommitPoint commit, OrderEvidence evidence, long nowNanos, BooleanSupplier stopping) {
    long from = commit.counters().getOrDefault(FROM, Long.MAX_VALUE);
    long through = commit.counters().getOrDefault(THROUGH, 0L);
    if (from >= through) {
      return;
    }
    long startNanos = System.nanoTime();
    Set<TraceId> known = new HashSet<>();
    traceLog.forEach(
        from,
        new TraceLog.Sink() {
          @Override
          public void trace(Location location, StoredTrace stored) {
            if (stopping.getAsBoolean()) {
              throw new CancellationException();
            }
            if (location.position() < through
                && stored.version() == 1
                && known.size() < MAX_TRACES
                && known.add(stored.traceId())) {
              learn(location, stored, evidence, nowNanos);
            }
          }

          @Override
          public void log(Location location, StoredLog log) {
            // log records alone teach the detectors nothing
          }
        });
    LOG.info(
        "The detectors learned {} stored traces of {} spans in {} ms",
        traces,
        spans,
        (System.nanoTime() - startNanos) / 1_000_000);
  }

  private void learn(Location location, StoredTrace stored, OrderEvidence evidence, long nowNanos) {
    Trace trace =
        Assembly.assemble(
            stored.traceId(),
            stored.spans(),
            stored.exceptions().stream().map(each -> each.toLogRecord(stored.traceId())).toList(),
            assembly);
    analysis.learnAgain(trace, evidence, nowNanos);
    stored(location, stored.spans().size(), Math.min(nowNanos, trace.startNanos(0)));
  }
}
