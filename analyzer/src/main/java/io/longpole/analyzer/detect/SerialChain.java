package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.call.Call.Noise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the calls of one parent that wait for each other in a row, though nothing visible says that
 * they must.
 *
 * <p>Of all ways to pick calls that do not overlap, the one with the longest time in calls is
 * taken. Example: a 0–50, b 10–30, c 52–90, d 91–140 gives a, c, d. The row is cut where a pause is
 * longer than 5 ms and 5 % of it, at the longest first, and before a read of what an earlier call
 * of it wrote; queries of one transaction take no part. Example: of calls of 80 ms each with pauses
 * of 10, 10 and 60 ms the first three are a row: 60 ms is more than 5 % of 400, 10 ms less than 5 %
 * of 260. O(k log k) for k calls.
 */
final class SerialChain {

  private static final long MAX_GAP_NANOS = 5_000_000;
  private static final double MAX_GAP_SHARE = 0.05;

  private static final int NO_PAUSE = -1;

  /** More earlier writes than these are not compared; then the row ends. */
  private static final int MAX_WRITES = 16;

  private final TraceFacts facts;
  private final Integer[] byEnd;

  private SerialChain(TraceFacts facts, int[] siblings) {
    this.facts = facts;
    BitSet inTransaction = transactional(facts, facts.trace().parent(facts.node(siblings[0])));
    this.byEnd =
        Arrays.stream(siblings)
            .filter(position -> !inTransaction.get(facts.node(position)))
            .filter(position -> facts.durationNanos(position) > 0)
            .boxed()
            .sorted(
                Comparator.comparingLong((Integer position) -> facts.endNanos(position))
                    .thenComparing(Comparator.naturalOrder()))
            .toArray(Integer[]::new);
  }

  /** The rows of calls, in order of start; siblings are positions of calls of one parent. */
  static List<int[]> of(TraceFacts facts, int[] siblings) {
    if (siblings.length == 0) {
      return List.of();
    }
    SerialChain chain = new SerialChain(facts, siblings);
    return chain.byEnd.length == 0 ? List.of() : chain.cut(chain.heaviest());
  }

  /** Weighted intervals: the best ending with each call is the best before its start and itself. */
  private List<Integer> heaviest() {
    int count = byEnd.length;
    long[] best = new long[count + 1];
    int[] before = new int[count];
    for (int i = 0; i < count; i++) {
      before[i] = endedBy(facts.startNanos(byEnd[i]) + Attempts.OVERLAP_NANOS, i);
      best[i + 1] = Math.max(best[i], best[before[i]] + facts.durationNanos(byEnd[i]));
    }
    List<Integer> chain = new ArrayList<>();
    int i = count;
    while (i > 0) {
      if (best[i] == best[i - 1]) {
        i--;
      } else {
        chain.add(byEnd[i - 1]);
        i = before[i - 1];
      }
    }
    return chain.reversed();
  }

