package io.longpole.query.index;

import io.longpole.analyzer.model.Mix;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Remembers which trace ids were ever put, sometimes wrongly saying yes, never wrongly no.
 *
 * <p>Nearly every trace that arrives is new; asking the index for each would cost more than
 * indexing it. A row of Bloom filters, each of 2 MiB for a million ids: about one wrong yes in a
 * thousand for each filter. Safe for any number of threads.
 */
final class SeenTraces {

  private static final int IDS_PER_FILTER = 1 << 20;
  private static final int BITS_LOG2 = 24;
  private static final int HASHES = 6;

  /** A million ids, and the highest trace log position of any of them. */
  private static final class Filter {
    private final AtomicLongArray bits = new AtomicLongArray(1 << (BITS_LOG2 - 6));
    private long highestPosition = Long.MIN_VALUE; // guarded by the owner
  }

  private final List<Filter> filters = new ArrayList<>();
  private volatile AtomicLongArray[] snapshot = {};
  private int inLast = IDS_PER_FILTER;

  synchronized void add(TraceId id, long position) {
    if (inLast == IDS_PER_FILTER) {
      filters.add(new Filter());
      publish();
      inLast = 0;
    }
    inLast++;
    Filter last = filters.getLast();
    last.highestPosition = Math.max(last.highestPosition, position);
    AtomicLongArray filter = last.bits;
    long hash = Mix.of(id);
    long step = hash >>> 32 | 1;
    for (int i = 0; i < HASHES; i++) {
      int bit = (int) hash & ((1 << BITS_LOG2) - 1);
      filter.accumulateAndGet(bit >>> 6, 1L << bit, (a, b) -> a | b);
      hash += step;
    }
  }

  private void publish() {
    snapshot = filters.stream().map(filter -> filter.bits).toArray(AtomicLongArray[]::new);
  }

  /** Lets go of filters all of whose ids were deleted. */
  synchronized void forgetBefore(long position) {
    while (!filters.isEmpty() && filters.getFirst().highestPosition < position) {
      filters.removeFirst();
    }
    if (filters.isEmpty()) {
      inLast = IDS_PER_FILTER;
    }
    publish();
  }

  /** How many filters there are. */
  synchronized int size() {
    return filters.size();
  }

  boolean mayContain(TraceId id) {
    for (AtomicLongArray filter : snapshot) {
      if (contains(filter, Mix.of(id))) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(AtomicLongArray filter, long mixed) {
    long hash = mixed;
    long step = mixed >>> 32 | 1;
    for (int i = 0; i < HASHES; i++) {
      int bit = (int) hash & ((1 << BITS_LOG2) - 1);
      if ((filter.get(bit >>> 6) & 1L << bit) == 0) {
        return false;
      }
      hash += step;
    }
    return true;
  }
}
