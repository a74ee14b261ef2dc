package io.longpole.analyzer.detect;

import io.longpole.analyzer.finding.Impact;
import io.longpole.analyzer.path.Change;
import io.longpole.analyzer.path.Sweep;
import java.util.ArrayList;
import java.util.List;

/**
 * Predicts what mending problems would bring to the main root, one after the other.
 *
 * <p>Each prediction may visit every span once, so a very large trace with very many problems gets
 * estimates for its heaviest only; the others are counted.
 */
final class ImpactEstimate {

  private static final long MAX_VISITS = 64_000_000;

  private final TraceFacts facts;
  private final long rootNanos;
  private final Sweep sweep;

  /** Waits for all that ended before; the same sweep where no wait is refuted. */
  private final Sweep sweepOfAll;

  private long visits;
  private long skipped;

  ImpactEstimate(TraceFacts facts) {
    this.facts = facts;
    this.rootNanos = facts.trace().durationNanos(0);
    this.sweep = Sweep.of(facts.trace(), facts.path());
    this.sweepOfAll =
        facts.path().mayRefute() ? Sweep.withNoneRefuted(facts.trace(), facts.path()) : sweep;
  }

  /** What mending all of them together would bring. */
  Impact of(List<Remedy> remedies) {
    if (remedies.isEmpty()) {
      return Impact.NONE;
    }
    if (visits > MAX_VISITS) {
      skipped++;
      return Impact.NONE;
    }
    List<Change> careful = new ArrayList<>(remedies.size());
    List<Change> hopeful = new ArrayList<>(remedies.size());
    for (Remedy remedy : remedies) {
      Remedy.Changes changes = remedy.changes();
      changes.careful().ifPresent(careful::add);
      hopeful.add(changes.hopeful());
    }
    Range high = saving(hopeful);
    Range low = careful.isEmpty() ? Range.NOTHING : saving(careful);
    return impact(Math.min(low.least, high.least), Math.max(low.most, high.most));
  }

  /** Problems whose gain was not estimated; they are shown without one. */
  long skipped() {
    return skipped;
  }

  private static Impact impact(long low, long high) {
    return new Impact(low, high, high > 0);
  }

  /** Savings with and without what other traces tell of the order of calls. */
  private record Range(long least, long most) {
    static final Range NOTHING = new Range(0, 0);
  }

  private Range saving(List<Change> changes) {
    long saving = saving(sweep, changes);
    long ofAll = sweepOfAll == sweep ? saving : saving(sweepOfAll, changes);
    return new Range(Math.min(saving, ofAll), Math.max(saving, ofAll));
  }

  private long saving(Sweep by, List<Change> changes) {
    visits += facts.trace().size();
    return Math.max(0, rootNanos - by.predict(changes));
  }
}
