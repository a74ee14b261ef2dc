package io.longpole.analyzer.evidence;

import java.util.Comparator;
import java.util.List;

/**
 * The votes on the children of one operation, and what they come to.
 *
 * @param children by number of traces, most first
 * @param pairs refuted ones first, then by number of traces, most first
 */
public record LearnedBelow(List<Child> children, List<Pair> pairs) {

  static final Comparator<Child> MOST_TRACES =
      Comparator.comparingInt(Child::traces).reversed().thenComparingLong(Child::operation);

  static final Comparator<Pair> REFUTED_FIRST =
      Comparator.comparing((Pair pair) -> pair.state() != Order.REFUTED)
          .thenComparing(Comparator.comparingDouble(Pair::traces).reversed())
          .thenComparingLong(Pair::first)
          .thenComparingLong(Pair::second);

  public LearnedBelow {
    children = List.copyOf(children);
    pairs = List.copyOf(pairs);
  }

  /** Whether a call goes on after its parent as a rule. */
  public enum Ending {
    UNKNOWN,
    SYNC,
    ASYNC
  }

  /** Whether the second of two calls waits for the first. */
  public enum Order {
    UNKNOWN,
    PROVEN,
    REFUTED
  }

  /**
   * A call.
   *
   * @param operation its number, see {@link OperationKeys}
   * @param traces that have it; halved at 4,096
   * @param outliving those of them in which it goes on well after its parent's end
   */
  public record Child(long operation, int traces, int outliving, Ending ending) {}

  /**
   * Two calls.
   *
   * @param first number of the one that ended before
   * @param second number of the one that may have waited for it
   * @param waited votes that it did, in traces; all are halved at 4,096
   * @param refuted votes that it did not, in traces
   * @param refutingTraces traces with an example against it
   */
  public record Pair(
      long first, long second, double waited, double refuted, int refutingTraces, Order state) {

    double traces() {
      return waited + refuted;
    }
  }
}
