package io.longpole.analyzer.detect;

import io.longpole.analyzer.finding.Fix;
import io.longpole.analyzer.finding.Fix.Kind;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.path.Change;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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

  /** The same of calls, with the parts of them that lie below, as their driver shows them. */
  static Remedy halveOrRemoveCalls(int... nodes) {
    return scaleSubtree(HALF, 0, nodes);
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

  /**
   * The calls of a loop become one. Where their parents have no more in common than the anchor,
   * what is around each call goes with it, as far as it does nothing else; else it stays, and one
   * call of each statement remains.
   */
  static Remedy batch(TraceFacts facts, CallGroup loop, List<CallGroup> statements) {
    int[] bodies = LoopBodies.of(facts, loop.anchor(), facts.nodes(loop));
    return LoopBodies.haveOneParent(facts, bodies)
        ? both(Kind.BATCH, bodies)
        : keepOne(facts, statements);
  }

  static Remedy batchAll(int[] nodes) {
    return both(Kind.BATCH_ALL, nodes);
  }

  static Remedy noRetries(AttemptGroup group) {
    return both(group.succeeded() ? Kind.NO_RETRIES : Kind.NO_HOPELESS_RETRIES, group.nodes());
  }

  private static Remedy keepOne(TraceFacts facts, List<CallGroup> groups) {
    List<Remedy> each = groups.stream().map(group -> keepOne(facts, group)).toList();
    return new Remedy(Kind.REMOVE, joined(each, Remedy::careful), joined(each, Remedy::hopeful));
  }

  private static int[] joined(List<Remedy> remedies, Function<Remedy, int[]> nodes) {
    return remedies.stream().map(nodes).flatMapToInt(Arrays::stream).toArray();
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

  /**
   * What it changes.
   *
   * @param careful empty if a careful person promises nothing
   */
  record Changes(Optional<Change> careful, Change hopeful) {}

  Changes changes() {
    List<Integer> hopefulNodes = boxed(hopeful);
    List<Integer> carefulNodes = isSame() ? hopefulNodes : boxed(careful);
    return new Changes(
        kind.careful(carefulNodes, carefulFactor), kind.hopeful(hopefulNodes, hopefulFactor));
  }

  /** The same in terms of span ids. */
  Fix fix(Trace trace) {
    List<Long> hopefulIds = ids(trace, hopeful);
    List<Long> carefulIds = isSame() ? hopefulIds : ids(trace, careful);
    return new Fix(kind, carefulIds, hopefulIds, carefulFactor, hopefulFactor);
  }

  private boolean isSame() {
    return Arrays.equals(careful, hopeful);
  }

  private static List<Long> ids(Trace trace, int[] nodes) {
    Long[] ids = new Long[nodes.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = trace.spanId(nodes[i]);
    }
    return List.of(ids);
  }

  private static List<Integer> boxed(int[] nodes) {
    Integer[] boxed = new Integer[nodes.length];
    for (int i = 0; i < boxed.length; i++) {
      boxed[i] = nodes[i];
    }
    return List.of(boxed);
  }

  private static Remedy both(Kind kind, int[] nodes) {
    return new Remedy(kind, nodes, nodes);
  }

  private static int[] without(int[] nodes, int node) {
    int[] others = new int[nodes.length];
    int count = 0;
    for (int other : nodes) {
      if (other != node) {
        others[count++] = other;
      }
    }
    return Arrays.copyOf(others, count);
  }
}
