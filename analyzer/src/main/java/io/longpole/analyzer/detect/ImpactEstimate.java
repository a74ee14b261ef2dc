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
  private long visits;
  private long skipped;

  ImpactEstimate(TraceFacts facts) {
    this.facts = facts;
    this.rootNanos = facts.trace().durationNanos(0);
    this.sweep = Sweep.of(facts.trace(), facts.path());
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
          range(
              saving(new BatchAt(careful, Estimate.CAREFUL)),
              saving(new BatchAt(hopeful, Estimate.HOPEFUL)));
      case BATCH_ALL -> {
        long saving = saving(new Batch(hopeful));
        yield range(saving, saving);
      }
      case REMOVE -> range(saving(new Remove(careful)), saving(new Remove(hopeful)));
      case PARALLELISE ->
          range(
              saving(new Parallelise(careful, 2)),
              saving(new Parallelise(hopeful, Parallelise.UNLIMITED)));
      case SCALE ->
          range(
              saving(new Scale(careful, remedy.carefulFactor(), false)),
              saving(new Scale(hopeful, remedy.hopefulFactor(), false)));
      case SCALE_SUBTREE ->
          range(
              saving(new Scale(careful, remedy.carefulFactor(), true)),
              saving(new Scale(hopeful, remedy.hopefulFactor(), true)));
      case NO_RETRIES -> range(0, saving(new NoRetries(hopeful, true)));
      case NO_HOPELESS_RETRIES -> range(0, saving(new NoRetries(hopeful, false)));
    };
  }

  /** Problems whose gain was not estimated; they are shown without one. */
  long skipped() {
    return skipped;
  }

  private long saving(Change change) {
    visits += facts.trace().size();
    return Math.max(0, rootNanos - sweep.predict(change));
  }

  private static Impact range(long one, long other) {
    long high = Math.max(one, other);
    return new Impact(Math.min(one, other), high, high > 0);
  }

  private static List<Integer> boxed(int[] nodes) {
    return Arrays.stream(nodes).boxed().toList();
  }
}
