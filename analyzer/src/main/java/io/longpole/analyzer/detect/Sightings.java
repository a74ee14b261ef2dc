package io.longpole.analyzer.detect;

import io.longpole.analyzer.finding.Impact;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the clues of one trace and makes one sighting of each problem.
 *
 * <p>The same loop in ten requests of one trace is one sighting with ten occurrences: the heaviest
 * is shown, the impact is that of mending all.
 */
final class Sightings {

  private final TraceFacts facts;
  private final Map<String, List<Clue>> clues = new LinkedHashMap<>();
  private long unestimated;

  Sightings(TraceFacts facts) {
    this.facts = facts;
  }

  void add(Clue clue) {
    clues
        .computeIfAbsent(facts.fingerprint(clue.problem()), unseen -> new ArrayList<>(1))
        .add(clue);
  }

  /** One sighting a problem, heaviest first, with the impact that is worked out here. */
  List<Sighting> finish() {
    if (clues.isEmpty()) {
      return List.of();
    }
    List<List<Clue>> problems = new ArrayList<>();
    for (List<Clue> same : clues.values()) {
      same.sort(Comparator.comparingLong(Clue::weightNanos).reversed());
      problems.add(same);
    }
    problems.sort(Comparator.comparingLong((List<Clue> same) -> totalWeight(same)).reversed());
    ImpactEstimate estimate = new ImpactEstimate(facts);
    List<Sighting> sightings = new ArrayList<>(problems.size());
    for (List<Clue> same : problems) {
      sightings.add(sighting(same, estimate));
    }
    unestimated = estimate.skipped();
    return sightings;
  }

  /** Sightings of the last {@link #finish} that were left without an impact. */
  long unestimated() {
    return unestimated;
  }

  private Sighting sighting(List<Clue> same, ImpactEstimate estimate) {
    Clue heaviest = same.get(0);
    List<Remedy> remedies =
        same.stream().map(Clue::remedy).filter(remedy -> !remedy.isNone()).toList();
    Impact impact = estimate.of(remedies);
    Trace trace = facts.trace();
    Map<String, Object> details = new LinkedHashMap<>(heaviest.details());
    Gravity gravity =
        same.stream()
            .map(Clue::gravity)
            .max(Comparator.comparing(Gravity::severity).thenComparing(Gravity::criticalIfGainful))
            .orElseThrow();
    return new Sighting(
        facts.fingerprint(heaviest.problem()),
        heaviest.problem().detector(),
        gravity.with(impact, trace.durationNanos(0)),
        heaviest.problem().service(),
        heaviest.problem().operation(),
        trace.service() + " " + trace.operation(),
        trace.id(),
        trace.startNanos(0),
        same.size(),
        heaviest.advice().summary(),
        heaviest.advice().suggestion(),
        impact,
        evidence(heaviest.nodes()),
        details,
        remedies.stream().map(remedy -> remedy.fix(trace)).toList());
  }

  private List<Long> evidence(int[] nodes) {
    return Arrays.stream(nodes)
        .limit(Sighting.MAX_SPANS)
        .boxed()
        .sorted(
            Comparator.comparingLong((Integer node) -> facts.trace().startNanos(node))
                .thenComparing(Comparator.naturalOrder()))
        .map(node -> facts.trace().spanId(node))
        .toList();
  }

  private static long totalWeight(List<Clue> same) {
    return same.stream().mapToLong(Clue::weightNanos).sum();
  }
}
