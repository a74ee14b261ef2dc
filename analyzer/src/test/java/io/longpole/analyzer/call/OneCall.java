package io.longpole.analyzer.call;

import static java.util.Objects.requireNonNull;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import java.util.List;

/** Traces of one span, for rules that need no tree. */
final class OneCall {

  private OneCall() {}

  /** The calls of a trace of one span of the service web. */
  static Calls calls(SpanKind kind, String name, StatusCode status, Object... attributes) {
    return described(kind, name, status, "", attributes);
  }

  /** The same with a status description. */
  static Calls described(
      SpanKind kind, String name, StatusCode status, String message, Object... attributes) {
    Span span =
        Span.builder(TraceFixture.TRACE_ID, 1)
            .kind(kind)
            .name(name)
            .status(status, message)
            .times(1_000, 2_000)
            .resource(Resource.ofService("web"))
            .attributes(Attributes.of(attributes))
            .build();
    return Calls.of(TraceFixture.assemble(List.of(span)));
  }

  /** The call of a CLIENT span. */
  static Call client(String name, Object... attributes) {
    return call(SpanKind.CLIENT, name, attributes);
  }

  static Call call(SpanKind kind, String name, Object... attributes) {
    Calls calls = calls(kind, name, StatusCode.UNSET, attributes);
    return requireNonNull(calls.at(0), () -> name + " is no call");
  }

  /** The call of a statement to a database. */
  static Call sql(String system, String text) {
    return client("q", "db.system.name", system, "db.query.text", text);
  }

  /** The outcome of a CLIENT span. */
  static Outcome outcome(StatusCode status, Object... attributes) {
    return calls(SpanKind.CLIENT, "x", status, attributes).outcome(0);
  }
}
