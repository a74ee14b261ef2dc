package io.longpole.query.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code longpole profile ENDPOINT}: where the time of all its requests goes. */
@Command(
    name = "profile",
    header = "Where the requests of an endpoint spend their time, over all complete traces.",
    description = "Without ENDPOINT: the endpoints, and where each spends most time.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  longpole profile --since 1h",
      "  longpole profile 'shop GET /checkout' --band p99",
      "  longpole profile 'shop GET /checkout' --by version --json",
      "  longpole profile 'shop GET /checkout' --format speedscope > checkout.json"
    })
final class ProfileCommand implements Callable<Integer> {

  /** What the profile is written as. */
  enum Format {
    text,
    json,
    folded,
    speedscope
  }

  /** What paths are told apart by. */
  enum By {
    path,
    version
  }

  private final Surroundings surroundings;

  @Parameters(
      arity = "0..1",
      paramLabel = "ENDPOINT",
      description = "Service and operation; the operation alone if only one service has it.")
  String endpoint = "";

  @Option(
      names = "--band",
      paramLabel = "BAND",
      description = "Only these by duration: p0-50, p50-90, p90-99, p99+; p50, p90, p99 for short.")
  String band = "";

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      description = "version: tell versions of the services apart.")
  By by = By.path;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
      defaultValue = "text")
  Format format = Format.text;

  @Mixin WindowOptions window = new WindowOptions();
  @Mixin AskOptions ask = new AskOptions();

  ProfileCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return new Questions(surroundings, ask).profile(this);
  }
}
