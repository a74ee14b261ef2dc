package io.longpole.analyzer.flow;

import io.longpole.analyzer.call.Messaging;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.SpanLink;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The messages between some traces, and within them.
 *
 * <p>A CONSUMER below a PRODUCER goes on from it, and so does a span that links to one that sends.
 * Other links are none: a server that does not trust its caller begins a trace of its own and links
 * to the call, which waits for it. Nor are the links of a span that sends itself: to the messages
 * of its batch.
 *
 * <p>Example: {@code publish} in trace A, {@code ship} in trace B with a link to it: one message,
 * from publish to ship. Linear in spans and links.
 */
public final class Continuations {

  private final Map<TraceId, Trace> traces = new TreeMap<>();
  private final Map<TraceId, Map<Long, Integer>> nodesOf = new HashMap<>();
  private final Messaging messaging = new Messaging();
  private final List<Continuation> all = new ArrayList<>();
  private final Map<TraceId, List<Continuation>> takenIn = new HashMap<>();
  private final Map<TraceId, Long> unresolvedLinks = new TreeMap<>();

  private Continuations(Collection<Trace> among) {
    among.forEach(trace -> traces.put(trace.id(), trace));
  }

  /** Finds all whose both ends are in the given traces. */
  public static Continuations among(Collection<Trace> traces) {
    Continuations found = new Continuations(traces);
    found.traces.values().forEach(found::lookInto);
    return found;
  }

  /** By trace and node of the consumer. */
  public List<Continuation> all() {
    return List.copyOf(all);
  }

  /** Those whose consumer is in a trace. */
  public List<Continuation> takenIn(TraceId trace) {
    return takenIn.getOrDefault(trace, List.of());
  }

  /** Links of CONSUMER spans of a trace to spans that are in none of the traces. */
  public long unresolvedLinks(TraceId trace) {
    return unresolvedLinks.getOrDefault(trace, 0L);
  }

  /** The same of all traces. */
  public long unresolvedLinks() {
    return unresolvedLinks.values().stream().mapToLong(Long::longValue).sum();
  }

  private void lookInto(Trace trace) {
    for (int node = 0; node < trace.size(); node++) {
      Span span = trace.span(node);
      int parent = trace.parent(node);
      boolean below = isConsumerOfProducer(trace, node);
      if (below) {
        add(new SpanRef(trace, parent), new SpanRef(trace, node));
      }
      if (!span.links().isEmpty() && !Messaging.isSender(span)) {
        followLinks(new SpanRef(trace, node), below ? parent : -1);
      }
    }
  }

  /** Whether the node is a CONSUMER right below a PRODUCER, which does not wait for it. */
  static boolean isConsumerOfProducer(Trace trace, int node) {
    int parent = trace.parent(node);
    return parent >= 0
        && trace.span(node).kind() == SpanKind.CONSUMER
        && trace.span(parent).kind() == SpanKind.PRODUCER;
  }

  private void followLinks(SpanRef consumer, int knownProducer) {
    Set<SpanLinkTarget> seen = new HashSet<>();
    for (SpanLink link : consumer.span().links()) {
      if (!seen.add(new SpanLinkTarget(link.traceId(), link.spanId()))) {
        continue;
      }
      SpanRef target = find(link);
      if (target == null) {
        if (consumer.span().kind() == SpanKind.CONSUMER) {
          unresolvedLinks.merge(consumer.trace().id(), 1L, Long::sum);
        }
      } else if (Messaging.isSender(target.span())
          && !(target.trace() == consumer.trace() && target.node() == knownProducer)) {
        add(target, consumer);
      }
    }
  }

  private record SpanLinkTarget(TraceId traceId, long spanId) {}

  private @Nullable SpanRef find(SpanLink link) {
    Trace trace = traces.get(link.traceId());
    if (trace == null) {
      return null;
    }
    Integer node =
        nodesOf.computeIfAbsent(link.traceId(), unseen -> nodes(trace)).get(link.spanId());
    return node == null ? null : new SpanRef(trace, node);
  }

  private static Map<Long, Integer> nodes(Trace trace) {
    Map<Long, Integer> nodes = new HashMap<>();
    for (int node = 0; node < trace.size(); node++) {
      nodes.put(trace.spanId(node), node);
    }
    return nodes;
  }

  private void add(SpanRef producer, SpanRef consumer) {
    String destination = messaging.destination(producer.span(), consumer.span());
    Continuation message = Continuation.of(producer, consumer, destination);
    all.add(message);
    takenIn.computeIfAbsent(consumer.trace().id(), unseen -> new ArrayList<>()).add(message);
  }
}
