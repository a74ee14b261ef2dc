package io.longpole.analyzer.detect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one edge, a caller's calls of one operation, in buckets of 10 s, and the storms
 * among them.
 *
 * <p>A window of six buckets is judged when a later bucket begins: F first attempts, R repeats.
 * Example: 100 first attempts a minute, 3 % of them repeated; then all fail and are tried three
 * times: F = 100, R = 200, three times the attempts of before, all failing. After two such windows
 * it is a storm. Keeps {@value #BUCKETS} buckets; what comes later than {@value #LATE} buckets is
 * counted in the window that is open.
 */
final class RetryEdge {

  static final long BUCKET_NANOS = 10_000_000_000L;
  static final int BUCKETS = 360;

  private static final int WINDOW = 6;
  private static final int LATE = 6;
  private static final int MAX_EPISODES = 64;

  /** A stretch that goes on holds so long after its last judged window, which lags behind. */
  private static final long OPEN_NANOS = (LATE + WINDOW) * BUCKET_NANOS;

  private static final int KNOWN_BUCKETS = 30;

  static final double HIGH_RATIO = 0.10;
  static final int HIGH_REPEATS = 30;
  static final int STORM_FIRSTS = 50;
  static final double STORM_LOAD = 1.5;
  static final double STORM_FAILED = 0.2;
  private static final int STORM_WINDOWS = 2;
  static final double CRITICAL_RATIO = 0.20;
  static final int CRITICAL_REPEATS = 100;
  private static final double SAME_LOAD = 0.1;
  private static final double LOST_SUCCESS = 0.5;

  /** What happened in 10 s. */
  private static final class Bucket {
    private final long number;
    private int firsts;
    private int repeats;
    private int failed;
    private int successes;
    private int slowFailures;
    private boolean stormy;

    private Bucket(long number) {
      this.number = number;
    }
  }

  /** How serious a stretch of many retries is. */
  enum Level {
    HIGH,
    STORM,
    CRITICAL_STORM,
    METASTABLE
  }

  /**
   * A stretch of many retries.
   *
   * @param ratio the highest share of repeats to first attempts in a window
   */
  record Episode(long fromNanos, long toNanos, Level level, double ratio) {}

  /** A call with its attempts. */
  record Attempted(long startNanos, int repeats, int failed, boolean succeeded) {}

  /** Sums of a window of buckets. */
  private record Sums(
      long firsts, long repeats, long failed, long slowFailures, long successes, long buckets) {
    private double attempts() {
      return (double) firsts + repeats;
    }
  }

  private final @Nullable Bucket[] ring = new Bucket[BUCKETS];
  private final List<Episode> episodes = new ArrayList<>();
  private final RecentDurations durations = new RecentDurations();
  private long usualNanos;
  private long newest = Long.MIN_VALUE;
  private long judgedTo = Long.MIN_VALUE;
  private int stormWindows;
  private long stormFrom;

  /** Counts a call; times of earlier and later calls may come in any order. */
  void add(Attempted call) {
    Bucket bucket = bucket(Math.floorDiv(call.startNanos, BUCKET_NANOS));
    bucket.firsts++;
    bucket.repeats += call.repeats;
    bucket.failed += call.failed;
    bucket.successes += call.succeeded ? 1 : 0;
  }

  /** Counts a call that was tried once, and how long it took. */
  void addSingle(long startNanos, long nanos, boolean succeeded, boolean failed) {
    Bucket bucket = bucket(Math.floorDiv(startNanos, BUCKET_NANOS));
    bucket.firsts++;
    bucket.successes += succeeded ? 1 : 0;
    if (failed) {
      bucket.failed++;
      bucket.slowFailures += nanos >= usualNanos ? 1 : 0;
    } else {
      durations.add(startNanos, nanos);
    }
  }

  /** Adds how long one attempt took; failures are compared with what is usual. */
  void addDuration(long startNanos, long nanos, boolean failed) {
    if (failed) {
      bucket(Math.floorDiv(startNanos, BUCKET_NANOS)).slowFailures += nanos >= usualNanos ? 1 : 0;
    } else {
      durations.add(startNanos, nanos);
    }
  }

  private Bucket bucket(long number) {
    if (newest == Long.MIN_VALUE) {
      judgedTo = number - 1;
      newest = number;
    }
    if (number > newest) {
      judgeTo(Math.min(number - LATE, newest + WINDOW));
      newest = number;
      judgedTo = Math.max(judgedTo, newest - LATE);
    }
    long kept = Math.max(number, Math.max(judgedTo + 1, newest - BUCKETS + 1));
    int slot = (int) Math.floorMod(kept, (long) BUCKETS);
    Bucket known = ring[slot];
    if (known == null || known.number != kept) {
      known = new Bucket(kept);
      ring[slot] = known;
    }
    return known;
  }

  /** All stretches of many retries among the windows that were judged, in order of time. */
  List<Episode> episodes() {
    return episodes;
  }

  /**
   * The stretch that holds a time, null if there is none.
   *
   * @param live whether the time may be in a window that is not judged yet; then a stretch that
   *     goes on in the last judged window holds for two more
   */
  @Nullable Episode at(long timeNanos, boolean live) {
    for (Episode episode : episodes) {
      long to = live && goesOn(episode) ? episode.toNanos + OPEN_NANOS : episode.toNanos;
      if (episode.fromNanos <= timeNanos && timeNanos < to) {
        return episode;
      }
    }
    return null;
  }

  private boolean goesOn(Episode episode) {
    return episode.toNanos == (judgedTo + 1) * BUCKET_NANOS;
  }

  /** Judges all windows, when nothing more comes. */
  void settle() {
    judgeTo(newest);
  }

  private void judgeTo(long last) {
    while (judgedTo < last) {
      judge(++judgedTo);
    }
  }

  /** Judges the window that ends with a bucket. */
  private void judge(long last) {
    Sums window = sums(last - WINDOW + 1, last, false);
    double ratio = window.firsts == 0 ? 0 : (double) window.repeats / window.firsts;
    if (ratio <= HIGH_RATIO || window.repeats < HIGH_REPEATS) {
      stormWindows = 0;
      usualNanos = durations.quantile(0.5);
      return;
    }
    Sums before = sums(last - BUCKETS + 1, last - WINDOW, true);
    boolean known = before.buckets >= KNOWN_BUCKETS;
    double usual = known ? before.attempts() / before.buckets * WINDOW : (double) window.firsts;
    boolean stormy =
        window.firsts >= STORM_FIRSTS
            && window.attempts() >= STORM_LOAD * usual
            && window.failed >= STORM_FAILED * window.attempts();
    for (long number = last - WINDOW + 1; number <= last; number++) {
      mark(number);
    }
    if (!stormy) {
      stormWindows = 0;
      extend(last, Level.HIGH, ratio);
      return;
    }
    if (stormWindows == 0) {
      stormFrom = last - WINDOW + 1;
    }
    stormWindows++;
    if (stormWindows < STORM_WINDOWS) {
      extend(last, Level.HIGH, ratio);
      return;
    }
    boolean critical = ratio > CRITICAL_RATIO && window.repeats >= CRITICAL_REPEATS;
    Level level = critical ? Level.CRITICAL_STORM : Level.STORM;
    extend(last, known && isMetastable(last, before) ? Level.METASTABLE : level, ratio);
  }

  /** Whether the load is the usual one but the failures stay, in three windows one by one. */
  private boolean isMetastable(long last, Sums before) {
    if (last - stormFrom + 1 < 3L * WINDOW) {
      return false;
    }
    double usualFirsts = (double) before.firsts / before.buckets * WINDOW;
    double usualSuccess = before.firsts == 0 ? 0 : (double) before.successes / before.firsts;
    for (int i = 0; i < 3; i++) {
      long end = last - (long) i * WINDOW;
      Sums window = sums(end - WINDOW + 1, end, false);
      double success = (double) window.successes / Math.max(1, window.firsts);
      if (Math.abs(window.firsts - usualFirsts) > SAME_LOAD * usualFirsts
          || success > LOST_SUCCESS * usualSuccess
          || window.slowFailures < 0.5 * window.failed) {
        return false;
      }
    }
    return true;
  }

  private void mark(long number) {
    Bucket bucket = find(number);
    if (bucket != null) {
      bucket.stormy = true;
    }
  }

  private @Nullable Bucket find(long number) {
    Bucket bucket = ring[(int) Math.floorMod(number, (long) BUCKETS)];
    return bucket == null || bucket.number != number ? null : bucket;
  }

  /** Sums over buckets; those of a calm baseline leave out the stretches of many retries. */
  private Sums sums(long from, long to, boolean calm) {
    long[] sums = new long[6];
    for (long number = from; number <= to; number++) {
      Bucket bucket = find(number);
      if (bucket != null && !(calm && bucket.stormy)) {
        sums[0] += bucket.firsts;
        sums[1] += bucket.repeats;
        sums[2] += bucket.failed;
        sums[3] += bucket.slowFailures;
        sums[4] += bucket.successes;
        sums[5]++;
      }
    }
    return new Sums(sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]);
  }

  /** Prolongs the last stretch if it touches this window, else begins one. */
  private void extend(long lastBucket, Level level, double ratio) {
    long from = (lastBucket - WINDOW + 1) * BUCKET_NANOS;
    long to = (lastBucket + 1) * BUCKET_NANOS;
    if (!episodes.isEmpty() && episodes.get(episodes.size() - 1).toNanos >= from) {
      Episode open = episodes.remove(episodes.size() - 1);
      Level worst = level.compareTo(open.level) > 0 ? level : open.level;
      episodes.add(new Episode(open.fromNanos, to, worst, Math.max(open.ratio, ratio)));
    } else {
      episodes.add(new Episode(from, to, level, ratio));
    }
    if (episodes.size() > MAX_EPISODES) {
      episodes.remove(0);
    }
  }
}
