package io.longpole.analyzer.detect;

import java.util.HashMap;
import java.util.Map;

/** Remembers the fingerprints of problems, which come again trace after trace; bounded. */
final class Fingerprints {

  private static final int MAX_KNOWN = 10_000;

  private final Map<Problem, String> known = new HashMap<>();

  String of(Problem problem) {
    String fingerprint = known.get(problem);
    if (fingerprint == null) {
      if (known.size() >= MAX_KNOWN) {
        known.clear();
      }
      fingerprint = problem.fingerprint();
      known.put(problem, fingerprint);
    }
    return fingerprint;
  }
}
