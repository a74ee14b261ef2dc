package io.longpole.query.cli;

import picocli.CommandLine;

/**
 * The commands that ask a running server: traces, trace, logs, services, queues, findings, finding,
 * suppress, report, evidence, profile, status, dead-letters.
 *
 * <p>Exit codes of all of them: {@link #OK}, {@link #NO}, {@link #FAILED}. The classes of commands
 * hold options and no messages of the query API, so that help does not load these.
 */
public final class QueryCommands {

  /** Answered. */
  public static final int OK = 0;

  /** The thing asked for does not exist, or a finding is as severe as {@code --fail-on}. */
  public static final int NO = 1;

  /** No answer: wrong usage, unreadable input, or no server. One line on stderr says why. */
  public static final int FAILED = 2;

  private QueryCommands() {}

  /** Adds the commands to longpole's own command line, and its way of reporting errors to it. */
  public static void addTo(CommandLine main, Surroundings surroundings) {
    main.addSubcommand(new TracesCommand(surroundings));
    main.addSubcommand(new TraceCommand(surroundings));
    main.addSubcommand(new LogsCommand(surroundings));
    main.addSubcommand(new ServicesCommand(surroundings));
    main.addSubcommand(new QueuesCommand(surroundings));
    main.addSubcommand(new FindingsCommand(surroundings));
    main.addSubcommand(new FindingCommand(surroundings));
    main.addSubcommand(new SuppressCommand(surroundings));
    main.addSubcommand(new ReportCommand(surroundings));
    main.addSubcommand(new EvidenceCommand(surroundings));
    main.addSubcommand(new ProfileCommand(surroundings));
    main.addSubcommand(new StatusCommand(surroundings));
    main.addSubcommand(new DeadLettersCommand(surroundings));
    CommandErrors.install(main, surroundings);
  }
}
