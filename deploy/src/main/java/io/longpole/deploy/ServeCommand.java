package io.longpole.deploy;

import io.longpole.query.cli.CommandFailure;
import io.longpole.query.cli.QueryCommands;
import io.longpole.query.cli.Surroundings;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the server until the process is told to end. */
@Command(
    name = "serve",
    header = "Receive, analyse and answer, until told to stop.",
    description =
        "Each setting is also a variable LONGPOLE_NAME and a key of the file given by --config.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  longpole serve",
      "  longpole serve --data-dir /var/lib/longpole --otlp-grpc-address 0.0.0.0:4317",
      "  LONGPOLE_RETENTION_AGE=2d longpole serve --config longpole.properties"
    })
final class ServeCommand implements Callable<Integer> {

  private static final long CLOSE_SECONDS = 30;

  private final Surroundings surroundings;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--verbose", description = "Show the stack trace of a failure.")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  private ServeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  static CommandLine commandLine(Surroundings surroundings) {
    CommandLine command = new CommandLine(new ServeCommand(surroundings));
    ServeFlags.addTo(command.getCommandSpec());
    return command;
  }

  @Override
  public Integer call() throws InterruptedException {
    long startNanos = System.nanoTime();
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> awaitClose(stop, closed), "longpole-stop"));
    try {
      Config config =
          Config.of(ConfigValues.resolve(ServeFlags.given(spec), surroundings.environment()));
      try (Standalone server = Standalone.start(config)) {
        welcome(config, server, System.nanoTime() - startNanos);
        stop.await();
        surroundings.err().println("longpole: stopping");
        surroundings.err().flush();
      }
      return QueryCommands.OK;
    } catch (ConfigException | IOException | IllegalStateException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), QueryCommands.FAILED, e);
    } finally {
      closed.countDown();
    }
  }

  private static void awaitClose(CountDownLatch stop, CountDownLatch closed) {
    stop.countDown();
    try {
      if (!closed.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println(
            "longpole: did not close in " + CLOSE_SECONDS + " s; nothing acknowledged is lost");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void welcome(Config config, Standalone server, long nanos) {
    String grpc = HostPort.text(server.otlpAddresses().get(0));
    PrintStream out = surroundings.out();
    out.printf(Locale.ROOT, "longpole %s is ready (%.1f s)%n", Main.Version.text(), nanos / 1e9);
    out.printf(
        Locale.ROOT,
        "  OTLP     gRPC %s, HTTP %s%n",
        grpc,
        HostPort.text(server.otlpAddresses().get(1)));
    out.printf(Locale.ROOT, "  queries  %s%n", HostPort.text(server.queryAddress()));
    out.printf(Locale.ROOT, "  data     %s%n", config.dataDir().toAbsolutePath().normalize());
    out.println("Point an exporter at it:");
    out.printf(Locale.ROOT, "  export OTEL_EXPORTER_OTLP_ENDPOINT=http://%s%n", grpc);
    out.println("Then ask: longpole report");
    out.flush();
  }
}
