package io.longpole.collector.otlp;

import io.longpole.collector.log.DeadLetterEntry;
import io.longpole.collector.wire.BadSpan;
import io.longpole.collector.wire.BadSpanSink;
import io.longpole.collector.wire.MalformedException;
import io.longpole.collector.wire.RequestWalk;
import io.longpole.collector.wire.SpanFault;
import io.longpole.collector.wire.Walked;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A walked request, split into what goes to the span log and what goes to the dead letters.
 *
 * @param timeNanos when it came, since the epoch
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Request(OtlpSignal signal, long timeNanos, byte[] protobuf, String source, Walked walked) {

  /**
   * Each dead letter repeats its span's resource; so that a request cannot grow without bound in
   * this way, its letters together may be this many times its size.
   */
  private static final int LETTERS_FACTOR = 4;

  private static final int LETTERS_FREE_BYTES = 1 << 20;

  /** What is appended: the request as it came, or without its bad spans; null when none is good. */
  byte @Nullable [] goodPart() throws MalformedException {
    if (walked.badSpans().isEmpty()) {
      return protobuf;
    }
    return walked.goodItems() == 0
        ? null
        : RequestWalk.withoutBad(protobuf, 0, protobuf.length, walked);
  }

  /** One letter for each bad span: a request of this span alone, so that it can be sent again. */
  List<DeadLetterEntry> deadLetters() throws MalformedException {
    List<DeadLetterEntry> letters = new ArrayList<>();
    long budgetBytes = LETTERS_FREE_BYTES + (long) LETTERS_FACTOR * protobuf.length;
    RequestWalk.eachBad(
        protobuf,
        0,
        protobuf.length,
        walked,
        new BadSpanSink() {
          private long leftBytes = budgetBytes;

          @Override
          public boolean span(BadSpan bad, byte[] request) {
            letters.add(
                new DeadLetterEntry(
                    bad.fault().key(), timeNanos, signal.logSignal(), source, request));
            leftBytes -= request.length;
            return leftBytes > 0;
          }
        });
    return letters;
  }

  /** Reasons with a count and one example each; empty when no span is bad. */
  String rejectionMessage() {
    Map<SpanFault, Integer> counts = new EnumMap<>(SpanFault.class);
    Map<SpanFault, String> examples = new EnumMap<>(SpanFault.class);
    for (BadSpan bad : walked.badSpans()) {
      counts.merge(bad.fault(), 1, Integer::sum);
      examples.putIfAbsent(bad.fault(), bad.example());
    }
    StringBuilder text = new StringBuilder();
    counts.forEach((fault, count) -> {
      text.append(text.isEmpty() ? "rejected spans: " : "; ");
      text.append(fault.sentence()).append(": ").append(count);
      text.append(" (such as ").append(examples.get(fault)).append(')');
    });
    return text.toString();
  }
}
