package io.longpole.query.cli;

import com.google.protobuf.Message;
import io.longpole.proto.query.v1.Analysis;
import io.longpole.proto.query.v1.AttributeMatch;
import io.longpole.proto.query.v1.DeadLetter;
import io.longpole.proto.query.v1.DeadLetterOutcome;
import io.longpole.proto.query.v1.DeadLetterSelection;
import io.longpole.proto.query.v1.GetDeadLetterRequest;
import io.longpole.proto.query.v1.GetEvidenceRequest;
import io.longpole.proto.query.v1.GetFindingRequest;
import io.longpole.proto.query.v1.GetProfileRequest;
import io.longpole.proto.query.v1.GetReportRequest;
import io.longpole.proto.query.v1.GetTraceRequest;
import io.longpole.proto.query.v1.ListDeadLettersRequest;
import io.longpole.proto.query.v1.ListFindingsRequest;
import io.longpole.proto.query.v1.ListFindingsResponse;
import io.longpole.proto.query.v1.ListQueuesRequest;
import io.longpole.proto.query.v1.ListServicesRequest;
import io.longpole.proto.query.v1.PredictChangeRequest;
import io.longpole.proto.query.v1.Profile;
import io.longpole.proto.query.v1.RemoveSuppressionRequest;
import io.longpole.proto.query.v1.SearchLogsRequest;
import io.longpole.proto.query.v1.SearchTracesRequest;
import io.longpole.proto.query.v1.SuppressFindingRequest;
import io.longpole.proto.query.v1.Window;
import io.longpole.query.api.QueryClient;
import io.longpole.query.api.QueryException;
import io.longpole.query.report.AnalysisText;
import io.longpole.query.report.DeadLetterText;
import io.longpole.query.report.EvidenceText;
import io.longpole.query.report.FindingTable;
import io.longpole.query.report.FindingText;
import io.longpole.query.report.FlowText;
import io.longpole.query.report.FoldedStacks;
import io.longpole.query.report.LogText;
import io.longpole.query.report.MessageJson;
import io.longpole.query.report.Page;
import io.longpole.query.report.PredictionText;
import io.longpole.query.report.ProfileText;
import io.longpole.query.report.QueueTable;
import io.longpole.query.report.ServiceTable;
import io.longpole.query.report.Speedscope;
import io.longpole.query.report.StatusText;
import io.longpole.query.report.SuppressionText;
import io.longpole.query.report.TraceTable;
import io.longpole.query.report.TraceText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Turns the options of a command into a request, asks the server, prints the answer.
 *
 * <p>Apart from the command classes, which are read by reflection for help, and would load all
 * messages of the query API if they named them.
 */
final class Questions {

  private final Surroundings surroundings;
  private final AskOptions options;
  private final QueryClient client;

  Questions(Surroundings surroundings, AskOptions options) {
    this.surroundings = surroundings;
    this.options = options;
    this.client =
        new QueryClient(
            options.serverOr(surroundings.environment().getOrDefault("LONGPOLE_SERVER", "")));
  }

  int traces(TracesCommand command) {
    SearchTracesRequest.Builder request =
        SearchTracesRequest.newBuilder()
            .setWindow(window(command.window))
            .setService(command.service)
            .setOperation(command.operation)
            .setMinDurationNanos(nanos(command.minDuration))
            .setMaxDurationNanos(nanos(command.maxDuration))
            .setErrorsOnly(command.error)
            .setDetector(command.detector)
            .setFingerprint(command.finding)
            .setLimit(limit(command.limit));
    command.attributes.forEach((key, value) ->
        request.addAttributes(AttributeMatch.newBuilder().setKey(key).setValue(value)));
    return answer(() -> client.traces(request.build()), TraceTable::of);
  }

  int trace(TraceCommand command) {
    if (command.lines < 0) {
      throw new IllegalArgumentException("--lines " + command.lines + " (0 or more is expected)");
    }
    GetTraceRequest request =
        GetTraceRequest.newBuilder()
            .setTraceId(command.traceId)
            .setWithLogs(command.logs)
            .setWithWhatIf(command.whatIf)
            .build();
    return answer(
        () -> client.trace(request), (trace, page) -> TraceText.of(trace, page, command.lines));
  }

  int flows(TraceCommand command) {
    GetTraceRequest request = GetTraceRequest.newBuilder().setTraceId(command.traceId).build();
    return answer(() -> client.flows(request), FlowText::of);
  }

  int queues(QueuesCommand command) {
    ListQueuesRequest request =
        ListQueuesRequest.newBuilder()
            .setWindow(window(command.window))
            .setService(command.service)
            .build();
    return answer(() -> client.queues(request), QueueTable::of);
  }

