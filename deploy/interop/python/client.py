"""Sends traces and logs with the OpenTelemetry Python SDK; see ../README.md for the content."""

import os

from opentelemetry import trace
from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode

endpoint = os.environ["INTEROP_ENDPOINT"]
gzip = os.environ["INTEROP_COMPRESSION"] == "gzip"
if os.environ["INTEROP_TRANSPORT"] == "grpc":
    from grpc import Compression
    from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

    compression = Compression.Gzip if gzip else Compression.NoCompression
    spans = OTLPSpanExporter(endpoint=endpoint, insecure=True, compression=compression)
    logs = OTLPLogExporter(endpoint=endpoint, insecure=True, compression=compression)
else:
    from opentelemetry.exporter.otlp.proto.http import Compression
    from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    compression = Compression.Gzip if gzip else Compression.NoCompression
    spans = OTLPSpanExporter(endpoint=endpoint + "/v1/traces", compression=compression)
    logs = OTLPLogExporter(endpoint=endpoint + "/v1/logs", compression=compression)

resource = Resource.create({"service.name": os.environ["INTEROP_SERVICE"]})
tracers = TracerProvider(resource=resource)
tracers.add_span_processor(BatchSpanProcessor(spans))
loggers = LoggerProvider(resource=resource)
loggers.add_log_record_processor(BatchLogRecordProcessor(logs))
tracer = tracers.get_tracer("interop")
logger = loggers.get_logger("interop")

for i in range(int(os.environ["INTEROP_TRACES"])):
    failed = i % 5 == 0
    with tracer.start_as_current_span("GET /orders/{id}", kind=SpanKind.SERVER) as root:
        root.set_attribute("interop.index", i)
        root.set_attribute("interop.text", "grüße 😀")
        root.set_attribute("interop.flag", True)
        root.set_attribute("interop.ratio", 0.25)
        root.set_attribute("interop.list", ["a", "b"])
        with tracer.start_as_current_span("SELECT orders", kind=SpanKind.CLIENT) as child:
            child.set_attribute("db.system.name", "postgresql")
            child.add_event("tick", {"step": "one"})
            if failed:
                child.set_status(Status(StatusCode.ERROR, "boom"))
            logger.emit(
                LogRecord(
                    body=f"order {i} read",
                    severity_number=SeverityNumber.ERROR if failed else SeverityNumber.INFO,
                    context=trace.set_span_in_context(child),
                )
            )
    ids = root.get_span_context()
    print(
        trace.format_trace_id(ids.trace_id),
        trace.format_span_id(ids.span_id),
        trace.format_span_id(child.get_span_context().span_id),
        i,
    )

tracers.shutdown()
loggers.shutdown()
