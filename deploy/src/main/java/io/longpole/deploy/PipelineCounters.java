package io.longpole.deploy;

import io.longpole.analyzer.assembly.TraceBuffer.Sealed;
import io.longpole.analyzer.detect.Detectors;
import io.longpole.analyzer.model.Trace;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the pipeline did since the start, by name and reason; written by one thread, read by any.
 */
final class PipelineCounters {

  private static final Logger LOG = LoggerFactory.getLogger(PipelineCounters.class);

  /** A counter and why it counted; the reason is empty where there is only one. */
  record Name(String name, String reason) {}

  private static final int COMPLETE = 100;

  private volatile int rebuildPercent = COMPLETE;
  private final Map<Name, LongAdder> counters = new ConcurrentHashMap<>();
  private final LongAdder spansTailed = counter("spans.tailed", "");
  private final LongAdder logsTailed = counter("logs.tailed", "");
  private final LongAdder logsLinked = counter("logs.linked", "");
  private final LongAdder spansAnalysed = counter("spans.analysed", "");
  private final LongAdder spansDuplicate = counter("spans.duplicate", "");
  private final LongAdder tracesSealed = counter("traces.sealed", "");

  private LongAdder counter(String name, String reason) {
    return counters.computeIfAbsent(new Name(name, reason), key -> new LongAdder());
  }

  void spanTailed() {
    spansTailed.increment();
  }

  void logTailed(boolean linked) {
    logsTailed.increment();
    if (linked) {
      logsLinked.increment();
    }
  }

  /** A trace was stored; {@code before} is what its earlier version held, 0 if it is new. */
  void sealed(Sealed<?> sealed, Trace trace, Before before) {
    spansAnalysed.add(trace.size() - before.spans());
    spansDuplicate.add(trace.counts().duplicateSpans() - before.duplicates());
    if (before.spans() == 0) {
      tracesSealed.increment();
    } else {
      counter("traces.reopened", "").increment();
    }
    counter("traces.sealed-by", sealed.reason().name().toLowerCase(Locale.ROOT)).increment();
    if (sealed.droppedSpans() > 0) {
      counter("spans.dropped", "oversized").add(sealed.droppedSpans());
    }
  }

  /** What a re-opened trace held before. */
  record Before(int spans, int duplicates) {
    static final Before NOTHING = new Before(0, 0);
  }

  /** Retention deleted them. */
  void deleted(String reason, long traces, long logs) {
    counter("traces.deleted", reason).add(traces);
    counter("logs.deleted", reason).add(logs);
  }

  void released(String reason, int cycles, long bytes) {
    counter("cycles.deleted", reason).add(cycles);
    counter("bytes.deleted", reason).add(bytes);
  }

  /** The index is being built anew, so far from some bytes of the trace log. */
  void rebuilding(long bytes, long ofBytes) {
    rebuildPercent = ofBytes == 0 ? 0 : (int) Math.min(99, 100 * bytes / ofBytes);
  }

  void rebuilt() {
    rebuildPercent = COMPLETE;
    counter("index.rebuilt", "").increment();
  }

  /** What is missing from answers, in words, if anything is. */
  Optional<String> incompleteness() {
    int percent = rebuildPercent;
    return percent == COMPLETE
        ? Optional.empty()
        : Optional.of(
            "the index is being built anew from the trace log: "
                + percent
                + " % are done, answers miss the rest");
  }

  void undecodable(long position, Exception cause) {
    LongAdder counter = counter("records.undecodable", "");
    counter.increment();
    if (Long.bitCount(counter.sum()) == 1) { // at 1, 2, 4, 8, …: said, but never a flood
      LOG.warn(
          "{} records could not be decoded; the last at log position {}: {}",
          counter.sum(),
          position,
          cause.toString());
    }
  }

  /** What the detectors did not learn or had to forget since the start. */
  void losses(Detectors.Losses losses) {
    set("traces.not-learned", "late", losses.lateTraces());
    set("traces.not-learned", "ahead", losses.aheadTraces());
    set("traces.not-looked-again", "", losses.notLookedAgain());
    losses.forgotten().forEach((detector, count) -> set("detectors.forgotten", detector, count));
  }

  private void set(String name, String reason, long value) {
    if (value > 0) {
      LongAdder counter = counter(name, reason);
      counter.add(value - counter.sum());
    }
  }

  /** A trace was looked at again, and something was seen in it. */
  void lookedAgain() {
    counter("traces.looked-again", "").increment();
  }

  void replayed(int items) {
    counter("items.replayed", "").add(items);
  }

  void failed(Exception cause) {
    counter("traces.failed", cause.getClass().getSimpleName()).increment();
  }

  void unexpectedRecord() {
    counter("records.unexpected", "").increment();
  }

  void stalled() {
    counter("pipeline.stalled", "").increment();
  }

  long value(String name, String reason) {
    LongAdder adder = counters.get(new Name(name, reason));
    return adder == null ? 0 : adder.sum();
  }

  /** All counters with their values now, ordered by name and reason. */
  Map<Name, Long> snapshot() {
    Map<Name, Long> values =
        new TreeMap<>(java.util.Comparator.comparing(Name::name).thenComparing(Name::reason));
    counters.forEach((name, adder) -> values.put(name, adder.sum()));
    return values;
  }
}
