package io.longpole.collector.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestWalkTest {

  private static final long NOW = 1_700_000_000_000_000_000L;
  private static final ByteString TRACE = id(16, 7);
  private static final ByteString SPAN = id(8, 7);

  @Test
  void anEmptyRequestHoldsNothing() throws Exception {
    Walked walked = walk(ExportTraceServiceRequest.getDefaultInstance());

    assertThat(walked.items()).isZero();
    assertThat(walked.badSpans()).isEmpty();
    assertThat(walked.itemsByService()).isEmpty();
  }

  @Test
  void countsSpansByService() throws Exception {
    Walked walked =
        walk(
            request(
                part("shop", span(TRACE, SPAN), span(TRACE, SPAN)),
                part("stock", span(TRACE, SPAN)),
                part("shop", span(TRACE, SPAN))));

    assertThat(walked.items()).isEqualTo(4);
    assertThat(walked.itemsByService()).containsExactly(entry("shop", 3), entry("stock", 1));
  }

  @Test
  void spansWithoutServiceNameAreCountedUnderNoName() throws Exception {
    ResourceSpans nameless =
        ResourceSpans.newBuilder()
            .addScopeSpans(ScopeSpans.newBuilder().addSpans(span(TRACE, SPAN)))
            .build();

    assertThat(walk(request(nameless)).itemsByService()).containsExactly(entry("", 1));
  }

  @Test
  void theResourceMayFollowItsSpans() throws Exception {
    byte[] spans =
        ResourceSpans.newBuilder()
            .addScopeSpans(ScopeSpans.newBuilder().addSpans(span(TRACE, SPAN)))
            .build()
            .toByteArray();
    byte[] resource =
        ResourceSpans.newBuilder().setResource(resource("late")).build().toByteArray();
    ByteString part = ByteString.copyFrom(spans).concat(ByteString.copyFrom(resource));

    Walked walked = walk(ExportTraceServiceRequest.parseFrom(wrapped(part)).toByteArray());
    Walked raw = walk(wrapped(part));

    assertThat(walked.itemsByService()).containsExactly(entry("late", 1));
    assertThat(raw.itemsByService()).containsExactly(entry("late", 1));
  }

  @Test
  void eachWayAnIdCanBeBadIsNamed() throws Exception {
    ExportTraceServiceRequest request =
        request(
            part(
                "shop",
                span(id(15, 1), SPAN),
                span(ByteString.EMPTY, SPAN),
                span(id(16, 0), SPAN),
                span(TRACE, id(9, 1)),
                span(TRACE, id(8, 0)),
                span(TRACE, SPAN)));

    Walked walked = walk(request);

    assertThat(walked.items()).isEqualTo(6);
    assertThat(walked.goodItems()).isEqualTo(1);
    assertThat(walked.badSpans())
        .extracting(BadSpan::fault)
        .containsExactly(
            SpanFault.TRACE_ID_LENGTH,
            SpanFault.TRACE_ID_LENGTH,
            SpanFault.TRACE_ID_ZERO,
            SpanFault.SPAN_ID_LENGTH,
            SpanFault.SPAN_ID_ZERO);
    assertThat(walked.badSpans().get(3).example())
        .isEqualTo("trace_id=00000000000000000000000000000007 span_id=000000000000000001");
  }

  @Test
  void aSpanWithoutAnyFieldIsBadAndFound() throws Exception {
    ExportTraceServiceRequest request =
        request(
            part("shop", Span.getDefaultInstance(), span(TRACE, SPAN), Span.getDefaultInstance()));

    assertThat(walk(request).badSpans()).hasSize(2);
    assertThat(withoutBad(request)).isEqualTo(request(part("shop", span(TRACE, SPAN))));
    assertThat(alone(request)).hasSize(2);
  }

  @Test
  void badSpansAreTakenOutAndKeptApart() throws Exception {
    Span good = span(TRACE, SPAN);
    Span bad = span(TRACE, id(3, 1));
    ExportTraceServiceRequest request =
        request(part("shop", good, bad, good), part("stock", bad), part("cart", good));

    assertThat(withoutBad(request))
        .isEqualTo(request(part("shop", good, good), part("cart", good)));
    assertThat(alone(request))
        .containsExactly(request(part("shop", bad)), request(part("stock", bad)));
  }

  @Test
  void parentIdsOfOddLengthAreCountedAndKept() throws Exception {
    Span odd = span(TRACE, SPAN).toBuilder().setParentSpanId(id(5, 1)).build();
    Span zero = span(TRACE, SPAN).toBuilder().setParentSpanId(id(8, 0)).build();

    Walked walked = walk(request(part("shop", odd, zero, span(TRACE, SPAN))));

    assertThat(walked.oddParents()).isEqualTo(1);
    assertThat(walked.badSpans()).isEmpty();
  }

  @Test
  void clocksMoreThanADayAheadAreNoticedByService() throws Exception {
    long day = TimeUnit.DAYS.toNanos(1);
    Span ahead = span(TRACE, SPAN).toBuilder().setStartTimeUnixNano(NOW + day + 1).build();
    Span almost = span(TRACE, SPAN).toBuilder().setStartTimeUnixNano(NOW + day).build();

    Walked walked = walk(request(part("early", ahead), part("fine", almost)));

    assertThat(walked.clockAhead()).containsExactly("early");
  }

  @Test
  void textThatIsNotUtf8IsKept() throws Exception {
    byte[] bytes =
        request(part("shop", span(TRACE, SPAN).toBuilder().setName("ab").build())).toByteArray();
    int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("ab");
    bytes[at] = (byte) 0xff;

    assertThat(walk(bytes).goodItems()).isEqualTo(1);
  }

  @Test
  void valuesMayNestSixtyFourDeepAndNoDeeper() throws Exception {
    assertThat(walk(request(part("shop", nested(64)))).items()).isEqualTo(1);
    assertThatThrownBy(() -> walk(request(part("shop", nested(65)))))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("attribute values nested deeper than 64");
  }

  @Test
  void cutBytesAreMalformedWithTheirPlace() {
    byte[] bytes = request(part("shop", span(TRACE, SPAN))).toByteArray();

    assertThatThrownBy(() -> RequestWalk.walkTraces(bytes, 0, bytes.length - 1, NOW))
        .isInstanceOf(MalformedException.class)
        .hasMessage(
            "a field claims "
                + (bytes.length - 2)
                + " bytes, its message has "
                + (bytes.length - 3)
                + " left at byte 1");
  }

  @Test
  void jsonIsNoProtobuf() {
    assertThatThrownBy(
            () -> walk("{\"resourceSpans\":[]}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void logRecordsAreNeverBadForTheirIds() throws Exception {
    LogRecord odd = LogRecord.newBuilder().setTraceId(id(3, 1)).setSpanId(id(8, 0)).build();
    byte[] bytes =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .setResource(resource("shop"))
                    .addScopeLogs(ScopeLogs.newBuilder().addLogRecords(odd).addLogRecords(odd)))
            .build()
            .toByteArray();

    Walked walked = RequestWalk.walkLogs(bytes, 0, bytes.length);

    assertThat(walked.goodItems()).isEqualTo(2);
    assertThat(walked.itemsByService()).containsExactly(entry("shop", 2));
  }

  @Test
  void dataPointsOfEveryKindAreCounted() throws Exception {
    Metric gauge =
        Metric.newBuilder()
            .setGauge(
                Gauge.newBuilder()
                    .addDataPoints(NumberDataPoint.newBuilder().setAsInt(1))
                    .addDataPoints(NumberDataPoint.newBuilder().setAsInt(2)))
            .build();
    Metric histogram =
        Metric.newBuilder()
            .setHistogram(
                Histogram.newBuilder().addDataPoints(HistogramDataPoint.newBuilder().setCount(3)))
            .build();
    byte[] bytes =
        ExportMetricsServiceRequest.newBuilder()
            .addResourceMetrics(
                ResourceMetrics.newBuilder()
                    .setResource(resource("shop"))
                    .addScopeMetrics(
                        ScopeMetrics.newBuilder().addMetrics(gauge).addMetrics(histogram)))
            .build()
            .toByteArray();

    assertThat(RequestWalk.walkMetrics(bytes, 0, bytes.length).itemsByService())
        .containsExactly(entry("shop", 3));
  }

  private static Span nested(int depth) {
    AnyValue value = AnyValue.newBuilder().setIntValue(1).build();
    for (int i = 1; i < depth; i++) {
      value = AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addValues(value)).build();
    }
    return span(TRACE, SPAN).toBuilder()
        .addAttributes(KeyValue.newBuilder().setKey("deep").setValue(value))
        .build();
  }

  private static ExportTraceServiceRequest withoutBad(ExportTraceServiceRequest request)
      throws Exception {
    byte[] bytes = request.toByteArray();
    return ExportTraceServiceRequest.parseFrom(
        RequestWalk.withoutBad(bytes, 0, bytes.length, walk(bytes)));
  }

  private static List<ExportTraceServiceRequest> alone(ExportTraceServiceRequest request)
      throws Exception {
    byte[] bytes = request.toByteArray();
    List<byte[]> copies = new ArrayList<>();
    RequestWalk.eachBad(bytes, 0, bytes.length, walk(bytes), (bad, copy) -> copies.add(copy));
    List<ExportTraceServiceRequest> requests = new ArrayList<>();
    for (byte[] copy : copies) {
      requests.add(ExportTraceServiceRequest.parseFrom(copy));
    }
    return requests;
  }

  private static Walked walk(ExportTraceServiceRequest request) throws MalformedException {
    return walk(request.toByteArray());
  }

  private static Walked walk(byte[] bytes) throws MalformedException {
    return RequestWalk.walkTraces(bytes, 0, bytes.length, NOW);
  }

  private static byte[] wrapped(ByteString part) {
    return com.google.protobuf.UnknownFieldSet.newBuilder()
        .addField(
            1,
            com.google.protobuf.UnknownFieldSet.Field.newBuilder().addLengthDelimited(part).build())
        .build()
        .toByteArray();
  }

  private static ExportTraceServiceRequest request(ResourceSpans... parts) {
    return ExportTraceServiceRequest.newBuilder().addAllResourceSpans(List.of(parts)).build();
  }

  private static ResourceSpans part(String service, Span... spans) {
    return ResourceSpans.newBuilder()
        .setResource(resource(service))
        .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(List.of(spans)).setSchemaUrl("s"))
        .build();
  }

  private static Resource resource(String service) {
    return Resource.newBuilder()
        .addAttributes(
            KeyValue.newBuilder()
                .setKey("service.name")
                .setValue(AnyValue.newBuilder().setStringValue(service)))
        .build();
  }

  private static Span span(ByteString traceId, ByteString spanId) {
    return Span.newBuilder()
        .setTraceId(traceId)
        .setSpanId(spanId)
        .setName("GET /")
        .setStartTimeUnixNano(NOW)
        .setEndTimeUnixNano(NOW + 5)
        .build();
  }

  private static ByteString id(int length, int last) {
    byte[] bytes = new byte[length];
    bytes[length - 1] = (byte) last;
    return ByteString.copyFrom(bytes);
  }

  private static java.util.Map.Entry<String, Long> entry(String service, long count) {
    return java.util.Map.entry(service, count);
  }
}
