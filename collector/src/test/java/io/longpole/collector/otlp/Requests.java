package io.longpole.collector.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.List;

/** Export requests for tests. */
final class Requests {

  private Requests() {}

  static ExportTraceServiceRequest traces(String service, List<Span> spans) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(resource(service))
                .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(spans)))
        .build();
  }

  static ExportTraceServiceRequest goodTraces(int spans) {
    List<Span> list = new ArrayList<>();
    for (int i = 0; i < spans; i++) {
      list.add(span(i));
    }
    return traces("shop", list);
  }

  static Span span(int number) {
    return Span.newBuilder()
        .setTraceId(bytes(16, 1 + number))
        .setSpanId(bytes(8, 1 + number))
        .setName("span " + number)
        .setStartTimeUnixNano(1_700_000_000_000_000_000L + number)
        .setEndTimeUnixNano(1_700_000_000_000_000_100L + number)
        .addAttributes(attribute("http.route", "/cart"))
        .build();
  }

  static Span withIds(int number, ByteString traceId, ByteString spanId) {
    return span(number).toBuilder().setTraceId(traceId).setSpanId(spanId).build();
  }

  /** That many bytes, ending in the number. */
  static ByteString bytes(int length, int number) {
    byte[] id = new byte[length];
    for (int i = 0; i < Math.min(4, length); i++) {
      id[length - 1 - i] = (byte) (number >>> (8 * i));
    }
    return ByteString.copyFrom(id);
  }

  static ExportLogsServiceRequest logs(String service, int records) {
    ScopeLogs.Builder scope = ScopeLogs.newBuilder();
    for (int i = 0; i < records; i++) {
      scope.addLogRecords(
          LogRecord.newBuilder().setBody(AnyValue.newBuilder().setStringValue("line " + i)));
    }
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder().setResource(resource(service)).addScopeLogs(scope))
        .build();
  }

  static ExportMetricsServiceRequest metrics(String service, int points) {
    Gauge.Builder gauge = Gauge.newBuilder();
    for (int i = 0; i < points; i++) {
      gauge.addDataPoints(NumberDataPoint.newBuilder().setAsInt(i));
    }
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(resource(service))
                .addScopeMetrics(
                    ScopeMetrics.newBuilder()
                        .addMetrics(Metric.newBuilder().setName("m").setGauge(gauge))))
        .build();
  }

  static Resource resource(String service) {
    return Resource.newBuilder().addAttributes(attribute("service.name", service)).build();
  }

  static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }
}
