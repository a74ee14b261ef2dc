package io.longpole.deploy.interop;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The Java client of deploy/interop/README.md, run in a process of its own. */
public final class SdkClient {

  private static final AttributeKey<List<String>> LIST =
      AttributeKey.stringArrayKey("interop.list");

  private SdkClient() {}

  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Resource resource =
        Resource.create(Attributes.builder().put("service.name", env("SERVICE")).build());
    try (SdkTracerProvider tracers =
            SdkTracerProvider.builder()
                .setResource(resource)
                .addSpanProcessor(BatchSpanProcessor.builder(spans()).build())
                .build();
        SdkLoggerProvider loggers =
            SdkLoggerProvider.builder()
                .setResource(resource)
                .addLogRecordProcessor(BatchLogRecordProcessor.builder(logs()).build())
                .build()) {
      Tracer tracer = tracers.get("interop");
      Logger logger = loggers.get("interop");
      for (int i = 0; i < Integer.parseInt(env("TRACES")); i++) {
        out.println(trace(tracer, logger, i));
      }
    }
  }

  private static String trace(Tracer tracer, Logger logger, int i) {
    boolean failed = i % 5 == 0;
    Span root =
        tracer
            .spanBuilder("GET /orders/{id}")
            .setNoParent()
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("interop.index", i)
            .setAttribute("interop.text", "grüße 😀")
            .setAttribute("interop.flag", true)
            .setAttribute("interop.ratio", 0.25)
            .setAttribute(LIST, List.of("a", "b"))
            .startSpan();
    Context inRoot = Context.root().with(root);
    Span child =
        tracer
            .spanBuilder("SELECT orders")
            .setParent(inRoot)
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("db.system.name", "postgresql")
            .startSpan();
    child.addEvent("tick", Attributes.builder().put("step", "one").build());
    if (failed) {
      child.setStatus(StatusCode.ERROR, "boom");
    }
    logger
        .logRecordBuilder()
        .setContext(inRoot.with(child))
        .setSeverity(failed ? Severity.ERROR : Severity.INFO)
        .setBody("order " + i + " read")
        .emit();
    child.end();
    root.end();
    return root.getSpanContext().getTraceId()
        + " "
        + root.getSpanContext().getSpanId()
        + " "
        + child.getSpanContext().getSpanId()
        + " "
        + i;
  }

  private static SpanExporter spans() {
    return env("TRANSPORT").equals("grpc")
        ? OtlpGrpcSpanExporter.builder()
            .setEndpoint(env("ENDPOINT"))
            .setCompression(env("COMPRESSION"))
            .build()
        : OtlpHttpSpanExporter.builder()
            .setEndpoint(env("ENDPOINT") + "/v1/traces")
            .setCompression(env("COMPRESSION"))
            .build();
  }

  private static LogRecordExporter logs() {
    return env("TRANSPORT").equals("grpc")
        ? OtlpGrpcLogRecordExporter.builder()
            .setEndpoint(env("ENDPOINT"))
            .setCompression(env("COMPRESSION"))
            .build()
        : OtlpHttpLogRecordExporter.builder()
            .setEndpoint(env("ENDPOINT") + "/v1/logs")
            .setCompression(env("COMPRESSION"))
            .build();
  }

  private static String env(String name) {
    return System.getenv("INTEROP_" + name);
  }
}
