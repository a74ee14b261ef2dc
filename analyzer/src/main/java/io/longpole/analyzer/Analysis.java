package io.longpole.analyzer;

import io.longpole.analyzer.call.CallCache;
import io.longpole.analyzer.call.Calls;
import io.longpole.analyzer.detect.Detectors;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.path.PathAnalysis;

/**
 * Analyses traces one after the other: critical paths, calls, what the detectors see.
 *
 * <p>Keeps caches and what it was asked to learn of other traces; without that the answer depends
 * on the trace and the settings alone. One object serves one thread.
 */
public final class Analysis {

  private final Settings settings;
  private final CallCache callCache = new CallCache();
  private final Detectors detectors;

  public Analysis(Settings settings) {
    this.settings = settings;
    this.detectors = new Detectors(settings.detectors(), callCache::operation);
  }

  /** Everything about one trace. */
  public TraceAnalysis of(Trace trace) {
    return look(prepare(trace)).analysis();
  }

  /** What is found out before the detectors look. */
  Prepared prepare(Trace trace) {
    return new Prepared(trace, PathAnalysis.of(trace, settings.path()), Calls.of(trace, callCache));
  }

  /** Takes a trace into what is known of the window; they come in order of start, then id. */
  void learn(Prepared prepared) {
    detectors.learn(prepared.trace, prepared.path, prepared.calls);
  }

  /** What the detectors see, and could not see, with what was learned so far. */
  Examined look(Prepared prepared) {
    Trace trace = prepared.trace;
    Detectors.Seen seen = detectors.look(trace, prepared.path, prepared.calls);
    return new Examined(
        new TraceAnalysis(
            trace, prepared.path, prepared.calls, seen.sightings(), errorCount(trace)),
        seen);
  }

  /** A trace with its paths and calls. */
  record Prepared(Trace trace, PathAnalysis path, Calls calls) {}

  /** An analysis and what the detectors tell of their own blindness. */
  record Examined(TraceAnalysis analysis, Detectors.Seen seen) {}

  private static int errorCount(Trace trace) {
    int errors = 0;
    for (int node = 0; node < trace.size(); node++) {
      if (trace.span(node).status() == StatusCode.ERROR) {
        errors++;
      }
    }
    return errors;
  }
}
