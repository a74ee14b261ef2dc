package io.longpole.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class OtlpServerTest {

  private final FakeLog log = new FakeLog();
  private final ReceiverCounters counters = new ReceiverCounters();
  private final FrontDoor frontDoor =
      new FrontDoor(log, log, Durability.PAGE_CACHE, Optional::empty, counters);

  @Test
  void theDefaultsAreTheLoopbackAddressAndTheUsualPorts() {
    OtlpSettings settings =
        OtlpSettings.onLoopback(OtlpSettings.DEFAULT_GRPC_PORT, OtlpSettings.DEFAULT_HTTP_PORT);

    assertThat(settings.grpc().getAddress().isLoopbackAddress()).isTrue();
    assertThat(settings.http().getAddress().isLoopbackAddress()).isTrue();
    assertThat(settings.grpc().getPort()).isEqualTo(4317);
    assertThat(settings.http().getPort()).isEqualTo(4318);
    assertThat(settings.maxMessageBytes()).isEqualTo(67_108_864);
    assertThat(settings.maxInFlightBytes()).isLessThanOrEqualTo(268_435_456);
  }

  @Test
  void aStopRefusesWhatIsNewAndFinishesWhatIsThere() throws Exception {
    OtlpServer server = new OtlpServer(OtlpSettings.onLoopback(0, 0), frontDoor, counters);
    server.start();
    int port = server.addresses().get(1).getPort();
    log.hold = new CountDownLatch(1);
    CompletableFuture<Integer> inFlight = inBackground(() -> post(port).status());
    awaitAppend();
    assertThat(server.inFlightBytes()).isPositive();

    CompletableFuture<Integer> stopped =
        inBackground(() -> {
          server.close();
          return 0;
        });
    awaitRefusals();
    assertThat(post(port).status()).isEqualTo(503);
    log.hold.countDown();

    assertThat(inFlight.get(60, TimeUnit.SECONDS)).isEqualTo(200);
    stopped.get(60, TimeUnit.SECONDS);
    frontDoor.close();
    assertThat(log.appended).hasSize(1);
    assertThatThrownBy(() -> post(port)).isInstanceOf(ConnectException.class);
  }

  @Test
  void aPortThatIsTakenIsNamed() throws Exception {
    try (RunningServer running = new RunningServer()) {
      OtlpServer second =
          new OtlpServer(OtlpSettings.onLoopback(running.grpcPort(), 0), frontDoor, counters);

      assertThatThrownBy(second::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Cannot listen on")
          .hasMessageContaining(":" + running.grpcPort())
          .hasMessageContaining("choose other ports");
      second.close();
    }
  }

  private static Posted post(int port) throws Exception {
    return Posted.to(
        port, "/v1/traces", Requests.goodTraces(1).toByteArray(), "Content-Type", Posted.PROTOBUF);
  }

  private void awaitAppend() {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (log.begun.get() == 0) {
      assertThat(System.nanoTime()).isLessThan(deadlineNanos);
    }
  }

  private void awaitRefusals() {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (frontDoor.refusal().isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(deadlineNanos);
    }
  }

  private interface Task {
    int run() throws Exception;
  }

  private static CompletableFuture<Integer> inBackground(Task task) {
    CompletableFuture<Integer> result = new CompletableFuture<>();
    Thread thread =
        new Thread(() -> {
          try {
            result.complete(task.run());
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    thread.setDaemon(true);
    thread.start();
    return result;
  }
}
