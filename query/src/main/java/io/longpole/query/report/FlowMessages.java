package io.longpole.query.report;

import io.longpole.analyzer.flow.Continuation;
import io.longpole.analyzer.flow.Continuations;
import io.longpole.analyzer.flow.Flow;
import io.longpole.analyzer.flow.QueueWaits;
import io.longpole.analyzer.flow.QueueWaits.QueueTimes;
import io.longpole.analyzer.flow.WaitTimes;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanId;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.path.Section;
import io.longpole.proto.query.v1.FlowPart;
import io.longpole.proto.query.v1.QueueStats;
import io.longpole.proto.query.v1.TakenMessages;
import java.util.Optional;

/** Flows and the messages in them as messages of the query API. */
public final class FlowMessages {

  /** The flag of messages that were taken before they were sent, by their clocks. */
  public static final String NEGATIVE_WAIT = "negative-wait";

  /** The flag of flows whose times do not add up for another reason: a sender before its root. */
  private static final String UNEVEN = "uneven";

  private static final int OPERATIONS = 10;

  private FlowMessages() {}

  public static io.longpole.proto.query.v1.Flow of(Flow flow) {
    io.longpole.proto.query.v1.Flow.Builder message =
        io.longpole.proto.query.v1.Flow.newBuilder()
            .setStartUnixNanos(flow.startNanos())
            .setDurationNanos(flow.totalNanos())
            .setWaitNanos(flow.waitNanos());
    if (flow.hasNegativeWait()) {
      message.addFlags(NEGATIVE_WAIT);
    } else if (!flow.addsUp()) {
      message.addFlags(UNEVEN);
    }
    flow.parts().forEach(part -> message.addParts(part(part)));
    flow.messages().forEach(each -> message.addMessages(of(each)));
    return message.build();
  }

  public static io.longpole.proto.query.v1.Continuation of(Continuation message) {
    Span producer = message.producer().span();
    Span consumer = message.consumer().span();
    io.longpole.proto.query.v1.Continuation.Builder builder =
        io.longpole.proto.query.v1.Continuation.newBuilder()
            .setProducerTraceId(message.producer().trace().id().hex())
            .setProducerSpanId(
                SpanId.hex(message.producer().trace().spanId(message.producer().node())))
            .setProducerService(WellFormed.of(producer.service()))
            .setProducerOperation(WellFormed.of(producer.name()))
            .setConsumerTraceId(message.consumer().trace().id().hex())
            .setConsumerSpanId(
                SpanId.hex(message.consumer().trace().spanId(message.consumer().node())))
            .setConsumerService(WellFormed.of(consumer.service()))
            .setConsumerOperation(WellFormed.of(consumer.name()))
            .setDestination(WellFormed.of(message.destination()))
            .setSentUnixNanos(message.producer().endNanos())
            .setQueueWaitNanos(message.queueWaitNanos());
    if (message.negativeWait()) {
      builder.addFlags(NEGATIVE_WAIT);
    }
    return builder.build();
  }

  /** What the spans of a trace took; empty if nothing, and no link is unresolved. */
  static Optional<TakenMessages> takenIn(TraceId trace, Continuations messages) {
    TakenMessages.Builder taken =
        TakenMessages.newBuilder().setUnresolvedLinks(messages.unresolvedLinks(trace));
    messages.takenIn(trace).forEach(each -> taken.addContinuations(of(each)));
    boolean none = taken.getContinuationsCount() == 0 && taken.getUnresolvedLinks() == 0;
    return none ? Optional.empty() : Optional.of(taken.build());
  }

  private static FlowPart part(Flow.Part part) {
    Trace trace = part.trace();
    Span top = trace.span(part.top());
    FlowPart.Builder message =
        FlowPart.newBuilder()
            .setTraceId(trace.id().hex())
            .setSpanId(SpanId.hex(trace.spanId(part.top())))
            .setService(WellFormed.of(top.service()))
            .setOperation(WellFormed.of(top.name()))
            .setStartUnixNanos(trace.startNanos(part.top()))
            .setDurationNanos(part.nanos())
            .addAllCriticalTime(OperationTimes.of(trace, part.sections()).largest(OPERATIONS));
    for (Section section : part.sections()) {
      message.addSections(
          io.longpole.proto.query.v1.Section.newBuilder()
              .setSpanId(SpanId.hex(trace.spanId(section.node())))
              .setStartNanos(section.startNanos())
              .setEndNanos(section.endNanos()));
    }
    return message.build();
  }

  public static QueueStats of(QueueTimes times) {
    QueueWaits.Queue queue = times.queue();
    WaitTimes waits = times.waits();
    return QueueStats.newBuilder()
        .setProducerService(WellFormed.of(queue.producer().service()))
        .setProducerOperation(WellFormed.of(queue.producer().operation()))
        .setDestination(WellFormed.of(queue.destination()))
        .setConsumerService(WellFormed.of(queue.consumer().service()))
        .setConsumerOperation(WellFormed.of(queue.consumer().operation()))
        .setMessages(waits.count())
        .setNegativeWaits(waits.negative())
        .setSumNanos(waits.sumNanos())
        .setP50Nanos(waits.quantileNanos(0.5))
        .setP95Nanos(waits.quantileNanos(0.95))
        .setP99Nanos(waits.quantileNanos(0.99))
        .setMaxNanos(waits.maxNanos())
        .build();
  }
}
