package io.longpole.analyzer.detect;

import io.longpole.analyzer.detect.LockQueue.Entry;
import io.longpole.analyzer.detect.LockQueue.Stretch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Finds calls that came at once and were let through one by one, in whatever order.
 *
 * <p>Example: six updates of one row begin within 10 ms and end at 6, 36, 87, 120, 151 and 184 ms:
 * each time the lock is held for some 30 ms, and a database need not wake those first that came
 * first. Calls that do not wait for each other end at random times, of which two are close sooner
 * or later: that the shortest of k pauses between the ends is c of their mean has a chance of (1 −
 * c)^(k − 1). So the shortest pause must be so long that chance brings it once in {@value #ONE_IN}
 * crowds, of many crowds a part must be like that, and the more places for a queue a key ever had,
 * the surer it must be that chance did not make them. The first must end within about one pause,
 * for calls that all take equally long end closely too.
 */
final class EvenEnds {

  static final int ONE_IN = 200;

  /** Shorter pauses are no harm, and clocks that tell whole milliseconds make them even. */
  private static final long MIN_PAUSE_NANOS = 5_000_000;

  private static final double LONGEST_FIRST = 1.5;
  private static final int MOST_CROWDS_EACH = 10;
  private static final int SURE_ONE_IN = 50;

  private EvenEnds() {}

  /**
   * The crowds among calls that are in order of start.
   *
   * @param placesSeen where the key's calls could ever have stood in a queue
   */
  static List<Stretch> of(Entry[] sorted, long placesSeen) {
    List<Stretch> even = new ArrayList<>();
    int crowds = 0;
    int from = 0;
    long end = Long.MIN_VALUE;
    for (int to = 0; to <= sorted.length; to++) {
      if (to == sorted.length || sorted[to].start() >= end) {
        if (to - from >= LockQueue.MIN_CALLS) {
          crowds++;
          Entry[] crowd = Arrays.copyOfRange(sorted, from, to);
          if (isEven(crowd)) {
            even.add(new Stretch(sorted[from].start(), end, to - from));
          }
        }
        from = to;
      }
      end = to == sorted.length ? end : Math.max(end, sorted[to].end());
    }
    boolean many =
        !even.isEmpty()
            && even.size() * MOST_CROWDS_EACH >= crowds
            && Chance.ofAtLeast(even.size(), (double) crowds / ONE_IN)
                <= Chance.allowed(SURE_ONE_IN, (double) placesSeen / OrderedEnds.ONE_IN);
    return many ? even : List.of();
  }

  private static boolean isEven(Entry[] crowd) {
    Arrays.sort(crowd, Comparator.comparingLong(Entry::end));
    int pauses = crowd.length - 1;
    long shortest = Long.MAX_VALUE;
    for (int i = 1; i < crowd.length; i++) {
      shortest = Math.min(shortest, crowd[i].end() - crowd[i - 1].end());
    }
    double mean = (double) (crowd[pauses].end() - crowd[0].end()) / pauses;
    double byChance = 1 - Math.pow(1.0 / ONE_IN, 1.0 / (pauses - 1));
    return mean >= MIN_PAUSE_NANOS
        && shortest >= byChance * mean
        && crowd[0].end() - crowd[0].start() <= LONGEST_FIRST * mean
        && Arrays.stream(crowd).mapToLong(Entry::trace).distinct().count() == crowd.length;
  }
}
