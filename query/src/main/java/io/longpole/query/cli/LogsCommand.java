package io.longpole.query.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code longpole logs QUERY}: what the services said. */
@Command(
    name = "logs",
    header = "Search log lines, newest first, in Lucene's query syntax.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  longpole logs 'timeout AND payment' --since 1h",
      "  longpole logs '\"connection refused\"' --severity error --service shop",
      "  longpole logs --trace 4bf92f3577b34da6a3ce929d0e0e4736 --full"
    })
final class LogsCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "QUERY",
      arity = "0..1",
      defaultValue = "",
      description = "Words of the body, AND, OR, NOT, \"a phrase\", field:value; none: all.")
  String query = "";

  @Option(names = "--trace", paramLabel = "ID", description = "Of this trace.")
  String traceId = "";

  @Option(names = "--span", paramLabel = "ID", description = "Of this span.")
  String spanId = "";

  @Option(names = "--service", paramLabel = "NAME", description = "Of this service.")
  String service = "";

  @Option(
      names = "--severity",
      paramLabel = "LEVEL",
      description = "trace, debug, info, warn, error, fatal: this one or more severe.")
  String severity = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many, up to 10,000; default ${DEFAULT-VALUE}.",
      defaultValue = "50")
  int limit = 50;

  @Option(names = "--full", description = "Long lines to their end.")
  boolean full;

  @Mixin WindowOptions window = new WindowOptions();
  @Mixin AskOptions ask = new AskOptions();

  LogsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return new Questions(surroundings, ask).logs(this);
  }
}
