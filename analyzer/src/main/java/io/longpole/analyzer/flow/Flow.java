package io.longpole.analyzer.flow;

import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.path.Section;
import java.util.List;

/**
 * The way of a request through messages: from a root to the span that sends, the wait in the queue,
 * the consumer, and on if that sends again.
 *
 * <p>Unless a wait is negative, sections and waits cover the time from the first root's start to
 * the last consumer's end without gap or overlap.
 *
 * @param parts one more than the messages
 * @param messages each between the part of the same place and the next
 */
public record Flow(List<Part> parts, List<Continuation> messages) {

  public Flow {
    parts = List.copyOf(parts);
    messages = List.copyOf(messages);
    if (messages.isEmpty() || parts.size() != messages.size() + 1) {
      throw new IllegalArgumentException(
          "parts="
              + parts.size()
              + ", messages="
              + messages.size()
              + " (one less, at least 1, is expected)");
    }
  }

  /**
   * What happened in one trace.
   *
   * @param top the root or consumer with which it begins
   * @param sections of the path, latest first; the last part's up to the consumer's end, the
   *     others' up to the end of the span that sends
   */
  public record Part(Trace trace, int top, List<Section> sections) {

    public long nanos() {
      long nanos = 0;
      for (Section section : sections) {
        nanos += section.endNanos() - section.startNanos();
      }
      return nanos;
    }
  }

  public long waitNanos() {
    return messages.stream().mapToLong(Continuation::queueWaitNanos).sum();
  }

  /** Parts and waits together. */
  public long totalNanos() {
    return parts.stream().mapToLong(Part::nanos).sum() + waitNanos();
  }

  /** Whether some consumer began before its producer had ended: then the times do not add up. */
  public boolean hasNegativeWait() {
    return messages.stream().anyMatch(Continuation::negativeWait);
  }

  /**
   * Whether parts and waits add up to the time from the first root's start to the last consumer's
   * end; not so if a wait is negative or a sender ended before a span above it began.
   */
  public boolean addsUp() {
    SpanRef last = messages.get(messages.size() - 1).consumer();
    return totalNanos() == last.endNanos() - startNanos();
  }

  private SpanRef first() {
    return new SpanRef(parts.get(0).trace(), parts.get(0).top());
  }

  public long startNanos() {
    return first().startNanos();
  }
}
