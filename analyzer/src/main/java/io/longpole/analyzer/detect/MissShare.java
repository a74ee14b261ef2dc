package io.longpole.analyzer.detect;

import java.util.ArrayList;
import java.util.List;

/**
 * How many reads of one cache key are misses, minute by minute.
 *
 * <p>Example: 5 % for ten minutes, then 40 % of 300 reads: everything that was cached is gone. A
 * minute is bad from 30 % and twice what was before on; a bad minute does not become what was
 * before. O(1) a read.
 */
final class MissShare {

  static final double LARGE = 0.3;
  static final int TIMES_USUAL = 2;

  private static final int ENOUGH_READS = 20;
  private static final int ENOUGH_MISSES = 10;
  private static final int ENOUGH_BEFORE = 200;
  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final int MAX_MINUTES = 60;

  private final Tally readsBefore = new Tally();
  private final Tally missesBefore = new Tally();
  private final List<Long> bad = new ArrayList<>();
  private long minute = Long.MIN_VALUE;
  private long reads;
  private long misses;

  /** Counts a read; a miss is counted besides as {@link #miss}. */
  void read(long timeNanos) {
    long now = Math.floorDiv(timeNanos, MINUTE_NANOS);
    if (now > minute) {
      settle();
      minute = now;
    }
    reads++;
  }

  /** Says that the last read was a miss. */
  void miss() {
    misses++;
  }

  /** Judges the open minute. */
  void settle() {
    if (reads == 0) {
      return;
    }
    double share = (double) misses / reads;
    double usual = (double) missesBefore.total() / Math.max(1, readsBefore.total());
    if (reads >= ENOUGH_READS
        && misses >= ENOUGH_MISSES
        && share >= LARGE
        && readsBefore.total() >= ENOUGH_BEFORE
        && share >= TIMES_USUAL * usual) {
      bad.add(minute);
      if (bad.size() > MAX_MINUTES) {
        bad.removeFirst();
      }
    } else {
      readsBefore.add(minute * MINUTE_NANOS, reads);
      missesBefore.add(minute * MINUTE_NANOS, misses);
    }
    reads = 0;
    misses = 0;
  }

  /** Whether the minute of that time was bad. */
  boolean isBad(long timeNanos) {
    return bad.contains(Math.floorDiv(timeNanos, MINUTE_NANOS));
  }
}
