package io.longpole.query.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code longpole findings}: what is wrong, a line each. */
@Command(
    name = "findings",
    header = "List findings, most time to win first.",
    description = "Several of --new to --suppressed list what is any of them.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  longpole findings --since 1h",
      "  longpole findings --new --regressed --since 24h",
      "  longpole findings --severity warning --service shop --fail-on critical"
    })
final class FindingsCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Option(names = "--detector", paramLabel = "NAME", description = "Only of this detector.")
  String detector = "";

  @Option(names = "--service", paramLabel = "NAME", description = "Only in this service.")
  String service = "";

  @Option(
      names = "--severity",
      paramLabel = "LEVEL",
      description = "info, warning, critical: this one or more severe.")
  String severity = "";

  @Option(
      names = "--fail-on",
      paramLabel = "LEVEL",
      description = "Exit with 1 if one at or above this severity is listed.")
  String failOn = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many; default ${DEFAULT-VALUE}.",
      defaultValue = "100")
  int limit = 100;

  @Option(names = "--new", description = "First seen in the window, or within 24 hours.")
  boolean isNew;

  @Option(names = "--ongoing", description = "Seen before the window too.")
  boolean ongoing;

  @Option(names = "--regressed", description = "Seen again after they were resolved.")
  boolean regressed;

  @Option(
      names = "--resolved",
      description = "No longer seen for long enough, though their endpoint had traffic.")
  boolean resolved;

  @Option(names = "--suppressed", description = "Left out else; see longpole suppress.")
  boolean suppressed;

  @Mixin WindowOptions window = new WindowOptions();
  @Mixin AskOptions ask = new AskOptions();

  FindingsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return new Questions(surroundings, ask).findings(this);
  }
}
