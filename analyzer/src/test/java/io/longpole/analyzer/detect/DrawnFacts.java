package io.longpole.analyzer.detect;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.call.Calls;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.path.PathAnalysis;
import io.longpole.analyzer.path.PathSettings;

/** What detectors may ask of a drawn trace, with nothing learned of others. */
final class DrawnFacts {

  private DrawnFacts() {}

  static TraceFacts of(String... lines) {
    return of(TraceFixture.trace(lines));
  }

  static TraceFacts of(Trace trace) {
    return of(trace, setup());
  }

  /** The same of one of several traces. */
  static TraceFacts of(Trace trace, DetectorSetup setup) {
    return new TraceFacts(
        trace, PathAnalysis.of(trace, PathSettings.DEFAULT), Calls.of(trace), setup);
  }

  /** What several traces share. */
  static DetectorSetup setup() {
    return new DetectorSetup(DetectorSettings.DEFAULT, name -> name);
  }
}
