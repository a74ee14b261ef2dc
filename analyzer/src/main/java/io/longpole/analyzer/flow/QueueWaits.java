package io.longpole.analyzer.flow;

import io.longpole.analyzer.call.Messaging;
import io.longpole.analyzer.flow.SpanContexts.SpanKey;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.SpanLink;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * How long messages wait, by the endpoint that sends them, their destination and who takes them.
 *
 * <p>Traces come in any order: a consumer waits for the trace of its producer, at most an hour and
 * among a million; what leaves before that is counted as unresolved. Example: {@code GET /checkout}
 * publishes to {@code orders} until 228, {@code ship} links to it and begins at 400: one message
 * from GET /checkout over orders to ship, that waited 172.
 *
 * <p>Constant time a span and link; 56 bytes an open sender or link, and about 2 KB a queue.
 */
public final class QueueWaits {

  /** At most so many queues; further ones are added up under {@link #OTHER}. */
  static final int MAX_QUEUES = 4_096;

  static final String OTHER = "(other)";

  private static final int MAX_OPEN = 1_000_000;
  private static final int MAX_LABELS = 65_536;
  private static final int RESOLVED = Integer.MIN_VALUE;
  private static final int OVERFLOW = 0;
  private static final long MAX_AGE_NANOS = 3_600_000_000_000L;
  private static final SpanContexts.Leaving UNCOUNTED = entry -> {};

  /** A service and one of its operations. */
  public record Endpoint(String service, String operation) {
    static final Endpoint OTHER = new Endpoint(QueueWaits.OTHER, "");
  }

  /** Between whom messages go, and over what. */
  public record Queue(Endpoint producer, String destination, Endpoint consumer) {}

  /** One end of messages; the name stands for a destination that neither end tells. */
  private record Label(Endpoint endpoint, String destination, String name) {}

  private final UnaryOperator<String> templates;
  private final Messaging messaging = new Messaging();
  private final SpanContexts senders;
  private final SpanContexts openLinks;
  private final Map<Label, Integer> numbers = new HashMap<>();
  private final List<Label> labels = new ArrayList<>();
  private final Map<Queue, WaitTimes> queues = new HashMap<>();
  private long unresolved;
  private long openCount;

  /**
   * Nothing is known yet.
   *
   * @param templates answers a span's name without the values in it
   */
  public QueueWaits(UnaryOperator<String> templates) {
    this(templates, MAX_OPEN, MAX_AGE_NANOS);
  }

  QueueWaits(UnaryOperator<String> templates, int maxOpen, long maxAgeNanos) {
    this.templates = templates;
    this.senders = new SpanContexts(maxOpen, maxAgeNanos);
    this.openLinks = new SpanContexts(maxOpen, maxAgeNanos);
    labels.add(new Label(Endpoint.OTHER, OTHER, OTHER));
  }

  /** Takes in a trace that was not before. */
  public void add(Trace trace, long nowNanos) {
    senders.expire(nowNanos, UNCOUNTED);
    openLinks.expire(nowNanos, this::leaves);
    int[] tops = new int[0];
    for (int node = 0; node < trace.size(); node++) {
      Span span = trace.span(node);
      if (Messaging.isSender(span)) {
        tops = tops.length == 0 ? tops(trace) : tops;
        addSender(new SpanRef(trace, node), tops[node], nowNanos);
        continue;
      }
      boolean below = Continuations.isConsumerOfProducer(trace, node);
      if (below) {
        int parent = trace.parent(node);
        Label from = sender(trace.span(tops[parent]), trace.span(parent));
        record(from, trace.endNanos(parent), consumer(span), trace.startNanos(node));
      }
      if (!span.links().isEmpty()) {
        addLinks(new SpanRef(trace, node), below ? span.parentSpanId() : 0, nowNanos);
      }
    }
  }

  /** Takes in only what a trace sent, for links of other traces. */
  public void addSenders(Trace trace, long nowNanos) {
    int[] tops = tops(trace);
    for (int node = 0; node < trace.size(); node++) {
      if (Messaging.isSender(trace.span(node))) {
        addSender(new SpanRef(trace, node), tops[node], nowNanos);
      }
    }
  }

