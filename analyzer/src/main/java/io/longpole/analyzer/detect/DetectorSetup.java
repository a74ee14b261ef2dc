package io.longpole.analyzer.detect;

import java.util.function.UnaryOperator;

/**
 * What the detectors share for all traces: thresholds, names without values in them, and what is
 * known of how traces are kept.
 *
 * @param live whether traces are looked at while others come in
 */
record DetectorSetup(
    DetectorSettings settings,
    Names names,
    Fingerprints fingerprints,
    TailSampling sampling,
    LookAgain lookAgain,
    boolean live) {
  DetectorSetup(DetectorSettings settings, UnaryOperator<String> templates) {
    this(
        settings,
        new Names(templates),
        new Fingerprints(),
        new TailSampling(),
        new LookAgain(),
        false);
  }

  /** The same for a running pipeline. */
  DetectorSetup goingLive() {
    return new DetectorSetup(settings, names, fingerprints, sampling, lookAgain, true);
  }
}
