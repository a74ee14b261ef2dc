package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.Arguments;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.call.Outcome;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code cache-stampede}: many requests miss the cache at once and ask the database instead.
 *
 * <p>A miss is a read of a cache that is followed within 5 ms, below the same parent, by a read of
 * a database; the time in which a connection is waited for does not count. It may follow later if
 * the cache is written then, for a busy event loop or an invisible wait for a connection may lie
 * between. Three things make a stampede of misses: ten requests that ask the same within a second,
 * far more of such queries at once than usual, or a large share of a cache's reads.
 */
final class CacheStampedeDetector implements WindowDetector {

  private static final String NAME = "cache-stampede";

  private static final long FOLLOWS_NANOS = 5_000_000;
  private static final long LATEST_NANOS = 1_000_000_000;
  private static final int MAX_KEYS = 10_000;
  private static final int CALLS_UNTIL_WRITTEN = 8;

  private static final int NOT_WRITTEN = -1;

  /**
   * A miss: the read of the cache and the query that follows.
   *
   * @param write the write of that cache soon after, as by who missed it; {@link #NOT_WRITTEN} if
   *     there is none
   */
  private record Miss(int read, int query, int write) {}

  /**
   * The last read of a cache below a parent.
   *
   * @param untilNanos its end, or that of the connection that was waited for since
   * @param isLast whether nothing was called since
   */
  private record LastRead(int position, long untilNanos, boolean isLast) {}

  /** Why misses are a stampede. */
  private enum Sign {
    TOGETHER,
    CROWD,
    SHARE
  }

