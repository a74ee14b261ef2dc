package io.longpole.query.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code longpole queues}: how long messages wait. */
@Command(
    name = "queues",
    header = "How long messages waited, by who sent them, where to, and who took them.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  longpole queues --since 1h",
      "  longpole queues --service checkout --json"
    })
final class QueuesCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Option(
      names = "--service",
      paramLabel = "NAME",
      description = "Only messages that it sent or took.")
  String service = "";

  @Mixin WindowOptions window = new WindowOptions();
  @Mixin AskOptions ask = new AskOptions();

  QueuesCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return new Questions(surroundings, ask).queues(this);
  }
}
