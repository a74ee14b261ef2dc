package io.longpole.query.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code longpole report}: what is slow, why, what to do. */
@Command(
    name = "report",
    header = "The bottleneck report: what is slow, since when, why, what to do.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  longpole report --since 1h",
      "  longpole report --format markdown > report.md",
      "  longpole report --since 24h --format html > report.html",
      "  longpole report --since 15m --fail-on critical"
    })
final class ReportCommand implements Callable<Integer> {

  /** What the report is written as. */
  enum Format {
    text,
    markdown,
    json,
    html,
    sarif
  }

  private final Surroundings surroundings;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
      defaultValue = "text")
  Format format = Format.text;

  @Option(names = "--service", paramLabel = "NAME", description = "Only what concerns it.")
  String service = "";

  @Option(
      names = "--fail-on",
      paramLabel = "LEVEL",
      description = "Exit with 1 if a finding is at or above info, warning or critical.")
  String failOn = "";

  @Option(names = "--suppressed", description = "Show suppressed findings too.")
  boolean suppressed;

  @Mixin WindowOptions window = new WindowOptions();
  @Mixin AskOptions ask = new AskOptions();

  ReportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return new Questions(surroundings, ask).report(this);
  }
}
