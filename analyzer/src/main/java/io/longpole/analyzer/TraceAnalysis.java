package io.longpole.analyzer;

import io.longpole.analyzer.call.Calls;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.path.PathAnalysis;
import java.util.List;

/**
 * What was found out about one trace.
 *
 * @param sightings one a problem, heaviest first
 * @param errorCount spans whose status says that they failed
 */
public record TraceAnalysis(
    Trace trace, PathAnalysis path, Calls calls, List<Sighting> sightings, int errorCount) {

  public TraceAnalysis {
    sightings = List.copyOf(sightings);
  }
}
