package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Messaging;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.SpanLink;
import io.longpole.analyzer.model.TraceId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** {@code queue-backlog}: messages lie in their queue longer than they used to, or ever longer. */
final class QueueBacklogDetector implements WindowDetector {

  private static final String NAME = "queue-backlog";

  private static final long NOT_KNOWN = -1;
  private static final int MAX_QUEUES = 10_000;
  private static final int MAX_SENT = 100_000;

  private final Messaging messaging = new Messaging();

  private record Queue(String destination, String group) {}

  private record Sent(TraceId trace, long span) {}

  private final RecentMap<Queue, QueueLag> queues =
      new RecentMap<>(MAX_QUEUES, queue -> new QueueLag());

  /** When a message was sent. */
  private static final class SentAt extends RecentMap.Value {
    private long nanos;
  }

  /** Of messages that are linked from another trace. */
  private final RecentMap<Sent, SentAt> sent = new RecentMap<>(MAX_SENT, key -> new SentAt());

  /** Messages that are linked to what was sent, as it may be, before what is still known. */
  private long unknown;

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "messages that lie in their queue longer than they used to")
        .rule(
            "From the end of sending to the begin of processing, by parent or link, minute by minute: the"
                + " p95 is long and many times the usual, or it has risen for five minutes.")
        .limit("p95", Words.duration(QueueLag.LONG_NANOS))
        .limit("times the usual", QueueLag.TIMES_USUAL)
        .limit("minutes in which it rises", QueueLag.RISING)
        .limit("messages in a minute", QueueLag.ENOUGH)
        .silent("queues that are always that slow")
        .severity("Warning.")
        .exampleInWords("20 ms for ten minutes, then 3 s.")
        .fix(
            "The consumers are slower than the producers: find why; then more consumers or partitions.")
        .detail("destination", "the queue")
        .detail("group", "the consumers")
        .detail("lagNanos", "how long this message waited")
        .detail("p95Nanos", "of the minute")
        .detail("usualNanos", "p95 before")
        .detail("shape", "`high` or `rising`")
        .build();
  }

  @Override
  public void learn(TraceFacts facts) {
    if (facts.hasCalls(CallClass.MESSAGING)) {
      learnSent(facts);
    }
    for (int node : facts.requests()) {
      long lag = lagNanos(facts, node);
      if (lag == NOT_KNOWN) {
        unknown += sent.evictions() > 0 && isLinkedConsumer(facts, node) ? 1 : 0;
      } else {
        QueueLag queue = queues.at(queue(facts, node));
        long start = facts.trace().startNanos(node);
        queue.add(start, lag);
        if (facts.isLive() && lag >= QueueLag.LONG_NANOS) {
          if (queue.at(start, true) == null) {
            queue.late.add(facts.trace().id(), start);
          } else {
            facts.lookAgain(NAME, queue.late, Long.MIN_VALUE);
          }
        }
      }
    }
  }

  private static boolean isLinkedConsumer(TraceFacts facts, int node) {
    return facts.calls().kind(node) == SpanKind.CONSUMER
        && !facts.trace().span(node).links().isEmpty();
  }

  /** From the end of sending to the start of processing; −1 where that is not known. */
  private long lagNanos(TraceFacts facts, int node) {
    if (facts.calls().kind(node) != SpanKind.CONSUMER) {
      return NOT_KNOWN;
    }
    int parent = facts.trace().parent(node);
    if (parent >= 0 && facts.calls().kind(parent) == SpanKind.PRODUCER) {
      return Math.max(0, facts.trace().startNanos(node) - facts.trace().endNanos(parent));
    }
    long oldest = Long.MAX_VALUE;
    for (SpanLink link : facts.trace().span(node).links()) {
      SentAt end = sent.find(new Sent(link.traceId(), link.spanId()));
      oldest = end == null ? oldest : Math.min(oldest, end.nanos);
    }
    return oldest == Long.MAX_VALUE
        ? NOT_KNOWN
        : Math.max(0, facts.trace().startNanos(node) - oldest);
  }

  private Queue queue(TraceFacts facts, int node) {
    Span consumer = facts.trace().span(node);
    String destination = messaging.queue(consumer);
    String group = messaging.consumerGroup(consumer);
    return new Queue(
        destination.isEmpty() ? facts.template(node) : destination,
        group.isEmpty() ? facts.service(node) : group);
  }

  @Override
  public void settle() {
    queues.forEach(QueueLag::settle);
  }

  private void learnSent(TraceFacts facts) {
    for (int position = 0; position < facts.callCount(); position++) {
      Call call = facts.call(position);
      if (call.callClass() == CallClass.MESSAGING
          && facts.calls().kind(call.node()) == SpanKind.PRODUCER) {
        sent.at(new Sent(facts.trace().id(), facts.trace().spanId(call.node()))).nanos =
            facts.endNanos(position);
      }
    }
  }

  @Override
  public long forgotten() {
    return queues.evictions() + unknown;
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    if (queues.size() == 0) {
      return;
    }
    for (int node = 0; node < facts.trace().size(); node++) {
      long lag = lagNanos(facts, node);
      if (lag == NOT_KNOWN) {
        continue;
      }
      Queue queue = queue(facts, node);
      QueueLag known = queues.find(queue);
      QueueLag.Backlog backlog =
          known == null ? null : known.at(facts.trace().startNanos(node), facts.isLive());
      if (backlog != null && lag > backlog.usualNanos()) {
        clues.accept(clue(facts, node, queue, lag, backlog));
      }
    }
  }

  private static Clue clue(
      TraceFacts facts, int node, Queue queue, long lag, QueueLag.Backlog backlog) {
    String service = facts.service(node);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("destination", queue.destination);
    details.put("group", queue.group);
    details.put("lagNanos", lag);
    details.put("p95Nanos", backlog.p95Nanos());
    details.put("usualNanos", backlog.usualNanos());
    details.put("shape", backlog.rising() ? "rising" : "high");
    return new Clue(
        new Problem(NAME, service, facts.name(node), List.of(queue.destination, queue.group)),
        Gravity.ofLoad(Severity.WARNING),
        Remedy.NONE,
        new int[] {node},
        new Advice(
            "Messages of "
                + queue.destination
                + " wait "
                + Words.duration(backlog.p95Nanos())
                + " for "
                + queue.group
                + (backlog.rising() ? ", and longer every minute." : ", many times the usual."),
            queue.group
                + " is slower than its producers: find why; then more consumers or partitions."),
        details,
        lag);
  }
}
