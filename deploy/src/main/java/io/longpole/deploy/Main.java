package io.longpole.deploy;

import io.longpole.query.cli.QueryCommands;
import io.longpole.query.cli.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** longpole's command line. */
@Command(
    name = "longpole",
    header = "Finds where the time of a request goes, why, and what a fix would bring.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Main.Version.class,
    footer = {
      "",
      "Start a server, point an exporter at it, ask:",
      "  longpole serve",
      "  export OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4317",
      "  longpole report",
      "Without a server:",
      "  longpole analyze traces.jsonl",
      "See it work:",
      "  longpole demo"
    })
public final class Main {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "show the version")
  boolean version;

  private Main() {}

  public static void main(String[] arguments) {
    Logging.configure();
    int exitCode = run(Surroundings.ofProcess(), arguments);
    // The one place that ends the process: commands return their exit code.
    Runtime.getRuntime().halt(exitCode);
  }

  /** Runs a command and gives its exit code: 0 done, 1 no, 2 failed. */
  static int run(Surroundings surroundings, String... arguments) {
    CommandLine main = commandLine(surroundings);
    try {
      return arguments.length == 0 ? help(main) : main.execute(arguments);
    } finally {
      surroundings.out().flush();
      surroundings.err().flush();
    }
  }

  /** All commands. */
  static CommandLine commandLine(Surroundings surroundings) {
    CommandLine main = new CommandLine(new Main());
    main.addSubcommand(ServeCommand.commandLine(surroundings));
    main.addSubcommand(new DemoCommand(surroundings));
    main.addSubcommand(new AnalyzeCommand(surroundings));
    main.addSubcommand(new WhatIfCommand(surroundings));
    main.addSubcommand(new ImportCommand(surroundings));
    main.addSubcommand(new LoadCommand(surroundings));
    main.addSubcommand(new ReindexCommand(surroundings));
    QueryCommands.addTo(main, surroundings);
    return main;
  }

  private static int help(CommandLine main) {
    main.usage(main.getOut());
    return QueryCommands.OK;
  }

  /** The version in the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"longpole " + text()};
    }

    static String text() {
      String version = Main.class.getPackage().getImplementationVersion();
      return version == null ? "development" : version;
    }
  }
}
