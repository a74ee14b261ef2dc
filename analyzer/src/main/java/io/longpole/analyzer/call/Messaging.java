package io.longpole.analyzer.call;

import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;

/** What spans tell of the messages that they send or take. Owned by one thread. */
public final class Messaging {

  private final Facts facts = new Facts();
  private final ServiceCalls calls = new ServiceCalls(new CallCache());

  /**
   * Whether consumers may go on from the span: it is a PRODUCER, or says that it sends or creates a
   * message.
   */
  public static boolean isSender(Span span) {
    if (span.kind() == SpanKind.PRODUCER) {
      return true;
    }
    String type = span.attributes().text("messaging.operation.type");
    String told = type == null ? span.attributes().text("messaging.operation") : type;
    return told != null && (told.equals("send") || told.equals("publish") || told.equals("create"));
  }

  /**
   * The queue or topic between two spans, with the values in its name replaced by {@code *}: as the
   * sender calls it, else as the consumer does, else what the sender itself is called.
   */
  public String destination(Span sender, Span consumer) {
    String told = destination(sender);
    if (!told.isEmpty()) {
      return told;
    }
    facts.read(consumer);
    return calls.destination(facts, sender.name());
  }

  /** The queue or topic that a span names; empty if it names none. */
  public String destination(Span span) {
    facts.read(span);
    return calls.destination(facts, "");
  }

  /** The queue or topic that a span names, with all values; empty if it names none. */
  public String queue(Span span) {
    facts.read(span);
    String template = facts.text(Fact.DESTINATION_TEMPLATE);
    return template.isEmpty() ? facts.text(Fact.DESTINATION) : template;
  }

  /** The consumers that share a queue's messages with the one of a span; empty if it names none. */
  public String consumerGroup(Span span) {
    facts.read(span);
    return facts.text(Fact.CONSUMER_GROUP);
  }
}
