package io.longpole.bench;

import io.longpole.query.cli.Surroundings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the JMH benchmarks whose name matches and prints one table of medians. */
@Command(
    name = "jmh",
    header = "Measure the parts: time and garbage a span, time of an answer.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  bench/run jmh",
      "  bench/run jmh Decode --forks 5",
      "  bench/run jmh Query --param traces=1000000"
    })
final class JmhCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "PATTERN",
      arity = "0..*",
      description = "regular expressions; a benchmark runs if one is found in its name")
  private List<String> patterns = new ArrayList<>();

  @Option(names = "--forks", description = "fresh JVMs for each (default: ${DEFAULT-VALUE})")
  private int forks = 3;

  @Option(
      names = "--iterations",
      description = "seconds measured in each fork, after as many to warm up (default: 5)")
  private int iterations = 5;

  @Option(
      names = "--param",
      paramLabel = "NAME=VALUE",
      description = "another value of a benchmark's parameter, such as traces=1000000")
  private Map<String, String> parameters = new HashMap<>();

  @Option(names = "--heap", description = "of each fork (default: ${DEFAULT-VALUE})")
  private String heap = "2g";

  @Option(names = "--verbose", description = "show what JMH says meanwhile")
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  JmhCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(forks)
            .warmupIterations(iterations)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.seconds(1))
            .jvmArgsAppend("-Xmx" + heap, "-Xms" + heap, "-XX:+UseParallelGC")
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(verbose ? VerboseMode.NORMAL : VerboseMode.SILENT);
    patterns.forEach(options::include);
    parameters.forEach((name, value) -> options.param(name, value));
    Collection<RunResult> results = new Runner(options.build()).run();
    surroundings.out().print(new JmhTable(results).text());
    return 0;
  }
}
