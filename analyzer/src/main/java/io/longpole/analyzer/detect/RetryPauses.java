package io.longpole.analyzer.detect;

/**
 * Whether the pauses before repeats are all alike, so that many callers come back at once.
 *
 * <p>Example: 20 groups that all pause 100, then 200 ms have no jitter. The first pause of each
 * group is compared with the first ones, the second with the second ones; the coefficient of
 * variation, standard deviation over mean, of one of them is below {@value #ALIKE}.
 */
final class RetryPauses {

  private static final int MAX_PAUSES = 4;
  private static final int ENOUGH = 20;
  private static final double ALIKE = 0.1;

  private final long[] counts = new long[MAX_PAUSES];
  private final double[] means = new double[MAX_PAUSES];
  private final double[] squares = new double[MAX_PAUSES];

  void add(TraceFacts facts, AttemptGroup group) {
    int[] nodes = group.nodes();
    for (int i = 0; i + 1 < nodes.length && i < MAX_PAUSES; i++) {
      long pause = facts.trace().startNanos(nodes[i + 1]) - facts.trace().endNanos(nodes[i]);
      add(i, (double) pause);
    }
  }

  /** Welford's running mean and sum of squares. */
  private void add(int place, double pause) {
    counts[place]++;
    double change = pause - means[place];
    means[place] += change / counts[place];
    squares[place] += change * (pause - means[place]);
  }

  boolean areEqual() {
    for (int i = 0; i < MAX_PAUSES; i++) {
      if (counts[i] >= ENOUGH && Math.sqrt(squares[i] / counts[i]) < ALIKE * means[i]) {
        return true;
      }
    }
    return false;
  }
}
