package io.longpole.query.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code longpole finding FINGERPRINT}: one problem with all its evidence. */
@Command(
    name = "finding",
    header = "Show one finding with all its evidence.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  longpole finding 3f2a9c11d0aa",
      "  longpole finding 3f2a9c11d0aa --json"
    })
final class FindingCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "FINGERPRINT",
      description = "Whole, or its first digits, four or more, if only one begins so.")
  String fingerprint = "";

  @Mixin WindowOptions window = new WindowOptions();
  @Mixin AskOptions ask = new AskOptions();

  FindingCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return new Questions(surroundings, ask).finding(this);
  }
}
