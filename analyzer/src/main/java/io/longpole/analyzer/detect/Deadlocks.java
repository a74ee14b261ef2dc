package io.longpole.analyzer.detect;

/**
 * When the last deadlocks of a statement were broken, and so which calls they had kept waiting.
 *
 * <p>Example: an update waits from 0 to 1001 ms, another is refused at 1000 ms because of the
 * deadlock of both: the first waited for nothing else. Keeps the last {@value #LIMIT}.
 */
final class Deadlocks {

  private static final int LIMIT = 64;

  /** A shorter wait is no harm, and may well be none. */
  private static final long MIN_WAIT_NANOS = 20_000_000;

  /** A refusal frees the other at once; each client learns of its own end. */
  private static final long AT_ONCE_NANOS = 50_000_000;

  private final long[] starts = new long[LIMIT];
  private final long[] ends = new long[LIMIT];
  private int next;
  private int size;

  void add(long start, long end) {
    starts[next] = start;
    ends[next] = end;
    next = (next + 1) % LIMIT;
    size = Math.min(LIMIT, size + 1);
  }

  /** Whether a call that was not refused waited until one was: at least half of that one's wait. */
  boolean released(long start, long end) {
    if (end - start < MIN_WAIT_NANOS) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      long together = Math.min(end, ends[i]) - Math.max(start, starts[i]);
      if (together > 0
          && together >= (ends[i] - starts[i]) / 2
          && Math.abs(end - ends[i]) <= AT_ONCE_NANOS) {
        return true;
      }
    }
    return false;
  }
}
