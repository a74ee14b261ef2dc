package io.longpole.analyzer.whatif;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.call.Calls;
import io.longpole.analyzer.detect.RetriedCall;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.finding.Fix;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.path.Change;
import io.longpole.analyzer.path.PathAnalysis;
import io.longpole.analyzer.whatif.Prediction.OfTrace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The changes that would make one trace fastest, each tried alone.
 *
 * <p>Tried are: mending what the detectors saw; for the operations with the most own time on the
 * critical path, half of that time; for attempts of one call, the first alone; for other calls that
 * one parent makes three times or more, one call for all. Of several changes of one operation the
 * best counts.
 *
 * <p>Example: web 0–100 with 25 queries of 3 ms and a call of 15 ms: "batch the queries" saves 72,
 * "half of the call" 7.5, "half of web's own work" 5.
 *
 * <p>One prediction a candidate, at most {@value #MAX_OPERATIONS} operations are tried.
 */
public final class BestChanges {

  private static final int MAX_OPERATIONS = 64;
  private static final int LOOP_CALLS = 3;
  private static final double HALF = 0.5;

  /** What is done to the spans. */
  public enum Kind {
    MEND,
    HALVE,
    BATCH,
    NO_RETRIES;

    /** Lower case with hyphens, as in JSON. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * A change and what it would bring.
   *
   * @param detector that saw what is mended; else empty
   * @param spans how many it concerns
   */
  public record Best(
      Kind kind, String service, String operation, String detector, int spans, OfTrace predicted) {

    private long savingNanos() {
      return predicted.originalNanos() - predicted.predictedNanos();
    }
  }

  private record Operation(String service, String name) {}

  /** The spans of an operation that hold up a root. */
  private static final class Blocking {
    private static final Comparator<Blocking> MOST_TIME =
        Comparator.comparingLong((Blocking blocking) -> blocking.ownNanos)
            .reversed()
            .thenComparing(blocking -> blocking.operation.service)
            .thenComparing(blocking -> blocking.operation.name);

    private final Operation operation;
    private final List<Integer> nodes = new ArrayList<>();
    private long ownNanos;

    private Blocking(Operation operation) {
      this.operation = operation;
    }
  }

  private static final Comparator<Best> MOST_SAVED =
      Comparator.comparingLong(Best::savingNanos)
          .reversed()
          .thenComparing(Best::kind)
          .thenComparing(Best::service)
          .thenComparing(Best::operation)
          .thenComparing(Best::detector);

  private final Trace trace;
  private final TraceModel model;
  private final Map<Operation, Best> bestOf = new HashMap<>();

  private BestChanges(Trace trace, TraceModel model) {
    this.trace = trace;
    this.model = model;
  }

  /**
   * The best changes, most saved first.
   *
   * @param sightings in this trace, with their fixes
   */
  public static List<Best> of(
      Trace trace, OrderEvidence evidence, Analysis analysis, List<Sighting> sightings) {
    BestChanges best = new BestChanges(trace, new TraceModel(trace, evidence, analysis));
    sightings.forEach(best::mend);
    best.tryOperations(analysis.path(trace, evidence), analysis.calls(trace));
    return best.bestOf.values().stream().sorted(MOST_SAVED).toList();
  }

  private void mend(Sighting sighting) {
    List<Change> changes = new ArrayList<>();
    int spans = 0;
    Operation operation = new Operation(sighting.service(), sighting.operation());
    for (Fix fix : sighting.fixes()) {
      List<Integer> nodes = new ArrayList<>();
      for (long spanId : fix.hopeful()) {
        OptionalInt node = model.node(spanId);
        node.ifPresent(nodes::add);
      }
      if (!nodes.isEmpty()) {
        changes.add(fix.kind().hopeful(nodes, fix.hopefulFactor()));
        spans += nodes.size();
        operation = operation(nodes.get(0));
      }
    }
    if (!changes.isEmpty()) {
      keep(Kind.MEND, operation, sighting.detector(), spans, changes);
    }
  }

  private void tryOperations(PathAnalysis path, Calls calls) {
    Map<Operation, Blocking> blockingOf = new HashMap<>();
    for (int node = 0; node < trace.size(); node++) {
      if (path.isBlocking(node) || node == 0) {
        Blocking blocking = blockingOf.computeIfAbsent(operation(node), Blocking::new);
        blocking.nodes.add(node);
        blocking.ownNanos += path.exclusiveNanos(node);
      }
    }
    blockingOf.values().stream()
        .filter(blocking -> blocking.ownNanos > 0)
        .sorted(Blocking.MOST_TIME)
        .limit(MAX_OPERATIONS)
        .forEach(blocking -> tryOperation(blocking.operation, blocking.nodes, calls));
  }

  private void tryOperation(Operation operation, List<Integer> nodes, Calls calls) {
    keep(Kind.HALVE, operation, "", nodes.size(), List.of(new Change.Scale(nodes, HALF, false)));
    List<Change> retries = new ArrayList<>();
    int attempts = 0;
    for (RetriedCall call : model.retriedCalls(nodes)) {
      retries.add(new Change.NoRetries(call.nodes(), call.succeeded()));
      attempts += call.nodes().size();
    }
    if (attempts > 0) {
      keep(Kind.NO_RETRIES, operation, "", attempts, retries);
    } else {
      tryOneForAll(operation, nodes, calls);
    }
  }

  private void tryOneForAll(Operation operation, List<Integer> nodes, Calls calls) {
    Map<Integer, List<Integer>> byParent = new HashMap<>();
    for (int node : nodes) {
      if (calls.at(node) != null) {
        byParent.computeIfAbsent(trace.parent(node), unseen -> new ArrayList<>()).add(node);
      }
    }
    List<Change> loops = new ArrayList<>();
    int looped = 0;
    for (List<Integer> siblings : byParent.values()) {
      if (siblings.size() >= LOOP_CALLS) {
        loops.add(new Change.Batch(siblings));
        looped += siblings.size();
      }
    }
    if (looped > 0) {
      keep(Kind.BATCH, operation, "", looped, loops);
    }
  }

  private void keep(
      Kind kind, Operation operation, String detector, int spans, List<Change> changes) {
    OfTrace predicted = model.predict(changes, List.of());
    Best best = new Best(kind, operation.service, operation.name, detector, spans, predicted);
    if (best.savingNanos() > 0) {
      bestOf.merge(
          operation, best, (old, other) -> MOST_SAVED.compare(other, old) < 0 ? other : old);
    }
  }

  private Operation operation(int node) {
    return new Operation(trace.span(node).service(), trace.span(node).name());
  }
}
