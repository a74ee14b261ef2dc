package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.SpanLink;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages that are linked from another trace, and how many of them are known. */
class SentMessagesTest {

  private static final String BACKLOG = "queue-backlog";

  @Test
  void messagesOfAnotherTraceByTheirLinks() {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      long sent = TraceFixture.EPOCH_NANOS + TraceFixture.ms(6_000.0 * i);
      TraceId sender = new TraceId(3, i + 1L);
      spans.add(
          message(Span.builder(sender, 1), "send")
              .kind(SpanKind.PRODUCER)
              .times(sent, sent + TraceFixture.ms(500))
              .build());
      long taken = sent + TraceFixture.ms(500) + TraceFixture.ms(i >= 100 && i < 110 ? 3000 : 20);
      spans.add(
          message(Span.builder(new TraceId(4, i + 1L), 1), "process")
              .kind(SpanKind.CONSUMER)
              .times(taken, taken + TraceFixture.ms(5))
              .links(List.of(new SpanLink(sender, 1, Attributes.EMPTY)))
              .build());
    }
    List<Finding> found = new Window().spans(spans).of(BACKLOG);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).details()).containsEntry("lagNanos", TraceFixture.ms(3000));
  }

  private static Span.Builder message(Span.Builder span, String operation) {
    return span.name(operation + " orders")
        .attributes(
            Attributes.of(
                "messaging.system", "kafka",
                "messaging.operation", operation,
                "messaging.destination.name", "orders",
                "messaging.kafka.consumer.group", "workers"))
        .resource(Resource.ofService(operation.equals("send") ? "web" : "worker"));
  }

  @Test
  void aMessageWhoseSenderIsNotKnownHasNoKnownWait() {
    assertThat(linked(SpanKind.PRODUCER, 5)).hasSize(1);
    assertThat(linked(SpanKind.PRODUCER, 4)).isEmpty();
  }

  @Test
  void whoReceivedAMessageDidNotSendIt() {
    assertThat(linked(SpanKind.CLIENT, 10)).isEmpty();
  }

  /** Twelve minutes of ten messages; of those of the last that wait for 3 s so many are known. */
  private static List<Finding> linked(SpanKind kind, int known) {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      long sent = TraceFixture.EPOCH_NANOS + TraceFixture.ms(40_000 + 6_000.0 * i);
      TraceId sender = new TraceId(3, i + 1L);
      if (i < 110 + known) {
        spans.add(
            message(Span.builder(sender, 1), kind == SpanKind.CLIENT ? "receive" : "send")
                .kind(kind)
                .times(sent, sent + TraceFixture.ms(50))
                .build());
      }
      long taken = sent + TraceFixture.ms(50 + (i >= 110 ? 3000 : 20));
      spans.add(
          message(Span.builder(new TraceId(4, i + 1L), 1), "process")
              .kind(SpanKind.CONSUMER)
              .times(taken, taken + TraceFixture.ms(5))
              .links(List.of(new SpanLink(sender, 1, Attributes.EMPTY)))
              .build());
    }
    return new Window().spans(spans).of(BACKLOG);
  }

  @Test
  void aHundredThousandSentMessagesAreKnown() {
    assertThat(isKnownAfter(99_989)).isTrue();
    assertThat(isKnownAfter(99_990)).isFalse();
  }

  /** Whether a message is known after so many others and then ten more. */
  private static boolean isKnownAfter(int others) {
    QueueBacklogDetector detector = new QueueBacklogDetector();
    DetectorSetup setup = DrawnFacts.setup();
    TraceId first = new TraceId(1, 1);
    detector.learn(DrawnFacts.of(TraceFixture.assemble(List.of(sent(first, 1))), setup));
    List<Span> spans = new ArrayList<>();
    for (int i = 1; i <= others; i++) {
      spans.add(sent(new TraceId(2, i / 1_000), i));
      if (i == others || i / 1_000 < (i + 1) / 1_000) {
        detector.learn(DrawnFacts.of(TraceFixture.assemble(spans), setup));
        spans.clear();
      }
    }
    String send = "send 0-2 producer @web messaging.system=kafka";
    for (int i = 0; i < 10; i++) {
      int end = i < 5 ? 20 : 60_000;
      detector.learn(
          DrawnFacts.of(
              TraceFixture.assemble(
                  TraceFixture.spans(
                      new TraceId(3, i + 1L),
                      send,
                      ("  process orders %d-%d consumer @worker messaging.destination.name=orders"
                              + " messaging.kafka.consumer.group=workers")
                          .formatted(end, end + 9))),
              setup));
    }
    detector.settle();
    long taken = TraceFixture.EPOCH_NANOS + TraceFixture.ms(60_000);
    Span linked =
        message(Span.builder(new TraceId(4, 1), 1), "process")
            .kind(SpanKind.CONSUMER)
            .times(taken, taken + 9)
            .links(List.of(new SpanLink(first, 1, Attributes.EMPTY)))
            .build();
    List<Clue> clues = new ArrayList<>();
    detector.detect(DrawnFacts.of(TraceFixture.assemble(List.of(linked)), setup), clues::add);
    return !clues.isEmpty();
  }

  private static Span sent(TraceId trace, long id) {
    return message(Span.builder(trace, id), "send")
        .kind(SpanKind.PRODUCER)
        .times(TraceFixture.EPOCH_NANOS, TraceFixture.EPOCH_NANOS + 50)
        .build();
  }
}
