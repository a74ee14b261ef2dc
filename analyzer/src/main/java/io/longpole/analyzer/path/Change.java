package io.longpole.analyzer.path;

import java.util.List;

/**
 * A change of a trace whose effect {@link Sweep} predicts.
 *
 * <p>Nodes that do not block, or are below another root than the main one, change nothing. Batch,
 * parallelise and no-retries work on groups: the nodes with the same parent, in order of start.
 * Nodes below other nodes of the change are not looked at; and where the nodes of one operation
 * have different parents, a parent stands for its only blocking child, up to three levels up (the
 * repository method around each query). Groups of one stay as they are.
 */
public sealed interface Change {

  /** The nodes that are changed, in any order. */
  List<Integer> nodes();

  /**
   * The own work of the nodes takes another time.
   *
   * @param factor 0 or more; 0.5 = half the time
   * @param subtree whether the own work of all blocking nodes below is changed too
   */
  record Scale(List<Integer> nodes, double factor, boolean subtree) implements Change {
    public Scale {
      nodes = List.copyOf(nodes);
      if (!(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("factor=" + factor + " (0 or more)");
      }
    }
  }

  /** The nodes take no time; the work between them stays. */
  record Remove(List<Integer> nodes) implements Change {
    public Remove {
      nodes = List.copyOf(nodes);
    }
  }

  /** Each group becomes one call that takes as long as the longest; the loop around them goes. */
  record Batch(List<Integer> nodes) implements Change {
    public Batch {
      nodes = List.copyOf(nodes);
    }
  }

  /** Each group becomes one call of an estimated time: the range of what a fix would bring. */
  record BatchAt(List<Integer> nodes, Estimate estimate) implements Change {
    public BatchAt {
      nodes = List.copyOf(nodes);
    }
  }

  /** How much to hope for of a batch. */
  enum Estimate {
    /** Twice the median, at least the longest; the loop around the calls stays. */
    CAREFUL,
    /** The median; the loop goes. */
    HOPEFUL
  }

  /**
   * The calls of each group start together.
   *
   * @param limit how many run at once; {@link #UNLIMITED} = all
   */
  record Parallelise(List<Integer> nodes, int limit) implements Change {

    public static final int UNLIMITED = Integer.MAX_VALUE;

    public Parallelise {
      nodes = List.copyOf(nodes);
      if (limit < 1) {
        throw new IllegalArgumentException("limit=" + limit + " (1 or more at once)");
      }
    }
  }

  /**
   * Each group is a call with its retries, which are gone with the pauses between them. Attempts
   * that overlap are no retries and stay.
   *
   * @param succeeded whether the last attempt did, which then takes the first one's place; else the
   *     first one stays
   */
  record NoRetries(List<Integer> nodes, boolean succeeded) implements Change {
    public NoRetries {
      nodes = List.copyOf(nodes);
    }
  }
}
