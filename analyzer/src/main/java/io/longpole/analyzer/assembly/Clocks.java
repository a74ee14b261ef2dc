package io.longpole.analyzer.assembly;

import io.longpole.analyzer.model.ClockOffset;
import io.longpole.analyzer.model.TraceFlag;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Brings the times of all hosts to the clock of the main root's host: one offset per host.
 *
 * <p>The calls between two hosts bound the difference of their clocks ({@link HostPair}). From the
 * main root's host, whose offset is 0, hosts join outwards over the pair with most calls, each
 * compared with the times of its neighbour as already moved. Nothing moves if the times are
 * possible as they are. Spans without a known host are not moved.
 *
 * <p>Example (ms): auth 5–45 on host a calls verify 52–82 on host b. Any offset of b from −47 to
 * −37 makes verify happen inside auth; the middle, −42, is taken: verify is 10–40.
 *
 * <p>O(n + p log p) for p pairs of hosts.
 */
final class Clocks {

  private static final int UNKNOWN = -1;

  private final Draft draft;
  private final long skewMaxNanos;
  private final int[] hostOf;
  private final List<String> hosts = new ArrayList<>();
  private final Map<Long, HostPair> pairs = new HashMap<>();
  private final List<List<HostPair>> pairsOfHost = new ArrayList<>();
  private final List<ClockOffset> found = new ArrayList<>();

  private Clocks(Draft draft, long skewMaxNanos) {
    this.draft = draft;
    this.skewMaxNanos = skewMaxNanos;
    this.hostOf = new int[draft.size()];
  }

  /**
   * Moves the times of hosts whose clocks are off.
   *
   * @param roots the main root first
   */
  static void align(Draft draft, int[] roots, long skewMaxNanos) {
    if (!isOnOneHost(draft)) {
      new Clocks(draft, skewMaxNanos).align(roots);
    }
  }

  private static boolean isOnOneHost(Draft draft) {
    String first = draft.spans[0].resource().host();
    for (int i = 1; i < draft.size(); i++) {
      if (!draft.spans[i].resource().host().equals(first)) {
        return false;
      }
    }
    return true;
  }

  private void align(int[] roots) {
    nameHosts();
    collectPairs();
    if (pairs.isEmpty()) {
      return;
    }
    long[] offsets = new long[hosts.size()];
    boolean[] joined = new boolean[hosts.size()];
    for (int root : roots) {
      if (hostOf[root] != UNKNOWN && !joined[hostOf[root]]) {
        joinFrom(hostOf[root], offsets, joined);
      }
    }
    draft.clockOffsets = found;
    move(offsets);
  }

  private void nameHosts() {
    Map<String, Integer> numbers = new HashMap<>();
    String last = "";
    int lastHost = UNKNOWN;
    for (int i = 0; i < hostOf.length; i++) {
      String host = draft.spans[i].resource().host();
      if (!host.equals(last)) {
        last = host;
        lastHost = host.isEmpty() ? UNKNOWN : numbers.computeIfAbsent(host, this::newHost);
      }
      hostOf[i] = lastHost;
    }
  }

  private int newHost(String name) {
    hosts.add(name);
    pairsOfHost.add(new ArrayList<>());
    return hosts.size() - 1;
  }

  private void collectPairs() {
    for (int child = 0; child < hostOf.length; child++) {
      int parent = draft.parents[child];
      if (parent == Draft.NO_PARENT || hostOf[parent] == hostOf[child]) {
        continue;
      }
      int low = Math.min(hostOf[parent], hostOf[child]);
      int high = Math.max(hostOf[parent], hostOf[child]);
      if (low != UNKNOWN) {
        pairs
            .computeIfAbsent((long) low << 32 | high, unused -> newPair(low, high))
            .add(draft, parent, child, hostOf[parent] == low);
      }
    }
  }

  private HostPair newPair(int low, int high) {
    HostPair pair = new HostPair(low, high);
    pairsOfHost.get(low).add(pair);
    pairsOfHost.get(high).add(pair);
    return pair;
  }

  /** A host that may join next, over a pair with one that has joined. */
  private record Candidate(HostPair pair, int joined, int host) {}

  private void joinFrom(int seed, long[] offsets, boolean[] joined) {
    PriorityQueue<Candidate> candidates =
        new PriorityQueue<>(
            Comparator.comparingInt((Candidate c) -> -c.pair.edges())
                .thenComparing(c -> hosts.get(c.joined))
                .thenComparing(c -> hosts.get(c.host)));
    joined[seed] = true;
    addNeighbours(seed, joined, candidates);
    while (!candidates.isEmpty()) {
      Candidate next = candidates.remove();
      if (!joined[next.host]) {
        joined[next.host] = true;
        offsets[next.host] = offset(next, offsets[next.joined]);
        addNeighbours(next.host, joined, candidates);
      }
    }
  }

  private void addNeighbours(int host, boolean[] joined, PriorityQueue<Candidate> candidates) {
    for (HostPair pair : pairsOfHost.get(host)) {
      int other = pair.other(host);
      if (pair.edges() > 0 && !joined[other]) {
        candidates.add(new Candidate(pair, host, other));
      }
    }
  }

  private long offset(Candidate candidate, long neighbourOffset) {
    HostPair.Bounds hard = candidate.pair.hard(candidate.host, neighbourOffset);
    HostPair.Bounds all = candidate.pair.all(candidate.host, neighbourOffset);
    HostPair.Bounds shown = all.isEmpty() ? hard : all;
    long offset;
    if (shown.isEmpty()) {
      draft.flags.add(TraceFlag.CLOCK_INFEASIBLE);
      offset = 0;
    } else if (shown.contains(0)) {
      offset = 0;
    } else {
      offset = all.isEmpty() ? hard.nearestToZero() : all.middle();
    }
    boolean withinMax = Math.abs(offset) <= skewMaxNanos;
    if (!withinMax && skewMaxNanos > 0) {
      draft.flags.add(TraceFlag.CLOCK_OVER_MAX);
    }
    boolean applied = offset != 0 && withinMax;
    found.add(
        new ClockOffset(
            hosts.get(candidate.host),
            offset,
            shown.low(),
            shown.high(),
            candidate.pair.edges(),
            applied));
    return applied ? offset : 0;
  }

  private void move(long[] offsets) {
    for (int i = 0; i < hostOf.length; i++) {
      long offset = hostOf[i] == UNKNOWN ? 0 : offsets[hostOf[i]];
      if (offset != 0) {
        draft.startNanos[i] += offset;
        draft.endNanos[i] += offset;
        draft.skewedSpans++;
      }
    }
    if (draft.skewedSpans > 0) {
      draft.flags.add(TraceFlag.CLOCK_SKEW);
    }
  }
}
