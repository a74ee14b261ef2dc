package io.longpole.bench;

import io.longpole.bench.endtoend.EndToEndCommand;
import io.longpole.bench.endtoend.PredictionsCommand;
import io.longpole.query.cli.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line behind {@code bench/run}. */
@Command(name = "bench/run", header = "Measures longpole.", synopsisSubcommandLabel = "COMMAND")
public final class Benchmarks {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  private Benchmarks() {}

  public static void main(String[] arguments) {
    Surroundings surroundings = Surroundings.ofProcess();
    CommandLine main = new CommandLine(new Benchmarks());
    main.addSubcommand(new JmhCommand(surroundings));
    main.addSubcommand(new EndToEndCommand(surroundings));
    main.addSubcommand(new PredictionsCommand(surroundings));
    main.addSubcommand(new RecordLogCommand(surroundings));
    main.addSubcommand(new LearningCommand(surroundings));
    int exitCode = 0;
    if (arguments.length == 0) {
      main.usage(surroundings.out());
    } else {
      exitCode = main.execute(arguments);
    }
    surroundings.out().flush();
    surroundings.err().flush();
    // The one place that ends the process: commands return their exit code.
    Runtime.getRuntime().halt(exitCode);
  }
}
