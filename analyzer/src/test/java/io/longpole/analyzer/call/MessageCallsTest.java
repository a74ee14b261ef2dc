package io.longpole.analyzer.call;

import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.model.SpanKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls that send, take and settle messages. */
class MessageCallsTest {

  @Test
  void oneDestinationHasOneKeyFromBothGenerations() {
    Call old =
        OneCall.call(
            SpanKind.PRODUCER,
            "orders publish",
            "messaging.system",
            "kafka",
            "messaging.operation",
            "publish",
            "messaging.destination.name",
            "orders",
            "messaging.kafka.consumer.group",
            "g");
    Call current =
        OneCall.call(
            SpanKind.PRODUCER,
            "send orders",
            "messaging.system",
            "kafka",
            "messaging.operation.type",
            "send",
            "messaging.operation.name",
            "send",
            "messaging.destination.name",
            "orders",
            "server.address",
            "broker-7");
    Call older =
        OneCall.call(
            SpanKind.PRODUCER,
            "orders send",
            "messaging.system",
            "kafka",
            "messaging.destination",
            "orders");
    assertThat(old.key()).isEqualTo("messaging|kafka|send|orders");
    assertThat(current.key()).isEqualTo(old.key());
    assertThat(older.key()).isEqualTo(old.key());
    assertThat(old.effect()).isEqualTo(Effect.WRITE);
    assertThat(old.label()).isEqualTo("send orders");
  }

  @ParameterizedTest
  @CsvSource({
    "PRODUCER, orders, send",
    "PRODUCER, process-payments publish, send",
    "PRODUCER, consume.requests, send",
    "CLIENT, send orders, send",
    "CLIENT, orders publish, send",
    "CLIENT, Produce orders, send",
    "CLIENT, orders receive, receive",
    "CLIENT, process-payments receive, receive",
    "CLIENT, poll commit-log, receive",
    "CLIENT, consume orders, receive",
    "CLIENT, consume send-mail, receive",
    "CLIENT, pull acks, receive",
    "CLIENT, pull orders-process, receive",
    "CLIENT, pull orders, receive",
    "CLIENT, send-mail process, process",
    "CLIENT, deliver orders, process",
    "CLIENT, orders ack, settle",
    "CLIENT, nack orders, settle",
    "CLIENT, ServiceBus.settle, settle",
    "CLIENT, commit orders, settle",
    "CLIENT, reject orders, settle",
    "CLIENT, orders modack, settle",
    "CLIENT, ServiceBus.complete, settle",
    "CLIENT, ServiceBus.abandon, settle",
    "CLIENT, orders defer, settle",
    "CLIENT, ServiceBus.renewMessageLock, settle",
    "CLIENT, ServiceBus.schedule, send",
    "CLIENT, Sidekiq enqueue, send",
    "CLIENT, orders, receive",
    "CLIENT, 4711, receive",
  })
  void withoutATypeTheKindTellsItThenTheName(SpanKind kind, String name, String type) {
    Call call =
        OneCall.call(kind, name, "messaging.system", "amqp", "messaging.destination.name", "d");
    assertThat(call.key()).isEqualTo("messaging|amqp|" + type + "|d");
    assertThat(call.noise()).isEqualTo(type.equals("settle") ? Noise.SETTLE : Noise.NONE);
    assertThat(call.effect()).isEqualTo(type.equals("send") ? Effect.WRITE : Effect.UNKNOWN);
  }

  @Test
  void theNameOfTheOperationTellsBeforeKindAndName() {
    Call call =
        OneCall.call(
            SpanKind.PRODUCER,
            "publish d",
            "messaging.system",
            "amqp",
            "messaging.operation.name",
            "ack",
            "messaging.destination.name",
            "d");
    assertThat(call.noise()).isEqualTo(Noise.SETTLE);
    assertThat(
            OneCall.call(
                    SpanKind.PRODUCER,
                    "create d",
                    "messaging.system",
                    "amqp",
                    "messaging.operation.type",
                    "create")
                .effect())
        .isEqualTo(Effect.WRITE);
  }

