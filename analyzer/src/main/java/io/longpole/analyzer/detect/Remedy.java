package io.longpole.analyzer.detect;

import io.longpole.analyzer.finding.Fix;
import io.longpole.analyzer.finding.Fix.Kind;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.path.Change;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The change whose gain is the impact of a problem, told once carefully and once hopefully.
 *
 * @param kind what happens to the spans
 * @param careful nodes that it happens to in the careful case
 * @param hopeful nodes that it happens to in the hopeful case
 * @param carefulFactor what a scaled time is multiplied with in the careful case
 * @param hopefulFactor the same in the hopeful case
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never changed
record Remedy(Kind kind, int[] careful, int[] hopeful, double carefulFactor, double hopefulFactor) {

  static final Remedy NONE = new Remedy(Kind.SCALE, new int[0], new int[0]);

  /** What remains of a time about which nothing better is known. */
  static final double HALF = 0.5;

  Remedy(Kind kind, int[] careful, int[] hopeful) {
    this(kind, careful, hopeful, 1, 1);
  }

  static Remedy parallelise(int[] nodes) {
    return both(Kind.PARALLELISE, nodes);
  }

  /** Carefully the spans take half their time, hopefully none. */
  static Remedy halveOrRemove(int... nodes) {
    return new Remedy(Kind.SCALE, nodes, nodes, HALF, 0);
  }

  /** The spans' own work takes the one share of its time, or the other. */
  static Remedy scale(double careful, double hopeful, int... nodes) {
    return new Remedy(Kind.SCALE, nodes, nodes, careful, hopeful);
  }

  /** The same with all that is below the spans. */
  static Remedy scaleSubtree(double careful, double hopeful, int... nodes) {
    return new Remedy(Kind.SCALE_SUBTREE, nodes, nodes, careful, hopeful);
  }

  /** The share of a time that remains when it becomes a typical one. */
  static double shareOf(long typicalNanos, long ownNanos) {
    return ownNanos <= 0 ? 1 : Math.min(1, (double) typicalNanos / ownNanos);
  }

  static Remedy batch(TraceFacts facts, CallGroup group) {
    return both(Kind.BATCH, facts.nodes(group));
  }

  static Remedy batchAll(TraceFacts facts, CallGroup group) {
    return both(Kind.BATCH_ALL, facts.nodes(group));
  }

  static Remedy noRetries(AttemptGroup group) {
    return both(group.succeeded() ? Kind.NO_RETRIES : Kind.NO_HOPELESS_RETRIES, group.nodes());
  }

  /** Carefully the longest of the calls remains, hopefully the shortest. */
  static Remedy keepOne(TraceFacts facts, CallGroup group) {
    int longest = group.first();
    int shortest = group.first();
    for (int position : group.positions()) {
      long nanos = facts.durationNanos(position);
      longest = nanos > facts.durationNanos(longest) ? position : longest;
      shortest = nanos < facts.durationNanos(shortest) ? position : shortest;
    }
    int[] nodes = facts.nodes(group);
    return new Remedy(
        Kind.REMOVE, without(nodes, facts.node(longest)), without(nodes, facts.node(shortest)));
  }

  /** Whether nothing is promised. */
  boolean isNone() {
    return hopeful.length == 0;
  }

  /** The careful change; empty if a careful person promises nothing. */
  Optional<Change> carefulChange() {
    return kind.careful(boxed(careful), carefulFactor);
  }

  Change hopefulChange() {
    return kind.hopeful(boxed(hopeful), hopefulFactor);
  }

  /** The same in terms of span ids. */
  Fix fix(Trace trace) {
    List<Long> carefulIds = ids(trace, careful);
    List<Long> hopefulIds = Arrays.equals(careful, hopeful) ? carefulIds : ids(trace, hopeful);
    return new Fix(kind, carefulIds, hopefulIds, carefulFactor, hopefulFactor);
  }

  private static List<Long> ids(Trace trace, int[] nodes) {
    return Arrays.stream(nodes).mapToObj(trace::spanId).toList();
  }

  private static List<Integer> boxed(int[] nodes) {
    return Arrays.stream(nodes).boxed().toList();
  }

  private static Remedy both(Kind kind, int[] nodes) {
    return new Remedy(kind, nodes, nodes);
  }

  private static int[] without(int[] nodes, int node) {
    return Arrays.stream(nodes).filter(other -> other != node).toArray();
  }
}
