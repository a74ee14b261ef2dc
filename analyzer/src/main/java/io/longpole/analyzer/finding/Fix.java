package io.longpole.analyzer.finding;

import io.longpole.analyzer.path.Change;
import io.longpole.analyzer.path.Change.Batch;
import io.longpole.analyzer.path.Change.BatchAt;
import io.longpole.analyzer.path.Change.Estimate;
import io.longpole.analyzer.path.Change.NoRetries;
import io.longpole.analyzer.path.Change.Parallelise;
import io.longpole.analyzer.path.Change.Remove;
import io.longpole.analyzer.path.Change.Scale;
import java.util.List;
import java.util.Optional;

/**
 * The change of a trace's spans that mends a problem, told once carefully and once hopefully.
 *
 * @param kind what happens to the spans
 * @param careful ids of the spans that it happens to in the careful case
 * @param hopeful ids of the spans that it happens to in the hopeful case
 * @param carefulFactor what a scaled time is multiplied with in the careful case
 * @param hopefulFactor the same in the hopeful case
 */
public record Fix(
    Kind kind, List<Long> careful, List<Long> hopeful, double carefulFactor, double hopefulFactor) {

  public Fix {
    careful = List.copyOf(careful);
    hopeful = List.copyOf(hopeful);
  }

  /** What happens to spans; numbered as stored, so new kinds come last. */
  public enum Kind {
    /** The calls become one that takes twice or once their median. */
    BATCH,
    /** The calls become one that takes as long as the longest of them. */
    BATCH_ALL,
    /** The calls do not happen. */
    REMOVE,
    /** The attempts before the last do not happen; carefully, no gain. */
    NO_RETRIES,
    /** None of the attempts after the first happens; carefully, no gain. */
    NO_HOPELESS_RETRIES,
    /** The calls run beside each other: carefully two at once, hopefully all. */
    PARALLELISE,
    /** The own work of the spans takes a share of its time. */
    SCALE,
    /** The spans with all below them take a share of their time. */
    SCALE_SUBTREE;

    /** The careful change of nodes; empty if a careful person promises nothing. */
    public Optional<Change> careful(List<Integer> nodes, double factor) {
      return switch (this) {
        case BATCH -> Optional.of(new BatchAt(nodes, Estimate.CAREFUL));
        case BATCH_ALL -> Optional.of(new Batch(nodes));
        case REMOVE -> Optional.of(new Remove(nodes));
        case PARALLELISE -> Optional.of(new Parallelise(nodes, 2));
        case SCALE -> Optional.of(new Scale(nodes, factor, false));
        case SCALE_SUBTREE -> Optional.of(new Scale(nodes, factor, true));
        case NO_RETRIES, NO_HOPELESS_RETRIES -> Optional.empty();
      };
    }

    /** The hopeful change of nodes. */
    public Change hopeful(List<Integer> nodes, double factor) {
      return switch (this) {
        case BATCH -> new BatchAt(nodes, Estimate.HOPEFUL);
        case BATCH_ALL -> new Batch(nodes);
        case REMOVE -> new Remove(nodes);
        case PARALLELISE -> new Parallelise(nodes, Parallelise.UNLIMITED);
        case SCALE -> new Scale(nodes, factor, false);
        case SCALE_SUBTREE -> new Scale(nodes, factor, true);
        case NO_RETRIES -> new NoRetries(nodes, true);
        case NO_HOPELESS_RETRIES -> new NoRetries(nodes, false);
      };
    }
  }
}
