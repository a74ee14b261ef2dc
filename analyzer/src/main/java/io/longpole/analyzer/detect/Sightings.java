package io.longpole.analyzer.detect;

import io.longpole.analyzer.detect.Clue.Account;
import io.longpole.analyzer.finding.Fix;
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

  private static final Comparator<Clue> BY_WEIGHT =
      Comparator.comparingLong(Clue::weightNanos).reversed();

  private final TraceFacts facts;
  private final Map<String, Same> problems = new LinkedHashMap<>();
  private long unestimated;

  /** The clues of one problem. */
  private static final class Same {
    private final String fingerprint;
    private final List<Clue> clues = new ArrayList<>(1);
    private long weightNanos;

    private Same(String fingerprint) {
      this.fingerprint = fingerprint;
    }

    private void add(Clue clue) {
      clues.add(clue);
      weightNanos += clue.weightNanos();
    }

    /** How bad the worst is, by severity, then by whether it may become worse. */
    private Gravity gravity() {
      Gravity worst = clues.get(0).gravity();
      for (Clue clue : clues) {
        worst = clue.gravity().isWorseThan(worst) ? clue.gravity() : worst;
      }
      return worst;
    }

    private List<Remedy> remedies() {
      List<Remedy> remedies = new ArrayList<>(clues.size());
      for (Clue clue : clues) {
        if (!clue.remedy().isNone()) {
          remedies.add(clue.remedy());
        }
      }
      return remedies;
    }
  }

  Sightings(TraceFacts facts) {
    this.facts = facts;
  }

  void add(Clue clue) {
    problems.computeIfAbsent(facts.fingerprint(clue.problem()), Same::new).add(clue);
  }

  /** One sighting a problem, heaviest first, with the impact that is worked out here. */
  List<Sighting> finish() {
    if (problems.isEmpty()) {
      return List.of();
    }
    List<Same> heaviestFirst = new ArrayList<>(problems.values());
    heaviestFirst.sort(Comparator.comparingLong((Same same) -> same.weightNanos).reversed());
    ImpactEstimate estimate = new ImpactEstimate(facts);
    List<Sighting> sightings = new ArrayList<>(heaviestFirst.size());
    for (Same same : heaviestFirst) {
      same.clues.sort(BY_WEIGHT);
      sightings.add(sighting(same, estimate));
    }
    unestimated = estimate.skipped();
    return sightings;
  }

  /** Sightings of the last {@link #finish} that were left without an impact. */
  long unestimated() {
    return unestimated;
  }

  private Sighting sighting(Same same, ImpactEstimate estimate) {
    Clue heaviest = same.clues.get(0);
    Account account = heaviest.account().get();
    List<Remedy> remedies = same.remedies();
    Impact impact = estimate.of(remedies);
    Trace trace = facts.trace();
    List<Fix> fixes = new ArrayList<>(remedies.size());
    for (Remedy remedy : remedies) {
      fixes.add(remedy.fix(trace));
    }
    return new Sighting(
        same.fingerprint,
        heaviest.problem().detector(),
        same.gravity().with(impact, trace.durationNanos(0)),
        heaviest.problem().service(),
        heaviest.problem().operation(),
        trace.service() + " " + trace.operation(),
        trace.id(),
        trace.startNanos(0),
        same.clues.size(),
        account.advice().summary(),
        account.advice().suggestion(),
        impact,
        evidence(heaviest.nodes()),
        account.details(),
        fixes);
  }

  /** The ids of the first nodes, by start, then node. */
  private List<Long> evidence(int[] nodes) {
    Trace trace = facts.trace();
    int[] first = Arrays.copyOf(nodes, Math.min(nodes.length, Sighting.MAX_SPANS));
    for (int i = 1; i < first.length; i++) {
      int node = first[i];
      int hole = i;
      while (hole > 0 && isAfter(first[hole - 1], node)) {
        first[hole] = first[hole - 1];
        hole--;
      }
      first[hole] = node;
    }
    Long[] ids = new Long[first.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = trace.spanId(first[i]);
    }
    return Arrays.asList(ids);
  }

  private boolean isAfter(int one, int other) {
    int byStart = Long.compare(facts.trace().startNanos(one), facts.trace().startNanos(other));
    return byStart > 0 || (byStart == 0 && one > other);
  }
}
