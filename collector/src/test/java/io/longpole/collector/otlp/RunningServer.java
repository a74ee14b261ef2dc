package io.longpole.collector.otlp;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** An OTLP server on free loopback ports, with a log in memory behind it. */
final class RunningServer implements AutoCloseable {

  final FakeLog log = new FakeLog();
  final ReceiverCounters counters = new ReceiverCounters();
  private volatile Optional<Refusal> gate = Optional.empty();
  private final AtomicInteger stillToRefuse = new AtomicInteger();
  final FrontDoor frontDoor;
  final OtlpServer server;

  RunningServer() throws Exception {
    this(settings -> settings);
  }

  RunningServer(UnaryOperator<OtlpSettings> change) throws Exception {
    this.frontDoor = new FrontDoor(log, log, Durability.PAGE_CACHE, this::refusal, counters);
    this.server = new OtlpServer(change.apply(OtlpSettings.onLoopback(0, 0)), frontDoor, counters);
    server.start();
  }

  void refuse(Refusal refusal) {
    gate = Optional.of(refusal);
  }

  /** Refuses that many requests because of lag, then takes all again. */
  void refuseNext(int requests) {
    stillToRefuse.set(requests);
    gate = Optional.of(new Refusal(Refusal.LAG, 1, "The pipeline is behind."));
  }

  private Optional<Refusal> refusal() {
    Optional<Refusal> refusal = gate;
    if (refusal.isPresent() && stillToRefuse.get() > 0 && stillToRefuse.decrementAndGet() == 0) {
      gate = Optional.empty();
    }
    return refusal;
  }

  /** For what is counted after the client has its answer. */
  void awaitCount(String name, String reason, long expected) {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (counters.count(name, reason) != expected) {
      if (System.nanoTime() > deadlineNanos) {
        throw new AssertionError(counters.snapshot().toString());
      }
      Thread.onSpinWait();
    }
  }

  int grpcPort() {
    return server.addresses().get(0).getPort();
  }

  int httpPort() {
    return server.addresses().get(1).getPort();
  }

  /**
   * Stops in the background: the HTTP server takes two seconds for it, and no test uses the ports
   * again.
   */
  @Override
  public void close() {
    Thread stopping =
        new Thread(
            () -> {
              server.close();
              frontDoor.close();
            },
            "test-server-stop");
    stopping.setDaemon(true);
    stopping.start();
  }
}
