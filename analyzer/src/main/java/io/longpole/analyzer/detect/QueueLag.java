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
final class QueueLag extends RecentMap.Value {

  static final long LONG_NANOS = 1_000_000_000L;
  static final int TIMES_USUAL = 5;
  static final int RISING = 5;
  static final int ENOUGH = 5;

  /** A minute in which messages waited too long. */
  record Backlog(long p95Nanos, long usualNanos, boolean rising) {}

  /** Traces whose messages waited long, before it was known that this is a backlog. */
  final Candidates late = new Candidates();

  private final RecentDurations before = new RecentDurations();
  private final List<Long> lastP95 = new ArrayList<>();
  private final BadMinutes<Backlog> backlogs = new BadMinutes<>();
  private DurationSketch open = new DurationSketch();
  private long minute = Long.MIN_VALUE;

  void add(long timeNanos, long lagNanos) {
    long now = BadMinutes.minute(timeNanos);
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
      backlogs.addBad(minute, new Backlog(p95, rising && !high ? lastP95.get(0) : usual, rising));
    } else {
      // A backlog does not become what is usual.
      before.addAll(BadMinutes.begin(minute), open);
      backlogs.addCalm(minute);
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

  /** The backlog at that time, null if there was none; live, one that goes on. */
  @Nullable Backlog at(long timeNanos, boolean live) {
    return backlogs.at(timeNanos, live);
  }
}
