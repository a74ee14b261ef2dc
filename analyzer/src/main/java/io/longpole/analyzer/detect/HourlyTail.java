package io.longpole.analyzer.detect;

import java.util.Arrays;

/**
 * The p95 of an operation hour by hour, and whether it comes again every day or every week.
 *
 * <p>Example: for seven days the p95 is 100 ms, but 400 ms between two and three at night. The
 * series follows itself 24 hours later (correlation of at least {@value #FOLLOWS}), and the median
 * of the seven hours from two to three is 4 times the median of all. One bad night raises neither
 * the median of its hour nor, by itself, the correlation; a slow drift raises the correlation, but
 * no hour of the day above the others. Keeps {@value #HOURS} hours: a week has to be seen twice.
 * O(1) a request; a judgement is linear in the hours but for their sorting.
 */
final class HourlyTail extends RecentMap.Value {

  static final int DAY = 24;
  static final int WEEK = 168;
  static final double FOLLOWS = 0.5;
  static final double PEAK_FACTOR = 1.5;

  /** Fewer requests than these in an hour have no p95. */
  static final int ENOUGH_REQUESTS = 20;

  private static final int HOURS = 2 * WEEK;
  private static final long HOUR_NANOS = 3_600_000_000_000L;
  private static final float UNKNOWN = -1;

  /** Of the hours that should be compared, so many must be known. */
  private static final double MIN_KNOWN = 0.3;

  /** p95 in nanoseconds; a float is exact to a tenth of a millionth, which is more than the p95. */
  private float[] ring = new float[DAY];

  private long newest = Long.MIN_VALUE;
  private long oldest;
  private DurationSketch open = new DurationSketch();
  private DurationSketch before = new DurationSketch();
  private Rhythm rhythm = Rhythm.NONE;

  /**
   * What comes again.
   *
   * @param periodHours 24 or 168; 0 if nothing comes again
   * @param usualNanos the median of the p95 of all hours
   * @param peaks of each hour of the period, counted from the epoch, the median if it is a peak
   *     else 0
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never changed
  record Rhythm(int periodHours, double correlation, long usualNanos, long[] peaks) {
    static final Rhythm NONE = new Rhythm(0, 0, 0, new long[0]);

    /** The median p95 of the peak that holds a time; 0 if it is in none. */
    long peakNanos(long timeNanos) {
      return periodHours == 0 ? 0 : peaks[(int) Math.floorMod(hour(timeNanos), (long) periodHours)];
    }
  }

  private static long hour(long timeNanos) {
    return Math.floorDiv(timeNanos, HOUR_NANOS);
  }

  void add(long timeNanos, long durationNanos) {
    long hour = hour(timeNanos);
    if (newest == Long.MIN_VALUE) {
      newest = hour;
      oldest = hour;
      ring[slot(hour)] = UNKNOWN;
    }
    while (hour > newest) {
      advance(hour);
    }
    if (hour == newest) {
      open.add(durationNanos);
    } else if (hour == newest - 1) {
      before.add(durationNanos);
    }
  }

  /** Opens the next hour; of a long pause only the hours that are kept. */
  private void advance(long until) {
    seal();
    long next = newest + 1;
    if (until - next > HOURS) {
      Arrays.fill(ring, UNKNOWN);
      next = until;
      oldest = until;
      before = new DurationSketch();
    } else {
      before = open;
    }
    open = new DurationSketch();
    newest = next;
    if (newest - oldest >= ring.length && ring.length < HOURS) {
      widen();
    }
    oldest = Math.max(oldest, newest - ring.length + 1);
    ring[slot(newest)] = UNKNOWN;
    if (Math.floorMod(newest, (long) DAY) == 0) {
      judge();
    }
  }

  /** Writes what the two last hours come to. */
  private void seal() {
    ring[slot(newest)] = p95(open);
    if (newest > oldest) {
      ring[slot(newest - 1)] = p95(before);
    }
  }

  private static float p95(DurationSketch durations) {
    return durations.total() < ENOUGH_REQUESTS ? UNKNOWN : durations.quantile(0.95);
  }

  private void widen() {
    float[] wider = new float[Math.min(HOURS, ring.length * 4)];
    Arrays.fill(wider, UNKNOWN);
    for (long hour = oldest; hour < newest; hour++) {
      wider[(int) Math.floorMod(hour, (long) wider.length)] = ring[slot(hour)];
    }
    ring = wider;
  }

  private int slot(long hour) {
    return (int) Math.floorMod(hour, (long) ring.length);
  }

  /** Judges the hours so far; otherwise that is done once a day. */
  void settle() {
    if (newest != Long.MIN_VALUE) {
      seal();
      judge();
    }
  }

  /** What comes again, as far as it was judged. */
  Rhythm rhythm() {
    return rhythm;
  }

  private void judge() {
    rhythm = Rhythm.NONE;
    long hours = newest - oldest + 1;
    if (hours >= WEEK) {
      rhythm = rhythm(DAY);
    }
    if (rhythm.periodHours == 0 && hours >= 2 * WEEK) {
      rhythm = rhythm(WEEK);
    }
  }

  private Rhythm rhythm(int period) {
    double correlation = autocorrelation(period);
    float usual = median(oldest, 1);
    if (correlation < FOLLOWS || usual <= 0) {
      return Rhythm.NONE;
    }
    long[] peaks = new long[period];
    boolean any = false;
    for (int i = 0; i < period; i++) {
      float peak = median(oldest + i, period);
      if (peak >= PEAK_FACTOR * usual) {
        peaks[(int) Math.floorMod(oldest + i, (long) period)] = (long) peak;
        any = true;
      }
    }
    return any ? new Rhythm(period, correlation, (long) usual, peaks) : Rhythm.NONE;
  }

  /** How closely the series follows itself that many hours later. */
  private double autocorrelation(int lag) {
    int most = (int) (newest - oldest + 1 - lag);
    double[] earlier = new double[most];
    double[] later = new double[most];
    int count = 0;
    for (long hour = oldest; hour + lag <= newest; hour++) {
      if (ring[slot(hour)] >= 0 && ring[slot(hour + lag)] >= 0) {
        earlier[count] = ring[slot(hour)];
        later[count] = ring[slot(hour + lag)];
        count++;
      }
    }
    return count < MIN_KNOWN * most
        ? 0
        : Correlation.of(Arrays.copyOf(earlier, count), Arrays.copyOf(later, count));
  }

  /** The lower median of every so many hours; −1 if fewer than two of them are known. */
  private float median(long from, int step) {
    float[] values = new float[HOURS];
    int count = 0;
    for (long hour = from; hour <= newest; hour += step) {
      if (ring[slot(hour)] >= 0) {
        values[count++] = ring[slot(hour)];
      }
    }
    Arrays.sort(values, 0, count);
    return count < 2 ? UNKNOWN : values[(count - 1) / 2];
  }
}
