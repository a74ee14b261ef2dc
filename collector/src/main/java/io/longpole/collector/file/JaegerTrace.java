package io.longpole.collector.file;

import static io.longpole.collector.file.SpanBatch.attribute;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns one trace of Jaeger's JSON into OTLP spans.
 *
 * <p>The first CHILD_OF reference into the same trace is the parent; all other references, also
 * FOLLOWS_FROM, are links. Tags become attributes of their types, logs become events, processes
 * become resources. Jaeger has no status: a span failed if {@code otel.status_code} says so, if its
 * tag {@code error} is neither false nor zero, or if one of its logs tells of an error.
 */
final class JaegerTrace {

  private static final Map<String, String> RESOURCE_NAMES =
      Map.of("hostname", "host.name", "ip", "host.ip");
  private static final Map<String, String> EXCEPTION_NAMES =
      Map.of(
          "error.kind", "exception.type",
          "message", "exception.message",
          "error.object", "exception.message",
          "stack", "exception.stacktrace");

  private final Delivery delivery;
  private final String traceId;
  private final Map<String, Resource> resources = new LinkedHashMap<>();

  JaegerTrace(Delivery delivery, String traceId, Map<?, ?> processes) {
    this.delivery = delivery;
    this.traceId = traceId;
    processes.forEach((id, process) ->
        resources.put(id.toString(), resource(process instanceof Map<?, ?> map ? map : Map.of())));
  }

  /** Converts spans, as they stand in the trace's {@code spans}, into the batch. */
  void convert(List<?> spans, SpanBatch batch) {
    for (Object element : spans) {
      if (element instanceof Map<?, ?> span) {
        Resource named = resources.get(JsonTree.text(span, "processID"));
        Resource resource = named == null ? resource(JsonTree.object(span, "process")) : named;
        Map<String, Object> tags = tags(span, "tags");
        batch.add(resource, scope(tags), span(span, tags));
      } else {
        delivery.reject("a span of a Jaeger trace is no object", 1);
      }
    }
  }

  private Span span(Map<?, ?> span, Map<String, Object> tags) {
    String ownTraceId = JsonTree.text(span, "traceID");
    String idOfTrace = ownTraceId.isEmpty() ? traceId : ownTraceId;
    long startNanos = JsonTree.nanosOfMicros(span, "startTime");
    long durationNanos = JsonTree.nanosOfMicros(span, "duration");
    Span.Builder out =
        Span.newBuilder()
            .setTraceId(ForeignId.trace(idOfTrace))
            .setSpanId(ForeignId.span(JsonTree.text(span, "spanID")))
            .setName(JsonTree.text(span, "operationName"))
            .setKind(kind(tags))
            .setStartTimeUnixNano(startNanos)
            .setEndTimeUnixNano(saturatedSum(startNanos, durationNanos));
    references(span, idOfTrace, out);
    tags.forEach((key, value) -> out.addAttributes(attribute(key, value)));
    if (span.get("warnings") instanceof List<?> warnings && !warnings.isEmpty()) {
      out.addAttributes(attribute("jaeger.warnings", warnings));
    }
    boolean failed = false;
    for (Map<?, ?> log : JsonTree.objects(span, "logs")) {
      Map<String, Object> fields = tags(log, "fields");
      boolean error = tellsOfError(fields);
      failed |= error;
      out.addEvents(event(log, fields, error));
    }
    status(tags, failed, out);
    return out.build();
  }

  private static void references(Map<?, ?> span, String traceId, Span.Builder out) {
    String parent = JsonTree.text(span, "parentSpanID");
    for (Map<?, ?> reference : JsonTree.objects(span, "references")) {
      String type = JsonTree.text(reference, "refType");
      String to = JsonTree.text(reference, "spanID");
      String trace = JsonTree.text(reference, "traceID");
      boolean sameTrace = trace.isEmpty() || trace.equals(traceId);
      if (type.equals("CHILD_OF") && sameTrace && (parent.isEmpty() || parent.equals(to))) {
        parent = to;
      } else {
        out.addLinks(
            Span.Link.newBuilder()
                .setTraceId(ForeignId.trace(trace.isEmpty() ? traceId : trace))
                .setSpanId(ForeignId.span(to))
                .addAttributes(attribute("opentracing.ref_type", type.toLowerCase(Locale.ROOT))));
      }
    }
    ByteString id = ForeignId.span(parent);
    if (!id.equals(ByteString.copyFrom(new byte[8]))) {
      out.setParentSpanId(id);
    }
  }

  private static Span.SpanKind kind(Map<String, Object> tags) {
    return switch (Objects.toString(tags.get("span.kind"), "").toLowerCase(Locale.ROOT)) {
      case "server" -> Span.SpanKind.SPAN_KIND_SERVER;
      case "client" -> Span.SpanKind.SPAN_KIND_CLIENT;
      case "producer" -> Span.SpanKind.SPAN_KIND_PRODUCER;
      case "consumer" -> Span.SpanKind.SPAN_KIND_CONSUMER;
      case "internal" -> Span.SpanKind.SPAN_KIND_INTERNAL;
      default -> Span.SpanKind.SPAN_KIND_UNSPECIFIED;
    };
  }

