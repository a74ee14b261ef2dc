package io.longpole.query.report;

import io.longpole.proto.query.v1.Continuation;
import io.longpole.proto.query.v1.Flow;
import io.longpole.proto.query.v1.FlowPart;
import io.longpole.proto.query.v1.FlowsView;
import io.longpole.proto.query.v1.ListQueuesResponse;
import io.longpole.proto.query.v1.QueueStats;
import io.longpole.proto.query.v1.Section;

/** Made-up ways of orders through queues. */
public final class FlowSamples {

  private FlowSamples() {}

  /** The worked example of a message: 228 ms to send it, 172 in the queue, 60 to take it. */
  public static FlowsView flows() {
    return FlowsView.newBuilder()
        .addFlows(
            Flow.newBuilder()
                .setStartUnixNanos(Samples.T)
                .setDurationNanos(460 * Samples.MS)
                .setWaitNanos(172 * Samples.MS)
                .addParts(
                    FlowPart.newBuilder()
                        .setTraceId(Samples.TRACE)
                        .setSpanId(Samples.id(1))
                        .setService("shop")
                        .setOperation("GET /checkout")
                        .setStartUnixNanos(Samples.T)
                        .setDurationNanos(228 * Samples.MS)
                        .addSections(section(1, 100, 228))
                        .addSections(section(2, 0, 100))
                        .addCriticalTime(Samples.time("shop", "GET /checkout", 128, 1))
                        .addCriticalTime(Samples.time("stock", "SELECT shop.items", 100, 3)))
                .addMessages(
                    Continuation.newBuilder()
                        .setProducerTraceId(Samples.TRACE)
                        .setProducerSpanId(Samples.id(7))
                        .setProducerService("shop")
                        .setProducerOperation("publish")
                        .setConsumerTraceId(Samples.OTHER_TRACE)
                        .setConsumerSpanId(Samples.id(1))
                        .setConsumerService("dispatch")
                        .setConsumerOperation("ship")
                        .setDestination("orders")
                        .setSentUnixNanos(Samples.T + 228 * Samples.MS)
                        .setQueueWaitNanos(172 * Samples.MS))
                .addParts(
                    FlowPart.newBuilder()
                        .setTraceId(Samples.OTHER_TRACE)
                        .setSpanId(Samples.id(1))
                        .setService("dispatch")
                        .setOperation("ship")
                        .setStartUnixNanos(Samples.T + 400 * Samples.MS)
                        .setDurationNanos(60 * Samples.MS)
                        .addSections(section(1, 400, 460))
                        .addCriticalTime(Samples.time("dispatch", "ship", 60, 1))))
        .setUnresolvedLinks(1)
        .build();
  }

  private static Section section(int id, int startMs, int endMs) {
    return Section.newBuilder()
        .setSpanId(Samples.id(id))
        .setStartNanos(Samples.T + startMs * Samples.MS)
        .setEndNanos(Samples.T + endMs * Samples.MS)
        .build();
  }

  public static ListQueuesResponse queues() {
    return ListQueuesResponse.newBuilder()
        .addQueues(
            QueueStats.newBuilder()
                .setProducerService("shop")
                .setProducerOperation("GET /checkout")
                .setDestination("orders")
                .setConsumerService("dispatch")
                .setConsumerOperation("ship")
                .setMessages(1_234)
                .setNegativeWaits(3)
                .setSumNanos(1_234 * 200 * Samples.MS)
                .setP50Nanos(172 * Samples.MS)
                .setP95Nanos(940 * Samples.MS)
                .setP99Nanos(4_210 * Samples.MS)
                .setMaxNanos(95_000 * Samples.MS))
        .setTraces(2_468)
        .setUnresolvedLinks(17)
        .build();
  }
}
