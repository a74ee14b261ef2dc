package io.longpole.collector.otlp;

import io.longpole.collector.wire.MalformedException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** An OTLP server on free loopback ports, with a log in memory behind it. */
final class RunningServer implements AutoCloseable {

  final FakeLog log = new FakeLog();
  final ReceiverCounters counters = new ReceiverCounters();
  final AtomicReference<Optional<Refusal>> gate = new AtomicReference<>(Optional.empty());
  final FrontDoor frontDoor;
  final OtlpServer server;

  RunningServer() throws Exception {
    this(settings -> settings);
  }

  RunningServer(UnaryOperator<OtlpSettings> change) throws Exception {
    this.frontDoor = new FrontDoor(log, log, Durability.PAGE_CACHE, gate::get, counters);
    this.server =
        new OtlpServer(
            change.apply(OtlpSettings.onLoopback(0, 0)), frontDoor, counters, RunningServer::json);
    server.start();
  }

  int grpcPort() {
    return server.addresses().get(0).getPort();
  }

  int httpPort() {
    return server.addresses().get(1).getPort();
  }

  @Override
  public void close() {
    server.close();
    frontDoor.close();
  }

  /** Traces and logs in JSON are another package's work; its tests are there. */
  private static JsonBodies.Converted json(OtlpSignal signal, byte[] json)
      throws MalformedException {
    String text = new String(json, java.nio.charset.StandardCharsets.UTF_8);
    if (!text.equals("{}")) {
      throw new MalformedException("no JSON", "line 1, column 1");
    }
    return new JsonBodies.Converted(new byte[0], List.of());
  }
}
