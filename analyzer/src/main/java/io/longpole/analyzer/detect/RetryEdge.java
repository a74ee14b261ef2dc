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
 * it is a storm. What comes later than {@value #LATE} buckets is counted in the window that is
 * open.
 */
final class RetryEdge extends RecentMap.Value {

  static final long BUCKET_NANOS = 10_000_000_000L;

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

  private final AttemptCounts counts = new AttemptCounts();
  private final List<Episode> episodes = new ArrayList<>();
  private final RecentDurations durations = new RecentDurations();
  private final RetryPauses pauses = new RetryPauses();
  private final Candidates calm = new Candidates();
  private long usualNanos;
  private long newest = Long.MIN_VALUE;
  private long judgedTo = Long.MIN_VALUE;
  private int stormWindows;
  private long stormFrom;

  /** How long its callers wait before they try again. */
  RetryPauses pauses() {
    return pauses;
  }

  /** Traces with retries that are no storm so far. */
  Candidates calm() {
    return calm;
  }

  /** Counts a call; times of earlier and later calls may come in any order. */
  void add(Attempted call) {
    long bucket = bucket(call.startNanos);
    counts.add(bucket, AttemptCounts.FIRSTS, 1);
    counts.add(bucket, AttemptCounts.REPEATS, call.repeats);
    counts.add(bucket, AttemptCounts.FAILED, call.failed);
    counts.add(bucket, AttemptCounts.SUCCESSES, call.succeeded ? 1 : 0);
  }

  /** Counts a call that was tried once, and how long it took. */
  void addSingle(long startNanos, long nanos, boolean succeeded, boolean failed) {
    long bucket = bucket(startNanos);
    counts.add(bucket, AttemptCounts.FIRSTS, 1);
    counts.add(bucket, AttemptCounts.SUCCESSES, succeeded ? 1 : 0);
    if (failed) {
      counts.add(bucket, AttemptCounts.FAILED, 1);
    }
    addDuration(startNanos, nanos, failed);
  }

  /** Counts calls that ended well at once. */
  void addQuiet(QuietRow calls) {
    long bucket = bucket(calls.startNanos(0));
    counts.add(bucket, AttemptCounts.FIRSTS, calls.size());
    counts.add(bucket, AttemptCounts.SUCCESSES, calls.size());
    DurationSketch now = durations.at(calls.startNanos(0));
    for (int call = 0; call < calls.size(); call++) {
      now.addBucket(calls.durationBucket(call), 1);
    }
  }

  /** Adds how long one attempt took; failures are compared with what is usual. */
  void addDuration(long startNanos, long nanos, boolean failed) {
    if (!failed) {
      durations.add(startNanos, nanos);
    } else if (nanos >= usualNanos) {
      counts.add(bucket(startNanos), AttemptCounts.SLOW_FAILURES, 1);
    }
  }

  /** The bucket to count in what began then. */
  private long bucket(long startNanos) {
    long number = Math.floorDiv(startNanos, BUCKET_NANOS);
    if (newest == Long.MIN_VALUE) {
      judgedTo = number - 1;
      newest = number;
    }
    if (number > newest) {
      judgeTo(Math.min(number - LATE, newest + WINDOW));
      newest = number;
      judgedTo = Math.max(judgedTo, newest - LATE);
    }
    return Math.max(number, Math.max(judgedTo + 1, newest - AttemptCounts.BUCKETS + 1));
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
    AttemptCounts.Sums window = counts.sums(last - WINDOW + 1, last, false);
    double ratio = window.firsts() == 0 ? 0 : (double) window.repeats() / window.firsts();
    if (ratio <= HIGH_RATIO || window.repeats() < HIGH_REPEATS) {
      stormWindows = 0;
      usualNanos = durations.quantile(0.5);
      return;
    }
    AttemptCounts.Sums before = counts.sums(last - AttemptCounts.BUCKETS + 1, last - WINDOW, true);
    boolean known = before.buckets() >= KNOWN_BUCKETS;
    double usual = known ? before.attempts() / before.buckets() * WINDOW : (double) window.firsts();
    boolean stormy =
        window.firsts() >= STORM_FIRSTS
            && window.attempts() >= STORM_LOAD * usual
            && window.failed() >= STORM_FAILED * window.attempts();
    for (long number = last - WINDOW + 1; number <= last; number++) {
      counts.markStormy(number);
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
    boolean critical = ratio > CRITICAL_RATIO && window.repeats() >= CRITICAL_REPEATS;
    Level level = critical ? Level.CRITICAL_STORM : Level.STORM;
    extend(last, known && isMetastable(last, before) ? Level.METASTABLE : level, ratio);
  }

  /** Whether the load is the usual one but the failures stay, in three windows one by one. */
  private boolean isMetastable(long last, AttemptCounts.Sums before) {
    if (last - stormFrom + 1 < 3L * WINDOW) {
      return false;
    }
    double usualFirsts = (double) before.firsts() / before.buckets() * WINDOW;
    double usualSuccess = before.firsts() == 0 ? 0 : (double) before.successes() / before.firsts();
    for (int i = 0; i < 3; i++) {
      long end = last - (long) i * WINDOW;
      AttemptCounts.Sums window = counts.sums(end - WINDOW + 1, end, false);
      double success = (double) window.successes() / Math.max(1, window.firsts());
      if (Math.abs(window.firsts() - usualFirsts) > SAME_LOAD * usualFirsts
          || success > LOST_SUCCESS * usualSuccess
          || window.slowFailures() < 0.5 * window.failed()) {
        return false;
      }
    }
    return true;
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
