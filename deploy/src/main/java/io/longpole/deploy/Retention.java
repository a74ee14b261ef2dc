package io.longpole.deploy;

import io.longpole.collector.log.LogCycle;
import io.longpole.collector.log.RecordLog;
import io.longpole.query.index.TraceIndex;
import io.longpole.query.store.TraceLog;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the oldest traces and log records when they are too old or take too much space: whole
 * cycles of the trace log, and before that what the index says of them.
 *
 * <p>A cycle goes in three steps, each once the one before is sure: it is deleted in the index;
 * that is committed; and when the queries that began before have ended, its files are deleted. Part
 * of the pipeline, on its thread.
 *
 * <p>Example: cycles of 9, 8 and 1 days with a limit of 7: a look finds the first two old and only
 * remembers that; an hour later they still are, and go. Had the clock been two days fast at the
 * first look, nothing would have.
 */
final class Retention {

  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final long LOOK_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Two looks so far apart must agree that a cycle is old. */
  private static final long AGREE_NANOS = TimeUnit.HOURS.toNanos(1);

  /** What is kept. */
  record Limits(Duration age, long bytes) {}

  /**
   * What it deletes from, and what else counts as used.
   *
   * @param beforeDeletion looks at what is about to go, for the last time
   */
  record Stores(TraceLog traceLog, TraceIndex index, RecordLog spanLog, Runnable beforeDeletion) {}

  /**
   * Both clocks.
   *
   * @param epochNanos may step
   * @param steadyNanos never does
   */
  record Clocks(LongSupplier epochNanos, LongSupplier steadyNanos) {}

  /** What is about to go. */
  private static final class Leaving {
    private final String reason;
    private final List<LogCycle> cycles;
    private final long releaseBefore;
    private final BooleanSupplier viewsClosed;
    private boolean committed;

    Leaving(String reason, List<LogCycle> cycles, long releaseBefore, BooleanSupplier viewsClosed) {
      this.reason = reason;
      this.cycles = cycles;
      this.releaseBefore = releaseBefore;
      this.viewsClosed = viewsClosed;
    }
  }

  private final Stores stores;
  private final Limits limits;
  private final Clocks clocks;
  private final PipelineCounters counters;

  /** When, by the steady clock, a cycle was first found to be old, by its start. */
  private final Map<Long, Long> oldSinceNanos = new HashMap<>();

  private Optional<Leaving> leaving = Optional.empty();
  private long nextLookNanos;

  Retention(Stores stores, Limits limits, Clocks clocks, PipelineCounters counters) {
    this.stores = stores;
    this.limits = limits;
    this.clocks = clocks;
    this.counters = counters;
    this.nextLookNanos = clocks.steadyNanos.getAsLong();
  }

  /** Takes the next step, if one is due; asked each turn of the pipeline. */
  void look() {
    if (leaving.isPresent()) {
      release(leaving.get());
    } else if (clocks.steadyNanos.getAsLong() - nextLookNanos >= 0) {
      nextLookNanos = clocks.steadyNanos.getAsLong() + LOOK_NANOS;
      decide();
    }
  }

  /** The index was committed: what was deleted in it stays deleted. */
  void committed() {
    leaving.ifPresent(each -> each.committed = true);
  }

  /** The index may have gone back to its last commit: what was not committed is decided anew. */
  void restarted() {
    leaving = leaving.filter(each -> each.committed);
  }

  private void decide() {
    List<LogCycle> cycles = stores.traceLog.cycles();
    List<LogCycle> closed = cycles.subList(0, Math.max(0, cycles.size() - 1));
    int old = tooOld(closed);
    int large = tooLarge(closed);
    int count = Math.max(old, large);
    if (count == 0) {
      return;
    }
    String reason = old >= large ? "age" : "size";
    List<LogCycle> going = List.copyOf(closed.subList(0, count));
    stores.beforeDeletion.run();
    TraceIndex.Deleted deleted = stores.index.deleteBefore(going.getLast().endPosition());
    counters.deleted(reason, deleted.traces(), deleted.logs());
    leaving =
        Optional.of(
            new Leaving(
                reason, going, cycles.get(count).startPosition(), stores.index.viewsClosed()));
  }

  /** How many of the oldest cycles are old, and were an hour ago. */
  private int tooOld(List<LogCycle> closed) {
    long now = clocks.steadyNanos.getAsLong();
    Instant limit = Instant.EPOCH.plusNanos(clocks.epochNanos.getAsLong()).minus(limits.age);
    int agreed = 0;
    for (LogCycle cycle : closed) {
      if (!cycle.lastWrite().isBefore(limit)) {
        oldSinceNanos.remove(cycle.startPosition());
        continue;
      }
      long since = oldSinceNanos.computeIfAbsent(cycle.startPosition(), unseen -> now);
      if (now - since >= AGREE_NANOS && cycle.equals(closed.get(agreed))) {
        agreed++;
      }
    }
    return agreed;
  }

  /**
   * How many of the oldest cycles must go for the rest to fit. The index has no parts of its own: a
   * cycle counts with its share of it.
   */
  private int tooLarge(List<LogCycle> closed) {
    long traceBytes = stores.traceLog.allocatedBytes();
    long indexBytes = stores.index.liveBytes();
    double indexShare = (double) indexBytes / Math.max(1, traceBytes);
    double excess =
        (double) traceBytes + indexBytes + stores.spanLog.allocatedBytes() - limits.bytes;
    int count = 0;
    while (excess > 0 && count < closed.size()) {
      excess -= closed.get(count).bytes() * (1 + indexShare);
      count++;
    }
    return count;
  }

  private void release(Leaving going) {
    if (!going.committed || !going.viewsClosed.getAsBoolean()) {
      return;
    }
    leaving = Optional.empty();
    stores.traceLog.releaseBefore(going.releaseBefore);
    long bytes = going.cycles.stream().mapToLong(LogCycle::bytes).sum();
    going.cycles.forEach(cycle -> oldSinceNanos.remove(cycle.startPosition()));
    stores.index.shrink();
    counters.released(going.reason, going.cycles.size(), bytes);
    LOG.info(
        "Deleted {} cycles of {} bytes of the trace log, by {} (retention-age={},"
            + " retention-bytes={})",
        going.cycles.size(),
        bytes,
        going.reason,
        limits.age,
        limits.bytes);
  }
}
