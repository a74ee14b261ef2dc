package io.longpole.query.index;

import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import java.util.List;

/**
 * All sightings of one fingerprint in a window, counted, with as many of them as an answer needs.
 *
 * @param sightings how many there are
 * @param traces how many traces have them; a trace has at most one of a fingerprint
 * @param severity the highest of all
 * @param sample of the traces with the smallest ids, by id: what medians are taken of
 * @param strongest of the highest impact, strongest first: what evidence is taken from
 */
public record SightingGroup(
    String fingerprint,
    long sightings,
    long traces,
    Severity severity,
    long occurrences,
    long firstSeenNanos,
    long lastSeenNanos,
    List<Sighting> sample,
    List<Sighting> strongest) {
  /** As the detectors' specification says: medians of all traces, or of the 1,000 smallest ids. */
  public static final int SAMPLE = 1_000;

  public SightingGroup {
    sample = List.copyOf(sample);
    strongest = List.copyOf(strongest);
  }
}
