package io.longpole.analyzer.detect;

import io.longpole.analyzer.finding.Fingerprint;
import java.util.List;

/**
 * What identifies a problem, wherever and whenever it is seen.
 *
 * @param detector name in the analysis contract
 * @param service the service to change
 * @param operation the operation to change, as the span says it
 * @param parts of the fingerprint: no counts, times, ids; operations as templates
 */
record Problem(String detector, String service, String operation, List<String> parts) {
  Problem {
    parts = List.copyOf(parts);
  }

  /** Not cheap: about a microsecond; see {@link Fingerprints}. */
  String fingerprint() {
    return Fingerprint.of(detector, parts);
  }
}
