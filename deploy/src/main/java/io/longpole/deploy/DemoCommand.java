package io.longpole.deploy;

import io.longpole.deploy.shop.Shop;
import io.longpole.deploy.shop.Visitors;
import io.longpole.proto.query.v1.Analysis;
import io.longpole.proto.query.v1.GetReportRequest;
import io.longpole.query.cli.CommandFailure;
import io.longpole.query.cli.QueryCommands;
import io.longpole.query.cli.Surroundings;
import io.longpole.query.report.AnalysisText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows longpole at work: a server, a sample shop with real OpenTelemetry traffic, the report. */
@Command(
    name = "demo",
    header = "Start a server and a sample shop, send real traffic, print the report.",
    description =
        "Six services, each with its own OpenTelemetry SDK, send spans and logs over OTLP/gRPC; known"
            + " bottlenecks are planted between clean pages. Everything lives in a temporary folder.",
    sortOptions = false,
    footer = {"", "Examples:", "  longpole demo", "  longpole demo --keep", "  longpole traces"})
final class DemoCommand implements Callable<Integer> {

  private static final int ROUNDS = 12;
  private static final long SEARCHABLE_SECONDS = 30;

  private final Surroundings surroundings;

  @Option(
      names = "--keep",
      description = "Leave server and data running on the usual ports until Ctrl-C.")
  private boolean keep;

  @Option(names = "--verbose", description = "Show the stack trace of a failure.")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  DemoCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      Path folder = Files.createTempDirectory("longpole-demo-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "longpole-tidy"));
      try (Standalone server = Standalone.start(config(folder))) {
        visitShop(server);
        report(server);
        if (keep) {
          waitForever(server);
        }
      }
      delete(folder);
      return QueryCommands.OK;
    } catch (IOException | SQLException | IllegalStateException e) {
      throw new CommandFailure("The demo failed: " + e.getMessage(), QueryCommands.FAILED, e);
    }
  }

  private Config config(Path folder) {
    Map<String, String> flags = new HashMap<>();
    flags.put("data-dir", folder.resolve("data").toString());
    flags.put("quiet-period", "1s");
    flags.put("idle-time", "3s");
    flags.put("disk-reserve-bytes", "256MiB");
    if (!keep) {
      flags.put("otlp-grpc-address", "127.0.0.1:0");
      flags.put("otlp-http-address", "127.0.0.1:0");
      flags.put("query-address", "127.0.0.1:0");
    }
    return Config.of(ConfigValues.resolve(flags, Map.of()));
  }

  private void visitShop(Standalone server) throws IOException, SQLException, InterruptedException {
    PrintStream err = surroundings.err();
    String grpc = HostPort.text(server.otlpAddresses().get(0));
    say("server on " + grpc + "; opening the shop: 6 services, each exporting OTLP/gRPC");
    try (Shop shop = Shop.start("http://" + grpc)) {
      int visits =
          new Visitors(shop)
              .visit(
                  ROUNDS,
                  round -> {
                    if (surroundings.terminal()) {
                      err.printf(Locale.ROOT, "\rvisitors: round %d of %d", round, ROUNDS);
                      err.flush();
                    }
                  });
      if (surroundings.terminal()) {
        err.println();
      }
      shop.flush();
      say(visits + " visits; waiting until their traces are analysed");
    }
    awaitAnalysed(server);
  }

  /**
   * Waits until no span is on its way any more and a refresh has made the last trace searchable.
   */
  private static void awaitAnalysed(Standalone server) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SEARCHABLE_SECONDS);
    while (!server.pipeline().isIdle()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "spans are still waiting after "
                + SEARCHABLE_SECONDS
                + " s: "
                + server.pipeline().progress());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private void report(Standalone server) {
    Analysis analysis = server.search().report(GetReportRequest.getDefaultInstance());
    surroundings.out().println();
    surroundings
        .out()
        .print(AnalysisText.of(analysis, surroundings.page(), AnalysisText.Origin.SERVER));
    surroundings.out().flush();
  }

  private void waitForever(Standalone server) throws InterruptedException {
    say("the server stays on " + HostPort.text(server.queryAddress()) + " until Ctrl-C");
    CountDownLatch stop = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(stop::countDown, "longpole-stop"));
    stop.await();
  }

  private void say(String line) {
    surroundings.err().println("demo: " + line);
    surroundings.err().flush();
  }

  private static void delete(Path folder) {
    try {
      if (Files.exists(folder)) {
        Files.walkFileTree(folder, new Deleting());
      }
    } catch (IOException e) {
      System.err.println("longpole: " + folder + " could not be deleted: " + e.getMessage());
    }
  }

  private static final class Deleting extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, java.io.IOException failure)
        throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
