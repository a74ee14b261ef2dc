package io.longpole.collector.file;

import io.longpole.collector.wire.BadSpan;
import io.longpole.collector.wire.MalformedException;
import io.longpole.collector.wire.OtlpJsonReader;
import io.longpole.collector.wire.RequestWalk;
import io.longpole.collector.wire.SpanFault;
import io.longpole.collector.wire.Walked;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Hands one file's requests to the sink, without the spans that no trace can use, and counts. */
final class Delivery implements OtlpJsonReader.Requests {

  private final String file;
  private final TelemetryFiles.OtlpSink sink;

  private String place = "";
  private long usable;
  private long rejectedSpans;
  private String firstRejected = "";

  Delivery(String file, TelemetryFiles.OtlpSink sink) {
    this.file = file;
    this.sink = sink;
  }

  String file() {
    return file;
  }

  /** Where in the file the reader is; told with what is rejected from there. */
  void at(String newPlace) {
    place = newPlace;
  }

  @Override
  public void traces(byte[] request) {
    try {
      Walked walked = RequestWalk.walkTraces(request, 0, request.length, Long.MAX_VALUE / 2);
      usable += walked.goodItems();
      if (walked.badSpans().isEmpty()) {
        sink.traces(request);
        return;
      }
      reject(walked);
      if (walked.goodItems() > 0) {
        sink.traces(RequestWalk.withoutBad(request, 0, request.length, walked));
      }
    } catch (MalformedException e) {
      throw new IllegalStateException("a request made by a reader of files is malformed", e);
    }
  }

  @Override
  public void logs(byte[] request) {
    try {
      usable += RequestWalk.walkLogs(request, 0, request.length).items();
    } catch (MalformedException e) {
      throw new IllegalStateException("a request made by a reader of files is malformed", e);
    }
    sink.logs(request);
  }

  @Override
  public void metrics(long dataPoints) {
    usable += dataPoints;
    sink.metrics(dataPoints);
  }

  /** Counts what is no telemetry, or too broken to become a span. */
  void reject(String reason, long spans) {
    rejectedSpans += spans;
    firstRejected = firstRejected.isEmpty() ? reason : firstRejected;
    sink.rejected(file, place, reason, spans);
  }

  /** Says what the file's writer does that it should not. */
  void warn(String sentence) {
    sink.warning(file, sentence);
  }

  /**
   * Ends the file.
   *
   * @throws UnreadableInputException if nothing in it was of use
   */
  void finish() throws UnreadableInputException {
    if (usable > 0) {
      return;
    }
    if (rejectedSpans > 0) {
      throw new UnreadableInputException(
          file, place, "nothing usable: " + rejectedSpans + " spans rejected, " + firstRejected);
    }
    throw new UnreadableInputException(
        file,
        "",
        "no spans, log records or metrics in it (OTLP JSON or protobuf, Jaeger JSON or Zipkin v2"
            + " JSON is expected)");
  }

  private void reject(Walked walked) {
    Map<SpanFault, Long> byFault =
        walked.badSpans().stream()
            .collect(
                Collectors.groupingBy(
                    BadSpan::fault, () -> new EnumMap<>(SpanFault.class), Collectors.counting()));
    byFault.forEach((fault, spans) -> {
      String example =
          walked.badSpans().stream()
              .filter(bad -> bad.fault() == fault)
              .map(BadSpan::example)
              .findFirst()
              .orElse("");
      reject(fault.sentence() + " (" + example + ")", spans);
    });
  }
}
