package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.model.Span;
import org.junit.jupiter.api.Test;

class MessagingTest {

  private final Messaging messaging = new Messaging();

  private static Span span(String line) {
    return TraceFixture.spans(line).get(0);
  }

  @Test
  void sendersAreProducersAndSpansThatSayThatTheySend() {
    assertThat(Messaging.isSender(span("put 0-1 producer"))).isTrue();
    assertThat(Messaging.isSender(span("put 0-1 client messaging.operation.type=send"))).isTrue();
    assertThat(Messaging.isSender(span("put 0-1 client messaging.operation=publish"))).isTrue();
    assertThat(Messaging.isSender(span("put 0-1 client messaging.operation.type=create"))).isTrue();
    assertThat(
            Messaging.isSender(
                span("put 0-1 client messaging.operation.type='' messaging.operation=publish")))
        .isTrue();
    assertThat(
            Messaging.isSender(
                span("x 0-1 client messaging.operation.type=settle messaging.operation=publish")))
        .isFalse();
    assertThat(Messaging.isSender(span("take 0-1 client messaging.operation.type=receive")))
        .isFalse();
    assertThat(Messaging.isSender(span("GET 0-1 client"))).isFalse();
  }

  @Test
  void theDestinationIsTheSendersElseTheConsumersElseTheNameOfTheSender() {
    Span named = span("put 0-1 producer messaging.destination.name=orders");
    Span unnamed = span("put 0-1 producer");
    Span consumer = span("take 5-6 consumer messaging.destination=invoices");
    Span silent = span("take 5-6 consumer");

    assertThat(messaging.destination(named, consumer)).isEqualTo("orders");
    assertThat(messaging.destination(unnamed, consumer)).isEqualTo("invoices");
    assertThat(messaging.destination(unnamed, silent)).isEqualTo("put");
    assertThat(messaging.destination(named, silent)).isEqualTo("orders");
  }

  @Test
  void valuesInDestinationsAreReplaced() {
    Span reply = span("put 0-1 producer messaging.destination.name=reply:4711");
    Span temporary =
        span(
            "put 0-1 producer messaging.destination.name=amq.gen-x"
                + " messaging.destination.temporary=true");

    assertThat(messaging.destination(reply)).isEqualTo("reply:*");
    assertThat(messaging.destination(temporary)).isEqualTo("<temporary>");
  }
}
