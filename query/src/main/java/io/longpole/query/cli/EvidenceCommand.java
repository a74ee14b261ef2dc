package io.longpole.query.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code longpole evidence SERVICE OPERATION}: which of its calls wait for which others. */
@Command(
    name = "evidence",
    header = "Show what traces tell of the order of the calls below an operation.",
    description = {
      "Of two calls one after the other, did the second wait for the first, or was it chance? Every"
          + " trace votes. Refuted pairs do not wait; of proven ones (30 traces) it is known; the"
          + " others are taken to wait. Critical paths and predictions use it."
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  longpole evidence shop 'GET /checkout'",
      "  longpole evidence shop 'GET /orders/*' --json"
    })
final class EvidenceCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(index = "0", paramLabel = "SERVICE", description = "The service that calls.")
  String service = "";

  @Parameters(
      index = "1",
      paramLabel = "OPERATION",
      description = "Its span name, with * for the values in it.")
  String operation = "";

  @Mixin AskOptions ask = new AskOptions();

  EvidenceCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return new Questions(surroundings, ask).evidence(this);
  }
}
