package io.longpole.analyzer.flow;

import static io.longpole.analyzer.TraceFixture.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.flow.QueueWaits.Endpoint;
import io.longpole.analyzer.flow.QueueWaits.Queue;
import io.longpole.analyzer.flow.QueueWaits.QueueTimes;
import io.longpole.analyzer.model.SpanLink;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class QueueWaitsTest {

  private static final Endpoint CHECKOUT = new Endpoint("shop", "GET /checkout");
  private static final Endpoint SHIP = new Endpoint("dispatch", "ship");

  private static final Trace CHECKOUT_TRACE =
      FlowTraces.trace(
          1,
          "GET /checkout 0-240 server @shop",
          "  publish 226-228 producer messaging.destination.name=orders");

  private static QueueWaits waits(Trace... traces) {
    QueueWaits waits = new QueueWaits(UnaryOperator.identity());
    for (Trace trace : traces) {
      waits.add(trace, 0);
    }
    return waits;
  }

  private static Trace ship(int number, double startMillis, SpanLink... links) {
    return FlowTraces.linked(
        number,
        List.of(links),
        "ship " + startMillis + "-" + (startMillis + 60) + " consumer @dispatch");
  }

  @Test
  void aMessageWaitsFromTheEndOfSendingWhicheverTraceComesFirst() {
    Trace ship = ship(2, 400, FlowTraces.to(1, 2));
    for (QueueWaits waits : List.of(waits(CHECKOUT_TRACE, ship), waits(ship, CHECKOUT_TRACE))) {
      QueueTimes only = waits.queues().get(0);
      assertThat(waits.queues()).hasSize(1);
      assertThat(only.queue()).isEqualTo(new Queue(CHECKOUT, "orders", SHIP));
      assertThat(only.waits().count()).isEqualTo(1);
      assertThat(only.waits().sumNanos()).isEqualTo(ms(172));
      assertThat(only.waits().maxNanos()).isEqualTo(ms(172));
      assertThat(waits.unresolvedLinks()).isZero();
    }
  }

  @Test
  void aConsumerBelowItsProducerIsCountedOnceThoughItLinksToItToo() {
    Trace trace =
        FlowTraces.trace(
            1,
            "GET /checkout 0-240 server @shop",
            "  publish 226-228 producer messaging.destination.name=orders",
            "    ship 400-460 consumer @dispatch");
    List<SpanLink> link = List.of(FlowTraces.to(1, 2));
    Trace linked =
        io.longpole.analyzer.TraceFixture.assemble(
            List.of(trace.span(0), trace.span(1), FlowTraces.linked(trace.span(2), link)));

    QueueTimes only = waits(linked).queues().get(0);

    assertThat(only.queue()).isEqualTo(new Queue(CHECKOUT, "orders", SHIP));
    assertThat(only.waits().count()).isEqualTo(1);
    assertThat(only.waits().quantileNanos(0.99)).isBetween(ms(169), ms(172));
  }

  @Test
  void takenBeforeItWasSentIsNoWaitAndIsCounted() {
    QueueTimes only = waits(CHECKOUT_TRACE, ship(2, 227, FlowTraces.to(1, 2))).queues().get(0);

    assertThat(only.waits().sumNanos()).isZero();
    assertThat(only.waits().negative()).isEqualTo(1);
  }

  @Test
  void whatNobodySentStaysUnresolved() {
    QueueWaits waits = waits(ship(2, 400, FlowTraces.to(9, 9)), ship(3, 400));

    assertThat(waits.queues()).isEmpty();
    assertThat(waits.unresolvedLinks()).isEqualTo(1);
    waits.add(CHECKOUT_TRACE, ms(7_200_000)); // two hours later
    assertThat(waits.unresolvedLinks()).isEqualTo(1);
  }

  @Test
  void aServerThatLinksToACallIsNoConsumer() {
    Trace call = FlowTraces.trace(1, "GET 0-100 client @proxy");
    Trace answer =
        FlowTraces.linked(2, List.of(FlowTraces.to(1, 1)), "GET /cart 5-90 server @shop");

    QueueWaits waits = waits(call, answer);

    assertThat(waits.queues()).isEmpty();
    assertThat(waits.unresolvedLinks()).isZero();
  }

  @Test
  void queuesBeyondTheBoundAreAddedUp() {
    List<Trace> traces = new ArrayList<>();
    for (int i = 0; i < QueueWaits.MAX_QUEUES + 7; i++) {
      traces.add(
          FlowTraces.trace(
              i + 1,
              "publish 0-1 producer messaging.destination.name=queue-" + letters(i),
              "  ship 5-6 consumer @dispatch"));
    }

    List<QueueTimes> queues = waits(traces.toArray(new Trace[0])).queues();

    assertThat(queues).hasSize(QueueWaits.MAX_QUEUES + 1);
    assertThat(queues)
        .filteredOn(each -> each.queue().destination().equals(QueueWaits.OTHER))
        .singleElement()
        .satisfies(each -> assertThat(each.waits().count()).isEqualTo(7));
  }

  private static String letters(int number) {
    StringBuilder letters = new StringBuilder();
    for (int rest = number + 26; rest > 0; rest /= 26) {
      letters.append((char) ('a' + rest % 26));
    }
    return letters.toString();
  }

  @Test
  void anyOrderOfTracesGivesTheSameWaits() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      List<Trace> traces = new ArrayList<>();
      List<Continuation> slow = new ArrayList<>();
      for (int i = 1; i <= 20; i++) {
        SpanLink[] links = new SpanLink[random.nextInt(3)];
        for (int l = 0; l < links.length; l++) {
          links[l] = FlowTraces.to(1 + random.nextInt(24), 2);
        }
        double start = random.nextInt(500);
        traces.add(
            FlowTraces.linked(
                i,
                List.of(links),
                "take " + start + "-" + (start + 50) + " consumer @s" + random.nextInt(3),
                "  put " + (start + 10) + "-" + (start + 20) + " producer"));
      }
      slow.addAll(Continuations.among(traces).all());
      long unresolved = Continuations.among(traces).unresolvedLinks();
      Collections.shuffle(traces, random);

      QueueWaits waits = waits(traces.toArray(new Trace[0]));

      assertThat(waits.queues().stream().mapToLong(each -> each.waits().count()).sum())
          .as("seed %d", seed)
          .isEqualTo(slow.size());
      assertThat(waits.queues().stream().mapToLong(each -> each.waits().sumNanos()).sum())
          .as("seed %d", seed)
          .isEqualTo(slow.stream().mapToLong(Continuation::queueWaitNanos).sum());
      assertThat(waits.unresolvedLinks()).as("seed %d", seed).isEqualTo(unresolved);
    }
  }
}
