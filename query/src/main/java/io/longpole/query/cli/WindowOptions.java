package io.longpole.query.cli;

import picocli.CommandLine.Option;

/** The time window of a question: traces that started in it. */
final class WindowOptions {

  @Option(
      names = "--since",
      paramLabel = "WHEN",
      description = "From then on: 15m, 2h, 1d ago, or a time such as 2026-01-31T08:00:00Z.")
  String since = "";

  @Option(names = "--until", paramLabel = "WHEN", description = "Until then, in the same forms.")
  String until = "";
}
