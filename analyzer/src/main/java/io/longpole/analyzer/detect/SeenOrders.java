package io.longpole.analyzer.detect;

import io.longpole.analyzer.model.Mix;
import java.util.Arrays;

/**
 * In which orders calls of an operation were seen, to tell chance from need.
 *
 * <p>If stock was once asked before prices and once after, or both at once, neither needs the
 * other. Pairs are kept by hash; an operation's first {@value #MAX_CALLS} calls are compared. Most
 * parents call the same over and over: rows of calls that were added lately are not added again.
 */
final class SeenOrders {

  static final int MAX_CALLS = 12;

  private static final int MAX_PAIRS = 50_000;
  private static final int AS_NAMED = 1;
  private static final int SWAPPED = 2;
  private static final int TOGETHER = 4;

  private static final int ROWS = 1 << 15;

  /** The orders in which two calls were seen. */
  private static final class Pair extends RecentMap.Value {
    private int seen;
  }

  private final RecentMap<Long, Pair> pairs = new RecentMap<>(MAX_PAIRS, key -> new Pair());

  /** By the lower bits of a row's hash the upper ones, of the last two rows with these bits. */
  private final int[] lastRows = new int[ROWS];

  /**
   * Remembers how the calls of one parent, in order of start, follow each other.
   *
   * @param siblings {@value #MAX_CALLS} at most
   */
  void add(TraceFacts facts, int[] siblings) {
    int count = siblings.length;
    long row = row(facts, siblings);
    int slot = (int) (row & (ROWS - 2));
    int rest = (int) (row >>> Integer.SIZE) | 1; // 0 is no row
    if (lastRows[slot] == rest || lastRows[slot + 1] == rest) {
      return;
    }
    lastRows[slot + 1] = lastRows[slot];
    lastRows[slot] = rest;
    long forgotten = pairs.evictions();
    for (int i = 0; i < count; i++) {
      for (int j = i + 1; j < count; j++) {
        pairs.at(pair(facts, siblings[i], siblings[j])).seen |=
            areTogether(facts, siblings[i], siblings[j])
                ? TOGETHER
                : order(facts, siblings[i], siblings[j]);
      }
    }
    if (pairs.evictions() > forgotten) {
      Arrays.fill(lastRows, 0); // rows whose pairs were forgotten must be added again
    }
  }

  /**
   * A hash of all that is remembered of a row of calls: of each what it calls, and how many of the
   * next ones begin while it runs. Those are the ones right after it, as calls are in order of
   * start.
   */
  private static long row(TraceFacts facts, int[] siblings) {
    long row = anchor(facts, siblings[0]);
    for (int i = 0; i < siblings.length; i++) {
      int after = i + 1;
      while (after < siblings.length && areTogether(facts, siblings[i], siblings[after])) {
        after++;
      }
      row = Mix.of(row + facts.site(siblings[i]).hashCode()) + after;
    }
    return Mix.of(row);
  }

  private static boolean areTogether(TraceFacts facts, int earlier, int later) {
    return facts.endNanos(earlier) > facts.startNanos(later) + Attempts.OVERLAP_NANOS;
  }

  /** How many pairs were forgotten to make room. */
  long forgotten() {
    return pairs.evictions();
  }

  /** Whether two calls, the earlier first, were seen at once or the other way round. */
  boolean areIndependent(TraceFacts facts, int earlier, int later) {
    Pair pair = pairs.find(pair(facts, earlier, later));
    if (pair == null) {
      return false;
    }
    int other = order(facts, earlier, later) == AS_NAMED ? SWAPPED : AS_NAMED;
    return (pair.seen & TOGETHER) != 0 || (pair.seen & other) != 0;
  }

  private static int order(TraceFacts facts, int earlier, int later) {
    return keyHash(facts, earlier) <= keyHash(facts, later) ? AS_NAMED : SWAPPED;
  }

  private static long pair(TraceFacts facts, int one, int other) {
    long low = Math.min(keyHash(facts, one), keyHash(facts, other));
    long high = Math.max(keyHash(facts, one), keyHash(facts, other));
    return Mix.of(Mix.of(anchor(facts, one)) + Mix.of(low) * 31 + high);
  }

  private static long anchor(TraceFacts facts, int call) {
    int parent = facts.trace().parent(facts.node(call));
    return facts.operation(parent).hashCode();
  }

  private static long keyHash(TraceFacts facts, int position) {
    String key = facts.call(position).key();
    return LongTable.pair(key.hashCode(), key.length());
  }
}
