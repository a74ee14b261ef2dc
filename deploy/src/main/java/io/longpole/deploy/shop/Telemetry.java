package io.longpole.deploy.shop;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One service's own OpenTelemetry SDK: spans and logs, batched, over OTLP/gRPC. */
final class Telemetry implements AutoCloseable {

  private static final Duration DELAY = Duration.ofMillis(200);
  private static final long CLOSE_SECONDS = 10;

  private final OpenTelemetrySdk sdk;
  private final Logger logger;

  Telemetry(String service, String endpoint) {
    Resource resource =
        Resource.getDefault()
            .merge(
                Resource.create(
                    Attributes.builder()
                        .put("service.name", service)
                        .put("service.version", "1.4.2")
                        .put("service.instance.id", service + "-1")
                        .put("host.name", "demo")
                        .build()));
    SdkTracerProvider tracers =
        SdkTracerProvider.builder()
            .setResource(resource)
            .addSpanProcessor(
                BatchSpanProcessor.builder(
                        OtlpGrpcSpanExporter.builder().setEndpoint(endpoint).build())
                    .setScheduleDelay(DELAY)
                    .setMaxQueueSize(16_384)
                    .build())
            .build();
    SdkLoggerProvider loggers =
        SdkLoggerProvider.builder()
            .setResource(resource)
            .addLogRecordProcessor(
                BatchLogRecordProcessor.builder(
                        OtlpGrpcLogRecordExporter.builder().setEndpoint(endpoint).build())
                    .setScheduleDelay(DELAY)
                    .build())
            .build();
    sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(tracers)
            .setLoggerProvider(loggers)
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
    logger = loggers.get("io.longpole.shop");
  }

  OpenTelemetry api() {
    return sdk;
  }

  Tracer tracer() {
    return sdk.getTracer("io.longpole.shop");
  }

  /** Emits a log record in the current context, so that it carries the current span's ids. */
  void log(Severity severity, String body) {
    logger
        .logRecordBuilder()
        .setSeverity(severity)
        .setSeverityText(severity.name())
        .setBody(body)
        .emit();
  }

  /** Waits until what was ended so far has been sent. */
  void flush() {
    CompletableResultCode.ofAll(
            List.of(
                sdk.getSdkTracerProvider().forceFlush(), sdk.getSdkLoggerProvider().forceFlush()))
        .join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    flush();
    sdk.close();
  }
}
