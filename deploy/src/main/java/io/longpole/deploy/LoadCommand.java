package io.longpole.deploy;

import io.longpole.deploy.load.LoadRun;
import io.longpole.deploy.load.LoadShape;
import io.longpole.query.cli.Durations;
import io.longpole.query.cli.Surroundings;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Sends synthetic traffic to an OTLP/gRPC receiver, to see what it can take. */
@Command(
    name = "load",
    header = "Send synthetic traces and logs over OTLP/gRPC.",
    footer = {
      "",
      "Examples:",
      "  longpole load --duration 30s",
      "  longpole load --rate 100000 --duration 2m --spans-per-trace 16 --logs-per-span 0.1 --json"
    })
final class LoadCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Option(
      names = "--to",
      paramLabel = "HOST:PORT",
      description = "OTLP/gRPC receiver (default: ${DEFAULT-VALUE})")
  private String target = "127.0.0.1:4317";

  @Option(
      names = "--rate",
      paramLabel = "SPANS",
      description = "spans a second; 0 = as many as are taken (default: ${DEFAULT-VALUE})")
  private long rate;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "how long (default: ${DEFAULT-VALUE})")
  private String duration = "10s";

  @Option(names = "--spans-per-trace", description = "default: ${DEFAULT-VALUE}")
  private int spansPerTrace = LoadShape.DEFAULT.spansPerTrace();

  @Option(names = "--services", description = "default: ${DEFAULT-VALUE}")
  private int services = LoadShape.DEFAULT.services();

  @Option(
      names = "--error-share",
      description = "share of traces with a failed span (default: ${DEFAULT-VALUE})")
  private double errorShare = LoadShape.DEFAULT.errorShare();

  @Option(
      names = "--late-share",
      description = "share of traces of which one span comes 6 s late (default: ${DEFAULT-VALUE})")
  private double lateShare = LoadShape.DEFAULT.lateShare();

  @Option(
      names = "--disorder-share",
      description =
          "share of batches that send children before parents (default: ${DEFAULT-VALUE})")
  private double disorderShare = LoadShape.DEFAULT.disorderShare();

  @Option(names = "--logs-per-span", description = "may be a fraction (default: ${DEFAULT-VALUE})")
  private double logsPerSpan = LoadShape.DEFAULT.logsPerSpan();

  @Option(
      names = "--seed",
      description = "equal seeds send equal traffic (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(names = "--json", description = "print the totals as JSON")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  LoadCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    LoadShape shape =
        new LoadShape(spansPerTrace, services, errorShare, lateShare, disorderShare, logsPerSpan);
    Duration time = Duration.ofNanos(Durations.parseNanos(duration));
    LoadRun run = new LoadRun(new LoadRun.Settings(target, rate, time, shape, seed));
    LoadRun.Totals totals = run.run(this::progress);
    surroundings.out().println(json ? json(totals) : line(totals));
    surroundings.out().flush();
    return totals.failedRequests() == 0 ? 0 : 1;
  }

  private void progress(LoadRun.Totals totals) {
    if (!json) {
      surroundings.err().println(line(totals));
      surroundings.err().flush();
    }
  }

  private static String line(LoadRun.Totals t) {
    return String.format(
        Locale.ROOT,
        "%5.1f s  %,d spans sent, %,d acknowledged (%,.0f/s), %,d logs, %,d requests refused, %,d failed",
        t.elapsed().toMillis() / 1e3,
        t.spans(),
        t.acknowledgedSpans(),
        t.spansPerSecond(),
        t.logs(),
        t.refusedRequests(),
        t.failedRequests());
  }

  private static String json(LoadRun.Totals t) {
    return String.format(
        Locale.ROOT,
        "{\"traces\":%d,\"spans\":%d,\"logs\":%d,\"acknowledgedSpans\":%d,\"refusedRequests\":%d,"
            + "\"failedRequests\":%d,\"bytes\":%d,\"elapsedNanos\":%d,\"spansPerSecond\":%.1f}",
        t.traces(),
        t.spans(),
        t.logs(),
        t.acknowledgedSpans(),
        t.refusedRequests(),
        t.failedRequests(),
        t.bytes(),
        t.elapsed().toNanos(),
        t.spansPerSecond());
  }
}
