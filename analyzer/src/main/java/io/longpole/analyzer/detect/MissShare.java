package io.longpole.analyzer.detect;

/**
 * How many reads of one cache key are misses, minute by minute.
 *
 * <p>Example: 5 % for ten minutes, then 40 % of 300 reads: everything that was cached is gone. A
 * minute is bad from 30 % and twice what was before on; a bad minute does not become what was
 * before. O(1) a read.
 */
final class MissShare extends RecentMap.Value {

  static final double LARGE = 0.3;
  static final int TIMES_USUAL = 2;

  private static final double NEARLY_ALL = 0.9;
  private static final int ENOUGH_MINUTES = 3;
  private static final int ENOUGH_READS = 20;
  private static final int ENOUGH_MISSES = 10;
  private static final int ENOUGH_BEFORE = 200;

  /** Traces that missed, before it was known that too many do. */
  final Candidates missing = new Candidates();

  private final Tally readsBefore = new Tally();
  private final Tally missesBefore = new Tally();
  private final BadMinutes<Boolean> bad = new BadMinutes<>();
  private boolean writtenBack;
  private int minutes;
  private int minutesOfMisses;
  private long minute = Long.MIN_VALUE;
  private long reads;
  private long misses;

  /** Counts a read; a miss is counted besides as {@link #miss}. */
  void read(long timeNanos) {
    long now = BadMinutes.minute(timeNanos);
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

  /** Says that after a miss the cache was written, so that misses are what they seem. */
  void writtenBack() {
    writtenBack = true;
  }

  /**
   * Whether what looks like a miss is the ordinary way: a query follows nearly every read, minute
   * after minute, and nothing is written to the cache.
   */
  boolean isOrdinary() {
    return !writtenBack
        && minutesOfMisses >= ENOUGH_MINUTES
        && minutesOfMisses >= NEARLY_ALL * minutes;
  }

  /** Judges the open minute. */
  void settle() {
    if (reads == 0) {
      return;
    }
    double share = (double) misses / reads;
    minutes++;
    minutesOfMisses += reads >= ENOUGH_READS && share >= NEARLY_ALL ? 1 : 0;
    double usual = (double) missesBefore.total() / Math.max(1, readsBefore.total());
    if (reads >= ENOUGH_READS
        && misses >= ENOUGH_MISSES
        && share >= LARGE
        && readsBefore.total() >= ENOUGH_BEFORE
        && share >= TIMES_USUAL * usual) {
      bad.addBad(minute, true);
    } else {
      bad.addCalm(minute);
      readsBefore.add(BadMinutes.begin(minute), reads);
      missesBefore.add(BadMinutes.begin(minute), misses);
    }
    reads = 0;
    misses = 0;
  }

  /** Whether the minute of that time was bad; live, whether it goes on. */
  boolean isBad(long timeNanos, boolean live) {
    return bad.at(timeNanos, live) != null;
  }
}