  private static void status(Map<String, Object> tags, boolean failedByLog, Span.Builder out) {
    String code = Objects.toString(tags.get("otel.status_code"), "");
    Object error = tags.get("error");
    Status.Builder status = Status.newBuilder();
    if (code.equalsIgnoreCase("ERROR") || isSet(error) || (failedByLog && code.isEmpty())) {
      status.setCode(Status.StatusCode.STATUS_CODE_ERROR);
      String text = error instanceof String said && !said.equalsIgnoreCase("true") ? said : "";
      status.setMessage(Objects.toString(tags.get("otel.status_description"), text));
    } else if (code.equalsIgnoreCase("OK")) {
      status.setCode(Status.StatusCode.STATUS_CODE_OK);
    } else {
      return;
    }
    out.setStatus(status);
  }

  /** Whether an error tag says that there was one: neither false nor zero nor empty. */
  static boolean isSet(@Nullable Object error) {
    return switch (error) {
      case null -> false;
      case Boolean flag -> flag;
      case Number number -> number.doubleValue() != 0;
      default -> {
        String text = error.toString();
        yield !text.isEmpty() && !text.equalsIgnoreCase("false") && !text.equals("0");
      }
    };
  }

  private static boolean tellsOfError(Map<String, Object> fields) {
    return "error".equals(fields.get("event"))
        || isSet(fields.get("error.object"))
        || isSet(fields.get("error"));
  }

  private static Span.Event event(Map<?, ?> log, Map<String, Object> fields, boolean error) {
    String said = Objects.toString(fields.getOrDefault("event", fields.get("message")), "log");
    Span.Event.Builder event =
        Span.Event.newBuilder()
            .setTimeUnixNano(JsonTree.nanosOfMicros(log, "timestamp"))
            .setName(error ? "exception" : said);
    Map<String, Object> attributes = new LinkedHashMap<>(fields);
    if (error) {
      fields.forEach((key, value) -> {
        String name = EXCEPTION_NAMES.get(key);
        if (name != null) {
          attributes.putIfAbsent(name, value.toString());
        }
      });
    }
    attributes.forEach((key, value) -> event.addAttributes(attribute(key, value)));
    return event.build();
  }

  private static InstrumentationScope scope(Map<String, Object> tags) {
    Object name = tags.getOrDefault("otel.scope.name", tags.get("otel.library.name"));
    Object version = tags.getOrDefault("otel.scope.version", tags.get("otel.library.version"));
    return InstrumentationScope.newBuilder()
        .setName(Objects.toString(name, ""))
        .setVersion(Objects.toString(version, ""))
        .build();
  }

  private static Resource resource(Map<?, ?> process) {
    Resource.Builder resource = Resource.newBuilder();
    String service = JsonTree.text(process, "serviceName");
    if (!service.isEmpty()) {
      resource.addAttributes(attribute("service.name", service));
    }
    tags(process, "tags")
        .forEach((key, value) ->
            resource.addAttributes(attribute(RESOURCE_NAMES.getOrDefault(key, key), value)));
    return resource.build();
  }

  /** Key-value pairs with a type; a number written as text becomes one if the type says so. */
  private static Map<String, Object> tags(Map<?, ?> object, String name) {
    Map<String, Object> tags = new LinkedHashMap<>();
    for (Map<?, ?> tag : JsonTree.objects(object, name)) {
      Object value = tag.get("value");
      if (value != null) {
        tags.put(JsonTree.text(tag, "key"), typed(value, JsonTree.text(tag, "type")));
      }
    }
    return tags;
  }

  private static Object typed(Object value, String type) {
    if (value instanceof Long number && type.equals("float64")) {
      return (double) number;
    }
    if (!(value instanceof String text)) {
      return value instanceof Map<?, ?> || value instanceof List<?> ? value.toString() : value;
    }
    try {
      return switch (type) {
        case "int64" -> (Object) Long.valueOf(text);
        case "float64" -> Double.valueOf(text);
        case "bool" -> Boolean.valueOf(text);
        default -> text;
      };
    } catch (NumberFormatException e) {
      return text;
    }
  }

  private static long saturatedSum(long start, long duration) {
    long end = start + duration;
    return end < 0 ? Long.MAX_VALUE : end;
  }

  /** The spans of a trace that has not been read to its end, in the order read. */
  static final class Parts {
    private final List<Object> spans = new ArrayList<>();
    private Map<?, ?> processes = Map.of();
    private String traceId = "";

    void spans(@Nullable Object value) {
      spans.clear();
      if (value instanceof List<?> list) {
        spans.addAll(list);
      }
    }

    void processes(@Nullable Object value) {
      processes = value instanceof Map<?, ?> map ? map : Map.of();
    }

    void traceId(@Nullable Object value) {
      traceId = value instanceof String text ? text : "";
    }

    boolean isEmpty() {
      return spans.isEmpty();
    }

    void convert(Delivery delivery, SpanBatch batch) {
      new JaegerTrace(delivery, traceId, processes).convert(spans, batch);
    }
  }
}
