package io.longpole.deploy;

import io.longpole.analyzer.assembly.TraceBuffer;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.TraceId;
import io.longpole.collector.log.LogTailer;
import io.longpole.collector.log.LogUnavailableException;
import io.longpole.collector.log.RecordLog;
import io.longpole.collector.log.Signal;
import io.longpole.collector.wire.MalformedException;
import io.longpole.collector.wire.OtlpDecoder;
import io.longpole.deploy.Waiting.WaitingLog;
import io.longpole.deploy.Waiting.WaitingSpan;
import io.longpole.query.index.CommitPoint;
import io.longpole.query.index.IndexRebuild;
import io.longpole.query.index.ReplayNeededException;
import io.longpole.query.index.TraceIndex;
import io.longpole.query.store.LogKey;
import io.longpole.query.store.StoredLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a span after it was acknowledged: tail the span log, let spans wait for their trace,
 * seal what is complete, commit; in one thread that is the only writer of trace log and index.
 *
 * <p>Time is log time: while the loop lags, the clock stands at the last record's arrival, so that
 * a slow pipeline does not take the silence of its own delay for the end of a trace.
 */
final class Pipeline implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
  private static final int RECORDS_A_TURN = 64;
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Timing and bounds of the loop. */
  record Schedule(TraceBuffer.Limits limits, Duration refreshInterval, Duration commitInterval) {}

  /** A view of the loop for status and back-pressure, published once a turn. */
  record Progress(
      int pendingTraces,
      long pendingSpans,
      long pendingBytes,
      long lagBytes,
      long lagNanos,
      long nextPosition,
      boolean searchable) {
    static final Progress NONE = new Progress(0, 0, 0, 0, 0, -1, false);
  }

  private final RecordLog spanLog;
  private final TraceIndex index;
  private final TraceSealer sealer;
  private final PipelineCounters counters;
  private final Schedule schedule;
  private final Retention retention;
  private final List<StoredLog> arrivedLogs = new ArrayList<>();
  private final LongSupplier epochNanos;
  private final Redaction redaction = new Redaction();
  private final OtlpDecoder decoder = new OtlpDecoder();
  private final Thread thread = new Thread(this::run, "longpole-pipeline");

  private TraceBuffer<Waiting> buffer;
  private long nextPosition;
  private long lastPosition = -1;
  private long replayEnd;
  private long countedThrough = -1;
  private boolean unrefreshed;
  private long lastArrivalNanos;
  private long nextRefreshNanos;
  private long nextCommitNanos;
  private volatile Progress progress = Progress.NONE;
  private volatile boolean stopping;

  Pipeline(
      RecordLog spanLog,
      TraceIndex index,
      TraceSealer sealer,
      PipelineCounters counters,
      Schedule schedule,
      Retention retention,
      LongSupplier epochNanos) {
    this.spanLog = spanLog;
    this.index = index;
    this.sealer = sealer;
    this.counters = counters;
    this.schedule = schedule;
    this.retention = retention;
    this.epochNanos = epochNanos;
    this.buffer = new TraceBuffer<>(schedule.limits());
  }

  /** Starts where the last commit says that everything before is done. */
  void start() {
    thread.start();
  }

  Progress progress() {
    return progress;
  }

  /** Whether everything that was acknowledged is analysed and searchable. */
  boolean isIdle() {
    Progress now = progress;
    return now.pendingTraces() == 0
        && now.searchable()
        && now.nextPosition() >= 0
        && spanLog.bytesBetween(now.nextPosition(), spanLog.endPosition()) == 0;
  }

  private void run() {
    try {
      sealer.restore(index.lastCommit(), epochNanos.getAsLong(), () -> stopping);
    } catch (CancellationException e) {
      return; // told to stop meanwhile
    } catch (RuntimeException e) {
      LOG.warn("The detectors begin anew: {}", e.toString());
    }
    while (!stopping) {
      try {
        runFromLastCommit();
      } catch (CancellationException e) {
        return; // told to stop while the index was built
      } catch (LogUnavailableException | RuntimeException e) {
        if (e instanceof ReplayNeededException) {
          sealer.replaying();
        }
        counters.stalled();
        LOG.warn(
            "The pipeline stopped ({}); it goes on from its last commit in a second", e.toString());
        LockSupport.parkNanos(STALL_NANOS);
      }
    }
  }

  private void runFromLastCommit() throws LogUnavailableException {
    buffer = new TraceBuffer<>(schedule.limits());
    arrivedLogs.clear();
    retention.restarted();
    if (index.lastCommit().isEmpty() && sealer.hasStored()) {
      rebuildIndex();
    }
    index.refresh(); // so that log records are seen that were put before a stall
    nextPosition = index.lastCommit().map(CommitPoint::position).orElse(0L);
    replayEnd = spanLog.endPosition();
    nextCommitNanos = epochNanos.getAsLong() + schedule.commitInterval().toNanos();
    try (LogTailer tailer = spanLog.tail(nextPosition)) {
      while (!stopping) {
        boolean tailed = tail(tailer);
        boolean sealed = seal(tailed);
        publish(tailed);
        refreshAndCommit();
        retention.look();
        if (!tailed && !sealed) {
          LockSupport.parkNanos(IDLE_NANOS);
        }
      }
      commit();
    }
  }

  /** Queries go on meanwhile, and see more and more; the span log takes what comes in. */
  private void rebuildIndex() {
    long startNanos = System.nanoTime();
    LOG.warn("The index is missing: it is built anew from the trace log");
    counters.rebuilding(0, 1);
    sealer.forgetProfiles();
    CommitPoint complete = new CommitPoint(0, spanLog.identity(), sealer.order().saved());
    IndexRebuild.Outcome built =
        sealer
            .rebuild()
            .run(
                complete,
                (bytes, ofBytes) -> {
                  counters.rebuilding(bytes, ofBytes);
                  if (stopping) {
                    throw new CancellationException();
                  }
                });
    counters.rebuilt();
    LOG.info(
        "The index is built anew in {} s: {} traces, {} log records, {} damaged blocks passed over",
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos),
        built.traces(),
        built.logs(),
        built.damagedBlocks());
  }

  private boolean tail(LogTailer tailer) throws LogUnavailableException {
    int records = 0;
    while (records < RECORDS_A_TURN && tailer.next(this::receive)) {
      records++;
    }
    for (StoredLog log : arrivedLogs) {
      sealer.store(log, log.key().position() < replayEnd);
    }
    arrivedLogs.clear();
    nextPosition = tailer.position();
    return records > 0;
  }

  private void receive(
      long position, Signal signal, long arrivalNanos, byte[] bytes, int offset, int length) {
    lastArrivalNanos = Math.max(lastArrivalNanos, arrivalNanos);
    try {
      switch (signal) {
        case TRACES -> receiveSpans(position, bytes, offset, length);
        case LOGS -> receiveLogs(position, bytes, offset, length);
        default -> counters.unexpectedRecord();
      }
    } catch (MalformedException e) {
      // The front door walked the same bytes, so this tells of a difference between the two
      // readers.
      counters.undecodable(position, e);
    }
    lastPosition = position;
    countedThrough = Math.max(countedThrough, position);
  }

  private void receiveSpans(long position, byte[] bytes, int offset, int length)
      throws MalformedException {
    decoder.slices(
        bytes,
        offset,
        length,
        (resource, scope, high, low, spanId, parentId, from, size) -> {
          byte[] span = Arrays.copyOfRange(bytes, from, from + size);
          buffer.add(
              new TraceId(high, low),
              new WaitingSpan(resource, scope, span, position),
              new TraceBuffer.Arrival(
                  parentId == 0, true, size + Waiting.OVERHEAD_BYTES, position, lastArrivalNanos));
          if (position > countedThrough) {
            counters.spanTailed();
          }
        });
  }

  private void receiveLogs(long position, byte[] bytes, int offset, int length)
      throws MalformedException {
    int[] ordinal = {0};
    decoder.logs(
        bytes,
        offset,
        length,
        received -> {
          LogRecord log = redaction.of(received);
          arrivedLogs.add(new StoredLog(new LogKey(position, ordinal[0]++), log));
          unrefreshed = true;
          if (position > countedThrough) {
            counters.logTailed(log.traceId().isValid());
          }
          if (log.traceId().isValid()) {
            waitForTrace(log, position);
          }
        });
  }

  private void waitForTrace(LogRecord log, long position) {
    int size = Waiting.OVERHEAD_BYTES + 2 * log.body().length();
    buffer.add(
        log.traceId(),
        new WaitingLog(log, position),
        new TraceBuffer.Arrival(false, false, size, position, lastArrivalNanos));
  }

  /** Seals what is complete. While records are waiting the clock stands at the last arrival. */
  private boolean seal(boolean lagging) throws LogUnavailableException {
    long now = lagging ? lastArrivalNanos : Math.max(lastArrivalNanos, epochNanos.getAsLong());
    var complete = buffer.poll(now);
    for (TraceBuffer.Sealed<Waiting> trace : complete) {
      sealer.seal(trace, lastPosition, now);
    }
    unrefreshed |= sealer.lookAgain(now) || !complete.isEmpty();
    return !complete.isEmpty();
  }

  private void refreshAndCommit() throws LogUnavailableException {
    long now = epochNanos.getAsLong();
    if (now >= nextRefreshNanos) {
      index.refresh();
      unrefreshed = false;
      nextRefreshNanos = now + schedule.refreshInterval().toNanos();
    }
    if (now >= nextCommitNanos) {
      commit();
      nextCommitNanos = epochNanos.getAsLong() + schedule.commitInterval().toNanos();
    }
  }

  /** The trace log becomes durable first: the commit points into it. */
  private void commit() throws LogUnavailableException {
    sealer.makeDurable();
    sealer.keepProfiles(epochNanos.getAsLong());
    long oldestPending = buffer.oldestPendingPosition().orElse(nextPosition);
    index.commit(new CommitPoint(oldestPending, spanLog.identity(), sealer.learned()));
    sealer.order().committed();
    retention.committed();
    spanLog.releaseBefore(oldestPending);
  }

  private void publish(boolean tailed) {
    long lagNanos = tailed ? Math.max(0, epochNanos.getAsLong() - lastArrivalNanos) : 0;
    progress =
        new Progress(
            buffer.pendingTraces(),
            buffer.pendingSpans(),
            buffer.pendingBytes(),
            tailed ? spanLog.bytesBetween(nextPosition, spanLog.endPosition()) : 0,
            lagNanos,
            nextPosition,
            !unrefreshed);
  }

  /** Stops after the current turn; what waits for its trace is found again at the next start. */
  @Override
  public void close() {
    stopping = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
