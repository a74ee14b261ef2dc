package io.longpole.collector.wire;

import com.google.protobuf.ByteString;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Random;

/**
 * Prints the processor time that decoding takes for a span with ten attributes; run by hand.
 *
 * <p>64 requests of 512 spans are decoded in turn: half of the attributes repeat (method, system,
 * host), the others are numbers or texts of which one in a request is never seen again.
 */
final class DecoderSpeed {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int REQUESTS = 64;
  private static final int SPANS = 512;

  private long decoded;
  private final OtlpDecoder decoder = new OtlpDecoder();

  private DecoderSpeed() {}

  public static void main(String[] arguments) throws MalformedException {
    byte[][] requests = new byte[REQUESTS][];
    Random random = new Random(1);
    for (int i = 0; i < REQUESTS; i++) {
      requests[i] = request(random).toByteArray();
    }
    DecoderSpeed speed = new DecoderSpeed();
    System.out.printf("%,d bytes a span%n", requests[0].length / SPANS);
    for (int round = 0; round < 8; round++) {
      long slices = speed.measure(requests, false);
      long both = speed.measure(requests, true);
      System.out.printf("slices %4d ns, slices and span %4d ns a span%n", slices, both);
    }
    System.out.println(speed.decoded + " spans");
  }

  private long measure(byte[][] requests, boolean wholly) throws MalformedException {
    int rounds = 40;
    long start = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < rounds; i++) {
      for (byte[] request : requests) {
        decoder.slices(
            request,
            0,
            request.length,
            (r, s, h, l, id, parent, offset, length) -> {
              if (wholly) {
                decode(r, s, request, offset, length);
              }
              decoded++;
            });
      }
    }
    return (THREADS.getCurrentThreadCpuTime() - start) / ((long) rounds * REQUESTS * SPANS);
  }

  private void decode(Resource resource, Scope scope, byte[] bytes, int offset, int length) {
    try {
      decoded += decoder.span(resource, scope, bytes, offset, length).attributes().size() - 10L;
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ExportTraceServiceRequest request(Random random) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    ResourceSpans.Builder group = request.addResourceSpansBuilder();
    for (int i = 0; i < 12; i++) {
      group.getResourceBuilder().addAttributes(text("resource.attribute" + i, "value of it " + i));
    }
    ScopeSpans.Builder scoped = group.addScopeSpansBuilder();
    scoped.getScopeBuilder().setName("io.opentelemetry.jdbc").setVersion("2.33.1");
    long traceId = random.nextLong();
    for (int i = 0; i < SPANS; i++) {
      if (i % 20 == 0) {
        traceId = random.nextLong();
      }
      scoped.addSpans(span(random, traceId));
    }
    return request.build();
  }

  private static Span span(Random random, long traceId) {
    long start = 1_700_000_000_000_000_000L + random.nextInt();
    return Span.newBuilder()
        .setTraceId(id(traceId).concat(id(~traceId)))
        .setSpanId(id(random.nextLong()))
        .setParentSpanId(id(random.nextLong()))
        .setName("SELECT shop.item" + random.nextInt(20))
        .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
        .setStartTimeUnixNano(start)
        .setEndTimeUnixNano(start + random.nextInt(10_000_000))
        .setFlags(0x101)
        .addAttributes(text("db.system.name", "postgresql"))
        .addAttributes(text("db.namespace", "shop"))
        .addAttributes(text("db.operation.name", "SELECT"))
        .addAttributes(
            text(
                "db.query.text",
                "SELECT id, name, price, stock FROM item" + random.nextInt(20) + " WHERE id = ?"))
        .addAttributes(text("db.collection.name", "item" + random.nextInt(20)))
        .addAttributes(text("server.address", "db-" + random.nextInt(3) + ".internal"))
        .addAttributes(number("server.port", 5432))
        .addAttributes(number("thread.id", 30 + random.nextInt(40)))
        .addAttributes(text("thread.name", "http-nio-8080-exec-" + random.nextInt(40)))
        .addAttributes(text("request.id", Long.toHexString(random.nextLong())))
        .build();
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static KeyValue number(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }

  private static ByteString id(long part) {
    byte[] bytes = new byte[8];
    for (int i = 0; i < 8; i++) {
      bytes[i] = (byte) (part >>> (56 - 8 * i));
    }
    return ByteString.copyFrom(bytes);
  }
}
