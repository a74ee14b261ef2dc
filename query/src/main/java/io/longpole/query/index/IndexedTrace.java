package io.longpole.query.index;

import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Trace;
import io.longpole.query.store.Location;
import java.util.List;

/**
 * An analysed trace on its way into the index.
 *
 * @param entries spans that are counted in the statistics of services
 * @param errorCount spans that failed
 * @param location where its spans are in the trace log
 * @param version 1 when first sealed, one more each time that late spans re-opened it
 * @param throughPosition all spans up to this position of the span log are in it
 */
public record IndexedTrace(
    Trace trace,
    List<Sighting> sightings,
    List<EntrySpan> entries,
    int errorCount,
    Location location,
    int version,
    long throughPosition) {
  public IndexedTrace {
    sightings = List.copyOf(sightings);
    entries = List.copyOf(entries);
  }
}
