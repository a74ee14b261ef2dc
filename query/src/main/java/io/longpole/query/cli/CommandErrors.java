package io.longpole.query.cli;

import io.longpole.query.report.TerminalText;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says in one line on stderr why a command failed and what to do; the stack trace only with {@code
 * --verbose}.
 */
public final class CommandErrors implements IExecutionExceptionHandler, IParameterExceptionHandler {

  private static final int MIN_HELP_WIDTH = 55;
  private static final int MAX_HELP_WIDTH = 120;

  private final Surroundings surroundings;

  private CommandErrors(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Makes a command and all its subcommands report errors like this, and print where told. */
  public static void install(CommandLine main, Surroundings surroundings) {
    CommandErrors errors = new CommandErrors(surroundings);
    main.setExecutionExceptionHandler(errors);
    main.setParameterExceptionHandler(errors);
    main.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
    main.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
    main.setUsageHelpLongOptionsMaxWidth(28);
    main.setColorScheme(
        Help.defaultColorScheme(surroundings.colours() ? Help.Ansi.ON : Help.Ansi.OFF));
    if (surroundings.columns() >= MIN_HELP_WIDTH) {
      main.setUsageHelpWidth(Math.min(surroundings.columns(), MAX_HELP_WIDTH));
    }
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    if (isVerbose(parsed)) {
      failure.printStackTrace(surroundings.err());
    }
    if (failure instanceof CommandFailure known) {
      return say(known.getMessage(), known.exitCode());
    }
    if (failure instanceof IllegalArgumentException) {
      return say(String.valueOf(failure.getMessage()), QueryCommands.FAILED);
    }
    String hint = isVerbose(parsed) ? "" : " (--verbose shows where)";
    return say("Unexpected failure: " + failure + hint, QueryCommands.FAILED);
  }

  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    StringBuilder line = new StringBuilder(String.valueOf(failure.getMessage()));
    if (failure instanceof UnmatchedArgumentException unmatched) {
      List<String> suggestions = unmatched.getSuggestions();
      if (!suggestions.isEmpty()) {
        line.append("; did you mean ")
            .append(String.join(" or ", suggestions.subList(0, Math.min(3, suggestions.size()))))
            .append('?');
      }
    }
    String name = command.getCommandSpec().qualifiedName();
    line.append(" (see '").append(name).append(" --help')");
    return say(line.toString(), QueryCommands.FAILED);
  }

  private int say(String message, int exitCode) {
    surroundings.out().flush();
    surroundings.err().println("longpole: " + TerminalText.safe(message));
    surroundings.err().flush();
    return exitCode;
  }

  private static boolean isVerbose(ParseResult parsed) {
    for (CommandLine command : parsed.asCommandLineList()) {
      if (command.getParseResult().hasMatchedOption("--verbose")) {
        return true;
      }
    }
    return false;
  }
}
