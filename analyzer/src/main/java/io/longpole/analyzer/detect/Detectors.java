package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Calls;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.path.PathAnalysis;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * All detectors, in the order in which they take calls from each other; a new one is added to the
 * table here and nowhere else.
 */
public final class Detectors {

  private static final List<Detector> ALL =
      List.of(
          new RetryDetector(),
          new HedgeDetector(),
          new RetryAmplificationDetector(),
          new PatternDetector(),
          new NPlusOneDetector(),
          new DuplicateCallDetector(),
          new ChattyDetector(),
          new OrphanWorkDetector());

  private final TraceFacts.Setup setup;

  /**
   * Detectors with these thresholds.
   *
   * @param templates answers a span's name without the values in it
   */
  public Detectors(DetectorSettings settings, UnaryOperator<String> templates) {
    this.setup = new TraceFacts.Setup(settings, templates);
  }

  /**
   * What the detectors see in one trace.
   *
   * @param sightings heaviest first
   * @param loops groups of calls that were judged by their arguments
   * @param hiddenLoops those of them whose arguments are not to be seen
   * @param unestimated sightings without impact, because the trace has too many problems
   */
  public record Seen(List<Sighting> sightings, long loops, long hiddenLoops, long unestimated) {
    public Seen {
      sightings = List.copyOf(sightings);
    }
  }

  /**
   * Runs all detectors over one trace. A pure function; linear but for the sorting of sightings.
   */
  public Seen look(Trace trace, PathAnalysis path, Calls calls) {
    TraceFacts facts = new TraceFacts(trace, path, calls, setup);
    if (facts.callCount() == 0) {
      return new Seen(List.of(), 0, 0, 0);
    }
    Sightings sightings = new Sightings(facts);
    for (Detector detector : ALL) {
      detector.detect(facts, sightings::add);
    }
    List<Sighting> seen = sightings.finish();
    return new Seen(seen, facts.loops(), facts.hiddenLoops(), sightings.unestimated());
  }
}
