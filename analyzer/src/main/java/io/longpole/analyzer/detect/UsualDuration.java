package io.longpole.analyzer.detect;

/**
 * How long the calls of a key take when nothing hinders them: the lower quartile, found again only
 * when there are clearly more of them.
 *
 * <p>Of 5, 5, 80 and 80 ms it is 5 ms. After 1, 2, 4, … 1,024 durations and then after each 1,024
 * it is read off the sketch; in between it stays what it was. So adding costs a few operations on
 * average.
 */
final class UsualDuration extends RecentMap.Value {

  private static final int MOST_UNREAD = 1_024;

  private final DurationSketch durations = new DurationSketch();
  private long nextReading = 1;
  private long usualNanos;

  /** Adds a duration; answers the lower quartile so far. */
  long add(long nanos) {
    durations.add(nanos);
    if (durations.total() >= nextReading) {
      usualNanos = durations.quantile(0.25);
      nextReading += Math.min(nextReading, MOST_UNREAD);
    }
    return usualNanos;
  }
}
