package io.longpole.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gRPC column of the table of answers, and what it takes to be taken. */
@Timeout(120)
class GrpcExportTest {

  private static final int MESSAGE_LIMIT = 4 << 20;
  private static final byte[] TWO_SPANS = Requests.goodTraces(2).toByteArray();

  /** What exporters try again without a hint. */
  private static final Set<Status.Code> RETRYABLE =
      Set.of(
          Status.Code.CANCELLED,
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.ABORTED,
          Status.Code.OUT_OF_RANGE,
          Status.Code.UNAVAILABLE,
          Status.Code.DATA_LOSS);

  private RunningServer running;
  private GrpcClient client;
  private ManagedChannel raw;

  @BeforeEach
  void start() throws Exception {
    running =
        new RunningServer(settings ->
            settings
                .withLimits(MESSAGE_LIMIT, 64 << 20)
                .withRequestTimeout(Duration.ofMillis(1_500)));
    client = new GrpcClient(running.grpcPort());
    raw = RawGrpc.channel(running.grpcPort());
  }

  @AfterEach
  void stop() {
    client.close();
    raw.shutdownNow();
    running.close();
  }

  @Test
  void tracesAndLogsAreAppendedAsTheyCameOnBothPorts() throws Exception {
    try (GrpcClient second = new GrpcClient(running.httpPort())) {
      ExportTraceServiceResponse traces = client.traces.export(Requests.goodTraces(3));
      ExportLogsServiceResponse logs = second.logs.export(Requests.logs("shop", 2));

      assertThat(traces.hasPartialSuccess()).isFalse();
      assertThat(logs.hasPartialSuccess()).isFalse();
    }
    assertThat(running.log.appended.get(0).payload())
        .isEqualTo(Requests.goodTraces(3).toByteArray());
    assertThat(running.log.logRecords()).isEqualTo(2);
    assertThat(running.counters.count("accepted", "traces")).isEqualTo(3);
    assertThat(running.counters.count("accepted", "logs")).isEqualTo(2);
    assertThat(running.server.inFlightBytes()).isZero();
  }

  @Test
  void gzipAndZstdAreOpened() {
    RawGrpc.compressed(raw, "gzip", TWO_SPANS);
    RawGrpc.compressed(raw, "zstd", TWO_SPANS);

    assertThat(running.log.appended).hasSize(2);
    assertThat(running.log.appended).allSatisfy(r -> assertThat(r.payload()).isEqualTo(TWO_SPANS));
  }

  @Test
  void anEmptyMessageIsASuccess() {
    assertThat(RawGrpc.call(raw, RawGrpc.EXPORT, new byte[0])).isEmpty();
    assertThat(running.log.appended).isEmpty();
  }

  @Test
  void badSpansAreRejectedAndTheirNeighboursKept() throws Exception {
    ExportTraceServiceResponse response =
        client.traces.export(
            Requests.traces(
                "shop",
                List.of(
                    Requests.span(1),
                    Requests.withIds(2, Requests.bytes(16, 1), Requests.bytes(8, 0)))));

    assertThat(response.getPartialSuccess().getRejectedSpans()).isEqualTo(1);
    assertThat(response.getPartialSuccess().getErrorMessage())
        .isEqualTo(
            "rejected spans: span_id is all zero: 1 (such as"
                + " trace_id=00000000000000000000000000000001 span_id=0000000000000000)");
    assertThat(running.log.spans()).containsExactly(Requests.span(1));
    assertThat(running.log.letters).hasSize(1);
  }

  @Test
  void metricsAreTakenWithOneWarning() {
    ExportMetricsServiceResponse first = client.metrics.export(Requests.metrics("shop", 3));
    ExportMetricsServiceResponse second = client.metrics.export(Requests.metrics("shop", 3));

    assertThat(first.getPartialSuccess().getErrorMessage()).contains("OTEL_METRICS_EXPORTER=none");
    assertThat(second.hasPartialSuccess()).isFalse();
    assertThat(running.counters.count("metrics.by_service", "shop")).isEqualTo(6);
  }

  @Test
  void undecodableIsInvalidArgumentWithBadRequest() throws Exception {
    StatusRuntimeException e =
        failure(() -> RawGrpc.call(raw, RawGrpc.EXPORT, new byte[] {0x0a, 0x7f, 1}));

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(GrpcClient.details(e).getDetails(0).unpack(BadRequest.class))
        .satisfies(bad -> assertThat(bad.getFieldViolations(0).getField()).isEqualTo("byte 1"));
    assertThat(running.log.appended).isEmpty();
  }

  @Test
  void twoMessagesInOneCallAreInvalidArgument() throws Exception {
    Status status = RawGrpc.stream(raw, List.of(TWO_SPANS, TWO_SPANS), true);

    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(running.log.appended).isEmpty();
  }

