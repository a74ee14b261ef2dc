package io.longpole.deploy;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceAnalysis;
import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.assembly.TraceBuffer.Sealed;
import io.longpole.analyzer.detect.LookAgain;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.profile.ProfileLimits;
import io.longpole.analyzer.profile.ProfileRecorder;
import io.longpole.collector.log.LogUnavailableException;
import io.longpole.collector.wire.MalformedException;
import io.longpole.collector.wire.OtlpDecoder;
import io.longpole.deploy.Waiting.WaitingLog;
import io.longpole.deploy.Waiting.WaitingSpan;
import io.longpole.query.index.CommitPoint;
import io.longpole.query.index.Existing;
import io.longpole.query.index.IndexRebuild;
import io.longpole.query.index.IndexedTrace;
import io.longpole.query.index.TraceIndex;
import io.longpole.query.store.Location;
import io.longpole.query.store.LoggedException;
import io.longpole.query.store.StoredLog;
import io.longpole.query.store.StoredTrace;
import io.longpole.query.store.TraceLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Turns the waiting spans of one trace into an analysed, stored and indexed trace; if the trace is
 * stored already, what is new re-opens it.
 *
 * <p>A stored trace knows the log position through which it is complete. Whatever waits from there
 * or before was part of it: so a replay changes nothing, however often it runs.
 */
final class TraceSealer {

  private static final int LOOKS_A_SECOND = 20;
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final TraceLog traceLog;
  private final TraceIndex index;
  private final Settings settings;
  private final Analysis analysis;
  private final LearnedOrder order;
  private final LearnedTraces learnedTraces;
  private final boolean profiled;
  private final ProfileRecorder profiles;
  private final PipelineCounters counters;
  private final Redaction redaction = new Redaction();
  private final OtlpDecoder decoder = new OtlpDecoder();
  private long storedPosition; // of the last trace
  private long looksSinceNanos;
  private int looks;
  private long sealedThrough = -1;
  private long learnedThrough = -1; // traces that began there or before taught the detectors

  /**
   * @param profiled whether traces are taken into profiles
   */
  TraceSealer(Stores stores, Settings settings, boolean profiled, PipelineCounters counters) {
    this.traceLog = stores.traceLog();
    this.index = stores.index();
    this.settings = settings;
    this.analysis = new Analysis(settings);
    this.order = new LearnedOrder(stores.folder(), analysis);
    this.learnedTraces = new LearnedTraces(traceLog, analysis, settings.assembly());
    this.profiled = profiled;
    this.profiles = analysis.profiler(ProfileLimits.DEFAULT);
    this.counters = counters;
  }

  /**
   * Where sealed traces go.
   *
   * @param folder for what is learned of all traces together
   */
  record Stores(TraceLog traceLog, TraceIndex index, Path folder) {}

  /**
   * Seals one trace.
   *
   * @param throughPosition the last log position that was tailed: the trace is complete up to there
   * @param nowNanos when that was, since the epoch
   */
  void seal(Sealed<Waiting> sealed, long throughPosition, long nowNanos)
      throws LogUnavailableException {
    Optional<Existing> existing = index.find(sealed.traceId());
    long from = existing.map(Existing::throughPosition).orElse(-1L);
    List<Span> spans = new ArrayList<>(sealed.items().size());
    List<LogRecord> logs = new ArrayList<>();
    for (Waiting waiting : sealed.items()) {
      if (waiting.position() > from) {
        take(waiting, spans, logs);
      }
    }
    if (spans.isEmpty()) {
      counters.replayed(sealed.items().size() - logs.size());
      return; // log records alone are linked by the index
    }
    int version = 1;
    PipelineCounters.Before before = PipelineCounters.Before.NOTHING;
    if (existing.isPresent()) {
      version = existing.get().version() + 1;
      Optional<StoredTrace> stored = traceLog.read(sealed.traceId(), existing.get().location());
      List<Span> storedSpans = stored.map(StoredTrace::spans).orElse(List.of());
      before = counted(sealed.traceId(), storedSpans);
      spans.addAll(0, storedSpans);
      stored.stream()
          .flatMap(trace -> trace.exceptions().stream())
          .forEach(exception -> logs.add(exception.toLogRecord(sealed.traceId())));
    }
    Trace trace = Assembly.assemble(sealed.traceId(), spans, logs, settings.assembly());
    if (existing.isEmpty() && settings.path().evidence()) {
      order.vote(trace); // when it is first seen, and never again
    }
    boolean learned = existing.isPresent() || sealed.firstPosition() <= learnedThrough;
    TraceAnalysis analysed =
        learned
            ? analysis.of(trace, order.evidence())
            : analysis.next(trace, order.evidence(), nowNanos);
    sealedThrough = Math.max(sealedThrough, throughPosition);
    List<Span> shown = spans.stream().map(redaction::of).toList();
    Location location =
        traceLog.append(
            new StoredTrace(
                sealed.traceId(),
                version,
                throughPosition,
                shown,
                analysed.sightings(),
                LoggedException.in(logs)));
    index.put(new IndexedTrace(analysed, location, version, throughPosition), existing.isPresent());
    storedPosition = location.position();
    if (existing.isEmpty()) {
      learnedTraces.stored(location, spans.size(), nowNanos);
    }
    profile(analysed, existing.isEmpty());
    counters.sealed(sealed, trace, before);
  }

