package io.longpole.query.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code longpole suppress FINGERPRINT}: accepts a problem for a while. */
@Command(
    name = "suppress",
    header = "Leave a finding out of lists and reports until a time.",
    description = {
      "It is counted where it is left out, and comes back by itself: at that time, or when it is",
      "more severe than now."
    },
    sortOptions = false,
    footer = {
      "",
      "Exit codes: 0 done; 1 no such finding or suppression; 2 wrong usage, or no answer.",
      "",
      "Examples:",
      "  longpole suppress 3f2a9c11d0aa --reason 'rewritten in May' --until 2027-05-31",
      "  longpole suppress 3f2a9c11d0aa --reason 'vendor informed' --until 30d",
      "  longpole suppress --list",
      "  longpole suppress 3f2a9c11d0aa --remove"
    })
final class SuppressCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(
      arity = "0..1",
      paramLabel = "FINGERPRINT",
      description = "Whole, or its first digits, four or more, if only one begins so.")
  String fingerprint = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; required.")
  String reason = "";

  @Option(
      names = "--until",
      paramLabel = "WHEN",
      description = {
        "Required, at most 366 days away: through a day such as 2027-01-31 (UTC), or for so long,",
        "such as 30d."
      })
  String until = "";

  @Option(names = "--list", description = "List what is suppressed.")
  boolean list;

  @Option(names = "--remove", description = "Show the finding again.")
  boolean remove;

  @Mixin AskOptions ask = new AskOptions();

  SuppressCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return new Questions(surroundings, ask).suppress(this);
  }
}