  private final RecentMap<NameKey, MissedKey> keys =
      new RecentMap<>(MAX_KEYS, key -> new MissedKey());
  private final RecentMap<NameKey, MissShare> caches =
      new RecentMap<>(MAX_KEYS, key -> new MissShare());

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "many requests miss the cache at once and ask the database instead")
        .rule(
            "A miss is a read of a cache followed, below the same parent, by a read of a database, at"
                + " once or, if nothing else is called between, with a write of that cache after it."
                + " Stampedes are misses of many traces within a second that ask the same; far more such"
                + " queries at once than usual; or a minute in which many more of a cache's reads miss.")
        .limit("traces together", Misses.MANY)
        .limit("query at most after the read, or the connection", Words.duration(FOLLOWS_NANOS))
        .limit("if the cache is written after it", Words.duration(LATEST_NANOS))
        .limit("queries at once, times their median", Crowd.TIMES_MEDIAN)
        .share("misses among the reads of a minute", MissShare.LARGE)
        .limit("and times the share before", MissShare.TIMES_USUAL)
        .silent(
            "queries that are known to ask for different rows, be it by the keys that were not in the"
                + " cache, or by a read after another had written the cache, but for the share of misses")
        .silent("one trace that misses often, which is a loop")
        .silent(
            "reads that a query follows at all times and no write to the cache: they are hits, or no"
                + " cache")
        .silent("a cache that is still empty at the beginning")
        .severity("Warning; critical in a minute in which the p95 of the queries doubles.")
        .exampleInWords("An entry expires, and 40 requests load it at the same time.")
        .fix(
            "One loader per key; let entries expire at different times, and serve the old value"
                + " meanwhile.")
        .detail("call", "the query")
        .detail("cache", "the read that missed")
        .detail("evidence", "`together`, `concurrency` or `miss-share`")
        .detail("together", "traces that ask the same within a second, if many")
        .detail("usualNanos", "the median of the query otherwise")
        .build();
  }

  @Override
  public void learn(TraceFacts facts) {
    if (!facts.hasCalls(CallClass.CACHE)) {
      return;
    }
    BitSet missed = new BitSet();
    for (Miss miss : misses(facts)) {
      Call query = facts.call(miss.query);
      missed.set(miss.read);
      if (miss.write != NOT_WRITTEN) {
        Call read = facts.call(miss.read);
        caches.at(facts.pair(read.target(), read.key())).writtenBack();
      }
      keys.at(facts.pair(query.target(), query.key()))
          .add(
              new Misses.Miss(
                  facts.startNanos(miss.query),
                  facts.trace().id().high() ^ facts.trace().id().low(),
                  asked(facts, miss),
                  facts.startNanos(miss.read),
                  writtenNanos(facts, miss)),
              facts.endNanos(miss.query));
    }
    for (int position = 0; position < facts.callCount(); position++) {
      Call call = facts.call(position);
      if (call.callClass() == CallClass.CACHE && call.effect() == Effect.READ) {
        MissShare share = caches.at(facts.pair(call.target(), call.key()));
        share.read(facts.startNanos(position));
        if (missed.get(position)) {
          share.miss();
          if (facts.isLive()) {
            lookAgain(facts, share, facts.startNanos(position));
          }
        }
      }
    }
  }

  private static void lookAgain(TraceFacts facts, MissShare share, long start) {
    if (share.isBad(start, true)) {
      facts.lookAgain(NAME, share.missing, Long.MIN_VALUE);
    } else {
      share.missing.add(facts.trace().id(), start);
    }
  }

  @Override
  public void settle() {
    keys.forEach(MissedKey::settle);
    caches.forEach(MissShare::settle);
  }

  private static List<Miss> misses(TraceFacts facts) {
    if (!facts.hasCalls(CallClass.CACHE)) {
      return List.of();
    }
    List<Miss> misses = new ArrayList<>();
    LongTable parents = new LongTable();
    LastRead[] reads = new LastRead[16];
    for (int position = 0; position < facts.callCount(); position++) {
      Call call = facts.call(position);
      int parent = facts.trace().parent(call.node());
      if (parent < 0) {
        continue;
      }
      if (call.callClass() == CallClass.CACHE && isRead(call)) {
        int at = parents.add(parent);
        reads = at < reads.length ? reads : Arrays.copyOf(reads, at * 2);
        reads[at] = new LastRead(position, facts.endNanos(position), true);
        continue;
      }
      int at = parents.size() == 0 ? LongTable.ABSENT : parents.find(parent);
      LastRead read = at == LongTable.ABSENT ? null : reads[at];
      if (read == null) {
        continue;
      }
      long gap = facts.startNanos(position) - read.untilNanos;
      boolean follows = gap >= -Attempts.OVERLAP_NANOS && gap <= FOLLOWS_NANOS;
      if (follows && call.noise() != Noise.NONE) {
        reads[at] = new LastRead(read.position, facts.endNanos(position), read.isLast);
      } else if (call.callClass() == CallClass.DB && isRead(call)) {
        int write = writeAfter(facts, position, facts.call(read.position).target());
        boolean late = read.isLast && gap >= 0 && gap <= LATEST_NANOS;
        if (follows || (late && isBeside(facts, write, parent))) {
          misses.add(new Miss(read.position, position, write));
        }
        reads[at] = null;
      } else if (call.noise() == Noise.NONE) {
        reads[at] = new LastRead(read.position, read.untilNanos, false);
      }
    }
    return misses;
  }

  private static boolean isRead(Call call) {
    return call.effect() == Effect.READ && call.noise() == Noise.NONE;
  }

  /** The first write of that cache among the calls soon after a query. */
  private static int writeAfter(TraceFacts facts, int query, String cache) {
    int end = Math.min(facts.callCount(), query + 1 + CALLS_UNTIL_WRITTEN);
    for (int position = query + 1; position < end; position++) {
      Call call = facts.call(position);
      if (call.callClass() == CallClass.CACHE
          && call.effect() == Effect.WRITE
          && call.target().equals(cache)) {
        return position;
      }
    }
    return NOT_WRITTEN;
  }

  private static boolean isBeside(TraceFacts facts, int write, int parent) {
    return write != NOT_WRITTEN && facts.trace().parent(facts.node(write)) == parent;
  }

  @Override
  public long forgotten() {
    return keys.evictions() + caches.evictions();
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    if (keys.size() == 0) {
      return;
    }
    for (Miss miss : misses(facts)) {
      Call query = facts.call(miss.query);
      MissedKey known = keys.find(facts.pair(query.target(), query.key()));
      Sign sign = known == null ? null : sign(facts, miss, known);
      if (known != null && sign != null) {
        clues.accept(clue(facts, miss, known, sign));
      }
    }
  }

  private @Nullable Sign sign(TraceFacts facts, Miss miss, MissedKey known) {
    long start = facts.startNanos(miss.query);
    Call read = facts.call(miss.read);
    MissShare share = caches.find(facts.pair(read.target(), read.key()));
    boolean ordinary = share != null && share.isOrdinary();
    if (!ordinary && together(facts, miss, known) >= Misses.MANY) {
      return Sign.TOGETHER;
    }
    if (known.crowd.holds(start)) {
      return Sign.CROWD;
    }
    return share != null && share.isBad(facts.startNanos(miss.read), facts.isLive())
        ? Sign.SHARE
        : null;
  }

  /** What a query asks for; where its arguments are hidden, what was not in the cache. */
  private static long asked(TraceFacts facts, Miss miss) {
    Arguments query = facts.call(miss.query).arguments();
    return query.known() ? query.hash() : facts.call(miss.read).arguments().hash();
  }

  /** When the cache knew what was missed, where only that tells who missed the same. */
  private static long writtenNanos(TraceFacts facts, Miss miss) {
    boolean known =
        facts.call(miss.query).arguments().known() || facts.call(miss.read).arguments().known();
    boolean written =
        !known && miss.write != NOT_WRITTEN && facts.call(miss.write).outcome() == Outcome.OK;
    return written ? facts.endNanos(miss.write) : Long.MAX_VALUE;
  }

  private static int together(TraceFacts facts, Miss miss, MissedKey known) {
    long start = facts.startNanos(miss.query);
    long arguments = asked(facts, miss);
    int settled = known.misses.around(start, arguments);
    return facts.isLive() ? Math.max(settled, known.misses.lately(start, arguments)) : settled;
  }

  private static Clue clue(TraceFacts facts, Miss miss, MissedKey known, Sign sign) {
    Call query = facts.call(miss.query);
    Call read = facts.call(miss.read);
    String service = facts.service(query.node());
    long nanos = facts.durationNanos(miss.query);
    long usual = known.usualNanos();
    boolean doubles = known.isDoubled(facts.startNanos(miss.query), facts.isLive());
    int together = together(facts, miss, known);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("call", query.text());
    details.put("cache", read.text());
    details.put(
        "evidence",
        switch (sign) {
          case TOGETHER -> "together";
          case CROWD -> "concurrency";
          case SHARE -> "miss-share";
        });
    details.put("together", (long) together);
    details.put("usualNanos", usual);
    details.put("thresholdTraces", (long) Misses.MANY);
    details.put("thresholdConcurrency", (long) Crowd.TIMES_MEDIAN);
    details.put("thresholdShare", MissShare.LARGE);
    double share = usual > 0 ? Remedy.shareOf(usual, nanos) : 1;
    return new Clue(
        new Problem(
            NAME,
            service,
            facts.name(facts.entry(query.node())),
            List.of(query.target(), Namespaces.of(facts, query), query.fingerprintKey())),
        Gravity.ofLoad(doubles ? Severity.CRITICAL : Severity.WARNING),
        Remedy.scaleSubtree(share, share, query.node()),
        new int[] {read.node(), query.node()},
        new Advice(
            summary(read, query, sign, together),
            "One loader per key; let entries expire at different times, and serve the old value"
                + " meanwhile."),
        details,
        nanos);
  }

  private static String summary(Call read, Call query, Sign sign, int together) {
    String cache = Words.call(read.label());
    String asked = Words.call(query.label());
    return switch (sign) {
      case TOGETHER ->
          together + " requests miss " + cache + " within a second and all ask " + asked + ".";
      case CROWD ->
          "Requests miss " + cache + " and run " + asked + " many times as often at once as usual.";
      case SHARE ->
          "Far more reads of " + cache + " than usual are misses, and each asks " + asked + ".";
    };
  }
}