  int logs(LogsCommand command) {
    SearchLogsRequest request =
        SearchLogsRequest.newBuilder()
            .setQuery(command.query)
            .setWindow(window(command.window))
            .setTraceId(command.traceId)
            .setSpanId(command.spanId)
            .setService(command.service)
            .setMinSeverity(command.severity)
            .setLimit(limit(command.limit))
            .build();
    return answer(() -> client.logs(request), (logs, page) -> LogText.of(logs, page, command.full));
  }

  int services(ServicesCommand command) {
    ListServicesRequest request =
        ListServicesRequest.newBuilder()
            .setWindow(window(command.window))
            .setService(command.service)
            .build();
    return answer(() -> client.services(request), ServiceTable::of);
  }

  int findings(FindingsCommand command) {
    checkSeverity("--severity", command.severity);
    checkSeverity("--fail-on", command.failOn);
    ListFindingsRequest.Builder request =
        ListFindingsRequest.newBuilder()
            .setWindow(window(command.window))
            .setDetector(command.detector)
            .setService(command.service)
            .setMinSeverity(command.severity)
            .setLimit(limit(command.limit));
    FindingStates.asked(command).forEach(request::addStates);
    if (!options.json) {
      request.setWithLogs(0); // the table shows none
    }
    ListFindingsResponse findings = ask(() -> client.findings(request.build()));
    print(findings, page -> FindingTable.of(findings, page));
    return FailOn.exitCode(findings.getFindingsList(), command.failOn);
  }

  int suppress(SuppressCommand command) {
    if (command.list) {
      return answer(client::suppressions, SuppressionText::of);
    }
    if (command.fingerprint.isEmpty()) {
      throw new IllegalArgumentException(
          "Which finding? Name it, or --list shows what is suppressed.");
    }
    if (command.remove) {
      RemoveSuppressionRequest request =
          RemoveSuppressionRequest.newBuilder().setFingerprint(command.fingerprint).build();
      return answer(() -> client.unsuppress(request), SuppressionText::removed);
    }
    SuppressFindingRequest request =
        SuppressRequest.of(command, surroundings.nowUnixNanos().getAsLong());
    return answer(() -> client.suppress(request), SuppressionText::suppressed);
  }

  int finding(FindingCommand command) {
    GetFindingRequest request =
        GetFindingRequest.newBuilder()
            .setFingerprint(command.fingerprint)
            .setWindow(window(command.window))
            .build();
    return answer(() -> client.finding(request), FindingText::of);
  }

  int report(ReportCommand command) {
    checkSeverity("--fail-on", command.failOn);
    ReportCommand.Format format = options.json ? ReportCommand.Format.json : command.format;
    GetReportRequest.Builder request =
        GetReportRequest.newBuilder()
            .setWindow(window(command.window))
            .setService(command.service)
            .setWithSuppressed(command.suppressed);
    if (format == ReportCommand.Format.text) {
      request.setWithLogs(AnalysisText.MOST_WITH_LOGS);
    }
    Analysis analysis = ask(() -> client.report(request.build()));
    ReportOutput output = new ReportOutput(analysis, () -> ask(client::status).getVersion());
    write(() -> output.write(format, surroundings));
    surroundings.out().flush();
    return FailOn.exitCode(analysis.getFindingsList(), command.failOn);
  }

  int evidence(EvidenceCommand command) {
    GetEvidenceRequest request =
        GetEvidenceRequest.newBuilder()
            .setService(command.service)
            .setOperation(command.operation)
            .build();
    return answer(() -> client.evidence(request), EvidenceText::of);
  }

  int change(ChangeOptions options) {
    PredictChangeRequest request =
        PredictChangeRequest.newBuilder()
            .setWindow(window(options.window))
            .setFingerprint(options.finding)
            .setService(options.service)
            .setOperation(options.operation)
            .setChange(options.change)
            .setFactor(options.factor)
            .setSubtree(options.subtree)
            .setLimit(options.limit)
            .build();
    return answer(
        () -> client.change(request),
        (change, page) -> PredictionText.of(change, options.words(), page));
  }

