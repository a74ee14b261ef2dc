package io.longpole.query.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.SpanLink;
import io.longpole.analyzer.model.TraceId;
import io.longpole.proto.query.v1.Flow;
import io.longpole.proto.query.v1.FlowPart;
import io.longpole.proto.query.v1.FlowsView;
import io.longpole.proto.query.v1.GetTraceRequest;
import io.longpole.proto.query.v1.ListQueuesRequest;
import io.longpole.proto.query.v1.ListQueuesResponse;
import io.longpole.proto.query.v1.QueueStats;
import io.longpole.proto.query.v1.Window;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowSearchTest {

  private static final long MS = 1_000_000;
  private static final long START = 1_760_000_000_000_000_000L;
  private static final long PUBLISH = 10;

  @TempDir Path folder;

  private static TraceId id(int number) {
    return new TraceId(0x4bf92f3577b34da6L, number);
  }

  private static Span.Builder span(TraceId trace, long id, int startMs, int endMs) {
    return Span.builder(trace, id).times(START + startMs * MS, START + endMs * MS);
  }

  /** A request of 240 ms that publishes until 228. */
  private static List<Span> checkout(int number) {
    Resource shop = Resource.ofService("shop");
    return List.of(
        span(id(number), 1, 0, 240)
            .name("GET /checkout")
            .kind(SpanKind.SERVER)
            .resource(shop)
            .build(),
        span(id(number), PUBLISH, 226, 228)
            .parent(1)
            .name("publish")
            .kind(SpanKind.PRODUCER)
            .attributes(Attributes.of("messaging.destination.name", "orders"))
            .resource(shop)
            .build());
  }

  /** Takes messages at 400 ms, for 60 ms. */
  private static List<Span> ship(int number, TraceId... sentIn) {
    List<SpanLink> links =
        Arrays.stream(sentIn).map(trace -> new SpanLink(trace, PUBLISH, Attributes.EMPTY)).toList();
    return List.of(
        span(id(number), 1, 400, 460)
            .name("ship")
            .kind(SpanKind.CONSUMER)
            .links(links)
            .resource(Resource.ofService("dispatch"))
            .build());
  }

  private static FlowsView flows(SearchFixture fixture, int number) {
    return fixture
        .search
        .flows(GetTraceRequest.newBuilder().setTraceId(id(number).hex()).build())
        .orElseThrow();
  }

  private static ListQueuesResponse queues(SearchFixture fixture, String service, int fromMs) {
    return fixture.search.queues(
        ListQueuesRequest.newBuilder()
            .setService(service)
            .setWindow(Window.newBuilder().setFromUnixNanos(START + fromMs * MS))
            .build());
  }

  @Test
  void aFlowIsFoundFromBothItsEndsWhicheverWasStoredFirst() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      fixture.put(id(2), ship(2, id(1)), 1);
      assertThat(flows(fixture, 2).getFlowsCount()).isZero();
      assertThat(flows(fixture, 2).getUnresolvedLinks()).isEqualTo(1);
      fixture.put(id(1), checkout(1), 1);

      FlowsView ofProducer = flows(fixture, 1);
      FlowsView ofConsumer = flows(fixture, 2);

      assertThat(ofProducer.getFlowsList()).isEqualTo(ofConsumer.getFlowsList());
      Flow flow = ofProducer.getFlows(0);
      assertThat(flow.getDurationNanos()).isEqualTo(460 * MS);
      assertThat(flow.getWaitNanos()).isEqualTo(172 * MS);
      assertThat(flow.getMessages(0).getDestination()).isEqualTo("orders");
      assertThat(flow.getPartsList().stream().map(FlowPart::getDurationNanos))
          .containsExactly(228 * MS, 60 * MS);
      assertThat(flow.getParts(1).getTraceId()).isEqualTo(id(2).hex());
      assertThat(ofConsumer.getPartial()).isFalse();
    }
  }

  @Test
  void aTraceThatWasPutAgainCountsOnce() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      fixture.put(id(1), checkout(1), 1);
      fixture.put(id(2), ship(2, id(1)), 1);
      fixture.putInPlace(id(2), ship(2, id(1)), 1);
      fixture.putInPlace(id(1), checkout(1), 2);
      fixture.index.refresh();

      assertThat(flows(fixture, 1).getFlowsCount()).isEqualTo(1);
      assertThat(queues(fixture, "", 0).getQueues(0).getMessages()).isEqualTo(1);
    }
  }

  @Test
  void moreConsumersThanAreFollowedAreTold() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      fixture.put(id(1), checkout(1), 1);
      for (int number = 2; number < 102; number++) {
        fixture.put(id(number), ship(number, id(1)), 1);
      }
      fixture.index.refresh();

      FlowsView flows = flows(fixture, 1);

      assertThat(flows.getFlowsCount()).isEqualTo(63);
      assertThat(flows.getPartial()).isTrue();
      assertThat(flows.getMessage()).contains("at most 64 traces");
    }
  }

  @Test
  void queuesTellHowLongMessagesWaited() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      fixture.put(id(3), ship(3, id(1), id(2), id(99)), 1);
      fixture.put(id(1), checkout(1), 1);
      fixture.put(id(2), checkout(2), 1);
      fixture.put(id(4), SearchTest.loop(4, 3), 1);
      fixture.index.refresh();

      ListQueuesResponse answer = queues(fixture, "", 0);

      QueueStats queue = answer.getQueues(0);
      assertThat(answer.getQueuesCount()).isEqualTo(1);
      assertThat(queue.getProducerService()).isEqualTo("shop");
      assertThat(queue.getProducerOperation()).isEqualTo("GET /checkout");
      assertThat(queue.getDestination()).isEqualTo("orders");
      assertThat(queue.getConsumerService()).isEqualTo("dispatch");
      assertThat(queue.getMessages()).isEqualTo(2);
      assertThat(queue.getSumNanos()).isEqualTo(2 * 172 * MS);
      assertThat(queue.getMaxNanos()).isEqualTo(172 * MS);
      assertThat(queue.getP50Nanos()).isBetween(169 * MS, 172 * MS);
      assertThat(answer.getTraces()).isEqualTo(3);
      assertThat(answer.getUnresolvedLinks()).isEqualTo(1);
      assertThat(queues(fixture, "dispatch", 0).getQueuesCount()).isEqualTo(1);
      assertThat(queues(fixture, "orders", 0).getQueuesCount()).isZero();
      // sent before the window, taken in it
      assertThat(queues(fixture, "", 300).getQueues(0).getMessages()).isEqualTo(2);
    }
  }

  @Test
  void anUnknownTraceHasNoFlows() {
    try (SearchFixture fixture = new SearchFixture(folder)) {
      assertThat(fixture.search.flows(GetTraceRequest.newBuilder().setTraceId("ab").build()))
          .isEmpty();
    }
  }
}
