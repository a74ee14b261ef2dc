package io.longpole.analyzer.flow;

import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The chains of messages that go through one trace.
 *
 * <p>What a message leads to is a segment: the consumer with all below it, to the next consumer. A
 * chain goes from segment to segment, as far back and forward as there are messages, at most
 * {@value #MAX_HOPS} each way, and never twice to the same segment. Example: A sends to B and C, B
 * to D: through B goes the chain A B D, through A go A B D and A C.
 *
 * <p>At most {@value #MAX_CHAINS} are found; each takes time in proportion to its length and the
 * messages at its segments.
 */
final class Chains {

  static final int MAX_HOPS = 16;
  static final int MAX_CHAINS = 100;

  /** A consumer or root, and what is below it up to the next consumers. */
  record Segment(TraceId trace, int top) {}

  private final Map<Segment, List<Continuation>> into = new HashMap<>();
  private final Map<Segment, List<Continuation>> outOf = new LinkedHashMap<>();
  private final Map<TraceId, int[]> topsOf = new HashMap<>();
  private final Set<List<Continuation>> found = new LinkedHashSet<>();
  private boolean more;

  Chains(List<Continuation> messages) {
    Map<TraceId, Set<Integer>> consumersOf = new HashMap<>();
    for (Continuation message : messages) {
      SpanRef consumer = message.consumer();
      consumersOf
          .computeIfAbsent(consumer.trace().id(), unseen -> new HashSet<>())
          .add(consumer.node());
    }
    for (Continuation message : messages) {
      Trace sender = message.producer().trace();
      topsOf.computeIfAbsent(
          sender.id(), id -> tops(sender, consumersOf.getOrDefault(id, Set.of())));
      into.computeIfAbsent(consumerOf(message), unseen -> new ArrayList<>()).add(message);
      outOf.computeIfAbsent(senderOf(message), unseen -> new ArrayList<>()).add(message);
    }
  }

  /** For every node the consumer or root at or above it. */
  private static int[] tops(Trace trace, Set<Integer> consumers) {
    int[] tops = new int[trace.size()];
    for (int node = 0; node < tops.length; node++) {
      int parent = trace.parent(node);
      tops[node] = parent < 0 || consumers.contains(node) ? node : tops[parent];
    }
    return tops;
  }

  private static Segment consumerOf(Continuation message) {
    return new Segment(message.consumer().trace().id(), message.consumer().node());
  }

  /** The segment that sends a message. */
  Segment senderOf(Continuation message) {
    SpanRef producer = message.producer();
    int parent = producer.trace().parent(producer.node());
    int[] tops = topsOf.getOrDefault(producer.trace().id(), new int[0]);
    return new Segment(producer.trace().id(), parent < 0 ? producer.node() : tops[parent]);
  }

  /** The chains through a trace, each a list of messages in their order. */
  List<List<Continuation>> through(TraceId trace) {
    Set<Integer> tops = new TreeSet<>();
    into.keySet().stream().filter(s -> s.trace.equals(trace)).forEach(s -> tops.add(s.top));
    outOf.keySet().stream().filter(s -> s.trace.equals(trace)).forEach(s -> tops.add(s.top));
    for (int top : tops) {
      Segment segment = new Segment(trace, top);
      back(segment, segment, new ArrayList<>(), new HashSet<>(Set.of(segment)));
    }
    return List.copyOf(found);
  }

  /** Whether there are chains beyond {@value #MAX_CHAINS}. */
  boolean hasMore() {
    return more;
  }

  private void back(Segment start, Segment at, List<Continuation> chain, Set<Segment> visited) {
    boolean end = true;
    for (Continuation message : into.getOrDefault(at, List.of())) {
      Segment before = senderOf(message);
      if (chain.size() < MAX_HOPS && !more && visited.add(before)) {
        end = false;
        chain.add(0, message);
        back(start, before, chain, visited);
        chain.remove(0);
        visited.remove(before);
      }
    }
    if (end) {
      forward(start, new ArrayList<>(chain), chain.size() + MAX_HOPS, visited);
    }
  }

  private void forward(Segment at, List<Continuation> chain, int maxSize, Set<Segment> visited) {
    boolean end = true;
    for (Continuation message : outOf.getOrDefault(at, List.of())) {
      Segment after = consumerOf(message);
      if (chain.size() < maxSize && !more && visited.add(after)) {
        end = false;
        chain.add(message);
        forward(after, chain, maxSize, visited);
        chain.remove(chain.size() - 1);
        visited.remove(after);
      }
    }
    if (end && !chain.isEmpty()) {
      keep(chain);
    }
  }

  private void keep(List<Continuation> chain) {
    if (found.size() < MAX_CHAINS) {
      found.add(List.copyOf(chain));
    } else {
      more |= !found.contains(chain);
    }
  }
}