  @Test
  void whatIsToldOfTheOperationBeatsTheName() {
    Call typed =
        OneCall.client(
            "commit orders",
            "messaging.operation.type",
            "process",
            "messaging.operation.name",
            "commit",
            "messaging.destination.name",
            "orders",
            "messaging.consumer.group.name",
            "billing");
    assertThat(typed.key()).isEqualTo("messaging||process|orders||billing");
    Call acknowledged =
        OneCall.client(
            "receive orders",
            "messaging.system",
            "rabbitmq",
            "messaging.operation.name",
            "ack",
            "messaging.destination.name",
            "orders");
    assertThat(acknowledged.noise()).isEqualTo(Noise.SETTLE);
  }

  @Test
  void messagesWithoutIdAreNotTheSame() {
    String send = " producer messaging.system=kafka messaging.destination.name=o";
    Calls calls = Calls.of(trace("root 0-100 server", "  a 1-2" + send, "  b 3-4" + send));
    assertThat(calls.get(0).arguments()).isEqualTo(Call.Arguments.HIDDEN);
    assertThat(calls.get(1).arguments()).isEqualTo(Call.Arguments.HIDDEN);
  }

  @Test
  void aBatchOfMessagesIsOneCallOfThatSize() {
    Call batch = ofMessages(50);
    assertThat(batch.size()).isEqualTo(50);
    assertThat(batch.batch()).isTrue();
    Call two = ofMessages(2);
    assertThat(two.size()).isEqualTo(2);
    assertThat(two.batch()).isTrue();
    Call one = ofMessages(1);
    assertThat(one.size()).isEqualTo(1);
    assertThat(one.batch()).isFalse();
    assertThat(ofMessages(0).noise()).as("nothing sent is nothing received").isEqualTo(Noise.NONE);
  }

  private static Call ofMessages(int count) {
    return OneCall.call(
        SpanKind.PRODUCER,
        "send d",
        "messaging.system",
        "kafka",
        "messaging.destination.name",
        "d",
        "messaging.batch.message_count",
        count);
  }

