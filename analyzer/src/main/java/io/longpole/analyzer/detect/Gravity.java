package io.longpole.analyzer.detect;

import io.longpole.analyzer.finding.Impact;
import io.longpole.analyzer.finding.Severity;

/**
 * How bad a clue is, as far as its rule can tell without the impact.
 *
 * @param severity by the rule's own thresholds
 * @param criticalIfGainful whether a large certain gain makes it critical
 * @param harmsOffPath whether load or errors are the harm, so that it matters off the path too
 */
record Gravity(Severity severity, boolean criticalIfGainful, boolean harmsOffPath) {

  private static final double LARGE_GAIN = 0.2;

  /** Of a clue whose harm is time. */
  static Gravity ofTime(Severity severity) {
    return new Gravity(severity, false, false);
  }

  /** Of a clue whose harm is load or errors. */
  static Gravity ofLoad(Severity severity) {
    return new Gravity(severity, false, true);
  }

  /** Of a loop of that many calls that passes the gate or does not. */
  static Gravity ofLoop(int calls, boolean passesGate) {
    boolean many = calls >= 10;
    Severity severity = many || passesGate ? Severity.WARNING : Severity.INFO;
    return new Gravity(severity, many && passesGate, false);
  }

  /** Whether the severity is higher, or the same and may become critical. */
  boolean isWorseThan(Gravity other) {
    int bySeverity = severity.compareTo(other.severity);
    return bySeverity > 0 || (bySeverity == 0 && criticalIfGainful && !other.criticalIfGainful);
  }

  /** The severity once the impact on a request of that duration is known. */
  Severity with(Impact impact, long rootNanos) {
    if (!impact.onCriticalPath() && !harmsOffPath) {
      return Severity.INFO;
    }
    return criticalIfGainful && impact.lowNanos() >= LARGE_GAIN * rootNanos
        ? Severity.CRITICAL
        : severity;
  }
}
