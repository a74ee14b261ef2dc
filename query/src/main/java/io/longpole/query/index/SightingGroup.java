package io.longpole.query.index;

import io.longpole.analyzer.finding.Sighting;
import java.util.List;

/**
 * All sightings of one fingerprint in a window, counted, with as many of them as an answer needs.
 *
 * @param traces how many traces have it
 * @param sample of the traces with the smallest ids, by id: what medians are taken of
 * @param strongest of the highest impact, strongest first: what evidence is taken from
 */
public record SightingGroup(
    String fingerprint,
    long traces,
    long occurrences,
    long firstSeenNanos,
    long lastSeenNanos,
    List<Sighting> sample,
    List<Sighting> strongest) {
  public SightingGroup {
    sample = List.copyOf(sample);
    strongest = List.copyOf(strongest);
  }
}
