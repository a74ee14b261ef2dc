package io.longpole.query.cli;

import picocli.CommandLine.Option;

/** The options of every command that asks a server. */
final class AskOptions {

  static final String DEFAULT_SERVER = "127.0.0.1:4319";

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      description = "The server to ask; else LONGPOLE_SERVER, else " + DEFAULT_SERVER + ".")
  String server = "";

  @Option(names = "--json", description = "Answer in JSON, for scripts.")
  boolean json;

  @Option(names = "--verbose", description = "On failure, print the stack trace too.")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  String serverOr(String fromEnvironment) {
    if (!server.isEmpty()) {
      return server;
    }
    return fromEnvironment.isEmpty() ? DEFAULT_SERVER : fromEnvironment;
  }
}
