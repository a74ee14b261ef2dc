package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Outcome;
import java.util.Arrays;

/**
 * Tells waiting for a state by asking again and again from asking the same question by accident.
 *
 * <p>Reads of 30 ms at 0, 1000, 2000 and 3000 ms: they all succeed, start evenly (within 20 % of
 * the median distance), and the pauses are long (at least 3 times the median duration).
 */
final class Polling {

  private static final int MIN_READS = 3;
  private static final int MIN_DISTANCE_IN_DURATIONS = 3;
  private static final double EVENNESS = 0.2;

  private Polling() {}

  /** Whether these equal reads, in order of start, are polling. */
  static boolean is(TraceFacts facts, int[] positions) {
    if (positions.length < MIN_READS) {
      return false;
    }
    long[] durations = new long[positions.length];
    long[] distances = new long[positions.length - 1];
    for (int i = 0; i < positions.length; i++) {
      if (facts.call(positions[i]).outcome() != Outcome.OK) {
        return false;
      }
      durations[i] = facts.durationNanos(positions[i]);
      if (i > 0) {
        distances[i - 1] = facts.startNanos(positions[i]) - facts.startNanos(positions[i - 1]);
      }
    }
    Arrays.sort(durations);
    Arrays.sort(distances);
    long duration = durations[(durations.length - 1) / 2];
    long distance = distances[(distances.length - 1) / 2];
    long shortest = distances[0];
    long longest = distances[distances.length - 1];
    return shortest > 0
        && shortest >= MIN_DISTANCE_IN_DURATIONS * duration
        && shortest >= distance * (1 - EVENNESS)
        && longest <= distance * (1 + EVENNESS);
  }
}
