package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * {@code cache-stampede}: many requests miss the cache at once and all ask the database the same.
 *
 * <p>A miss is a read of a cache that is followed within 5 ms, below the same parent, by a read of
 * a database.
 */
final class CacheStampedeDetector implements WindowDetector {

  private static final String NAME = "cache-stampede";

  private static final long FOLLOWS_NANOS = 5_000_000;
  private static final int MAX_KEYS = 10_000;
  private static final int ENOUGH_CALLS = 50;

  private record Key(String target, String call) {}

  /** The misses that ask one key, and how long such calls usually take. */
  private static final class Known {
    private final Misses misses = new Misses();
    private final RecentDurations usual = new RecentDurations();
  }

  /** A miss: the read of the cache and the query that follows. */
  private record Miss(int read, int query) {}

  private final RecentMap<Key, Known> keys = new RecentMap<>(MAX_KEYS, key -> new Known());

  @Override
  public void learn(TraceFacts facts) {
    for (Miss miss : misses(facts)) {
      Call query = facts.call(miss.query);
      Known known = keys.at(new Key(query.target(), query.key()));
      known.misses.add(
          facts.startNanos(miss.query),
          facts.trace().id().high() ^ facts.trace().id().low(),
          query.arguments().hash());
      known.usual.add(facts.startNanos(miss.query), facts.durationNanos(miss.query));
    }
  }

  private static List<Miss> misses(TraceFacts facts) {
    List<Miss> misses = new ArrayList<>();
    LongTable parents = new LongTable();
    int[] lastRead = new int[16];
    for (int position = 0; position < facts.callCount(); position++) {
      Call call = facts.call(position);
      int parent = facts.trace().parent(call.node());
      boolean read = call.effect() == Effect.READ && call.noise() == Noise.NONE;
      if (parent < 0 || !read) {
        continue;
      }
      if (call.callClass() == CallClass.CACHE) {
        int at = parents.add(parent);
        lastRead = at < lastRead.length ? lastRead : Arrays.copyOf(lastRead, at * 2);
        lastRead[at] = position + 1;
      } else if (call.callClass() == CallClass.DB && parents.size() > 0) {
        int at = parents.find(parent);
        int before = at == LongTable.ABSENT ? 0 : lastRead[at];
        if (before > 0) {
          long gap = facts.startNanos(position) - facts.endNanos(before - 1);
          if (gap >= -Attempts.OVERLAP_NANOS && gap <= FOLLOWS_NANOS) {
            misses.add(new Miss(before - 1, position));
          }
          lastRead[at] = 0;
        }
      }
    }
    return misses;
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    for (Miss miss : misses(facts)) {
      Call query = facts.call(miss.query);
      Known known = keys.find(new Key(query.target(), query.key()));
      int together =
          known == null
              ? 0
              : known.misses.around(facts.startNanos(miss.query), query.arguments().hash());
      if (known != null && together >= Misses.MANY) {
        clues.accept(clue(facts, miss, known, together));
      }
    }
  }

  private static Clue clue(TraceFacts facts, Miss miss, Known known, int together) {
    Call query = facts.call(miss.query);
    Call read = facts.call(miss.read);
    String service = facts.service(query.node());
    long nanos = facts.durationNanos(miss.query);
    long usual = known.usual.quantile(0.5);
    boolean doubles =
        known.usual.total() >= ENOUGH_CALLS && nanos >= 2 * known.usual.quantile(0.95);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("call", query.text());
    details.put("cache", read.text());
    details.put("together", (long) together);
    details.put("usualNanos", usual);
    details.put("thresholdTraces", (long) Misses.MANY);
    double share = Remedy.shareOf(usual, nanos);
    return new Clue(
        new Problem(
            NAME,
            service,
            facts.name(facts.entry(query.node())),
            List.of(query.target(), "", query.fingerprintKey())),
        Gravity.ofLoad(doubles ? Severity.CRITICAL : Severity.WARNING),
        Remedy.scale(share, share, query.node()),
        new int[] {read.node(), query.node()},
        new Advice(
            together
                + " requests miss "
                + Words.call(read.label())
                + " within a second and all ask "
                + Words.call(query.label())
                + ".",
            "One loader per key; let entries expire at different times, and serve the old value"
                + " meanwhile."),
        details,
        nanos);
  }
}
