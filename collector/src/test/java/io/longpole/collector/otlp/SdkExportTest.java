package io.longpole.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The OpenTelemetry SDK for Java, as its users run it. */
@Timeout(120)
class SdkExportTest {

  private static final int ITEMS = 1_000;
  private static final Resource SHOP =
      Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "shop"));

  private RunningServer running;

  @BeforeEach
  void start() throws Exception {
    running = new RunningServer();
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @ParameterizedTest
  @CsvSource({"grpc,none", "grpc,gzip", "http,none", "http,gzip"})
  void aThousandSpansArriveOnceAndUnchanged(String transport, String compression) throws Exception {
    export(spanExporter(transport, compression));

    Set<String> names = new HashSet<>();
    for (Span span : running.log.spans()) {
      assertThat(span.getTraceId().size()).isEqualTo(16);
      assertThat(span.getEndTimeUnixNano()).isGreaterThanOrEqualTo(span.getStartTimeUnixNano());
      assertThat(span.getAttributes(0).getValue().getIntValue()).isEqualTo(42);
      assertThat(names.add(span.getName())).isTrue();
    }
    assertThat(names).hasSize(ITEMS);
    assertThat(running.counters.count("accepted", "traces")).isEqualTo(ITEMS);
  }

  @ParameterizedTest
  @CsvSource({"grpc", "http"})
  void aThousandLogRecordsArriveOnce(String transport) throws Exception {
    LogRecordExporter exporter =
        transport.equals("grpc")
            ? OtlpGrpcLogRecordExporter.builder().setEndpoint(grpcAddress()).build()
            : OtlpHttpLogRecordExporter.builder().setEndpoint(httpAddress() + "/v1/logs").build();
    try (SdkLoggerProvider provider =
        SdkLoggerProvider.builder()
            .setResource(SHOP)
            .addLogRecordProcessor(BatchLogRecordProcessor.builder(exporter).build())
            .build()) {
      for (int i = 0; i < ITEMS; i++) {
        provider.get("test").logRecordBuilder().setBody("line " + i).emit();
      }
      assertThat(provider.forceFlush().join(30, TimeUnit.SECONDS).isSuccess()).isTrue();
    }

    assertThat(running.log.logRecords()).isEqualTo(ITEMS);
  }

  @ParameterizedTest
  @CsvSource({"grpc", "http"})
  void refusalsAreTriedAgainAndNothingIsLostOrDoubled(String transport) throws Exception {
    running.refuseNext(3);

    export(spanExporter(transport, "none"));

    Set<String> names = new HashSet<>();
    for (Span span : running.log.spans()) {
      assertThat(names.add(span.getName())).isTrue();
    }
    assertThat(names).hasSize(ITEMS);
    assertThat(running.counters.count("traces.refused", "lag")).isEqualTo(3);
  }

  private void export(SpanExporter exporter) {
    try (SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(SHOP)
            .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
            .build()) {
      Tracer tracer = provider.get("test");
      for (int i = 0; i < ITEMS; i++) {
        tracer.spanBuilder("span " + i).setAttribute("answer", 42).startSpan().end();
      }
      assertThat(provider.forceFlush().join(60, TimeUnit.SECONDS).isSuccess()).isTrue();
    }
  }

  private SpanExporter spanExporter(String transport, String compression) {
    RetryPolicy retry =
        RetryPolicy.builder()
            .setInitialBackoff(Duration.ofMillis(50))
            .setMaxBackoff(Duration.ofMillis(200))
            .setMaxAttempts(5)
            .build();
    return transport.equals("grpc")
        ? OtlpGrpcSpanExporter.builder()
            .setEndpoint(grpcAddress())
            .setCompression(compression)
            .setRetryPolicy(retry)
            .build()
        : OtlpHttpSpanExporter.builder()
            .setEndpoint(httpAddress() + "/v1/traces")
            .setCompression(compression)
            .setRetryPolicy(retry)
            .build();
  }

  private String grpcAddress() {
    return "http://127.0.0.1:" + running.grpcPort();
  }

  private String httpAddress() {
    return "http://127.0.0.1:" + running.httpPort();
  }
}
