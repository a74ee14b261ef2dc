package io.longpole.analyzer.flow;

/**
 * A message: a consumer goes on from where a producer sent it, in the same trace or another.
 *
 * <p>Example: sent 226–228, taken at 400: it waited 172. A consumer that began before the producer
 * had ended waited 0, and is flagged: clocks are not corrected across traces.
 *
 * @param destination the queue or topic
 * @param queueWaitNanos from the producer's end to the consumer's start, at least 0
 * @param negativeWait whether the consumer began before the producer had ended
 */
public record Continuation(
    SpanRef producer,
    SpanRef consumer,
    String destination,
    long queueWaitNanos,
    boolean negativeWait) {

  static Continuation of(SpanRef producer, SpanRef consumer, String destination) {
    long wait = consumer.startNanos() - producer.endNanos();
    return new Continuation(producer, consumer, destination, Math.max(0, wait), wait < 0);
  }
}