  /**
   * Looks again at traces that came before it was known what is wrong with them, at most {@value
   * #LOOKS_A_SECOND} a second.
   *
   * @return whether anything was put into the index
   */
  boolean lookAgain(long nowNanos) throws LogUnavailableException {
    if (nowNanos - looksSinceNanos >= SECOND_NANOS) {
      looksSinceNanos = nowNanos;
      looks = 0;
    }
    boolean any = false;
    while (looks < LOOKS_A_SECOND) {
      Optional<LookAgain.Wish> wish = analysis.lookAgain().next();
      if (wish.isEmpty()) {
        return any;
      }
      looks++;
      any |= lookAgain(wish.get());
    }
    return any;
  }

  /** What is seen now is added to what is stored, as a new version; late spans may still come. */
  private boolean lookAgain(LookAgain.Wish wish) throws LogUnavailableException {
    Optional<Existing> existing = index.find(wish.trace());
    Optional<StoredTrace> found =
        existing.flatMap(known -> traceLog.read(wish.trace(), known.location()));
    if (existing.isEmpty() || found.isEmpty()) {
      return false; // deleted meanwhile
    }
    StoredTrace stored = found.get();
    List<LogRecord> logs =
        stored.exceptions().stream().map(each -> each.toLogRecord(stored.traceId())).toList();
    Trace trace = Assembly.assemble(stored.traceId(), stored.spans(), logs, settings.assembly());
    TraceAnalysis analysed =
        analysis.again(trace, order.evidence(), stored.sightings(), wish.detector());
    if (analysed.sightings().size() == stored.sightings().size()) {
      return false;
    }
    int version = existing.get().version() + 1;
    long throughPosition = existing.get().throughPosition();
    Location location =
        traceLog.append(
            new StoredTrace(
                stored.traceId(),
                version,
                throughPosition,
                stored.spans(),
                analysed.sightings(),
                stored.exceptions()));
    index.put(new IndexedTrace(analysed, location, version, throughPosition), true);
    counters.lookedAgain();
    return true;
  }

  /** After the trace is in the index: from then on a replay leaves it alone. */
  private void profile(TraceAnalysis analysed, boolean first) {
    if (!profiled) {
      return;
    }
    if (first) {
      profiles.add(analysed.trace(), analysed.path());
    } else {
      profiles.addLate(analysed.trace());
    }
    if (profiles.isFull()) {
      index.putProfiles(profiles.drain(), storedPosition);
    }
  }

  /** Before a commit: what traces added to profiles becomes durable with the traces themselves. */
  void keepProfiles(long nowNanos) {
    index.putProfiles(profiles.drain(), storedPosition);
    index.mergeProfiles(nowNanos);
  }

  /**
   * The traces that were put since the last commit are gone from the index, and will come again:
   * profiles must take them again, detectors must not.
   */
  void replaying() {
    forgetProfiles();
    learnedThrough = sealedThrough;
  }

  void forgetProfiles() {
    profiles.drain();
  }

  /**
   * Goes on with what was learned up to a commit; without one, with what was saved last.
   *
   * @param stopping ends it, with a {@link java.util.concurrent.CancellationException}
   */
  void restore(Optional<CommitPoint> commit, long nowNanos, BooleanSupplier stopping) {
    if (settings.path().evidence()) {
      order.restore(commit);
    }
    if (commit.isPresent()) {
      learnedTraces.restore(commit.get(), order.evidence(), nowNanos, stopping);
      analysis.lookAgain().clear();
    }
  }

  /** What a commit keeps of what was learned, when the trace log is durable. */
  Map<String, Long> learned() {
    counters.losses(analysis.losses());
    Map<String, Long> learned = new HashMap<>(order.saved());
    learned.putAll(learnedTraces.saved());
    return learned;
  }

  /** What is known of the order of calls; for any thread. */
  LearnedOrder order() {
    return order;
  }

  private PipelineCounters.Before counted(TraceId id, List<Span> stored) {
    if (stored.isEmpty()) {
      return PipelineCounters.Before.NOTHING;
    }
    Trace trace = Assembly.assemble(id, stored, List.of(), settings.assembly());
    return new PipelineCounters.Before(trace.size(), trace.counts().duplicateSpans());
  }

  private void take(Waiting waiting, List<Span> spans, List<LogRecord> logs) {
    switch (waiting) {
      case WaitingLog log -> logs.add(log.log());
      case WaitingSpan span -> {
        try {
          byte[] bytes = span.bytes();
          spans.add(decoder.span(span.resource(), span.scope(), bytes, 0, bytes.length));
        } catch (MalformedException e) {
          counters.undecodable(span.position(), e);
        }
      }
    }
  }

  /**
   * Stores and indexes a log record.
   *
   * @param replayed whether it may have been stored before
   */
  void store(StoredLog log, boolean replayed) throws LogUnavailableException {
    if (replayed && index.hasLog(log.key())) {
      return;
    }
    index.putLog(log, traceLog.logs().append(log), replayed);
  }

  /** Builds an index that was lost anew from the trace log. */
  IndexRebuild rebuild() {
    return new IndexRebuild(traceLog, index, settings, order.evidence());
  }

  boolean hasStored() {
    return !traceLog.isEmpty();
  }

  void makeDurable() throws LogUnavailableException {
    traceLog.sync();
  }
}
