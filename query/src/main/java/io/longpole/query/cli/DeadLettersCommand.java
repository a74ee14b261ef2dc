package io.longpole.query.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code longpole dead-letters}: what was received and could not be used. */
@Command(
    name = "dead-letters",
    header = "List what could not be read; show, replay or drop it.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  longpole dead-letters --reason malformed",
      "  longpole dead-letters show 17",
      "  longpole dead-letters show 17 --raw > request.bin",
      "  longpole dead-letters replay --all",
      "  longpole dead-letters drop 17 18"
    })
final class DeadLettersCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Option(names = "--reason", paramLabel = "REASON", description = "Only with this reason.")
  String reason = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many; default ${DEFAULT-VALUE}.",
      defaultValue = "50")
  int limit = 50;

  @Mixin AskOptions ask = new AskOptions();

  DeadLettersCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return new Questions(surroundings, ask).deadLetters(this);
  }

  /** One letter. */
  @Command(
      sortOptions = false,
      description = "Show one dead letter with its bytes.",
      footer = {
        "",
        "Examples:",
        "  longpole dead-letters show 17",
        "  longpole dead-letters show 17 --raw > request.bin"
      })
  int show(
      @Parameters(paramLabel = "ID", description = "As listed.") String id,
      @Option(names = "--raw", description = "Write the bytes as they came, nothing else.")
          boolean raw,
      @Mixin AskOptions options) {
    return new Questions(surroundings, options).deadLetter(id, raw);
  }

  /** Through the front door again. */
  @Command(
      sortOptions = false,
      description = "Send dead letters through the front door again.",
      footer = {
        "",
        "Examples:",
        "  longpole dead-letters replay 17 18",
        "  longpole dead-letters replay --all"
      })
  int replay(@Mixin Selected selected, @Mixin AskOptions options) {
    return new Questions(surroundings, options).replay(selected);
  }

  /** Away with them. */
  @Command(
      sortOptions = false,
      description = "Forget dead letters.",
      footer = {
        "",
        "Examples:",
        "  longpole dead-letters drop 17 18",
        "  longpole dead-letters drop --reason malformed"
      })
  int drop(@Mixin Selected selected, @Mixin AskOptions options) {
    return new Questions(surroundings, options).drop(selected);
  }

  /** Which letters are meant. */
  static final class Selected {
    @Parameters(paramLabel = "ID", arity = "0..*", description = "These.")
    List<String> ids = new ArrayList<>();

    @Option(names = "--reason", paramLabel = "REASON", description = "All with this reason.")
    String reason = "";

    @Option(names = "--all", description = "All there are.")
    boolean all;
  }
}
