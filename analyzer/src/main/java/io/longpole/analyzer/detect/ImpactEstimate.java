package io.longpole.analyzer.detect;

import io.longpole.analyzer.finding.Impact;
import io.longpole.analyzer.path.Change;
import io.longpole.analyzer.path.Change.Batch;
import io.longpole.analyzer.path.Change.BatchAt;
import io.longpole.analyzer.path.Change.Estimate;
import io.longpole.analyzer.path.Change.NoRetries;
import io.longpole.analyzer.path.Change.Parallelise;
import io.longpole.analyzer.path.Change.Remove;
import io.longpole.analyzer.path.Change.Scale;
import io.longpole.analyzer.path.Sweep;
import java.util.Arrays;
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

  Impact of(Remedy remedy) {
    if (remedy.kind() == Remedy.Kind.NOTHING) {
      return Impact.NONE;
    }
    if (visits > MAX_VISITS) {
      skipped++;
      return Impact.NONE;
    }
    List<Integer> careful = boxed(remedy.careful());
    List<Integer> hopeful = boxed(remedy.hopeful());
    return switch (remedy.kind()) {
      case NOTHING -> Impact.NONE;
      case BATCH ->
          range(new BatchAt(careful, Estimate.CAREFUL), new BatchAt(hopeful, Estimate.HOPEFUL));
      case BATCH_ALL -> range(new Batch(hopeful), new Batch(hopeful));
      case REMOVE -> range(new Remove(careful), new Remove(hopeful));
      case PARALLELISE ->
          range(new Parallelise(careful, 2), new Parallelise(hopeful, Parallelise.UNLIMITED));
      case SCALE ->
          range(
              new Scale(careful, remedy.carefulFactor(), false),
              new Scale(hopeful, remedy.hopefulFactor(), false));
      case SCALE_SUBTREE ->
          range(
              new Scale(careful, remedy.carefulFactor(), true),
              new Scale(hopeful, remedy.hopefulFactor(), true));
      case NO_RETRIES -> upTo(new NoRetries(hopeful, true));
      case NO_HOPELESS_RETRIES -> upTo(new NoRetries(hopeful, false));
    };
  }

  /** Problems whose gain was not estimated; they are shown without one. */
  long skipped() {
    return skipped;
  }

  /** From the smaller saving of the careful change to the larger one of the hopeful change. */
  private Impact range(Change careful, Change hopeful) {
    Range low = saving(careful);
    Range high = saving(hopeful);
    return impact(Math.min(low.least, high.least), Math.max(low.most, high.most));
  }

  private Impact upTo(Change hopeful) {
    return impact(0, saving(hopeful).most);
  }

  private static Impact impact(long low, long high) {
    return new Impact(low, high, high > 0);
  }

  /** Savings with and without what other traces tell of the order of calls. */
  private record Range(long least, long most) {}

  private Range saving(Change change) {
    long saving = saving(sweep, change);
    long ofAll = sweepOfAll == sweep ? saving : saving(sweepOfAll, change);
    return new Range(Math.min(saving, ofAll), Math.max(saving, ofAll));
  }

  private long saving(Sweep by, Change change) {
    visits += facts.trace().size();
    return Math.max(0, rootNanos - by.predict(change));
  }

  private static List<Integer> boxed(int[] nodes) {
    return Arrays.stream(nodes).boxed().toList();
  }
}