  /** How many of the first calls ended by that time. */
  private int endedBy(long time, int limit) {
    int low = 0;
    int high = limit;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (facts.endNanos(byEnd[middle]) <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private List<int[]> cut(List<Integer> chain) {
    List<int[]> rows = new ArrayList<>();
    int[] all = chain.stream().mapToInt(Integer::intValue).toArray();
    for (int[] row : withoutPauses(all)) {
      for (int[] free : withoutNeeds(row)) {
        // A shorter row has shorter pauses.
        rows.addAll(free.length == row.length ? List.of(free) : withoutPauses(free));
      }
    }
    return rows;
  }

  /** Cuts before each call that may need what an earlier one of its row wrote. */
  private List<int[]> withoutNeeds(int[] chain) {
    List<int[]> rows = new ArrayList<>();
    List<Call> writes = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < chain.length; i++) {
      Call call = facts.call(chain[i]);
      if (i > from && needs(writes, call)) {
        rows.add(Arrays.copyOfRange(chain, from, i));
        from = i;
        writes.clear();
      }
      if (call.effect() != Effect.READ) {
        writes.add(call);
      }
    }
    rows.add(Arrays.copyOfRange(chain, from, chain.length));
    return rows;
  }

  /** Cuts at the longest pause as long as that is too long for its row; rows in order of start. */
  private List<int[]> withoutPauses(int[] chain) {
    int[] before = new int[chain.length];
    int[] after = new int[chain.length];
    int root = pauseTree(chain, before, after);
    List<int[]> rows = new ArrayList<>();
    ArrayDeque<int[]> ranges = new ArrayDeque<>();
    ranges.push(new int[] {0, chain.length, root});
    while (!ranges.isEmpty()) {
      int[] range = ranges.pop();
      int longest = range[2];
      if (longest == NO_PAUSE || !isTooLong(chain, range[0], range[1], longest)) {
        rows.add(Arrays.copyOfRange(chain, range[0], range[1]));
      } else {
        ranges.push(new int[] {longest, range[1], after[longest]});
        ranges.push(new int[] {range[0], longest, before[longest]});
      }
    }
    return rows;
  }

  /**
   * Of the pauses before the calls 1, 2, … of a chain the longest, and of those before and after
   * each pause, up to the next longer one, the longest again. One pass.
   */
  private int pauseTree(int[] chain, int[] before, int[] after) {
    Arrays.fill(before, NO_PAUSE);
    Arrays.fill(after, NO_PAUSE);
    int[] open = new int[chain.length];
    int depth = 0;
    for (int i = 1; i < chain.length; i++) {
      int shorter = NO_PAUSE;
      while (depth > 0 && pauseNanos(chain, open[depth - 1]) < pauseNanos(chain, i)) {
        shorter = open[--depth];
      }
      before[i] = shorter;
      if (depth > 0) {
        after[open[depth - 1]] = i;
      }
      open[depth++] = i;
    }
    return depth == 0 ? NO_PAUSE : open[0];
  }

  private long pauseNanos(int[] chain, int i) {
    return facts.startNanos(chain[i]) - facts.endNanos(chain[i - 1]);
  }

  private boolean isTooLong(int[] chain, int from, int to, int pause) {
    long length = facts.endNanos(chain[to - 1]) - facts.startNanos(chain[from]);
    return pauseNanos(chain, pause) > Math.max(MAX_GAP_NANOS, (long) (MAX_GAP_SHARE * length));
  }

  /** Whether a call reads, or may read, what an earlier one wrote. */
  private static boolean needs(List<Call> writes, Call call) {
    if (call.effect() == Effect.WRITE) {
      return false;
    }
    if (writes.size() > MAX_WRITES) {
      return true;
    }
    for (Call write : writes) {
      boolean elsewhere =
          !write.target().equals(call.target())
              || write.callClass() != call.callClass()
              || (!write.collection().isEmpty()
                  && !call.collection().isEmpty()
                  && !write.collection().equals(call.collection()));
      if (!elsewhere) {
        return true;
      }
    }
    return false;
  }

  /** The queries of a parent between the begin and the end of a transaction, if these show. */
  private static BitSet transactional(TraceFacts facts, int parent) {
    BitSet inside = new BitSet();
    int first = facts.trace().firstChild(parent);
    int end = first + facts.trace().childCount(parent);
    int open = first;
    boolean begun = false;
    for (int node = first; node < end; node++) {
      String word = transactionWord(facts, node);
      if (word.isEmpty()) {
        continue;
      }
      boolean begins = word.equals("begin");
      if (!begins) {
        markQueries(facts, inside, open, node);
      }
      open = node + 1;
      begun = begins;
    }
    if (begun) {
      markQueries(facts, inside, open, end);
    }
    return inside;
  }

  private static void markQueries(TraceFacts facts, BitSet inside, int from, int to) {
    for (int node = from; node < to; node++) {
      Call call = facts.calls().at(node);
      if (call != null && call.callClass() == Call.CallClass.DB) {
        inside.set(node);
      }
    }
  }

  /** {@code begin} or {@code end} of a transaction, empty for all else. */
  private static String transactionWord(TraceFacts facts, int node) {
    Call call = facts.calls().at(node);
    if (call != null && call.noise() != Noise.TX) {
      return "";
    }
    String said = call == null ? facts.name(node) : call.label();
    if (ends(said, "commit") || ends(said, "rollback")) {
      return "end";
    }
    if (call == null) {
      return "";
    }
    return starts(said, "commit") || starts(said, "rollback") ? "end" : "begin";
  }

  private static boolean ends(String text, String word) {
    return text.regionMatches(true, text.length() - word.length(), word, 0, word.length());
  }

  private static boolean starts(String text, String word) {
    return text.regionMatches(true, 0, word, 0, word.length());
  }
}
