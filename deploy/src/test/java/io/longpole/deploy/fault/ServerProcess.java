package io.longpole.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.proto.query.v1.Status;
import io.longpole.query.api.QueryClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code longpole serve} in a JVM of its own, which a test may kill. */
final class ServerProcess implements AutoCloseable {

  private static final long DEADLINE_SECONDS = 120;
  private static final Pattern OTLP = Pattern.compile("OTLP +gRPC (\\S+), HTTP (\\S+)");
  private static final Pattern QUERIES = Pattern.compile("queries +(\\S+)");

  private final Process process;
  private final Path errors;
  private String otlpHttp = "";
  private String queries = "";

  private ServerProcess(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
  }

  /** Starts it on free ports and waits until it says that it is ready. */
  static ServerProcess start(Path data, Path errors, List<String> flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--") || flag.startsWith("-XX:+IgnoreUnrecognized"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-cp", classPath()));
    command.addAll(List.of("io.longpole.deploy.Main", "serve", "--data-dir", data.toString()));
    for (String port : List.of("otlp-grpc", "otlp-http", "query")) {
      command.addAll(List.of("--" + port + "-address", "127.0.0.1:0"));
    }
    command.addAll(flags);
    ServerProcess server =
        new ServerProcess(
            new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                .start(),
            errors);
    server.awaitReady();
    return server;
  }

  private static String classPath() {
    String path = System.getProperty("surefire.test.class.path", "");
    return path.isEmpty() ? System.getProperty("java.class.path") : path;
  }

  private void awaitReady() throws IOException {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    String line = "";
    while (!line.contains("longpole report")) {
      Matcher otlp = OTLP.matcher(line);
      Matcher query = QUERIES.matcher(line);
      otlpHttp = otlp.find() ? otlp.group(2) : otlpHttp;
      queries = query.find() ? query.group(1) : queries;
      line = output.readLine();
      if (line == null) {
        throw new IOException("the server ended: " + Files.readString(errors));
      }
    }
  }

  String otlpHttp() {
    return otlpHttp;
  }

  QueryClient client() {
    return new QueryClient(queries);
  }

  /** Waits until all that was acknowledged is analysed. */
  void awaitDrained() {
    QueryClient client = client();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    int quietLooks = 0;
    while (quietLooks < 5) {
      Status status = client.status();
      quietLooks = status.getLagBytes() == 0 && status.getPendingTraces() == 0 ? quietLooks + 1 : 0;
      assertThat(System.nanoTime()).as("drained in time: %s", status).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