  /** For every node the root above it, or the CONSUMER that sends on what came of a message. */
  private static int[] tops(Trace trace) {
    int[] tops = new int[trace.size()];
    for (int node = 0; node < tops.length; node++) {
      boolean top = trace.parent(node) < 0 || trace.span(node).kind() == SpanKind.CONSUMER;
      tops[node] = top ? node : tops[trace.parent(node)];
    }
    return tops;
  }

  private void addSender(SpanRef sender, int top, long nowNanos) {
    Label label = sender(sender.trace().span(top), sender.span());
    SpanKey key = new SpanKey(sender.trace().id(), sender.trace().spanId(sender.node()));
    senders.add(key, sender.endNanos(), number(label), nowNanos, UNCOUNTED);
    for (int link = openLinks.find(key);
        link != SpanContexts.NONE;
        link = openLinks.findNext(link, key)) {
      int taker = openLinks.label(link);
      if (taker != RESOLVED) {
        Label to = labels.get(isCounted(taker) ? taker : ~taker);
        record(label, sender.endNanos(), to, openLinks.timeNanos(link));
        openCount -= isCounted(taker) ? 1 : 0;
        openLinks.setLabel(link, RESOLVED);
      }
    }
  }

  private void addLinks(SpanRef consumer, long knownProducer, long nowNanos) {
    Label taker = consumer(consumer.span());
    boolean counts = consumer.span().kind() == SpanKind.CONSUMER;
    Set<SpanKey> seen = new HashSet<>();
    for (SpanLink link : consumer.span().links()) {
      SpanKey key = new SpanKey(link.traceId(), link.spanId());
      boolean known =
          link.spanId() == knownProducer && link.traceId().equals(consumer.trace().id());
      if (known || !seen.add(key)) {
        continue;
      }
      int sender = senders.find(key);
      if (sender != SpanContexts.NONE) {
        Label from = labels.get(senders.label(sender));
        record(from, senders.timeNanos(sender), taker, consumer.startNanos());
      } else {
        int number = number(taker);
        openLinks.add(
            key, consumer.startNanos(), counts ? number : ~number, nowNanos, this::leaves);
        openCount += counts ? 1 : 0;
      }
    }
  }

  /** The label of a link tells whether it must lead to a sender: that of a CONSUMER. */
  private static boolean isCounted(int label) {
    return label >= 0;
  }

  private void leaves(int entry) {
    if (isCounted(openLinks.label(entry))) {
      unresolved++;
      openCount--;
    }
  }

  private void record(Label from, long sentNanos, Label to, long takenNanos) {
    String destination = from.destination.isEmpty() ? to.destination : from.destination;
    Queue queue =
        new Queue(from.endpoint, destination.isEmpty() ? from.name : destination, to.endpoint);
    if (queues.size() >= MAX_QUEUES && !queues.containsKey(queue)) {
      queue = new Queue(Endpoint.OTHER, OTHER, Endpoint.OTHER);
    }
    queues.computeIfAbsent(queue, unseen -> new WaitTimes()).add(takenNanos - sentNanos);
  }

  private Label sender(Span top, Span sender) {
    return new Label(endpoint(top), messaging.destination(sender), templates.apply(sender.name()));
  }

  private Label consumer(Span consumer) {
    return new Label(endpoint(consumer), messaging.destination(consumer), "");
  }

  private Endpoint endpoint(Span span) {
    return new Endpoint(span.service(), templates.apply(span.name()));
  }

  private int number(Label label) {
    Integer known = numbers.get(label);
    if (known != null) {
      return known;
    }
    if (labels.size() > MAX_LABELS) {
      return OVERFLOW;
    }
    labels.add(label);
    numbers.put(label, labels.size() - 1);
    return labels.size() - 1;
  }

  /** How long the messages of a queue waited, in nanoseconds; negative waits count as 0. */
  public record QueueTimes(Queue queue, WaitTimes waits) {}

  /** All queues, by the sum of their waits, largest first. */
  public List<QueueTimes> queues() {
    List<QueueTimes> all = new ArrayList<>();
    queues.forEach((queue, waits) -> all.add(new QueueTimes(queue, waits)));
    all.sort(
        Comparator.comparingLong((QueueTimes each) -> each.waits.sumNanos())
            .reversed()
            .thenComparing(each -> each.queue.toString()));
    return all;
  }

  /** Links for whose other end no sender came, so far. */
  public long unresolvedLinks() {
    return unresolved + openCount;
  }
}