  @Test
  void tooLargePlainIsResourceExhaustedWithoutRetryInfo() {
    assertTooLarge(failure(() -> RawGrpc.call(raw, RawGrpc.EXPORT, new byte[MESSAGE_LIMIT + 1])));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void tooLargeDecompressedIsResourceExhaustedWithoutRetryInfo(String encoding) {
    assertTooLarge(failure(() -> RawGrpc.compressed(raw, encoding, new byte[MESSAGE_LIMIT + 1])));
  }

  private void assertTooLarge(StatusRuntimeException e) {
    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(GrpcClient.hasRetryInfo(e)).isFalse();
    assertThat(running.counters.count("traces.invalid", "too_large")).isEqualTo(1);
    assertThat(running.server.inFlightBytes()).isZero();
  }

  @Test
  void unknownMethodsAreUnimplemented() {
    StatusRuntimeException profiles =
        failure(() ->
            RawGrpc.call(
                raw,
                "opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export",
                new byte[0]));
    StatusRuntimeException other =
        failure(() -> RawGrpc.call(raw, "some.Service/Method", new byte[0]));

    assertThat(profiles.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(profiles.getStatus().getDescription()).isEqualTo("longpole does not take profiles.");
    assertThat(other.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void unknownEncodingsAreUnimplementedAndTheKnownOnesNamed() {
    StatusRuntimeException e = failure(() -> RawGrpc.compressed(raw, "snappy", TWO_SPANS));

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(e.getStatus().getDescription())
        .isEqualTo("grpc-encoding snappy is not known; send gzip, zstd or identity.");
    assertThat(running.log.appended).isEmpty();
  }

  @Test
  void aLastingConditionIsUnavailableWithItsHint() throws Exception {
    running.refuse(new Refusal(Refusal.LAG, 7, "The pipeline is 2 GiB behind."));

    StatusRuntimeException e = failure(() -> client.traces.export(Requests.goodTraces(1)));

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(e.getStatus().getDescription()).isEqualTo("The pipeline is 2 GiB behind.");
    assertThat(
            GrpcClient.details(e)
                .getDetails(0)
                .unpack(RetryInfo.class)
                .getRetryDelay()
                .getSeconds())
        .isEqualTo(7);
    assertThat(running.counters.count("traces.refused", "lag")).isEqualTo(1);
  }

  @Test
  void anAppendThatFailsIsUnavailableWithAHint() {
    running.log.failing = true;
    StatusRuntimeException e = failure(() -> client.traces.export(Requests.goodTraces(1)));
    running.log.failing = false;

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(GrpcClient.hasRetryInfo(e)).isTrue();
    assertThat(client.traces.export(Requests.goodTraces(1)).hasPartialSuccess()).isFalse();
  }

  @Test
  void aFullInFlightBoundIsUnavailableWithAHint() throws Exception {
    try (RunningServer tight =
            new RunningServer(settings -> settings.withLimits(MESSAGE_LIMIT, 10_000));
        GrpcClient other = new GrpcClient(tight.grpcPort())) {
      StatusRuntimeException e = failure(() -> other.traces.export(Requests.goodTraces(1_000)));

      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(GrpcClient.hasRetryInfo(e)).isTrue();
      assertThat(tight.counters.count("traces.refused", "in_flight")).isEqualTo(1);
      assertThat(tight.server.inFlightBytes()).isZero();
    }
  }

  @Test
  void stoppingIsUnavailableWithAHint() {
    running.frontDoor.stopTaking();

    StatusRuntimeException e = failure(() -> client.traces.export(Requests.goodTraces(1)));

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(GrpcClient.hasRetryInfo(e)).isTrue();
  }

  @Test
  void aLogThatDoesNotAnswerInTimeIsUnavailableWithAHint() {
    running.log.hold = new CountDownLatch(1);

    StatusRuntimeException e = failure(() -> client.traces.export(Requests.goodTraces(1)));
    running.log.hold.countDown();

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(GrpcClient.hasRetryInfo(e)).isTrue();
  }

  @Test
  void aSlowBodyHasItsStreamReset() throws Exception {
    Status status = RawGrpc.stream(raw, List.of(), false);

    assertThat(RETRYABLE).contains(status.getCode());
    assertThat(running.counters.count("traces.invalid", "slow_body")).isEqualTo(1);
    assertThat(client.traces.export(Requests.goodTraces(1)).hasPartialSuccess()).isFalse();
  }

  @Test
  void headersAboveTheLimitFailTheCallAndNotTheServer() {
    Metadata large = new Metadata();
    large.put(Metadata.Key.of("large", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(20_000));

    StatusRuntimeException e =
        failure(() ->
            client
                .traces
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(large))
                .export(Requests.goodTraces(1)));

    assertThat(e.getStatus().getCode()).isNotEqualTo(Status.Code.OK);
    assertThat(running.log.appended).isEmpty();
    assertThat(client.traces.export(Requests.goodTraces(1)).hasPartialSuccess()).isFalse();
  }

  private static StatusRuntimeException failure(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    StatusRuntimeException e = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(e).isNotNull();
    return e;
  }
}
