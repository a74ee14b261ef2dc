package io.longpole.bench.endtoend;

import io.longpole.deploy.load.LoadShape;
import io.longpole.query.cli.Durations;
import io.longpole.query.cli.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts servers, loads them, and prints what they took and what it cost. */
@Command(
    name = "end-to-end",
    header = "Measure a whole server under the load generator's traffic.",
    description =
        "The server gets a new folder and free ports. Exit code 1: a span was lost, counted twice"
            + " or not found.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  bench/run end-to-end",
      "  bench/run end-to-end --rate 50000 --duration 2m --runs 5",
      "  bench/run end-to-end --rate 100000 --duration 2m --warm-up 1m --warm-up-rate 50000",
      "  bench/run end-to-end --profile -- --durability periodic"
    })
public final class EndToEndCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Option(
      names = "--rate",
      paramLabel = "SPANS",
      description = "spans a second; 0 = as many as are taken (default: ${DEFAULT-VALUE})")
  private long rate;

  @Option(names = "--duration", description = "what is measured (default: ${DEFAULT-VALUE})")
  private String duration = "1m";

  @Option(
      names = "--warm-up",
      description = "load before that, not measured (default: ${DEFAULT-VALUE})")
  private String warmUp = "20s";

  @Option(
      names = "--warm-up-rate",
      paramLabel = "SPANS",
      description = "spans a second of the warm-up (default: that of --rate)")
  private long warmUpRate = -1;

  @Option(names = "--runs", description = "each with a new server (default: ${DEFAULT-VALUE})")
  private int runs = 1;

  @Option(names = "--heap", description = "of the server (default: ${DEFAULT-VALUE})")
  private String heap = "1g";

  @Option(names = "--spans-per-trace", description = "default: ${DEFAULT-VALUE}")
  private int spansPerTrace = LoadShape.DEFAULT.spansPerTrace();

  @Option(names = "--logs-per-span", description = "default: ${DEFAULT-VALUE}")
  private double logsPerSpan = LoadShape.DEFAULT.logsPerSpan();

  @Option(names = "--profile", description = "print where the server's time goes")
  private boolean profile;

  @Parameters(paramLabel = "FLAG", arity = "0..*", description = "after --: flags of serve")
  private List<String> serveFlags = new ArrayList<>();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  public EndToEndCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    RunSettings settings = settings();
    List<List<Figure>> figures = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    for (int run = 1; run <= runs; run++) {
      Run.Outcome outcome = Run.of(settings);
      figures.add(outcome.figures());
      faults.addAll(outcome.faults());
      print(outcome, run);
    }
    if (runs > 1) {
      surroundings.out().println("all " + runs + " runs");
      surroundings.out().print(Figure.table(figures));
    }
    faults.forEach(fault -> surroundings.out().println("WRONG: " + fault));
    if (faults.isEmpty()) {
      surroundings.out().println("Every span acknowledged was analysed once and can be searched.");
    }
    return faults.isEmpty() ? 0 : 1;
  }

  private void print(Run.Outcome outcome, int run) {
    surroundings.out().println("run " + run);
    surroundings.out().print(Figure.table(List.of(outcome.figures())));
    surroundings.out().print(outcome.profile());
    surroundings.out().flush();
  }

  private RunSettings settings() {
    LoadShape usual = LoadShape.DEFAULT;
    return new RunSettings(
        Path.of(System.getProperty("longpole.home", ".")).toAbsolutePath(),
        heap,
        serveFlags,
        new LoadShape(
            spansPerTrace,
            usual.services(),
            usual.errorShare(),
            usual.lateShare(),
            usual.disorderShare(),
            logsPerSpan),
        rate,
        Duration.ofNanos(Durations.parseNanos(warmUp)),
        warmUpRate < 0 ? rate : warmUpRate,
        Duration.ofNanos(Durations.parseNanos(duration)),
        profile);
  }
}
