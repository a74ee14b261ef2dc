package io.longpole.bench.endtoend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code longpole serve}, started by the launcher as anybody would, on free ports. */
final class ServerProcess implements AutoCloseable {

  private static final Pattern OTLP = Pattern.compile(" *OTLP +gRPC ([^ ,]+),.*");
  private static final Pattern QUERIES = Pattern.compile(" *queries +([^ ]+).*");
  private static final long STOP_SECONDS = 60;

  private final Process process;

  /** A benchmark that is told to end takes its server with it. */
  private final Thread onExit;

  private final String otlpAddress;
  private final String queryAddress;

  private ServerProcess(Process process, String otlpAddress, String queryAddress) {
    this.process = process;
    this.otlpAddress = otlpAddress;
    this.queryAddress = queryAddress;
    this.onExit = new Thread(process::destroyForcibly, "bench-end-server");
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  /**
   * How to start a server.
   *
   * @param home the checkout; its launcher starts the server
   * @param heap {@code -Xmx}
   * @param serveFlags further flags of {@code longpole serve}
   */
  record Launch(Path home, String heap, List<String> serveFlags) {
    Launch {
      serveFlags = List.copyOf(serveFlags);
    }
  }

  /**
   * Starts a server and waits until it says where it listens.
   *
   * @param folder its data go into {@code data}, its log into {@code server.log}
   */
  static ServerProcess start(Launch launch, Path folder) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(launch.home.resolve("longpole").toString());
    command.add("serve");
    command.addAll(List.of("--data-dir", folder.resolve("data").toString()));
    for (String port : List.of("otlp-grpc", "otlp-http", "query")) {
      command.addAll(List.of("--" + port + "-address", "127.0.0.1:0"));
    }
    command.addAll(launch.serveFlags);
    Path log = folder.resolve("server.log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().put("LONGPOLE_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().merge("LONGPOLE_OPTS", "-Xmx" + launch.heap, (a, b) -> a + " " + b);
    Process process = builder.start();
    // Not closed: the server would fail on its next line. What it says later fits into the pipe.
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String otlp = "";
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher found = OTLP.matcher(line);
      if (found.matches()) {
        otlp = found.group(1);
      }
      found = QUERIES.matcher(line);
      if (found.matches()) {
        return new ServerProcess(process, otlp, found.group(1));
      }
    }
    throw new IOException("the server did not start: " + Files.readString(log));
  }

  String otlpAddress() {
    return otlpAddress;
  }

  String queryAddress() {
    return queryAddress;
  }

  long pid() {
    return process.pid();
  }

  /** Asks the server to end, as a service manager would, and waits for it. */
  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(onExit);
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new UncheckedIOException(
            new IOException("the server did not end within " + STOP_SECONDS + " s"));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
