package io.longpole.analyzer.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Misses that ask one key, and how many of them came together.
 *
 * <p>Example: 12 traces ask for one author within a second, 3 for another: the first 12 are a
 * stampede. Misses whose arguments are known to differ are counted apart; those whose arguments are
 * hidden together, as far as none of them read the cache after another had written it: who misses
 * then asks for something else. Keeps the last {@value #LIMIT}. New ones are looked at together,
 * when they are a quarter of those that are kept: O(log n) a miss on average; answers are as of the
 * last {@link #settle}.
 */
final class Misses {

  /** From so many traces in a second on it is a stampede. */
  static final int MANY = 10;

  private static final long TOGETHER_NANOS = 1_000_000_000L;
  private static final int LIMIT = 2_048;
  private static final int LEAST_PENDING = 32;
  private static final int PENDING_SHARE = 4;
  private static final int MOST_LATELY = 256;

  /**
   * A miss.
   *
   * @param time when its query began
   * @param arguments what it asks for, as far as it is known
   * @param readNanos when the cache was asked
   * @param writtenNanos from when on the cache knows what is missed; {@link Long#MAX_VALUE} if it
   *     is not written, or if the arguments tell who misses the same
   */
  record Miss(long time, long trace, long arguments, long readNanos, long writtenNanos) {}

  private final Miss[] ring = new Miss[LIMIT];
  private int next;
  private int size;
  private int pending;
  private Miss[] sorted = new Miss[0];
  private int[] together = new int[0];

  void add(Miss miss) {
    ring[next] = miss;
    next = (next + 1) % LIMIT;
    size = Math.min(LIMIT, size + 1);
    pending++;
    if (pending >= Math.max(LEAST_PENDING, size / PENDING_SHARE)) {
      settle();
    }
  }

  /** The most traces that missed with these arguments in a second that holds that time. */
  int around(long time, long arguments) {
    int most = 0;
    for (int i = firstFrom(time); i < sorted.length && sorted[i].time == time; i++) {
      most = sorted[i].arguments == arguments ? Math.max(most, together[i]) : most;
    }
    return most;
  }

  /**
   * The same among the last {@value #MOST_LATELY} misses, which need not be looked at yet; 0 if
   * they are fewer than {@value #MANY}. For the trace that came last.
   */
  int lately(long time, long arguments) {
    int most = Math.min(size, MOST_LATELY);
    List<Miss> near = new ArrayList<>(0);
    for (int back = 1; back <= most; back++) {
      Miss miss = ring[Math.floorMod(next - back, LIMIT)];
      if (miss.arguments == arguments && Math.abs(miss.time - time) <= TOGETHER_NANOS) {
        near.add(miss);
      }
    }
    if (near.size() < MANY) {
      return 0;
    }
    near.sort(Comparator.comparingLong(Miss::time).thenComparingLong(Miss::trace));
    int together = 0;
    int[] starts = starts(near);
    for (int to = 0; to < starts.length; to++) {
      int from = starts[to];
      if (to - from + 1 > Math.max(together, MANY - 1)
          && near.subList(from, to + 1).stream().mapToLong(Miss::trace).distinct().count()
              >= MANY) {
        together = to - from + 1;
      }
    }
    return together;
  }

  private int firstFrom(long time) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle].time < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Looks at all misses that were added. */
  void settle() {
    if (pending == 0) {
      return;
    }
    pending = 0;
    sorted = Arrays.copyOf(ring, size);
    Arrays.sort(
        sorted,
        Comparator.comparingLong(Miss::time)
            .thenComparingLong(Miss::arguments)
            .thenComparingLong(Miss::trace));
    together = new int[size];
    Map<Long, List<Integer>> byArguments = new HashMap<>();
    for (int i = 0; i < size; i++) {
      byArguments.computeIfAbsent(sorted[i].arguments, unseen -> new ArrayList<>()).add(i);
    }
    for (List<Integer> same : byArguments.values()) {
      count(same.stream().mapToInt(Integer::intValue).toArray());
    }
  }

  /** For each miss the first that may ask the same, of those that are in order of time. */
  private static int[] starts(List<Miss> misses) {
    PriorityQueue<Integer> written =
        new PriorityQueue<>(Comparator.comparingLong((Integer at) -> misses.get(at).writtenNanos));
    int[] starts = new int[misses.size()];
    int from = 0;
    for (int to = 0; to < starts.length; to++) {
      Miss miss = misses.get(to);
      while (miss.time - misses.get(from).time > TOGETHER_NANOS) {
        from++;
      }
      while (!written.isEmpty() && misses.get(written.element()).writtenNanos <= miss.readNanos) {
        from = Math.max(from, written.remove() + 1);
      }
      if (miss.writtenNanos != Long.MAX_VALUE) {
        written.add(to);
      }
      starts[to] = from;
    }
    return starts;
  }

  /** Every miss gets the size of the largest second that it is in. */
  private void count(int[] positions) {
    int[] starts = starts(Arrays.stream(positions).mapToObj(at -> sorted[at]).toList());
    for (int to = 0; to < positions.length; to++) {
      int from = starts[to];
      if (to - from + 1 >= MANY && distinctTraces(positions, from, to) >= MANY) {
        for (int i = to; i >= from && together[positions[i]] < to - from + 1; i--) {
          together[positions[i]] = to - from + 1;
        }
      }
    }
  }

  private int distinctTraces(int[] positions, int from, int to) {
    Set<Long> traces = new HashSet<>();
    for (int i = from; i <= to && traces.size() < MANY; i++) {
      traces.add(sorted[positions[i]].trace);
    }
    return traces.size();
  }
}
