package io.longpole.query.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code longpole services}: how every operation is doing. */
@Command(
    name = "services",
    header = "Rate, errors and latency per service and operation.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  longpole services --since 1h",
      "  longpole services --service shop"
    })
final class ServicesCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Option(names = "--service", paramLabel = "NAME", description = "Only this one.")
  String service = "";

  @Mixin WindowOptions window = new WindowOptions();
  @Mixin AskOptions ask = new AskOptions();

  ServicesCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return new Questions(surroundings, ask).services(this);
  }
}
