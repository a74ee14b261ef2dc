package io.longpole.analyzer.evidence;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the votes of many traces say at one moment: which calls do not wait for which others, and
 * which are not waited for at all. Never changes, so any number of threads may read it.
 *
 * <p>Operations below one parent operation have numbers from 0 to 63; what is true of pairs of them
 * is one bit each.
 */
public final class OrderEvidence {

  /** The number of an operation that nothing is known of. */
  public static final int NO_SLOT = 64;

  /** No trace has voted. */
  public static final OrderEvidence NONE = new OrderEvidence(0, List.of(), new PairTable());

  /** Traces that have a pair before its silence counts as proof. */
  private static final int PROOF_TRACES = 30;

  private static final int REFUTING_TRACES = 2;
  private static final long REFUTING_DIVISOR = 50;
  private static final int SYNC_DIVISOR = 20;

  private final long traces;
  private final LongIndex index = new LongIndex();
  private final Verdicts[] verdicts;

  OrderEvidence(long traces, List<Siblings> parents, PairTable pairs) {
    this.traces = traces;
    this.verdicts = new Verdicts[parents.size()];
    for (int parent = 0; parent < verdicts.length; parent++) {
      verdicts[parent] = new Verdicts(parents.get(parent));
      index.put(parents.get(parent).parent, parent);
    }
    for (int position = 0; position < pairs.size(); position++) {
      verdicts[OrderVotes.parentOf(pairs.key(position))].judge(pairs, position);
    }
  }

  /** How many traces voted. */
  public long traces() {
    return traces;
  }

  /** What is known of the children of an operation; null if nothing is. */
  public @Nullable Verdicts below(long versionedOperation) {
    int found = index.find(versionedOperation);
    return found == LongIndex.ABSENT ? null : verdicts[found];
  }

  /** What is known of the children of one operation. */
  public static final class Verdicts {

    private final long[] operations;

    /** The operations a that b does not wait for, as bits, by b. */
    private final long[] refuted;

    /** The operations a that b is known to wait for. */
    private final long[] proven;

    private long asynchronous;
    private long synchronous;
    private boolean anyRefuted;

    private Verdicts(Siblings siblings) {
      operations = new long[siblings.size()];
      Arrays.setAll(operations, siblings::operation);
      refuted = new long[operations.length];
      proven = new long[operations.length];
      for (int slot = 0; slot < operations.length; slot++) {
        int all = siblings.traces(slot);
        if (all >= PROOF_TRACES) {
          boolean outlives = 2L * siblings.outliving(slot) >= all;
          boolean stays = (long) SYNC_DIVISOR * siblings.outliving(slot) <= all;
          asynchronous |= outlives ? 1L << slot : 0;
          synchronous |= stays ? 1L << slot : 0;
        }
      }
    }

    private void judge(PairTable pairs, int position) {
      long a = 1L << OrderVotes.firstOf(pairs.key(position));
      int b = OrderVotes.secondOf(pairs.key(position));
      long waits = pairs.waits(position);
      long refutes = pairs.refutes(position);
      if (pairs.refutingTraces(position) >= REFUTING_TRACES
          && REFUTING_DIVISOR * refutes > waits + refutes) {
        refuted[b] |= a;
        anyRefuted = true;
      } else if (waits >= (long) PROOF_TRACES * PairTable.FULL_VOTE) {
        proven[b] |= a;
      }
    }

    /** The number of an operation, or {@link #NO_SLOT}. */
    public int slot(long operation) {
      for (int slot = 0; slot < operations.length; slot++) {
        if (operations[slot] == operation) {
          return slot;
        }
      }
      return NO_SLOT;
    }

    /** Whether anything is refuted among these operations. */
    public boolean anyRefuted() {
      return anyRefuted;
    }

    /** Whether b does not wait for a. */
    public boolean isRefuted(int a, int b) {
      return has(refuted, a, b);
    }

    /** The operations that b does not wait for, as bits. */
    public long refutedFor(int b) {
      return b == NO_SLOT ? 0 : refuted[b];
    }

    /** Whether b is known to wait for a. */
    public boolean isProven(int a, int b) {
      return has(proven, a, b);
    }

    private static boolean has(long[] bits, int a, int b) {
      return a != NO_SLOT && b != NO_SLOT && ((bits[b] >>> a) & 1) != 0;
    }

    LearnedBelow.Order order(int a, int b) {
      if (isRefuted(a, b)) {
        return LearnedBelow.Order.REFUTED;
      }
      return isProven(a, b) ? LearnedBelow.Order.PROVEN : LearnedBelow.Order.UNKNOWN;
    }

    LearnedBelow.Ending ending(int slot) {
      if (isAsynchronous(slot)) {
        return LearnedBelow.Ending.ASYNC;
      }
      return isSynchronous(slot) ? LearnedBelow.Ending.SYNC : LearnedBelow.Ending.UNKNOWN;
    }

    /** Whether the operation goes on after its parent as a rule. */
    public boolean isAsynchronous(int slot) {
      return slot != NO_SLOT && ((asynchronous >>> slot) & 1) != 0;
    }

    /** Whether the operation ends with its parent as a rule. */
    public boolean isSynchronous(int slot) {
      return slot != NO_SLOT && ((synchronous >>> slot) & 1) != 0;
    }
  }
}
