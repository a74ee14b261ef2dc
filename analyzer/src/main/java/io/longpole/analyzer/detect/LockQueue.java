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
 * those before it. That is a queue of {@link OrderedEnds}; or a crowd is let through one by one, in
 * whatever order, see {@link EvenEnds}. Keeps the last {@value #LIMIT} calls and {@value
 * #MAX_STRETCHES} queues. New calls are looked at together, when they are a quarter of those that
 * are kept: O(log n) a call on average; answers are as of the last {@link #settle}.
 */
final class LockQueue {

  static final int MIN_CALLS = OrderedEnds.MIN_CALLS;
  private static final int LIMIT = 1_024;
  private static final int MAX_STRETCHES = 64;
  private static final int LEAST_PENDING = 64;
  private static final int PENDING_SHARE = 4;

  private static final int LAST = 64;

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

  /** Where calls could have stood in a queue, of those that began until then. */
  private long placesSeen;

  private long seenUntil = Long.MIN_VALUE;

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
    for (Stretch stretch : find(sorted(last))) {
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
    Entry[] kept = sorted(Arrays.copyOf(entries, size));
    long keptFrom = kept[0].start;
    placesSeen += OrderedEnds.places(kept, seenUntil);
    seenUntil = Math.max(seenUntil, kept[size - 1].start);
    List<Stretch> found = find(kept);
    stretches.removeIf(stretch -> stretch.from >= keptFrom);
    stretches.addAll(found);
    while (stretches.size() > MAX_STRETCHES) {
      stretches.removeFirst();
    }
  }

  private static Entry[] sorted(Entry[] entries) {
    Arrays.sort(
        entries,
        Comparator.comparingLong(Entry::start)
            .thenComparingLong(Entry::end)
            .thenComparingLong(Entry::trace));
    return entries;
  }

  private List<Stretch> find(Entry[] sorted) {
    List<Stretch> crowds = EvenEnds.of(sorted, placesSeen);
    List<Stretch> found = new ArrayList<>(crowds);
    for (Stretch queue : OrderedEnds.of(sorted, placesSeen)) {
      if (crowds.stream().noneMatch(crowd -> crowd.holds(queue.from, queue.to))) {
        found.add(queue);
      }
    }
    found.sort(Comparator.comparingLong(Stretch::from));
    return found;
  }
}
