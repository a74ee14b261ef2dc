package io.longpole.collector.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.TraceId;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OtlpDecoderTest {

  private static final ByteString TRACE_ID = ByteString.fromHex("0af7651916cd43dd8448eb211c80319c");
  private static final ByteString SPAN_ID = ByteString.fromHex("b7ad6b7169203331");

  private final OtlpDecoder decoder = new OtlpDecoder();

  @Test
  void aSpanKeepsWhatItSays() throws MalformedException {
    var span =
        io.opentelemetry.proto.trace.v1.Span.newBuilder()
            .setTraceId(TRACE_ID)
            .setSpanId(SPAN_ID)
            .setParentSpanId(ByteString.fromHex("00f067aa0ba902b7"))
            .setName("GET /authors")
            .setKind(io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_SERVER)
            .setStartTimeUnixNano(1_700_000_000_000_000_001L)
            .setEndTimeUnixNano(1_700_000_000_000_000_999L)
            .addAttributes(text("http.route", "/authors"))
            .setStatus(
                Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR).setMessage("boom"))
            .setFlags(0x101)
            .build();

    Span decoded = spans(request(span)).getFirst();

    assertThat(decoded)
        .isEqualTo(
            Span.builder(TraceId.parse("0af7651916cd43dd8448eb211c80319c"), 0xb7ad6b7169203331L)
                .parent(0x00f067aa0ba902b7L)
                .name("GET /authors")
                .kind(SpanKind.SERVER)
                .times(1_700_000_000_000_000_001L, 1_700_000_000_000_000_999L)
                .attributes(Attributes.of("http.route", "/authors"))
                .status(StatusCode.ERROR, "boom")
                .flags(0x101)
                .resource(Resource.ofService("shop"))
                .scope(new Scope("lib", "", Attributes.EMPTY))
                .build());
  }

  @Test
  void everyRandomRequestDecodesAsTheGeneratedClassesDecodeIt() throws MalformedException {
    for (long seed = 0; seed < 400; seed++) {
      RandomTelemetry telemetry = new RandomTelemetry(seed);
      ExportTraceServiceRequest traces = telemetry.traces();
      assertThat(spans(traces)).as("seed %s", seed).isEqualTo(ReferenceDecoder.spans(traces));
      ExportLogsServiceRequest logs = telemetry.logs();
      assertThat(logs(logs.toByteArray()))
          .as("seed %s", seed)
          .isEqualTo(ReferenceDecoder.logs(logs));
    }
  }

  @Test
  void slicesDecodedLaterEqualSpansDecodedAtOnce() throws MalformedException {
    for (long seed = 0; seed < 100; seed++) {
      byte[] padded = padded(new RandomTelemetry(seed).traces().toByteArray());
      List<Span> atOnce = new ArrayList<>();
      decoder.spans(padded, 3, padded.length - 5, atOnce::add);
      List<Span> later = new ArrayList<>();
      decoder.slices(
          padded,
          3,
          padded.length - 5,
          (resource, scope, high, low, spanId, parent, offset, length) -> {
            Span span = spanOf(resource, scope, padded, offset, length);
            assertThat(span.traceId()).isEqualTo(new TraceId(high, low));
            assertThat(span.spanId()).isEqualTo(spanId);
            assertThat(span.parentSpanId()).isEqualTo(parent);
            later.add(span);
          });
      assertThat(later).as("seed %s", seed).isEqualTo(atOnce);
    }
  }

  @Test
  void aResourceAndScopeBehindTheirSpansStillHold() throws MalformedException {
    ResourceSpans resource = ResourceSpans.newBuilder().setResource(resourceOf("shop")).build();
    ScopeSpans scope =
        ScopeSpans.newBuilder().setScope(InstrumentationScope.newBuilder().setName("lib")).build();
    ByteArrayOutputStream scoped = new ByteArrayOutputStream();
    field(scoped, 2, minimal(1).toByteArray());
    scoped.writeBytes(scope.toByteArray());
    ByteArrayOutputStream group = new ByteArrayOutputStream();
    field(group, 2, scoped.toByteArray());
    group.writeBytes(resource.toByteArray());
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    field(request, 1, group.toByteArray());

    Span span = spans(request.toByteArray()).getFirst();

    assertThat(span.service()).isEqualTo("shop");
    assertThat(span.scope().name()).isEqualTo("lib");
  }

  @Test
  void aResourceInTwoPartsIsJoined() throws MalformedException {
    byte[] first = ResourceSpans.newBuilder().setResource(resourceOf("shop")).build().toByteArray();
    ResourceSpans second =
        ResourceSpans.newBuilder()
            .setResource(
                io.opentelemetry.proto.resource.v1.Resource.newBuilder()
                    .addAttributes(text("host.name", "a")))
            .addScopeSpans(ScopeSpans.newBuilder().addSpans(minimal(1)))
            .build();
    ByteArrayOutputStream group = new ByteArrayOutputStream();
    group.writeBytes(first);
    group.writeBytes(second.toByteArray());
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    field(request, 1, group.toByteArray());

    assertThat(spans(request.toByteArray()).getFirst().resource().attributes())
        .isEqualTo(Attributes.of("service.name", "shop", "host.name", "a"));
  }

  @Test
  void equalResourcesOfManyRequestsAreOneObject() throws MalformedException {
    Span first = spans(request(minimal(1))).getFirst();
    Span second = spans(request(minimal(2))).getFirst();
    assertThat(second.resource()).isSameAs(first.resource());
    assertThat(second.scope()).isSameAs(first.scope());
  }

  @Test
  void aTextSeenTwiceIsSharedFromThen() throws MalformedException {
    spans(request(minimal(1)));
    Span second = spans(request(minimal(2))).getFirst();
    Span third = spans(request(minimal(3))).getFirst();
    assertThat(third.name()).isEqualTo("work").isSameAs(second.name());
  }

  @Test
  void spansWithoutValidIdsAreCountedAndCostTheirNeighboursNothing() throws MalformedException {
    var good = minimal(1);
    var request =
        request(
            good.toBuilder().setTraceId(ByteString.fromHex("0af7")).build(),
            good.toBuilder().setTraceId(ByteString.copyFrom(new byte[16])).build(),
            good.toBuilder().clearSpanId().build(),
            good.toBuilder().setSpanId(ByteString.copyFrom(new byte[8])).build(),
            good.toBuilder().setParentSpanId(ByteString.fromHex("0102")).build());
    byte[] bytes = request.toByteArray();
    List<Span> spans = new ArrayList<>();
    assertThat(decoder.spans(bytes, 0, bytes.length, spans::add)).isEqualTo(4);
    assertThat(spans).hasSize(1);
    assertThat(spans.getFirst().parentSpanId()).isZero();
  }

  @Test
  void unknownFieldsOfEveryWireTypeArePassedOver() throws MalformedException {
    ByteArrayOutputStream span = new ByteArrayOutputStream();
    span.writeBytes(new byte[] {(byte) 0xC0, 0x3E, 1}); // field 1000, varint
    span.writeBytes(new byte[] {(byte) 0xC1, 0x3E, 1, 2, 3, 4, 5, 6, 7, 8}); // fixed64
    span.writeBytes(new byte[] {(byte) 0xC5, 0x3E, 1, 2, 3, 4}); // fixed32
    span.writeBytes(new byte[] {(byte) 0xC2, 0x3E, 2, 9, 9}); // bytes
    span.writeBytes(new byte[] {(byte) 0xC3, 0x3E, 0x08, 5, (byte) 0xC4, 0x3E}); // group
    span.writeBytes(new byte[] {0x28, 7}); // the name's number with a varint: not the name
    span.writeBytes(minimal(1).toByteArray());
    assertThat(spans(wrapped(span.toByteArray())).getFirst().name()).isEqualTo("work");
  }

  @Test
  void textThatIsNotUtf8GetsReplacementCharacters() throws MalformedException {
    ByteArrayOutputStream span = new ByteArrayOutputStream();
    span.writeBytes(minimal(1).toByteArray());
    field(span, 5, new byte[] {'a', (byte) 0xFF, 'b'});
    assertThat(spans(wrapped(span.toByteArray())).getFirst().name()).isEqualTo("a\uFFFDb");
  }

  @Test
  void aStructuredLogBodyIsItsJson() throws MalformedException {
    AnyValue body =
        AnyValue.newBuilder()
            .setArrayValue(
                ArrayValue.newBuilder()
                    .addValues(AnyValue.newBuilder().setIntValue(1))
                    .addValues(AnyValue.newBuilder().setStringValue("a \"b\"\n\u0001"))
                    .addValues(AnyValue.newBuilder().setDoubleValue(Double.NaN)))
            .build();
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    request.addResourceLogsBuilder().addScopeLogsBuilder().addLogRecordsBuilder().setBody(body);
    assertThat(logs(request.build().toByteArray()).getFirst().body())
        .isEqualTo("[1,\"a \\\"b\\\"\\n\\u0001\",\"NaN\"]");
  }

  @Test
  void attributeValuesNestSixtyFourDeepAndNoDeeper() throws MalformedException {
    Span span = spans(request(withNested(63))).getFirst();
    assertThat(span.attributes().size()).isEqualTo(1);
    assertThatThrownBy(() -> spans(request(withNested(64))))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("nested deeper than 64 at byte ");
  }

  @Test
  void aRequestCutAnywhereIsMalformedOrShorterNeverAnythingElse() {
    byte[] whole = new RandomTelemetry(7).traces().toByteArray();
    for (int length = 0; length < whole.length; length++) {
      int cut = length;
      try {
        decoder.spans(whole, 0, cut, span -> {});
      } catch (MalformedException e) {
        assertThat(e.place()).as("cut at %s", cut).matches("byte \\d+");
      }
    }
    assertThatThrownBy(() -> decoder.spans(whole, 0, whole.length - 1, span -> {}))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void mutatedRequestsAreMalformedOrDecodeNeverAnythingElse() {
    int malformed = 0;
    for (long seed = 0; seed < 4_000; seed++) {
      Random random = new Random(seed);
      RandomTelemetry telemetry = new RandomTelemetry(seed % 50);
      boolean traces = random.nextBoolean();
      byte[] bytes = (traces ? telemetry.traces() : telemetry.logs()).toByteArray();
      for (int i = 1 + random.nextInt(4); i > 0 && bytes.length > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        if (traces) {
          decoder.spans(bytes, 0, bytes.length, span -> {});
        } else {
          decoder.logs(bytes, 0, bytes.length, log -> {});
        }
      } catch (MalformedException e) {
        malformed++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(malformed).isBetween(500, 3_900);
  }

  @Test
  void errorsNameTheByteInTheArray() {
    byte[] bytes = {9, 9, 9, 0x0A, 0x05, 0x12};
    assertThatThrownBy(() -> decoder.spans(bytes, 3, 3, span -> {}))
        .isInstanceOf(MalformedException.class)
        .hasMessage("a field claims 5 bytes, its message has 1 left at byte 4");
  }

  private List<Span> spans(ExportTraceServiceRequest request) throws MalformedException {
    return spans(request.toByteArray());
  }

  private List<Span> spans(byte[] request) throws MalformedException {
    List<Span> spans = new ArrayList<>();
    decoder.spans(request, 0, request.length, spans::add);
    return spans;
  }

  private List<LogRecord> logs(byte[] request) throws MalformedException {
    List<LogRecord> logs = new ArrayList<>();
    decoder.logs(request, 0, request.length, logs::add);
    return logs;
  }

  private Span spanOf(Resource resource, Scope scope, byte[] bytes, int offset, int length) {
    try {
      return decoder.span(resource, scope, bytes, offset, length);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private static ExportTraceServiceRequest request(io.opentelemetry.proto.trace.v1.Span... spans) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(resourceOf("shop"))
                .addScopeSpans(
                    ScopeSpans.newBuilder()
                        .setScope(InstrumentationScope.newBuilder().setName("lib"))
                        .addAllSpans(List.of(spans))))
        .build();
  }

  /** A request of one span of these bytes. */
  private static byte[] wrapped(byte[] span) {
    ByteArrayOutputStream scoped = new ByteArrayOutputStream();
    field(scoped, 2, span);
    ByteArrayOutputStream group = new ByteArrayOutputStream();
    field(group, 2, scoped.toByteArray());
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    field(request, 1, group.toByteArray());
    return request.toByteArray();
  }

  private static void field(ByteArrayOutputStream out, int number, byte[] value) {
    assertThat(value.length).isLessThan(16_384);
    out.write(number << 3 | 2);
    out.write((value.length & 0x7F) | 0x80);
    out.write(value.length >>> 7);
    out.writeBytes(value);
  }

  private static byte[] padded(byte[] bytes) {
    byte[] padded = new byte[bytes.length + 5];
    System.arraycopy(bytes, 0, padded, 3, bytes.length);
    return padded;
  }

  private static io.opentelemetry.proto.trace.v1.Span minimal(int id) {
    return io.opentelemetry.proto.trace.v1.Span.newBuilder()
        .setTraceId(TRACE_ID)
        .setSpanId(ByteString.copyFrom("span000" + id, StandardCharsets.UTF_8))
        .setName("work")
        .build();
  }

  private static io.opentelemetry.proto.trace.v1.Span withNested(int depth) {
    AnyValue value = AnyValue.newBuilder().setIntValue(1).build();
    for (int i = 0; i < depth; i++) {
      value = AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addValues(value)).build();
    }
    return minimal(1).toBuilder()
        .addAttributes(KeyValue.newBuilder().setKey("deep").setValue(value))
        .build();
  }

  private static io.opentelemetry.proto.resource.v1.Resource resourceOf(String service) {
    return io.opentelemetry.proto.resource.v1.Resource.newBuilder()
        .addAttributes(text("service.name", service))
        .build();
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }
}
