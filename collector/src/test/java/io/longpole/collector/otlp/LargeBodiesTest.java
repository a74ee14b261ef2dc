package io.longpole.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The real limit of 64 MiB, and the in-flight bound under several bombs at once. */
@Timeout(300)
class LargeBodiesTest {

  private static final int TOO_MANY_BYTES = 65 << 20;

  @Test
  void sixtyFiveMebibytesAreRefusedOnBothTransportsPlainAndCompressed() throws Exception {
    byte[] plain = new byte[TOO_MANY_BYTES];
    try (RunningServer running = new RunningServer()) {
      for (String encoding : new String[] {"identity", "gzip", "zstd"}) {
        assertThat(post(running, encoding, packed(encoding, plain)).status())
            .as(encoding)
            .isEqualTo(413);
      }
      ManagedChannel channel = RawGrpc.channel(running.grpcPort());
      try {
        assertExhausted(() -> RawGrpc.call(channel, RawGrpc.EXPORT, plain));
        assertExhausted(() -> RawGrpc.compressed(channel, "gzip", plain));
        assertExhausted(() -> RawGrpc.compressed(channel, "zstd", plain));
      } finally {
        channel.shutdownNow();
      }
      assertThat(running.counters.count("traces.invalid", "too_large")).isEqualTo(6);
      assertThat(running.server.inFlightBytes()).isZero();
    }
  }

  @Test
  void manyBombsAtOnceStayWithinTheBoundAndOthersAreServedAfterwards() throws Exception {
    byte[] bomb = Posted.gzip(new byte[TOO_MANY_BYTES]);
    int bombs = 12;
    // A quarter of the heap of this test.
    try (RunningServer running =
        new RunningServer(settings -> settings.withLimits(64 << 20, 128 << 20))) {
      List<CompletableFuture<Integer>> statuses = new ArrayList<>();
      for (int i = 0; i < bombs; i++) {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        statuses.add(status);
        Thread sender = new Thread(() -> send(running, bomb, status));
        sender.setDaemon(true);
        sender.start();
      }
      for (CompletableFuture<Integer> status : statuses) {
        assertThat(status.get(120, TimeUnit.SECONDS)).isIn(413, 503);
      }

      assertThat(running.server.inFlightBytes()).isZero();
      assertThat(post(running, "identity", Requests.goodTraces(1).toByteArray()).status())
          .isEqualTo(200);
    }
  }

  @Test
  void aRequestJustUnderTheLimitIsTaken() throws Exception {
    byte[] request = Requests.traces("shop", largeSpans()).toByteArray();
    assertThat(request.length).isBetween(60 << 20, 64 << 20);
    try (RunningServer running = new RunningServer()) {
      assertThat(post(running, "gzip", Posted.gzip(request)).status()).isEqualTo(200);

      assertThat(running.log.appended.get(0).payload()).isEqualTo(request);
    }
  }

  private static List<io.opentelemetry.proto.trace.v1.Span> largeSpans() {
    List<io.opentelemetry.proto.trace.v1.Span> spans = new ArrayList<>();
    for (int i = 0; i < 62; i++) {
      spans.add(
          Requests.span(i).toBuilder()
              .addAttributes(Requests.attribute("large", "x".repeat(1 << 20)))
              .build());
    }
    return spans;
  }

  private static void send(RunningServer running, byte[] bomb, CompletableFuture<Integer> status) {
    try {
      status.complete(post(running, "gzip", bomb).status());
    } catch (Exception e) {
      status.completeExceptionally(e);
    }
  }

  private static Posted post(RunningServer running, String encoding, byte[] body) throws Exception {
    return Posted.to(
        running.httpPort(),
        "/v1/traces",
        body,
        "Content-Type",
        Posted.PROTOBUF,
        "Content-Encoding",
        encoding);
  }

  private static byte[] packed(String encoding, byte[] plain) {
    return switch (encoding) {
      case "gzip" -> Posted.gzip(plain);
      case "zstd" -> Posted.zstd(plain);
      default -> plain;
    };
  }

  private static void assertExhausted(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    StatusRuntimeException e = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(e).isNotNull();
    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(GrpcClient.hasRetryInfo(e)).isFalse();
  }
}
