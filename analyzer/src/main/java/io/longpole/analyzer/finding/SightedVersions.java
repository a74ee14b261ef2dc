package io.longpole.analyzer.finding;

import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which version of its service showed each problem of a trace.
 *
 * <p>It is the {@code service.version} of the first evidence span that the service to change has,
 * or of the service's first span if it has none among the evidence. Example: a loop in {@code
 * shop}, whose evidence is spans of version 1.4.2 in a trace that passed {@code shop} 1.4.1 before:
 * 1.4.2. One pass over the spans, none if nothing was sighted.
 */
public final class SightedVersions {

  /** Longer ones are cut: they are no versions. */
  static final int MAX_CHARS = 100;

  private final Map<Long, Resource> byEvidence = new HashMap<>();
  private final Map<String, Resource> byService = new HashMap<>();

  private SightedVersions(Trace trace, List<Sighting> sightings) {
    for (Sighting sighting : sightings) {
      byService.put(sighting.service(), Resource.EMPTY);
      sighting.spanIds().forEach(spanId -> byEvidence.put(spanId, Resource.EMPTY));
    }
    for (int node = 0; node < trace.size(); node++) {
      Resource resource = trace.span(node).resource();
      byService.replace(resource.service(), Resource.EMPTY, resource);
      byEvidence.replace(trace.spanId(node), resource);
    }
  }

  /** For each sighting of a trace the version; empty where its service tells none. */
  public static List<String> of(Trace trace, List<Sighting> sightings) {
    if (sightings.isEmpty()) {
      return List.of();
    }
    SightedVersions versions = new SightedVersions(trace, sightings);
    List<String> result = new ArrayList<>(sightings.size());
    for (Sighting sighting : sightings) {
      String version = versions.resource(sighting).version();
      result.add(version.substring(0, Math.min(version.length(), MAX_CHARS)));
    }
    return result;
  }

  private Resource resource(Sighting sighting) {
    for (Long spanId : sighting.spanIds()) {
      Resource resource = byEvidence.getOrDefault(spanId, Resource.EMPTY);
      if (resource.service().equals(sighting.service())) {
        return resource;
      }
    }
    return byService.getOrDefault(sighting.service(), Resource.EMPTY);
  }
}
