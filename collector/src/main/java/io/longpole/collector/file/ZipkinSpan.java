package io.longpole.collector.file;

import static io.longpole.collector.file.SpanBatch.attribute;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.Map;

/**
 * Turns one span of Zipkin's v2 JSON into an OTLP span.
 *
 * <p>An id shared by the client's and the server's half of a call stays shared: assembly tells them
 * apart. The local endpoint becomes the resource, its address that of the host, so that clocks can
 * be compared; the remote one becomes the peer. A span without duration was reported before it
 * ended (Zipkin knows no length of zero): its end is 0, which means unfinished. The tag {@code
 * error}, unless it says "false", makes the status an error.
 */
final class ZipkinSpan {

  private ZipkinSpan() {}

  /** Whether an object is a span: it has the two members that every span must have. */
  static boolean isSpan(Map<?, ?> object) {
    return object.get("traceId") instanceof String && object.get("id") instanceof String;
  }

  static void convert(Map<?, ?> span, SpanBatch batch) {
    batch.add(
        resource(JsonTree.object(span, "localEndpoint")),
        InstrumentationScope.getDefaultInstance(),
        span(span));
  }

  private static Span span(Map<?, ?> span) {
    long startNanos = JsonTree.nanosOfMicros(span, "timestamp");
    long durationNanos = JsonTree.nanosOfMicros(span, "duration");
    boolean finished = startNanos > 0 && durationNanos > 0;
    Span.SpanKind kind = kind(JsonTree.text(span, "kind"));
    Span.Builder out =
        Span.newBuilder()
            .setTraceId(ForeignId.trace(JsonTree.text(span, "traceId")))
            .setSpanId(ForeignId.span(JsonTree.text(span, "id")))
            .setName(JsonTree.text(span, "name"))
            .setKind(kind)
            .setStartTimeUnixNano(startNanos)
            .setEndTimeUnixNano(finished ? Math.max(startNanos, startNanos + durationNanos) : 0);
    ByteString parent = ForeignId.span(JsonTree.text(span, "parentId"));
    if (!parent.equals(ByteString.copyFrom(new byte[8]))) {
      out.setParentSpanId(parent);
    }
    peer(JsonTree.object(span, "remoteEndpoint"), kind, out);
    for (Map.Entry<?, ?> tag : JsonTree.object(span, "tags").entrySet()) {
      String key = tag.getKey().toString();
      String value = tag.getValue().toString();
      out.addAttributes(attribute(key, value));
      if (key.equals("error") && !value.equalsIgnoreCase("false")) {
        String message = value.equalsIgnoreCase("true") ? "" : value;
        out.setStatus(
            Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR).setMessage(message));
      }
    }
    for (Map<?, ?> annotation : JsonTree.objects(span, "annotations")) {
      out.addEvents(
          Span.Event.newBuilder()
              .setTimeUnixNano(JsonTree.nanosOfMicros(annotation, "timestamp"))
              .setName(JsonTree.text(annotation, "value")));
    }
    return out.build();
  }

  private static Span.SpanKind kind(String kind) {
    return switch (kind) {
      case "SERVER" -> Span.SpanKind.SPAN_KIND_SERVER;
      case "CLIENT" -> Span.SpanKind.SPAN_KIND_CLIENT;
      case "PRODUCER" -> Span.SpanKind.SPAN_KIND_PRODUCER;
      case "CONSUMER" -> Span.SpanKind.SPAN_KIND_CONSUMER;
      default -> Span.SpanKind.SPAN_KIND_UNSPECIFIED;
    };
  }

  private static Resource resource(Map<?, ?> endpoint) {
    Resource.Builder resource = Resource.newBuilder();
    String service = JsonTree.text(endpoint, "serviceName");
    if (!service.isEmpty()) {
      resource.addAttributes(attribute("service.name", service));
    }
    String address = address(endpoint);
    if (!address.isEmpty()) {
      resource.addAttributes(attribute("host.ip", address));
    }
    return resource.build();
  }

  private static void peer(Map<?, ?> endpoint, Span.SpanKind kind, Span.Builder out) {
    boolean called =
        kind == Span.SpanKind.SPAN_KIND_SERVER || kind == Span.SpanKind.SPAN_KIND_CONSUMER;
    String service = JsonTree.text(endpoint, "serviceName");
    if (!service.isEmpty()) {
      out.addAttributes(attribute("service.peer.name", service));
    }
    String side = called ? "client" : "server";
    String address = address(endpoint);
    if (!address.isEmpty()) {
      out.addAttributes(attribute(side + ".address", address));
    }
    if (endpoint.get("port") instanceof Long port) {
      out.addAttributes(attribute(side + ".port", port));
    }
  }

  private static String address(Map<?, ?> endpoint) {
    String ipv4 = JsonTree.text(endpoint, "ipv4");
    return ipv4.isEmpty() ? JsonTree.text(endpoint, "ipv6") : ipv4;
  }
}
