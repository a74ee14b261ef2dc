package io.longpole.analyzer.detect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long the messages of a queue wait, minute by minute.
 *
 * <p>Example: p95 of 20 ms for ten minutes, then 3 s: a backlog in the eleventh. Or 0.2, 0.5, 0.9,
 * 1.4, 2 s: one that rises. Minutes with fewer than {@value #ENOUGH} messages are passed over.
 */
final class QueueLag {

  private static final long MINUTE_NANOS = 60_000_000_000L;
  static final long LONG_NANOS = 1_000_000_000L;
  static final int TIMES_USUAL = 5;
  static final int RISING = 5;
  static final int ENOUGH = 5;
  private static final int MAX_MINUTES = 60;

  /** A minute in which messages waited too long. */
  record Backlog(long minute, long p95Nanos, long usualNanos, boolean rising) {}

  private final RecentDurations before = new RecentDurations();
  private final List<Long> lastP95 = new ArrayList<>();
  private final List<Backlog> backlogs = new ArrayList<>();
  private DurationSketch open = new DurationSketch();
  private long minute = Long.MIN_VALUE;

  void add(long timeNanos, long lagNanos) {
    long now = Math.floorDiv(timeNanos, MINUTE_NANOS);
    if (now > minute) {
      settle();
      minute = now;
    }
    open.add(lagNanos);
  }

  /** Judges the open minute. */
  void settle() {
    if (open.total() < ENOUGH) {
      return;
    }
    long p95 = open.quantile(0.95);
    long usual = before.quantile(0.95);
    lastP95.add(p95);
    if (lastP95.size() > RISING) {
      lastP95.remove(0);
    }
    boolean rising = isRising();
    boolean high = p95 >= LONG_NANOS && before.total() >= ENOUGH && p95 > TIMES_USUAL * usual;
    if (high || rising) {
      backlogs.add(new Backlog(minute, p95, rising && !high ? lastP95.get(0) : usual, rising));
      if (backlogs.size() > MAX_MINUTES) {
        backlogs.remove(0);
      }
    } else {
      // A backlog does not become what is usual.
      before.addAll(minute * MINUTE_NANOS, open);
    }
    open = new DurationSketch();
  }

  /** Whether each of five minutes was worse than the one before, and the last clearly bad. */
  private boolean isRising() {
    for (int i = 1; i < lastP95.size(); i++) {
      if (lastP95.get(i) <= lastP95.get(i - 1)) {
        return false;
      }
    }
    return lastP95.size() == RISING
        && lastP95.get(RISING - 1) >= LONG_NANOS
        && lastP95.get(RISING - 1) >= 2 * lastP95.get(0);
  }

  /** The backlog at that time, null if there was none. */
  @Nullable Backlog at(long timeNanos) {
    long asked = Math.floorDiv(timeNanos, MINUTE_NANOS);
    for (Backlog backlog : backlogs) {
      if (backlog.minute == asked) {
        return backlog;
      }
    }
    return null;
  }
}
