package io.longpole.analyzer.detect;

import java.util.Locale;

/**
 * The thresholds of the detectors.
 *
 * @param loopCalls calls of one key under one ancestor that make a loop
 * @param patternRepeats whole repeats of several statements that make a loop
 * @param gateNanos time in a loop from which it deserves a warning
 * @param gateShare the same as a share of the ancestor's time
 * @param chattyCalls calls to one callee that are too many round trips
 * @param chattyChildren direct child calls that are too many round trips
 */
public record DetectorSettings(
    int loopCalls,
    int patternRepeats,
    long gateNanos,
    double gateShare,
    int chattyCalls,
    int chattyChildren) {

  public static final DetectorSettings DEFAULT =
      new DetectorSettings(5, 3, 50_000_000L, 0.1, 15, 20);

  public DetectorSettings {
    if (loopCalls < 2 || patternRepeats < 2) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "loopCalls=%d, patternRepeats=%d (a loop has at least 2 rounds)",
              loopCalls,
              patternRepeats));
    }
  }
}
