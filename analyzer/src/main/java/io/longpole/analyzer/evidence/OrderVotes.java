package io.longpole.analyzer.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts the votes of traces on which calls wait for which others.
 *
 * <p>Voters are traces: however many examples one holds, it has one vote a pair. Its vote is cast
 * with {@link #parent}, {@link #slot}, {@link #saw} and {@link #add}, and counted by {@link
 * #endTrace}.
 *
 * <p>Example: below GET /checkout, "pay waits for stock" was so in 40 traces, and in 3 traces stock
 * still ran when pay began: 3 of 43 are more than 2 %, so {@link #evidence} calls it refuted.
 *
 * <p>Bounded: at the limit the eighth with the fewest votes goes. Constant time an example. One
 * object serves one thread.
 */
public final class OrderVotes {

  /** Of a parent operation for which there is no room. */
  public static final int NO_PARENT = LongIndex.ABSENT;

  private static final int SLOT_BITS = 6;
  private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;

  /** Parents must leave room for two slots in a positive int. */
  private static final int MAX_PARENTS = 1 << (31 - 2 * SLOT_BITS);

  private static final int DROPPED_SHARE = 8;

  private final Limits limits;
  private List<Siblings> parents = new ArrayList<>();
  private LongIndex index = new LongIndex();
  private final PairTable pairs = new PairTable();
  private final Ballots ballots = new Ballots();
  private final List<Siblings> voting = new ArrayList<>();
  private long traces;
  private long droppedPairs;
  private long droppedParents;

  /**
   * How much is kept.
   *
   * @param parents parent operations, each by version
   * @param pairs pairs of operations below them
   */
  public record Limits(int parents, int pairs) {

    public static final Limits DEFAULT = new Limits(65_536, 262_144);

    public Limits {
      if (parents < DROPPED_SHARE || parents >= MAX_PARENTS / 2 || pairs < DROPPED_SHARE) {
        throw new IllegalArgumentException(
            "parents=" + parents + ", pairs=" + pairs + " (8 to " + MAX_PARENTS / 2 + " parents)");
      }
    }
  }

  public OrderVotes() {
    this(Limits.DEFAULT);
  }

  public OrderVotes(Limits limits) {
    this.limits = limits;
  }

  /**
   * The number of a parent operation, valid until {@link #endTrace}; {@link #NO_PARENT} if the
   * trace has more of them than can be counted.
   */
  public int parent(long versionedOperation) {
    int found = index.find(versionedOperation);
    if (found == LongIndex.ABSENT && parents.size() < MAX_PARENTS) {
      found = parents.size();
      index.put(versionedOperation, found);
      parents.add(new Siblings(versionedOperation));
    }
    return found;
  }

  /** The number of an operation below a parent, or {@link OrderEvidence#NO_SLOT}: no vote. */
  public int slot(int parent, long operation) {
    return parents.get(parent).slot(operation);
  }

  /** A child was seen below a parent; whether it went on well after its parent's end. */
  public void saw(int parent, int slot, boolean outlives) {
    parents.get(parent).saw(slot, outlives);
    voting.add(parents.get(parent));
  }

  /** Adds examples and counter-examples of the trace that is voting to "b waits for a". */
  public void add(int parent, int a, int b, Examples examples) {
    ballots.add(pair(parent, a, b), examples.supports(), examples.counters());
  }

  /** Examples and counter-examples. */
  public record Examples(int supports, int counters) {}

  /** Counts the vote of the trace. */
  public void endTrace() {
    voting.forEach(Siblings::endTrace);
    voting.clear();
    ballots.countInto(pairs);
    traces++;
    if (parents.size() > limits.parents()) {
      dropParents();
    }
    if (pairs.size() > limits.pairs()) {
      int dropped = pairs.size() - limits.pairs() + limits.pairs() / DROPPED_SHARE;
      droppedPairs += dropped;
      pairs.drop(dropped);
    }
  }

  private void dropParents() {
    int kept = limits.parents() - limits.parents() / DROPPED_SHARE;
    Integer[] order = new Integer[parents.size()];
    Arrays.setAll(order, parent -> parent);
    Arrays.sort(
        order,
        (left, right) ->
            Integer.compare(parents.get(right).mostTraces(), parents.get(left).mostTraces()));
    int[] newNumbers = new int[order.length];
    Arrays.fill(newNumbers, -1);
    for (int i = 0; i < kept; i++) {
      newNumbers[order[i]] = 0;
    }
    List<Siblings> rest = new ArrayList<>(kept);
    LongIndex restIndex = new LongIndex();
    for (int parent = 0; parent < newNumbers.length; parent++) {
      if (newNumbers[parent] == 0) {
        newNumbers[parent] = rest.size();
        restIndex.put(parents.get(parent).parent, rest.size());
        rest.add(parents.get(parent));
      }
    }
    droppedParents += newNumbers.length - kept;
    droppedPairs += pairs.renumber(newNumbers);
    parents = rest;
    index = restIndex;
  }

  /** What the votes say now. Time in proportion to all that is known. */
  public OrderEvidence evidence() {
    return new OrderEvidence(traces, parents, pairs);
  }

  /** The votes on the children of an operation; of one that was never seen there are none. */
  public LearnedBelow below(long versionedOperation) {
    int parent = index.find(versionedOperation);
    OrderEvidence.Verdicts verdicts = evidence().below(versionedOperation);
    if (parent == LongIndex.ABSENT || verdicts == null) {
      return new LearnedBelow(List.of(), List.of());
    }
    Siblings siblings = parents.get(parent);
    List<LearnedBelow.Child> children = new ArrayList<>();
    for (int slot = 0; slot < siblings.size(); slot++) {
      children.add(
          new LearnedBelow.Child(
              siblings.operation(slot),
              siblings.traces(slot),
              siblings.outliving(slot),
              verdicts.ending(slot)));
    }
    List<LearnedBelow.Pair> learned = new ArrayList<>();
    for (int position = 0; position < pairs.size(); position++) {
      int key = pairs.key(position);
      if (parentOf(key) == parent) {
        learned.add(
            new LearnedBelow.Pair(
                siblings.operation(firstOf(key)),
                siblings.operation(secondOf(key)),
                pairs.waits(position) / (double) PairTable.FULL_VOTE,
                pairs.refutes(position) / (double) PairTable.FULL_VOTE,
                pairs.refutingTraces(position),
                verdicts.order(firstOf(key), secondOf(key))));
      }
    }
    children.sort(LearnedBelow.MOST_TRACES);
    learned.sort(LearnedBelow.REFUTED_FIRST);
    return new LearnedBelow(children, learned);
  }

  /** How many traces voted. */
  public long traces() {
    return traces;
  }

  /** Pairs of operations that votes are kept of. */
  public int pairCount() {
    return pairs.size();
  }

  /** Pairs that were dropped for want of room. */
  public long droppedPairs() {
    return droppedPairs;
  }

  /** Parent operations that were dropped for want of room. */
  public long droppedParents() {
    return droppedParents;
  }

  List<Siblings> parents() {
    return parents;
  }

  PairTable pairs() {
    return pairs;
  }

  /** Sets the number of traces, where votes are read back. */
  void restoreTraces(long count) {
    traces = count;
  }

  static int pair(int parent, int a, int b) {
    return (parent << (2 * SLOT_BITS)) | (a << SLOT_BITS) | b;
  }

  static int parentOf(int pair) {
    return pair >>> (2 * SLOT_BITS);
  }

  static int withParent(int pair, int parent) {
    return pair(parent, firstOf(pair), secondOf(pair));
  }

  /** The operation a of "b waits for a". */
  static int firstOf(int pair) {
    return (pair >>> SLOT_BITS) & SLOT_MASK;
  }

  static int secondOf(int pair) {
    return pair & SLOT_MASK;
  }
}
