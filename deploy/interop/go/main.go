// Sends traces and logs with the OpenTelemetry Go SDK; see ../README.md for the content.
package main

import (
	"context"
	"fmt"
	"os"
	"strconv"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploggrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/log"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

func main() {
	ctx := context.Background()
	spans, logs := exporters(ctx)
	about := resource.NewSchemaless(attribute.String("service.name", os.Getenv("INTEROP_SERVICE")))
	tracers := sdktrace.NewTracerProvider(sdktrace.WithBatcher(spans), sdktrace.WithResource(about))
	loggers := sdklog.NewLoggerProvider(sdklog.WithProcessor(sdklog.NewBatchProcessor(logs)), sdklog.WithResource(about))
	tracer, logger := tracers.Tracer("interop"), loggers.Logger("interop")
	count, err := strconv.Atoi(os.Getenv("INTEROP_TRACES"))
	check(err)
	for i := 0; i < count; i++ {
		failed := i%5 == 0
		rootCtx, root := tracer.Start(ctx, "GET /orders/{id}", trace.WithSpanKind(trace.SpanKindServer))
		root.SetAttributes(
			attribute.Int("interop.index", i),
			attribute.String("interop.text", "grüße 😀"),
			attribute.Bool("interop.flag", true),
			attribute.Float64("interop.ratio", 0.25),
			attribute.StringSlice("interop.list", []string{"a", "b"}))
		childCtx, child := tracer.Start(rootCtx, "SELECT orders", trace.WithSpanKind(trace.SpanKindClient))
		child.SetAttributes(attribute.String("db.system.name", "postgresql"))
		child.AddEvent("tick", trace.WithAttributes(attribute.String("step", "one")))
		if failed {
			child.SetStatus(codes.Error, "boom")
		}
		var record log.Record
		record.SetBody(attribute.StringValue(fmt.Sprintf("order %d read", i)))
		record.SetSeverity(log.SeverityInfo)
		if failed {
			record.SetSeverity(log.SeverityError)
		}
		logger.Emit(childCtx, record)
		child.End()
		root.End()
		fmt.Println(root.SpanContext().TraceID(), root.SpanContext().SpanID(), child.SpanContext().SpanID(), i)
	}
	check(tracers.Shutdown(ctx))
	check(loggers.Shutdown(ctx))
}

func exporters(ctx context.Context) (sdktrace.SpanExporter, sdklog.Exporter) {
	endpoint, gzip := os.Getenv("INTEROP_ENDPOINT"), os.Getenv("INTEROP_COMPRESSION") == "gzip"
	if os.Getenv("INTEROP_TRANSPORT") == "grpc" {
		traceOptions := []otlptracegrpc.Option{otlptracegrpc.WithEndpointURL(endpoint)}
		logOptions := []otlploggrpc.Option{otlploggrpc.WithEndpointURL(endpoint)}
		if gzip {
			traceOptions = append(traceOptions, otlptracegrpc.WithCompressor("gzip"))
			logOptions = append(logOptions, otlploggrpc.WithCompressor("gzip"))
		}
		spans, err := otlptracegrpc.New(ctx, traceOptions...)
		check(err)
		logs, err := otlploggrpc.New(ctx, logOptions...)
		check(err)
		return spans, logs
	}
	traceOptions := []otlptracehttp.Option{otlptracehttp.WithEndpointURL(endpoint + "/v1/traces")}
	logOptions := []otlploghttp.Option{otlploghttp.WithEndpointURL(endpoint + "/v1/logs")}
	if gzip {
		traceOptions = append(traceOptions, otlptracehttp.WithCompression(otlptracehttp.GzipCompression))
		logOptions = append(logOptions, otlploghttp.WithCompression(otlploghttp.GzipCompression))
	}
	spans, err := otlptracehttp.New(ctx, traceOptions...)
	check(err)
	logs, err := otlploghttp.New(ctx, logOptions...)
	check(err)
	return spans, logs
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
