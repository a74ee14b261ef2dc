// Sends traces and logs with the OpenTelemetry JavaScript SDK; see ../README.md for the content.
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

const { INTEROP_ENDPOINT, INTEROP_TRANSPORT, INTEROP_COMPRESSION, INTEROP_SERVICE, INTEROP_TRACES } = process.env;

const flavour = { grpc: 'grpc', 'http/protobuf': 'proto', 'http/json': 'http' }[INTEROP_TRANSPORT];
const { OTLPTraceExporter } = await import(`@opentelemetry/exporter-trace-otlp-${flavour}`);
const { OTLPLogExporter } = await import(`@opentelemetry/exporter-logs-otlp-${flavour}`);

const settings = path => ({
  url: INTEROP_TRANSPORT === 'grpc' ? INTEROP_ENDPOINT : INTEROP_ENDPOINT + path,
  compression: INTEROP_COMPRESSION === 'gzip' ? CompressionAlgorithm.GZIP : CompressionAlgorithm.NONE,
});
const resource = resourceFromAttributes({ 'service.name': INTEROP_SERVICE });
const spanProcessor = new BatchSpanProcessor({ exporter: new OTLPTraceExporter(settings('/v1/traces')) });
const logProcessor = new BatchLogRecordProcessor({ exporter: new OTLPLogExporter(settings('/v1/logs')) });
const tracers = new TracerProvider({ resource, spanProcessors: [spanProcessor] });
const loggers = new LoggerProvider({ resource, processors: [logProcessor] });
const tracer = tracers.getTracer('interop');
const logger = loggers.getLogger('interop');

const INFO = 9;
const ERROR = 17;

for (let i = 0; i < Number(INTEROP_TRACES); i++) {
  const failed = i % 5 === 0;
  const root = tracer.startSpan('GET /orders/{id}', { kind: SpanKind.SERVER }, ROOT_CONTEXT);
  root.setAttribute('interop.index', i);
  root.setAttribute('interop.text', 'grüße 😀');
  root.setAttribute('interop.flag', true);
  root.setAttribute('interop.ratio', 0.25);
  root.setAttribute('interop.list', ['a', 'b']);
  const child = tracer.startSpan('SELECT orders', { kind: SpanKind.CLIENT }, trace.setSpan(ROOT_CONTEXT, root));
  child.setAttribute('db.system.name', 'postgresql');
  child.addEvent('tick', { step: 'one' });
  if (failed) {
    child.setStatus({ code: SpanStatusCode.ERROR, message: 'boom' });
  }
  logger.emit({
    body: `order ${i} read`,
    severityNumber: failed ? ERROR : INFO,
    context: trace.setSpan(ROOT_CONTEXT, child),
  });
  child.end();
  root.end();
  console.log(root.spanContext().traceId, root.spanContext().spanId, child.spanContext().spanId, i);
}

await tracers.shutdown();
await loggers.shutdown();
