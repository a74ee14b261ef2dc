package io.longpole.analyzer.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds calls that were served one after the other although they came at once.
 *
 * <p>Example: four updates of one row begin at 0, 1, 2, 3 and end at 10, 20, 30, 40: each waits for
 * those before it. A queue is a run of at least {@value #MIN_CALLS} calls of different traces, each
 * beginning before the one before it ends and ending after it, whose durations follow their place
 * in the queue; or a crowd that is let through one by one, see {@link EvenEnds}. Keeps the last
 * {@value #LIMIT} calls and {@value #MAX_STRETCHES} queues. New calls are looked at together, when
 * they are a quarter of those that are kept: O(log n) a call on average; answers are as of the last
 * {@link #settle}.
 */
final class LockQueue {

  static final int MIN_CALLS = 5;
  private static final int LIMIT = 1_024;
  private static final int MAX_STRETCHES = 64;
  private static final int LEAST_PENDING = 64;
  private static final int PENDING_SHARE = 4;

  private static final int LAST = 64;
  static final double CORRELATED = 0.9;

  /** A call. */
  record Entry(long trace, long start, long end) {}

  /** From when to when calls stood in a queue. */
  record Stretch(long from, long to, int calls) {
    boolean holds(long start, long end) {
      return from <= start && end <= to;
    }
  }

  private final Entry[] entries = new Entry[LIMIT];
  private int next;
  private int size;
  private int pending;
  private final List<Stretch> stretches = new ArrayList<>();

  void add(long trace, long start, long end) {
    entries[next] = new Entry(trace, start, end);
    next = (next + 1) % LIMIT;
    size = Math.min(LIMIT, size + 1);
    pending++;
    if (pending >= Math.max(LEAST_PENDING, size / PENDING_SHARE)) {
      settle();
    }
  }

  /** The queues seen so far, in order of time. */
  List<Stretch> stretches() {
    return stretches;
  }

  /**
   * The queue that a call stands in that just came, among the last {@value #LAST} calls; null if
   * there is none. For calls that are not looked at yet; only if enough run beside it.
   */
  @Nullable Stretch lately(long start, long end) {
    int count = Math.min(size, LAST);
    int beside = 0;
    Entry[] last = new Entry[count];
    for (int back = 1; back <= count; back++) {
      Entry entry = entries[Math.floorMod(next - back, LIMIT)];
      last[back - 1] = entry;
      beside += entry.start < end && start < entry.end ? 1 : 0;
    }
    if (beside < MIN_CALLS) {
      return null;
    }
    for (Stretch stretch : find(last)) {
      if (stretch.holds(start, end)) {
        return stretch;
      }
    }
    return null;
  }

  /** Looks at all calls that were added. Queues of calls that are kept no longer stay known. */
  void settle() {
    if (pending == 0) {
      return;
    }
    pending = 0;
    List<Stretch> found = find(Arrays.copyOf(entries, size));
    long oldest = Long.MAX_VALUE;
    for (int i = 0; i < size; i++) {
      oldest = Math.min(oldest, entries[i].start);
    }
    long keptFrom = oldest;
    stretches.removeIf(stretch -> stretch.from >= keptFrom);
    stretches.addAll(found);
    while (stretches.size() > MAX_STRETCHES) {
      stretches.removeFirst();
    }
  }

  private static List<Stretch> find(Entry[] sorted) {
    Arrays.sort(
        sorted,
        Comparator.comparingLong(Entry::start)
            .thenComparingLong(Entry::end)
            .thenComparingLong(Entry::trace));
    List<Stretch> crowds = EvenEnds.of(sorted);
    List<Stretch> found = new ArrayList<>(crowds);
    int from = 0;
    for (int to = 1; to <= sorted.length; to++) {
      boolean waits =
          to < sorted.length
              && sorted[to].start < sorted[to - 1].end
              && sorted[to].end > sorted[to - 1].end
              && sorted[to].trace != sorted[to - 1].trace;
      if (!waits) {
        if (isQueue(sorted, from, to)) {
          Stretch queue = new Stretch(sorted[from].start, sorted[to - 1].end, to - from);
          if (crowds.stream().noneMatch(crowd -> crowd.holds(queue.from, queue.to))) {
            found.add(queue);
          }
        }
        from = to;
      }
    }
    found.sort(Comparator.comparingLong(Stretch::from));
    return found;
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
      while (sorted[ended].end <= sorted[i].start) {
        ended++;
      }
      places[i - from] = i - ended;
      durations[i - from] = sorted[i].end - sorted[i].start;
    }
    return Correlation.of(places, durations) >= CORRELATED;
  }
}
