package io.longpole.collector.file;

import io.longpole.collector.wire.OtlpJsonReader;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects spans of other formats by resource and scope and hands them on as requests. */
final class SpanBatch {

  private record Origin(Resource resource, InstrumentationScope scope) {}

  private final Delivery delivery;
  private final Map<Origin, List<Span>> spans = new LinkedHashMap<>();
  private int size;

  SpanBatch(Delivery delivery) {
    this.delivery = delivery;
  }

  void add(Resource resource, InstrumentationScope scope, Span span) {
    spans.computeIfAbsent(new Origin(resource, scope), origin -> new ArrayList<>()).add(span);
    size++;
    if (size >= OtlpJsonReader.RECORDS_PER_REQUEST) {
      flush();
    }
  }

  void flush() {
    if (size == 0) {
      return;
    }
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    spans.forEach((origin, of) ->
        request.addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(origin.resource)
                .addScopeSpans(ScopeSpans.newBuilder().setScope(origin.scope).addAllSpans(of))));
    spans.clear();
    size = 0;
    delivery.traces(request.build().toByteArray());
  }

  /** An attribute of a text, number, boolean or list; other values as text. */
  static KeyValue attribute(String key, Object value) {
    return KeyValue.newBuilder().setKey(key).setValue(value(value)).build();
  }

  private static AnyValue value(Object value) {
    AnyValue.Builder any = AnyValue.newBuilder();
    return switch (value) {
      case Boolean flag -> any.setBoolValue(flag).build();
      case Long number -> any.setIntValue(number).build();
      case Double number -> any.setDoubleValue(number).build();
      case List<?> list -> {
        list.forEach(element -> any.getArrayValueBuilder().addValues(value(element)));
        yield any.build();
      }
      default -> any.setStringValue(value.toString()).build();
    };
  }
}
