package io.longpole.analyzer.detect;

/**
 * The queries of one database key that follow misses of a cache, and what became of them: how many
 * came together, how many ran at once, and in which minutes they took twice as long.
 */
final class MissedKey extends RecentMap.Value {

  private static final int ENOUGH_CALLS = 50;
  private static final double TAIL = 0.95;

  final Misses misses = new Misses();
  final Crowd crowd = new Crowd();
  private final RecentDurations usual = new RecentDurations();
  private final BadMinutes<Boolean> doubled = new BadMinutes<>();
  private DurationSketch open = new DurationSketch();
  private long minute = Long.MIN_VALUE;

  /** Takes a miss whose query ends then. */
  void add(Misses.Miss miss, long end) {
    long start = miss.time();
    long now = BadMinutes.minute(start);
    if (now > minute) {
      closeMinute();
      minute = now;
    }
    open.add(end - start);
    misses.add(miss);
    crowd.add(start, end, miss.trace(), miss.arguments());
  }

  void settle() {
    closeMinute();
    misses.settle();
  }

  /** A minute that took twice as long does not become what is usual. */
  private void closeMinute() {
    boolean twice =
        open.total() >= Misses.MANY
            && usual.total() >= ENOUGH_CALLS
            && open.quantile(TAIL) >= 2 * usual.quantile(TAIL);
    if (twice) {
      doubled.addBad(minute, true);
    } else if (open.total() > 0) {
      doubled.addCalm(minute);
      usual.addAll(BadMinutes.begin(minute), open);
    }
    open = new DurationSketch();
  }

  /** Whether the p95 of that minute was twice the usual one; live, whether that goes on. */
  boolean isDoubled(long timeNanos, boolean live) {
    return doubled.at(timeNanos, live) != null;
  }

  /** The median of the queries in minutes that were not twice as slow; 0 if there are none. */
  long usualNanos() {
    return usual.quantile(0.5);
  }
}
