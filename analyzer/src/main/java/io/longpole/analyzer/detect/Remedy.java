package io.longpole.analyzer.detect;

import java.util.Arrays;

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

  /** The scenarios of the impact rules. */
  enum Kind {
    /** No gain is promised. */
    NOTHING,
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
    SCALE_SUBTREE
  }

  static final Remedy NONE = new Remedy(Kind.NOTHING, new int[0], new int[0]);

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

  /**
   * Both for a problem seen twice in one trace. Attempts of different calls must not be taken for
   * attempts of one, so of two retries the first stays alone: its gain is promised, no more.
   */
  Remedy and(Remedy other) {
    return switch (kind) {
      case NOTHING -> other;
      case NO_RETRIES, NO_HOPELESS_RETRIES -> this;
      case BATCH, BATCH_ALL, REMOVE, PARALLELISE, SCALE, SCALE_SUBTREE ->
          other.kind != kind
              ? this
              : new Remedy(
                  kind,
                  joined(careful, other.careful),
                  joined(hopeful, other.hopeful),
                  Math.max(carefulFactor, other.carefulFactor),
                  Math.max(hopefulFactor, other.hopefulFactor));
    };
  }

  private static Remedy both(Kind kind, int[] nodes) {
    return new Remedy(kind, nodes, nodes);
  }

  private static int[] without(int[] nodes, int node) {
    return Arrays.stream(nodes).filter(other -> other != node).toArray();
  }

  private static int[] joined(int[] a, int[] b) {
    int[] joined = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    return joined;
  }
}