  int profile(ProfileCommand command) {
    ProfileCommand.Format format = options.json ? ProfileCommand.Format.json : command.format;
    boolean exports =
        format == ProfileCommand.Format.folded || format == ProfileCommand.Format.speedscope;
    if (command.endpoint.isBlank() && (exports || !command.band.isEmpty())) {
      throw new IllegalArgumentException(
          "Of which endpoint? Name it; 'longpole profile' alone lists them.");
    }
    GetProfileRequest.Builder request =
        GetProfileRequest.newBuilder()
            .setWindow(window(command.window))
            .setEndpoint(command.endpoint)
            .setByVersion(command.by == ProfileCommand.By.version);
    if (!command.band.isEmpty()) {
      request.addBands(command.band);
    } else if (format == ProfileCommand.Format.speedscope) {
      request.addAllBands(List.of("p0-50", "p50-90", "p90-99", "p99+"));
    }
    Profile profile = ask(() -> client.profile(request.build()));
    switch (format) {
      case json -> write(() -> MessageJson.write(profile, surroundings.out()));
      case folded -> write(() -> surroundings.out().write(FoldedStacks.of(profile)));
      case speedscope -> write(() -> Speedscope.write(profile, surroundings.out()));
      case text ->
          surroundings
              .out()
              .print(
                  command.endpoint.isBlank()
                      ? ProfileText.list(profile, surroundings.page())
                      : ProfileText.one(profile, surroundings.page()));
    }
    surroundings.out().flush();
    return QueryCommands.OK;
  }

  int status() {
    return answer(client::status, StatusText::of);
  }

  int deadLetters(DeadLettersCommand command) {
    ListDeadLettersRequest request =
        ListDeadLettersRequest.newBuilder()
            .setReason(command.reason)
            .setLimit(limit(command.limit))
            .build();
    return answer(() -> client.deadLetters(request), DeadLetterText::of);
  }

  int deadLetter(String id, boolean raw) {
    GetDeadLetterRequest request = GetDeadLetterRequest.newBuilder().setId(id).build();
    DeadLetter letter = ask(() -> client.deadLetter(request));
    if (raw) {
      write(() -> letter.getPayload().writeTo(surroundings.out()));
      surroundings.out().flush();
    } else {
      print(letter, page -> DeadLetterText.of(letter, page));
    }
    return QueryCommands.OK;
  }

  int replay(DeadLettersCommand.Selected selected) {
    DeadLetterSelection selection = selection("replay", selected);
    return outcome(ask(() -> client.replay(selection)), "replayed");
  }

  int drop(DeadLettersCommand.Selected selected) {
    DeadLetterSelection selection = selection("drop", selected);
    return outcome(ask(() -> client.drop(selection)), "dropped");
  }

  /** A letter that could not be treated makes the command fail, so that a script notices. */
  private int outcome(DeadLetterOutcome outcome, String done) {
    print(outcome, page -> DeadLetterText.of(outcome, done, page));
    return outcome.getFailed() > 0 ? QueryCommands.NO : QueryCommands.OK;
  }

  private static DeadLetterSelection selection(String verb, DeadLettersCommand.Selected selected) {
    if (selected.ids.isEmpty() && selected.reason.isEmpty() && !selected.all) {
      throw new IllegalArgumentException(
          "Which letters to " + verb + "? Name ids, --reason REASON, or --all.");
    }
    return DeadLetterSelection.newBuilder()
        .addAllIds(selected.ids)
        .setReason(selected.reason)
        .setAll(selected.all)
        .build();
  }

  private <T extends Message> int answer(Supplier<T> question, BiFunction<T, Page, String> text) {
    T answer = ask(question);
    print(answer, page -> text.apply(answer, page));
    return QueryCommands.OK;
  }

  private static <T> T ask(Supplier<T> question) {
    try {
      return question.get();
    } catch (QueryException e) {
      int exitCode =
          e.reason() == QueryException.Reason.NOT_FOUND ? QueryCommands.NO : QueryCommands.FAILED;
      throw new CommandFailure(String.valueOf(e.getMessage()), exitCode, e);
    }
  }

  private void print(Message answer, Function<Page, String> text) {
    if (options.json) {
      write(() -> MessageJson.write(answer, surroundings.out()));
    } else {
      surroundings.out().print(text.apply(surroundings.page()));
    }
    surroundings.out().flush();
  }

  /** Something that writes to the output. */
  private interface Writing {
    void run() throws IOException;
  }

  private static void write(Writing writing) {
    try {
      writing.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Window window(WindowOptions window) {
    long now = surroundings.nowUnixNanos().getAsLong();
    Window.Builder builder = Window.newBuilder();
    if (!window.since.isEmpty()) {
      builder.setFromUnixNanos(Times.parseUnixNanos("--since", window.since, now));
    }
    if (!window.until.isEmpty()) {
      builder.setToUnixNanos(Times.parseUnixNanos("--until", window.until, now));
    }
    return builder.build();
  }

  private static long nanos(String duration) {
    return duration.isEmpty() ? 0 : Durations.parseNanos(duration);
  }

  private static int limit(int limit) {
    if (limit < 1 || limit > 10_000) {
      throw new IllegalArgumentException("--limit " + limit + " (1 to 10,000 are allowed)");
    }
    return limit;
  }

  private static void checkSeverity(String option, String severity) {
    if (!severity.isEmpty()) {
      FailOn.severity(option, severity);
    }
  }
}
