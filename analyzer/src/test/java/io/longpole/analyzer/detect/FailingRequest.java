package io.longpole.analyzer.detect;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import io.longpole.analyzer.model.StatusCode;
import java.util.List;

/** What is told of a request that fails with certain events in its span. */
final class FailingRequest {

  private FailingRequest() {}

  /** The cause of its failure. */
  static Sighting with(SpanEvent... events) {
    Span well = TraceFixture.spans("GET /a 0-100 server @web").get(0);
    Span failing =
        Span.builder(well.traceId(), well.spanId())
            .name(well.name())
            .kind(well.kind())
            .times(well.startNanos(), well.endNanos())
            .status(StatusCode.ERROR, "")
            .resource(well.resource())
            .events(List.of(events))
            .build();
    return Detected.in(TraceFixture.assemble(List.of(failing))).only("error-root-cause");
  }

  static SpanEvent exception(String type, String message) {
    return new SpanEvent(
        TraceFixture.EPOCH_NANOS,
        "exception",
        Attributes.of("exception.type", type, "exception.message", message));
  }
}
