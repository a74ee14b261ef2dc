package io.longpole.query.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code longpole traces}: which requests were slow. */
@Command(
    name = "traces",
    header = "List traces, slowest first.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  longpole traces --since 15m",
      "  longpole traces --service shop --operation 'GET /checkout' --min-duration 250ms",
      "  longpole traces --error --attr http.request.method=POST --limit 50 --json"
    })
final class TracesCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Option(names = "--service", paramLabel = "NAME", description = "Traces with a span of it.")
  String service = "";

  @Option(
      names = "--operation",
      paramLabel = "NAME",
      description = "Traces with a span of this name (in --service, if that is given).")
  String operation = "";

  @Option(names = "--min-duration", paramLabel = "TIME", description = "250ms, 1.5s or longer.")
  String minDuration = "";

  @Option(names = "--max-duration", paramLabel = "TIME", description = "250ms, 1.5s or shorter.")
  String maxDuration = "";

  @Option(names = "--error", description = "Only traces with a failed span.")
  boolean error;

  @Option(
      names = "--attr",
      paramLabel = "KEY=VALUE",
      description = "Traces with a span that has this attribute; again for more on the same span.")
  Map<String, String> attributes = new LinkedHashMap<>();

  @Option(
      names = "--detector",
      paramLabel = "NAME",
      description = "Traces in which it found something, such as n-plus-one.")
  String detector = "";

  @Option(
      names = "--finding",
      paramLabel = "FINGERPRINT",
      description = "Traces in which this finding was seen.")
  String finding = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many, up to 10,000; default ${DEFAULT-VALUE}.",
      defaultValue = "20")
  int limit = 20;

  @Mixin WindowOptions window = new WindowOptions();
  @Mixin AskOptions ask = new AskOptions();

  TracesCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return new Questions(surroundings, ask).traces(this);
  }
}
