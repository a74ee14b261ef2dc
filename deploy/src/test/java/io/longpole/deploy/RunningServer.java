package io.longpole.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.proto.query.v1.SearchLogsRequest;
import io.longpole.proto.query.v1.SearchTracesRequest;
import io.longpole.query.api.QueryClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** A whole server on free ports, quick to seal traces, for tests that ask it from outside. */
public final class RunningServer implements AutoCloseable {

  private static final long DEADLINE_SECONDS = 60;

  private final Standalone server;
  private final QueryClient client;

  private RunningServer(Standalone server) {
    this.server = server;
    this.client = new QueryClient(HostPort.text(server.queryAddress()));
  }

  /** Opens or re-opens a data folder. */
  public static RunningServer start(Path data) throws IOException {
    return start(data, Map.of());
  }

  public static RunningServer start(Path data, Map<String, String> settings) throws IOException {
    Map<String, String> flags = new HashMap<>();
    flags.put("data-dir", data.toString());
    flags.put("otlp-grpc-address", "127.0.0.1:0");
    flags.put("otlp-http-address", "127.0.0.1:0");
    flags.put("query-address", "127.0.0.1:0");
    flags.put("quiet-period", "300ms");
    flags.put("idle-time", "600ms");
    flags.put("refresh-interval", "100ms");
    flags.put("disk-reserve-bytes", "64MiB");
    flags.putAll(settings);
    return new RunningServer(Standalone.start(Config.of(ConfigValues.resolve(flags, Map.of()))));
  }

  public QueryClient client() {
    return client;
  }

  public String otlpGrpc() {
    return HostPort.text(server.otlpAddresses().get(0));
  }

  public String otlpHttp() {
    return HostPort.text(server.otlpAddresses().get(1));
  }

  /** Waits until all that was acknowledged is searchable. */
  public void awaitIdle() {
    await("idle", () -> server.pipeline().isIdle() ? 1 : 0, 1);
  }

  public void awaitTraces(String service, long count) {
    SearchTracesRequest request = SearchTracesRequest.newBuilder().setService(service).build();
    await("traces of " + service, () -> client.traces(request).getMatched(), count);
  }

  public void awaitLogs(String service, long count) {
    SearchLogsRequest request = SearchLogsRequest.newBuilder().setService(service).build();
    await("logs of " + service, () -> client.logs(request).getMatched(), count);
  }

  private static void await(String what, LongSupplier actual, long expected) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    long last = actual.getAsLong();
    while (last != expected && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      last = actual.getAsLong();
    }
    assertThat(last).as(what).isEqualTo(expected);
  }

  @Override
  public void close() {
    server.close();
  }
}
