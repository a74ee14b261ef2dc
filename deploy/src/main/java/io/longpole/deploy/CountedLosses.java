package io.longpole.deploy;

import io.longpole.collector.otlp.ReceiverCounters;
import io.longpole.query.search.Losses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Says what the counters of receiver and pipeline know to be lost, refused or late. */
final class CountedLosses implements Losses {

  private static final List<String> SIGNALS = List.of("traces", "logs");

  private final ReceiverCounters received;
  private final PipelineCounters pipeline;

  CountedLosses(ReceiverCounters received, PipelineCounters pipeline) {
    this.received = received;
    this.pipeline = pipeline;
  }

  @Override
  public long rejectedSpans() {
    return reasons("traces.rejected").values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    pipeline.incompleteness().ifPresent(notes::add);
    for (String signal : SIGNALS) {
      String items = signal.equals("traces") ? "spans" : "log records";
      add(notes, items + " were rejected", reasons(signal + ".rejected"));
      add(
          notes,
          "requests with " + items + " were refused, to be sent again",
          reasons(signal + ".refused"));
      add(notes, "requests with " + items + " could not be read", reasons(signal + ".invalid"));
    }
    add(
        notes,
        "spans beyond max-trace-spans are kept in the log but not analysed",
        "spans.dropped");
    add(notes, "records of the span log could not be decoded", "records.undecodable");
    add(notes, "traces failed in the analysis", "traces.failed");
    add(
        notes,
        "traces were late or ahead of the clock: looked at, but compared with no others",
        "traces.not-learned");
    add(
        notes,
        "traces came before it was known what is wrong with them, and were too many to look again",
        "traces.not-looked-again");
    add(
        notes,
        "operations, calls and keys were more than detectors keep, and were forgotten",
        "detectors.forgotten");
    long early =
        pipeline.value("traces.sealed-by", "memory") + pipeline.value("traces.sealed-by", "age");
    if (early > 0) {
      notes.add(
          early
              + " traces were analysed before they were quiet (pending-bytes, max-trace-age);"
              + " later spans re-open them");
    }
    return notes;
  }

  private Map<String, Long> reasons(String name) {
    return received.snapshot().getOrDefault(name, Map.of());
  }

  private void add(List<String> notes, String what, String pipelineCounter) {
    Map<String, Long> byReason = new TreeMap<>();
    pipeline
        .snapshot()
        .forEach((name, value) -> {
          if (name.name().equals(pipelineCounter) && value > 0) {
            byReason.put(name.reason(), value);
          }
        });
    add(notes, what, byReason);
  }

  private static void add(List<String> notes, String what, Map<String, Long> byReason) {
    long total = byReason.values().stream().mapToLong(Long::longValue).sum();
    if (total == 0) {
      return;
    }
    List<String> parts = new ArrayList<>();
    byReason.forEach((reason, count) -> {
      if (!reason.isEmpty()) {
        parts.add(reason + " " + count);
      }
    });
    String why = parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
    notes.add(total + " " + what + why + " since the start");
  }
}
