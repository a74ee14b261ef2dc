package io.longpole.query.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code longpole status}: how the server itself is doing. */
@Command(
    name = "status",
    header = "What the server received, refused and dropped; lag, disk, coverage.",
    sortOptions = false,
    footer = {"", "Examples:", "  longpole status", "  longpole status --json"})
final class StatusCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin AskOptions ask = new AskOptions();

  StatusCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return new Questions(surroundings, ask).status();
  }
}
