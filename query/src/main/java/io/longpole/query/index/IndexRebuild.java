package io.longpole.query.index;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceAnalysis;
import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.profile.ProfileLimits;
import io.longpole.analyzer.profile.ProfileRecorder;
import io.longpole.query.store.Location;
import io.longpole.query.store.LogKey;
import io.longpole.query.store.StoredLog;
import io.longpole.query.store.StoredTrace;
import io.longpole.query.store.TraceLog;
import java.util.Optional;

/**
 * Puts everything in the trace log into an index without a commit, and commits it.
 *
 * <p>Paths and times are computed again. What detectors saw is taken as it is stored: they saw
 * literals, which the stored spans have no more. Of a trace the last version counts, of a log
 * record the last copy. Nothing is committed before the end: an index without a commit is an
 * incomplete one.
 */
public final class IndexRebuild {

  private static final int REFRESH_EVERY = 50_000;

  private int refreshEvery = REFRESH_EVERY;

  /** Told now and then how far the rebuild is; what it throws ends the rebuild. */
  @FunctionalInterface
  public interface Progress {
    void done(long bytes, long ofBytes);
  }

  /**
   * What was put.
   *
   * @param traces different ones
   * @param damagedBlocks blocks of the trace log that could not be read
   */
  public record Outcome(long traces, long logs, long damagedBlocks) {}

  private final TraceLog log;
  private final TraceIndex index;
  private final Settings settings;
  private final Analysis analysis;
  private final OrderEvidence evidence;

  /**
   * Between these stores.
   *
   * @param evidence what is known now of the order of calls
   */
  public IndexRebuild(TraceLog log, TraceIndex index, Settings settings, OrderEvidence evidence) {
    this.evidence = evidence;
    this.log = log;
    this.index = index;
    this.settings = settings;
    this.analysis = new Analysis(settings);
  }

  /** The same, which refreshes and tells its progress after so many traces and log records. */
  public IndexRebuild every(int puts) {
    refreshEvery = puts;
    return this;
  }

  /**
   * Does it.
   *
   * @param complete what the commit says at the end; its position is that of the span log from
   *     which to replay: 0, for what is there is known
   */
  public Outcome run(CommitPoint complete, Progress progress) {
    if (index.documentCount() > 0) {
      index.clear(); // of a rebuild that did not end
    }
    Putting putting = new Putting(progress);
    long damaged = log.forEach(putting);
    putting.putProfiles();
    index.refresh();
    index.commit(complete);
    return new Outcome(putting.traces, putting.logs, damaged);
  }

  private final class Putting implements TraceLog.Sink {
    private final Progress progress;
    private final long ofBytes = log.writtenBytes();
    private final ProfileRecorder profiler = analysis.profiler(ProfileLimits.DEFAULT);
    private Optional<LogKey> highest = Optional.empty();
    private long traces;
    private long logs;
    private int unrefreshed;
    private long position;

    Putting(Progress progress) {
      this.progress = progress;
    }

    @Override
    public void trace(Location location, StoredTrace stored) {
      boolean superseded = index.find(stored.traceId()).isPresent();
      Trace trace =
          Assembly.assemble(
              stored.traceId(),
              stored.spans(),
              stored.exceptions().stream().map(each -> each.toLogRecord(stored.traceId())).toList(),
              settings.assembly());
      TraceAnalysis analysed = analysis.of(trace, evidence, stored.sightings());
      index.put(
          new IndexedTrace(analysed, location, stored.version(), stored.throughPosition()),
          superseded);
      position = location.position();
      profile(analysed, stored.version(), superseded);
      traces += superseded ? 0 : 1;
      refreshNowAndThen(location);
    }

    /** Of versions the first that is left counts, as when they were sealed. */
    private void profile(TraceAnalysis analysed, int version, boolean superseded) {
      if (!superseded) {
        profiler.add(analysed.trace(), analysed.path());
      } else if (version > 1) {
        profiler.addLate(analysed.trace());
      }
      if (profiler.isFull()) {
        putProfiles();
      }
    }

    void putProfiles() {
      index.putProfiles(profiler.drain(), position);
    }

    /** Records come in the order of their keys; one that does not was replayed after a crash. */
    @Override
    public void log(Location location, StoredLog stored) {
      boolean inOrder = highest.isEmpty() || stored.key().compareTo(highest.orElseThrow()) > 0;
      index.putLog(stored, location, !inOrder);
      if (inOrder) {
        highest = Optional.of(stored.key());
        logs++;
      }
      refreshNowAndThen(location);
    }

    private void refreshNowAndThen(Location location) {
      if (++unrefreshed == refreshEvery) {
        unrefreshed = 0;
        index.refresh();
        progress.done(log.bytesBefore(location), ofBytes);
      }
    }
  }
}
