package io.longpole.query.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code what-if} that ask a server about the traces it has. */
public final class ChangeOptions {

  @Option(
      names = "--finding",
      paramLabel = "FINGERPRINT",
      description = "Ask the server: if this finding were mended.")
  String finding = "";

  @Option(
      names = "--service",
      paramLabel = "SERVICE",
      description = "Ask the server: if an operation of this service changed.")
  String service = "";

  @Option(
      names = "--operation",
      paramLabel = "NAME",
      description = "Span name, with * for the values in it.")
  String operation = "";

  @Option(
      names = "--change",
      paramLabel = "CHANGE",
      description =
          "What happens to it: scale, remove, batch, parallelise, no-retries; default"
              + " ${DEFAULT-VALUE}.")
  String change = "scale";

  @Option(
      names = "--factor",
      paramLabel = "F",
      description = "Of scale: 0.5 halves its own work; default ${DEFAULT-VALUE}.")
  double factor = 0.5;

  @Option(names = "--subtree", description = "Of scale: with the work of all below it.")
  boolean subtree;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Of parallelise: so many at once; default all.")
  int limit;

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      description =
          "The server to ask; else LONGPOLE_SERVER, else " + AskOptions.DEFAULT_SERVER + ".")
  String server = "";

  @Mixin WindowOptions window = new WindowOptions();

  /** Whether a server is to be asked. */
  public boolean isAsked() {
    return !finding.isEmpty() || !service.isEmpty() || !operation.isEmpty();
  }

  /** Asks, prints, gives the exit code. */
  public int ask(Surroundings surroundings, boolean json) {
    if (!finding.isEmpty() && !(service.isEmpty() && operation.isEmpty())) {
      throw new IllegalArgumentException(
          "--finding and --service with --operation exclude each other");
    }
    if (finding.isEmpty() && (service.isEmpty() || operation.isEmpty())) {
      throw new IllegalArgumentException("--service and --operation belong together");
    }
    AskOptions ask = new AskOptions();
    ask.server = server;
    ask.json = json;
    return new Questions(surroundings, ask).change(this);
  }

  /** The change in words. */
  String words() {
    return service
        + " "
        + operation
        + ": "
        + switch (change) {
          case "scale" -> "own work" + (subtree ? " and all below" : "") + " × " + factor;
          case "parallelise" -> limit > 0 ? "in parallel, " + limit + " at once" : "in parallel";
          default -> change;
        };
  }
}
