package io.longpole.analyzer.flow;

import static io.longpole.analyzer.TraceFixture.EPOCH_NANOS;
import static io.longpole.analyzer.TraceFixture.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.RandomTraces;
import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.SpanLink;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import io.longpole.analyzer.path.PathAnalysis;
import io.longpole.analyzer.path.PathSettings;
import io.longpole.analyzer.path.Section;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FlowsTest {

  private static final String[] CHECKOUT = {
    "GET /checkout 0-240 server @shop host=a",
    "  auth 5-45 client",
    "    /verify 52-82 server @verify host=b",
    "  item1 50-60 client",
    "  item2 60-70 client",
    "  item3 72-82 client",
    "  price 90-150 client",
    "  stock 90-190 client",
    "  pay 195-225 client",
    "  publish 226-228 producer messaging.destination.name=orders",
    "  flush 228-300",
  };

  private static PathAnalysis path(Trace trace) {
    return PathAnalysis.of(trace, PathSettings.DEFAULT);
  }

  private static List<Flow> flows(TraceId through, List<Trace> traces) {
    return Flows.through(through, Continuations.among(traces).all(), FlowsTest::path).flows();
  }

  private static List<String> sections(Flow.Part part) {
    List<String> texts = new ArrayList<>();
    for (Section section : part.sections()) {
      texts.add(
          part.trace().span(section.node()).name()
              + " "
              + (section.startNanos() - EPOCH_NANOS) / ms(1)
              + "-"
              + (section.endNanos() - EPOCH_NANOS) / ms(1));
    }
    return texts;
  }

  private static List<String> messages(Flow flow) {
    return flow.messages().stream()
        .map(m -> m.producer().span().name() + ">" + m.consumer().span().name())
        .toList();
  }

  @Test
  void theWorkedExampleOfTheSpecification() {
    List<String> lines = new ArrayList<>(List.of(CHECKOUT));
    lines.add(10, "    ship 400-460 consumer @dispatch host=c");
    Trace trace = FlowTraces.trace(1, lines.toArray(new String[0]));

    Flow flow = flows(trace.id(), List.of(trace)).get(0);

    assertThat(flow.parts()).hasSize(2);
    assertThat(sections(flow.parts().get(0)))
        .containsExactly(
            "publish 226-228",
            "GET /checkout 225-226",
            "pay 195-225",
            "GET /checkout 190-195",
            "stock 90-190",
            "GET /checkout 82-90",
            "item3 72-82",
            "GET /checkout 70-72",
            "item2 60-70",
            "item1 50-60",
            "GET /checkout 45-50",
            "auth 40-45",
            "/verify 10-40",
            "auth 5-10",
            "GET /checkout 0-5");
    assertThat(flow.parts().get(0).nanos()).isEqualTo(ms(228));
    assertThat(flow.messages().get(0).destination()).isEqualTo("orders");
    assertThat(flow.waitNanos()).isEqualTo(ms(172));
    assertThat(sections(flow.parts().get(1))).containsExactly("ship 400-460");
    assertThat(flow.totalNanos()).isEqualTo(ms(460));
    assertThat(flow.hasNegativeWait()).isFalse();
  }

  @Test
  void theSameByALinkFromAnotherTraceSeenFromBothEnds() {
    Trace checkout = FlowTraces.trace(1, CHECKOUT);
    Trace ship =
        FlowTraces.linked(
            2,
            List.of(FlowTraces.to(1, 10)),
            "ship 400-460 consumer @dispatch",
            "  label 410-430 client");

    List<Flow> fromProducer = flows(checkout.id(), List.of(checkout, ship));
    List<Flow> fromConsumer = flows(ship.id(), List.of(ship, checkout));

    assertThat(fromProducer).isEqualTo(fromConsumer).hasSize(1);
    assertThat(fromProducer.get(0).totalNanos()).isEqualTo(ms(460));
    assertThat(sections(fromProducer.get(0).parts().get(1)))
        .containsExactly("ship 430-460", "label 410-430", "ship 400-410");
  }

  @Test
  void aConsumerThatSendsOnIsPassedThrough() {
    Trace first = FlowTraces.trace(1, "order 0-10 server", "  put 4-6 producer");
    Trace second =
        FlowTraces.linked(
            2,
            List.of(FlowTraces.to(1, 2)),
            "take 20-50 consumer",
            "  check 22-28 client",
            "  put 30-31 producer");
    Trace third = FlowTraces.linked(3, List.of(FlowTraces.to(2, 3)), "ship 40-70 consumer");

    for (int trace = 1; trace <= 3; trace++) {
      List<Flow> flows = flows(FlowTraces.id(trace), List.of(first, second, third));

      assertThat(flows).hasSize(1);
      assertThat(messages(flows.get(0))).containsExactly("put>take", "put>ship");
      assertThat(flows.get(0).parts().stream().map(Flow.Part::nanos))
          .containsExactly(ms(6), ms(11), ms(30));
      assertThat(flows.get(0).waitNanos()).isEqualTo(ms(14 + 9));
      assertThat(flows.get(0).totalNanos()).isEqualTo(ms(70));
    }
  }

  @Test
  void aConsumerOfABatchHasAFlowForEachMessage() {
    Trace one = FlowTraces.trace(1, "a 0-10 server", "  put 4-6 producer");
    Trace two = FlowTraces.trace(2, "b 10-20 server", "  put 14-16 producer");
    Trace batch =
        FlowTraces.linked(
            3, List.of(FlowTraces.to(1, 2), FlowTraces.to(2, 2)), "process 30-40 consumer");

    List<Flow> flows = flows(batch.id(), List.of(one, two, batch));

    assertThat(flows.stream().map(Flow::totalNanos)).containsExactly(ms(40), ms(30));
    assertThat(flows(one.id(), List.of(one, two, batch))).hasSize(1);
  }

  @Test
  void linksInACircleEnd() {
    Trace one =
        FlowTraces.linked(1, List.of(FlowTraces.to(2, 2)), "a 0-10 consumer", "  put 4-6 producer");
    Trace two =
        FlowTraces.linked(
            2, List.of(FlowTraces.to(1, 2)), "b 20-30 consumer", "  put 24-26 producer");

    List<Flow> flows = flows(one.id(), List.of(one, two));

    assertThat(flows).allSatisfy(flow -> assertThat(flow.messages()).hasSize(1)).hasSize(1);
  }

  @Test
  void takenBeforeItWasSentIsFlagged() {
    Trace send = FlowTraces.trace(1, "a 0-10 server", "  put 4-6 producer");
    Trace take = FlowTraces.linked(2, List.of(FlowTraces.to(1, 2)), "take 3-9 consumer");

    Flow flow = flows(send.id(), List.of(send, take)).get(0);

    assertThat(flow.hasNegativeWait()).isTrue();
    assertThat(flow.waitNanos()).isZero();
    assertThat(sections(flow.parts().get(0))).containsExactly("a 0-4");
  }

  @Test
  void thousandsOfConsumersAreCutAtTheBound() {
    List<Trace> traces = new ArrayList<>();
    traces.add(FlowTraces.trace(1, "a 0-10 server", "  put 4-6 producer"));
    for (int i = 2; i < 2_000; i++) {
      traces.add(FlowTraces.linked(i, List.of(FlowTraces.to(1, 2)), "take 20-30 consumer"));
    }

    Flows.Found found =
        Flows.through(FlowTraces.id(1), Continuations.among(traces).all(), FlowsTest::path);

    assertThat(found.flows()).hasSize(Chains.MAX_CHAINS);
    assertThat(found.more()).isTrue();
  }

  @Test
  void aSenderBelowWhatNobodyWaitedForCountsFromItsStart() {
    Trace trace =
        FlowTraces.trace(
            1,
            "a 0-10 server",
            "  check 2-4",
            "  late 12-30",
            "    put 20-22 producer",
            "      take 25-26 consumer");

    Flow flow = flows(trace.id(), List.of(trace)).get(0);

    assertThat(sections(flow.parts().get(0)))
        .containsExactly("put 20-22", "late 12-20", "a 4-12", "check 2-4", "a 0-2");
    assertThat(flow.totalNanos()).isEqualTo(ms(26));
  }

  @Test
  void partsAndWaitsCoverTheTimeFromTheRootToTheConsumersEnd() {
    int checked = 0;
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      List<Trace> traces = randomTraces(random);
      for (Flow flow : flows(traces.get(1).id(), traces)) {
        if (flow.hasNegativeWait() || sentBeforeItBegan(flow)) {
          continue;
        }
        assertThat(flow.addsUp()).as("seed %d", seed).isTrue();
        checked++;
        SpanRef last = flow.messages().get(flow.messages().size() - 1).consumer();
        assertThat(flow.totalNanos())
            .as("seed %d", seed)
            .isEqualTo(last.endNanos() - flow.startNanos());
        assertThat(gaps(flow)).as("seed %d", seed).isEmpty();
      }
    }
    assertThat(checked).isGreaterThan(10_000);
  }

  /** Clocks that are wrong show a sender which ended before a span above it began. */
  private static boolean sentBeforeItBegan(Flow flow) {
    for (int i = 0; i < flow.messages().size(); i++) {
      SpanRef producer = flow.messages().get(i).producer();
      int top = flow.parts().get(i).top();
      for (int node = producer.node(); node != top; node = producer.trace().parent(node)) {
        int above = producer.trace().parent(node);
        if (producer.endNanos() < producer.trace().startNanos(above)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Three traces one after the other, each linking to some spans of the ones before. */
  private static List<Trace> randomTraces(Random random) {
    List<Trace> traces = new ArrayList<>();
    List<SpanLink> senders = new ArrayList<>();
    for (int number = 1; number <= 3; number++) {
      TraceId id = FlowTraces.id(number);
      long shift = 60L * number;
      List<Span> spans = new ArrayList<>();
      for (Span span : RandomTraces.tidy(random)) {
        Span moved =
            Span.builder(id, span.spanId())
                .parent(span.parentSpanId())
                .name(span.name())
                .kind(random.nextInt(4) == 0 ? SpanKind.PRODUCER : span.kind())
                .times(span.startNanos() + shift, span.endNanos() + shift)
                .resource(span.resource())
                .build();
        boolean links = !senders.isEmpty() && random.nextInt(4) == 0;
        spans.add(
            links
                ? FlowTraces.linked(moved, List.of(senders.get(random.nextInt(senders.size()))))
                : moved);
      }
      Trace trace = TraceFixture.assemble(spans);
      traces.add(trace);
      for (int node = 0; node < trace.size(); node++) {
        if (trace.span(node).kind() == SpanKind.PRODUCER) {
          senders.add(new SpanLink(id, trace.spanId(node), Attributes.EMPTY));
        }
      }
    }
    return traces;
  }

  /** Where sections and waits do not follow each other. */
  private static List<String> gaps(Flow flow) {
    List<String> gaps = new ArrayList<>();
    long now = flow.startNanos();
    for (int i = 0; i < flow.parts().size(); i++) {
      List<Section> inTime = new ArrayList<>(flow.parts().get(i).sections());
      inTime.sort(Comparator.comparingLong(Section::startNanos));
      for (Section section : inTime) {
        if (section.startNanos() != now) {
          gaps.add("section " + section + " does not begin at " + now);
        }
        now = section.endNanos();
      }
      if (i < flow.messages().size()) {
        now += flow.messages().get(i).queueWaitNanos();
      }
    }
    return gaps;
  }
}
