package io.longpole.analyzer.detect;

/**
 * In which orders calls of an operation were seen, to tell chance from need.
 *
 * <p>If stock was once asked before prices and once after, or both at once, neither needs the
 * other. Pairs are kept by hash; an operation's first {@value #MAX_CALLS} calls are compared.
 */
final class SeenOrders {

  static final int MAX_CALLS = 12;

  private static final int MAX_PAIRS = 50_000;
  private static final int AS_NAMED = 1;
  private static final int SWAPPED = 2;
  private static final int TOGETHER = 4;

  private final RecentMap<Long, int[]> pairs = new RecentMap<>(MAX_PAIRS, key -> new int[1]);

  /** Remembers how the calls of one parent, in order of start, follow each other. */
  void add(TraceFacts facts, int[] siblings) {
    int count = Math.min(siblings.length, MAX_CALLS);
    for (int i = 0; i < count; i++) {
      for (int j = i + 1; j < count; j++) {
        boolean together =
            facts.endNanos(siblings[i]) > facts.startNanos(siblings[j]) + Attempts.OVERLAP_NANOS;
        pairs.at(pair(facts, siblings[i], siblings[j]))[0] |=
            together ? TOGETHER : order(facts, siblings[i], siblings[j]);
      }
    }
  }

  /** Whether two calls, the earlier first, were seen at once or the other way round. */
  boolean areIndependent(TraceFacts facts, int earlier, int later) {
    int[] seen = pairs.find(pair(facts, earlier, later));
    if (seen == null) {
      return false;
    }
    boolean equal = facts.key(earlier) == facts.key(later);
    int other = order(facts, earlier, later) == AS_NAMED ? SWAPPED : AS_NAMED;
    return (seen[0] & TOGETHER) != 0 || (!equal && (seen[0] & other) != 0);
  }

  private static int order(TraceFacts facts, int earlier, int later) {
    return keyHash(facts, earlier) <= keyHash(facts, later) ? AS_NAMED : SWAPPED;
  }

  private static long pair(TraceFacts facts, int one, int other) {
    int parent = facts.trace().parent(facts.node(one));
    long anchor =
        LongTable.pair(facts.service(parent).hashCode(), facts.template(parent).hashCode());
    long low = Math.min(keyHash(facts, one), keyHash(facts, other));
    long high = Math.max(keyHash(facts, one), keyHash(facts, other));
    return LongTable.mix(LongTable.mix(anchor) + LongTable.mix(low) * 31 + high);
  }

  private static long keyHash(TraceFacts facts, int position) {
    String key = facts.call(position).key();
    return LongTable.pair(key.hashCode(), key.length());
  }
}
