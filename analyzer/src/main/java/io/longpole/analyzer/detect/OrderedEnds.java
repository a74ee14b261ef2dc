package io.longpole.analyzer.detect;

import io.longpole.analyzer.detect.LockQueue.Entry;
import io.longpole.analyzer.detect.LockQueue.Stretch;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds calls that came at once and ended in the order in which they came.
 *
 * <p>A queue is a run of at least {@value #MIN_CALLS} calls of different traces, each beginning
 * before the one before it ends and ending after it, whose durations follow their place in the
 * queue. Calls that do not wait for each other stand so by chance too: where five overlap, less
 * than once in {@value #ONE_IN} places, and each call more makes it at least {@value #RARER} times
 * rarer, whatever the durations are (tried for uniform, exponential, log-normal and nearly equal
 * ones). So queues of a length count only if there are more that long than chance brings to that
 * many places, which is Poisson's tail; and the more places a key ever had, the surer it must be.
 */
final class OrderedEnds {

  static final int MIN_CALLS = 5;
  static final double CORRELATED = 0.9;
  static final int ONE_IN = 80;
  private static final int RARER = 3;

  private OrderedEnds() {}

  /**
   * The queues among calls that are in order of start.
   *
   * @param placesSeen where the key's calls could ever have stood in a queue
   */
  static List<Stretch> of(Entry[] sorted, long placesSeen) {
    List<Stretch> queues = new ArrayList<>();
    int from = 0;
    for (int to = 1; to <= sorted.length; to++) {
      boolean waits =
          to < sorted.length
              && overlaps(sorted, to)
              && sorted[to].end() > sorted[to - 1].end()
              && sorted[to].trace() != sorted[to - 1].trace();
      if (!waits) {
        if (isQueue(sorted, from, to)) {
          queues.add(new Stretch(sorted[from].start(), sorted[to - 1].end(), to - from));
        }
        from = to;
      }
    }
    if (queues.isEmpty()) {
      return queues;
    }
    int least = leastCalls(queues, places(sorted, Long.MIN_VALUE), placesSeen);
    queues.removeIf(queue -> queue.calls() < least);
    return queues;
  }

  /** How many calls that began after a time have enough before them to end a queue. */
  static long places(Entry[] sorted, long after) {
    long places = 0;
    int chain = 0;
    for (int i = 0; i < sorted.length; i++) {
      chain = i > 0 && overlaps(sorted, i) ? chain + 1 : 1;
      places += chain >= MIN_CALLS && sorted[i].start() > after ? 1 : 0;
    }
    return places;
  }

  private static boolean overlaps(Entry[] sorted, int at) {
    return sorted[at].start() < sorted[at - 1].end();
  }

  /** How long a queue must be so that there are more than chance brings. */
  private static int leastCalls(List<Stretch> queues, long places, long placesSeen) {
    double allowed = Chance.allowed(ONE_IN, (double) Math.max(places, placesSeen) / ONE_IN);
    int[] lengths = queues.stream().mapToInt(Stretch::calls).sorted().toArray();
    for (int i = 0; i < lengths.length; i++) {
      double byChance = places / (ONE_IN * Math.pow(RARER, lengths[i] - MIN_CALLS));
      if (Chance.ofAtLeast(lengths.length - i, byChance) <= allowed) {
        return lengths[i];
      }
    }
    return Integer.MAX_VALUE;
  }

  private static boolean isQueue(Entry[] sorted, int from, int to) {
    int count = to - from;
    if (count < MIN_CALLS) {
      return false;
    }
    double[] places = new double[count];
    double[] durations = new double[count];
    int ended = from;
    for (int i = from; i < to; i++) {
      while (sorted[ended].end() <= sorted[i].start()) {
        ended++;
      }
      places[i - from] = i - ended;
      durations[i - from] = sorted[i].end() - sorted[i].start();
    }
    return Correlation.of(places, durations) >= CORRELATED;
  }
}
