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
 * <p>Keeps nothing but caches, so the answer depends on the trace and the settings alone. One
 * object serves one thread.
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
    return withCounts(trace).analysis();
  }

  /** The same with what the detectors could not see, for coverage notes. */
  Examined withCounts(Trace trace) {
    PathAnalysis path = PathAnalysis.of(trace, settings.path());
    Calls calls = Calls.of(trace, callCache);
    Detectors.Seen seen = detectors.look(trace, path, calls);
    return new Examined(
        new TraceAnalysis(trace, path, calls, seen.sightings(), errorCount(trace)), seen);
  }

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
