package io.longpole.query.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code longpole trace ID}: where the time of one request went. */
@Command(
    name = "trace",
    header = "Show one trace: its waterfall with the critical path, and what was found in it.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  longpole trace 4bf92f3577b34da6a3ce929d0e0e4736 --logs",
      "  longpole trace 4bf92f3577b34da6a3ce929d0e0e4736 --what-if",
      "  longpole trace 4bf92f3577b34da6a3ce929d0e0e4736 --lines 0 | less",
      "  longpole trace 4bf92f3577b34da6a3ce929d0e0e4736 --flow"
    })
final class TraceCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(paramLabel = "ID", description = "1 to 32 hex digits.")
  String traceId = "";

  @Option(names = "--logs", description = "Put the log lines in their places.")
  boolean logs;

  @Option(
      names = "--what-if",
      description = "Name the three changes that would make this trace fastest.")
  boolean whatIf;

  @Option(
      names = "--flow",
      description =
          "Instead, where the time went across traces, through the messages sent and taken in it.")
  boolean flow;

  @Option(
      names = "--lines",
      paramLabel = "N",
      description =
          "At most so many spans, those that matter most; 0 shows each; default ${DEFAULT-VALUE}.",
      defaultValue = "100")
  int lines = 100;

  @Mixin AskOptions ask = new AskOptions();

  TraceCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Questions questions = new Questions(surroundings, ask);
    return flow ? questions.flows(this) : questions.trace(this);
  }
}
