package io.longpole.bench;

import io.longpole.query.cli.Surroundings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
  @Spec private CommandSpec spec = CommandSpec.create();

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
    Set<String> names = matching();
    if (names.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "no benchmark matches " + patterns + "; without a pattern all run");
    }
    surroundings.out().print(JmhTable.titles());
    for (String name : names) {
      surroundings.out().flush();
      for (RunResult result : run(name)) {
        surroundings.out().print(JmhTable.line(result));
      }
    }
    return 0;
  }

  /** Names of all benchmarks that are asked for, sorted. */
  private Set<String> matching() {
    Set<String> names = new TreeSet<>();
    OutputFormat nowhere = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
    BenchmarkList.defaultList()
        .find(nowhere, patterns.isEmpty() ? List.of(".*") : patterns, List.of())
        .forEach(benchmark -> names.add(benchmark.getUsername()));
    return names;
  }

  private Collection<RunResult> run(String name) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(name) + "$")
            .forks(forks)
            .warmupIterations(iterations)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.seconds(1))
            .jvmArgsAppend("-Xmx" + heap, "-Xms" + heap, "-XX:+UseParallelGC")
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(verbose ? VerboseMode.NORMAL : VerboseMode.SILENT);
    parameters.forEach((key, value) -> options.param(key, value));
    return new Runner(options.build()).run();
  }
}