  @Test
  void destinationsAreTemplatedAndTemporaryOnesAreOne() {
    assertThat(
            OneCall.call(
                    SpanKind.PRODUCER,
                    "x",
                    "messaging.system",
                    "jms",
                    "messaging.destination.name",
                    "reply.1042")
                .key())
        .isEqualTo("messaging|jms|send|reply.*");
    assertThat(
            OneCall.call(
                    SpanKind.PRODUCER,
                    "x",
                    "messaging.system",
                    "jms",
                    "messaging.destination.template",
                    "reply.{id}",
                    "messaging.destination.name",
                    "reply.1042")
                .key())
        .isEqualTo("messaging|jms|send|reply.{id}");
    for (String flag : new String[] {"temporary", "anonymous"}) {
      assertThat(
              OneCall.call(
                      SpanKind.PRODUCER,
                      "x",
                      "messaging.system",
                      "jms",
                      "messaging.destination." + flag,
                      true,
                      "messaging.destination.name",
                      "amq.gen-x")
                  .key())
          .isEqualTo("messaging|jms|send|<temporary>");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AmazonSQS, aws_sqs",
    "aws.sqs, aws_sqs",
    "AmazonSNS, aws.sns",
    "google_pubsub, gcp_pubsub",
    "Kafka, kafka"
  })
  void oneSystemHasOneNameFromEveryInstrumentation(String told, String system) {
    assertThat(sent("messaging.system", told, "messaging.destination.name", "orders").key())
        .isEqualTo("messaging|" + system + "|send|orders");
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:sns:us-east-1:123456789012:orders, orders",
    "https://sqs.us-east-1.amazonaws.com/123456789012/orders, orders",
    "persistent://public/default/orders-partition-3, persistent://public/default/orders",
    "orders-partition-x, orders-partition-x",
    "shop/orders, shop/orders"
  })
  void aTopicIsNamedWithoutWhereItIs(String told, String destination) {
    assertThat(sent("messaging.system", "aws.sns", "messaging.destination.name", told).label())
        .isEqualTo("send " + destination);
  }

  /** Queues of jobs are named by their urgency, not by what is to be done. */
  @ParameterizedTest
  @CsvSource({
    "messaging.sidekiq.job_class, InvoiceJob, MailJob",
    "celery.task_name, shop.invoice, shop.mail",
  })
  void jobsOfOneQueueAreToldApart(String name, String job, String another) {
    Call one = sent("messaging.destination", "default", name, job);
    assertThat(one.label()).isEqualTo("send default " + job);
    assertThat(one.key()).isEqualTo(sent("messaging.destination", "default", name, job).key());
    assertThat(one.key())
        .isNotEqualTo(sent("messaging.destination", "default", name, another).key());
  }

  /** The default exchange has no name, and hands a message to the queue of its routing key. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | orders | orders",
        "<default> | orders | orders",
        "amq.default | orders.1042 | orders.*",
        "shop | orders.created | shop",
        "<default> | amq.gen-Xa2 | <temporary>",
        "<default> | amq.rabbitmq.reply-to.g1h2 | <temporary>",
      })
  void aQueueOfRabbitIsItsRoutingKeyWhereNoExchangeHasAName(
      String exchange, String routingKey, String destination) {
    Call call =
        sent(
            "messaging.system",
            "rabbitmq",
            "messaging.destination.name",
            exchange,
            "messaging.rabbitmq.destination.routing_key",
            routingKey);
    assertThat(call.key()).isEqualTo("messaging|rabbitmq|send|" + destination);
  }

  @Test
  void anExchangeWithoutNameOrRoutingKeyIsCalledAsItIs() {
    assertThat(sent("messaging.system", "rabbitmq", "messaging.destination", "<default>").label())
        .isEqualTo("send <default>");
  }

  private static Call sent(Object... attributes) {
    return OneCall.call(SpanKind.PRODUCER, "publish", attributes);
  }

  @Test
  void receivingNamesTheGroupAndNothingReceivedIsNoise() {
    Call full =
        OneCall.client(
            "receive orders",
            "messaging.system",
            "kafka",
            "messaging.operation.type",
            "receive",
            "messaging.destination.name",
            "orders",
            "messaging.consumer.group.name",
            "billing",
            "messaging.batch.message_count",
            3);
    assertThat(full.key()).isEqualTo("messaging|kafka|receive|orders||billing");
    assertThat(full.size()).isEqualTo(3);
    assertThat(full.noise()).isEqualTo(Noise.NONE);
    Call empty =
        OneCall.client(
            "receive orders",
            "messaging.system",
            "kafka",
            "messaging.operation.type",
            "receive",
            "messaging.destination.name",
            "orders",
            "messaging.batch.message_count",
            0);
    assertThat(empty.noise()).isEqualTo(Noise.RECEIVE_EMPTY);
    assertThat(empty.size()).isEqualTo(1);
    assertThat(
            OneCall.client(
                    "ack", "messaging.system", "rabbitmq", "messaging.operation.type", "settle")
                .noise())
        .isEqualTo(Noise.SETTLE);
  }

  @Test
  void theSameMessageIdIsTheSameMessageAndAnotherProvesNothing() {
    String send =
        " producer messaging.system=kafka messaging.destination.name=o messaging.message.id=";
    Calls calls =
        Calls.of(
            trace(
                "root 0-100 server",
                "  a 1-2" + send + "m1",
                "  b 3-4" + send + "m2",
                "  c 5-6" + send + "m1"));
    Call first = calls.all().get(0);
    assertThat(first.arguments().known()).isTrue();
    assertThat(calls.all().get(2).arguments()).isEqualTo(first.arguments());
    assertThat(calls.all().get(1).arguments()).isEqualTo(Call.Arguments.HIDDEN);
  }
}
