package io.longpole.query.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longpole.proto.query.v1.DeadLetterOutcome;
import io.longpole.proto.query.v1.DeadLetterSelection;
import io.longpole.proto.query.v1.GetEvidenceRequest;
import io.longpole.proto.query.v1.GetProfileRequest;
import io.longpole.proto.query.v1.GetReportRequest;
import io.longpole.proto.query.v1.GetTraceRequest;
import io.longpole.proto.query.v1.ListFindingsRequest;
import io.longpole.proto.query.v1.ListQueuesRequest;
import io.longpole.proto.query.v1.SearchLogsRequest;
import io.longpole.proto.query.v1.SearchTracesRequest;
import io.longpole.proto.query.v1.SuppressFindingRequest;
import io.longpole.query.api.FakeAnswers;
import io.longpole.query.api.FakeDesk;
import io.longpole.query.api.QueryServer;
import io.longpole.query.report.Golden;
import io.longpole.query.report.ProfileSamples;
import io.longpole.query.report.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class QueryCommandsTest {

  private static final FakeAnswers ANSWERS = new FakeAnswers();
  private static final FakeDesk DESK = new FakeDesk();
  private static final QueryServer SERVER =
      new QueryServer(
          QueryServer.Settings.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
          new QueryServer.Sources(ANSWERS, Samples::status, DESK));

  private final Map<String, String> environment = new HashMap<>();
  private boolean terminal;

  /** What one call of the command line did. */
  private record Outcome(int exitCode, String out, String err) {}

  @BeforeAll
  static void start() {
    SERVER.start();
    ANSWERS.services = Samples.services();
    ANSWERS.flows = Optional.of(Samples.flows());
    ANSWERS.queues = Samples.queues();
    ANSWERS.findings = Samples.findings();
    ANSWERS.suppressions = Samples.suppressions();
    ANSWERS.logs = Samples.logs();
    DESK.list = Samples.deadLetters();
    DESK.letter = Optional.of(Samples.deadLetter());
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @BeforeEach
  void reset() {
    ANSWERS.asked.clear();
    DESK.asked.clear();
    ANSWERS.traces = request -> Samples.traces();
    ANSWERS.report = Samples.analysis();
    ANSWERS.trace = Optional.of(Samples.trace());
    ANSWERS.finding = Optional.of(Samples.retry());
    ANSWERS.evidence = Optional.of(Samples.evidence());
    ANSWERS.profile =
        request ->
            request.getEndpoint().isEmpty()
                ? ProfileSamples.endpoints()
                : ProfileSamples.checkout();
    DESK.outcome = DeadLetterOutcome.newBuilder().setDone(2).build();
    environment.put("LONGPOLE_SERVER", "127.0.0.1:" + SERVER.address().getPort());
  }

  @Test
  void tracesAsksForWhatTheOptionsSay() {
    Outcome outcome =
        run(
            "traces",
            "--service=shop",
            "--operation=GET /checkout",
            "--min-duration=250ms",
            "--max-duration=1.5s",
            "--since=15m",
            "--until=2026-01-31T02:14:05Z",
            "--error",
            "--attr=http.request.method=POST",
            "--attr=a=b=c",
            "--limit=7");

    assertThat(outcome.exitCode()).isZero();
    SearchTracesRequest request = (SearchTracesRequest) ANSWERS.asked.get(0);
    assertThat(request.getService()).isEqualTo("shop");
    assertThat(request.getOperation()).isEqualTo("GET /checkout");
    assertThat(request.getMinDurationNanos()).isEqualTo(250_000_000);
    assertThat(request.getMaxDurationNanos()).isEqualTo(1_500_000_000);
    assertThat(request.getWindow().getFromUnixNanos())
        .isEqualTo(Samples.NOW - 900_000 * Samples.MS);
    assertThat(request.getWindow().getToUnixNanos()).isEqualTo(Samples.T);
    assertThat(request.getErrorsOnly()).isTrue();
    assertThat(request.getAttributes(0).getKey()).isEqualTo("http.request.method");
    assertThat(request.getAttributes(1).getValue()).isEqualTo("b=c");
    assertThat(request.getLimit()).isEqualTo(7);
  }

  @Test
  void answersAreThoseOfTheReports() {
    Golden.check("traces.txt", run("traces").out());
    Golden.check("trace.txt", run("trace", Samples.TRACE).out());
    Golden.check("logs.txt", run("logs", "pool AND connection").out());
    Golden.check("services.txt", run("services").out());
    Golden.check("flow.txt", run("trace", Samples.TRACE, "--flow").out());
    Golden.check("queues.txt", run("queues").out());
    Golden.check("findings.txt", run("findings").out());
    Golden.check("finding.txt", run("finding", "a1b2").out());
    Golden.check("report.txt", run("report").out());
    Golden.check("report.md", run("report", "--format=markdown").out());
    assertThat(run("report", "--format=sarif").out()).contains("2.1.0", "a1b2c3d4e5f6");
    Golden.check("report.html", run("report", "--format=html").out());
    Golden.check("analysis.json", run("report", "--json").out());
    Golden.check("evidence.txt", run("evidence", "shop", "GET /checkout").out());
    Golden.check("profiles.txt", run("profile").out());
    Golden.check("profile.txt", run("profile", "shop GET /checkout").out());
    Golden.check("status.txt", run("status").out());
    Golden.check("dead-letters.txt", run("dead-letters").out());
    Golden.check("dead-letter.txt", run("dead-letters", "show", "17").out());
  }

  @Test
  void findingsAsksForStates() {
    run("findings", "--new", "--regressed", "--since=15m");
    run("findings", "--resolved", "--ongoing", "--suppressed");
    run("report", "--suppressed");

    assertThat(((ListFindingsRequest) ANSWERS.asked.get(0)).getStatesList())
        .containsExactly("new", "regressed");
    assertThat(((ListFindingsRequest) ANSWERS.asked.get(1)).getStatesList())
        .containsExactly("ongoing", "resolved", "suppressed");
    assertThat(((GetReportRequest) ANSWERS.asked.get(2)).getWithSuppressed()).isTrue();
  }

  @Test
  void suppressSendsReasonAndEnd() {
    ANSWERS.suppression = Optional.of(Samples.suppression());
    Outcome outcome = run("suppress", "a1b2", "--reason=known", "--until=30d");
    run("suppress", "a1b2", "--reason=known", "--until=2026-02-03");

    assertThat(outcome.exitCode()).isZero();
    Golden.check("suppressed.txt", outcome.out());
    SuppressFindingRequest request = (SuppressFindingRequest) ANSWERS.asked.get(0);
    assertThat(request.getFingerprint()).isEqualTo("a1b2");
    assertThat(request.getReason()).isEqualTo("known");
    assertThat(request.getUntilUnixNanos()).isEqualTo(Samples.NOW + 30 * 86_400_000_000_000L);
    assertThat(((SuppressFindingRequest) ANSWERS.asked.get(1)).getUntilUnixNanos())
        .as("through that day")
        .isEqualTo(1_770_163_200_000_000_000L);
  }

  @Test
  void suppressionsAreListedAndRemoved() {
    ANSWERS.suppression = Optional.of(Samples.suppression());
    Golden.check("suppressions.txt", run("suppress", "--list").out());

    assertThat(run("suppress", "a1b2", "--remove").out())
        .isEqualTo("a1b2c3d4e5f60718293a4b5c6d7e8f90 is shown again.\n");
    assertThat(run("suppress", "--list", "--json").out()).contains("\"expired\":true");

    ANSWERS.suppression = Optional.empty();
    Outcome missing = run("suppress", "ffff", "--remove");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).isEqualTo("longpole: No suppressed finding is ffff\n");
    assertThat(run("suppress", "ffff", "--reason=x", "--until=1d").exitCode()).isEqualTo(1);
  }

  @Test
  void suppressWithoutReasonOrEndIsWrongUsage() {
    assertThat(run("suppress").err()).startsWith("longpole: Which finding?");
    assertThat(run("suppress", "a1b2", "--reason=x").err()).startsWith("longpole: Why, and until");
    assertThat(run("suppress", "a1b2", "--until=3d").exitCode()).isEqualTo(2);
    assertThat(run("suppress", "a1b2", "--reason=x", "--until=soon").err())
        .startsWith("longpole: --until 'soon' is no end");
    assertThat(ANSWERS.asked).isEmpty();
  }

  @Test
  void queuesAsksForWhatTheOptionsSay() {
    run("queues", "--service=shop", "--since=15m");

    ListQueuesRequest request = (ListQueuesRequest) ANSWERS.asked.get(0);
    assertThat(request.getService()).isEqualTo("shop");
    assertThat(request.getWindow().getFromUnixNanos())
        .isEqualTo(Samples.NOW - 900_000 * Samples.MS);
  }

  @Test
  void profileAsksForEndpointBandAndVersions() {
    run("profile", "shop GET /checkout", "--band=p99", "--by=version", "--since=15m");
    run("profile", "shop GET /checkout", "--format=speedscope");

    GetProfileRequest request = (GetProfileRequest) ANSWERS.asked.get(0);
    assertThat(request.getEndpoint()).isEqualTo("shop GET /checkout");
    assertThat(request.getBandsList()).containsExactly("p99");
    assertThat(request.getByVersion()).isTrue();
    assertThat(request.getWindow().getFromUnixNanos())
        .isEqualTo(Samples.NOW - 900_000 * Samples.MS);
    assertThat(((GetProfileRequest) ANSWERS.asked.get(1)).getBandsList())
        .containsExactly("p0-50", "p50-90", "p90-99", "p99+");
  }

  @Test
  void profilesAreExportedForFlameGraphs() {
    Golden.check("profile.folded", run("profile", "shop x", "--format=folded").out());
    Golden.check("profile.speedscope.json", run("profile", "shop x", "--format=speedscope").out());
  }

  @Test
  void anUnknownEndpointIsOneLineThatNamesTheNearest() {
    ANSWERS.profile =
        request -> {
          throw new NoSuchElementException("No endpoint 'x' has a profile; the nearest are 'y'");
        };
    Outcome outcome = run("profile", "x");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualTo("longpole: No endpoint 'x' has a profile; the nearest are 'y'\n");
    assertThat(run("profile", "--format=folded").exitCode()).isEqualTo(2);
    assertThat(run("profile", "--band=p99").err()).startsWith("longpole: Of which endpoint?");
  }

  @Test
  void logsPassesTheQueryOn() {
    run("logs", "a AND b", "--trace=ab", "--severity=warn");

    SearchLogsRequest request = (SearchLogsRequest) ANSWERS.asked.get(0);
    assertThat(request.getQuery()).isEqualTo("a AND b");
    assertThat(request.getTraceId()).isEqualTo("ab");
    assertThat(request.getMinSeverity()).isEqualTo("warn");
    assertThat(request.getLimit()).isEqualTo(50);
  }

  @Test
  void traceFetchesLogsOnlyWhenWanted() {
    run("trace", "ab");
    run("trace", "ab", "--logs");

    assertThat(ANSWERS.asked)
        .extracting(request -> ((GetTraceRequest) request).getWithLogs())
        .containsExactly(false, true);
  }

  @Test
  void evidenceOfAnUnknownOperationIsNotFound() {
    ANSWERS.evidence = Optional.empty();
    Outcome outcome = run("evidence", "shop", "nothing");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("No trace has spans of shop nothing.").hasLineCount(1);
    assertThat(((GetEvidenceRequest) ANSWERS.asked.get(0)).getOperation()).isEqualTo("nothing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "traces",
        "trace ab",
        "logs x",
        "services",
        "queues",
        "trace ab --flow",
        "findings",
        "finding abcd",
        "report",
        "evidence shop checkout",
        "profile",
        "profile x",
        "status",
        "dead-letters",
        "dead-letters show 17",
        "dead-letters replay --all"
      })
  void everyCommandAnswersInJsonToo(String command) throws IOException {
    Outcome outcome = run((command + " --json").split(" "));

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    JsonNode json = new ObjectMapper().readTree(outcome.out());
    assertThat(json.isObject()).isTrue();
    assertThat(outcome.out()).endsWith("}\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "traces",
        "trace",
        "logs",
        "services",
        "queues",
        "findings",
        "finding",
        "report",
        "evidence",
        "profile",
        "status",
        "dead-letters",
        "dead-letters show",
        "dead-letters replay",
        "dead-letters drop"
      })
  void everyCommandHasHelpWithExamples(String command) {
    Outcome outcome = run((command + " --help").split(" "));

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("Usage: longpole " + command)
        .contains("--server")
        .contains("--json")
        .contains("Examples:\n  longpole " + command);
    Golden.fits(outcome.out(), 80);
    assertThat(ANSWERS.asked).isEmpty();
  }

  @Test
  void helpFitsTheTerminalAndItsColours() {
    environment.put("COLUMNS", "60");
    Golden.fits(run("traces", "--help").out(), 60);
    assertThat(run("traces", "--help").out()).doesNotContain("\u001b[");
    terminal = true;
    assertThat(run("traces", "--help").out()).contains("\u001b[");
    environment.put("NO_COLOR", "1");
    assertThat(run("traces", "--help").out()).doesNotContain("\u001b[");
  }

  /** Help reads these classes by reflection: each type it meets there would be loaded for it. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        TracesCommand.class,
        TraceCommand.class,
        LogsCommand.class,
        ServicesCommand.class,
        FindingsCommand.class,
        FindingCommand.class,
        ReportCommand.class,
        StatusCommand.class,
        DeadLettersCommand.class
      })
  void commandsNameNoMessageInTheirMembers(Class<?> command) {
    List<String> types = new ArrayList<>();
    for (Field field : command.getDeclaredFields()) {
      types.add(field.getGenericType().getTypeName());
    }
    for (Method method : command.getDeclaredMethods()) {
      types.add(method.toGenericString());
    }

    assertThat(types)
        .isNotEmpty()
        .noneMatch(type -> type.contains(".proto.") || type.contains("protobuf"));
  }

  @Test
  void whatIsNotThereIsExitCodeOne() {
    ANSWERS.trace = Optional.empty();

    Outcome outcome = run("trace", "cafe");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).isEqualTo("longpole: No trace has the id cafe.\n");
  }

  @Test
  void aFindingAtTheGateIsExitCodeOne() {
    assertThat(run("report", "--fail-on=critical").exitCode()).isEqualTo(1);
    assertThat(run("findings", "--fail-on=WARNING").exitCode()).isEqualTo(1);
    ANSWERS.report = Samples.analysis().toBuilder().clearFindings().build();
    assertThat(run("report", "--fail-on=info").exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "traces --min-duration=5",
        "traces --limit=0",
        "traces --limit=x",
        "traces --since=yesterday",
        "traces --attr=noequals",
        "traces --limt=5",
        "trace",
        "trace a b",
        "trace ab --lines=-1",
        "findings --severity=bad",
        "report --fail-on=bad",
        "report --format=pdf",
        "dead-letters drop",
        "traces --server=a:b:c",
        "dead-letters show"
      })
  void wrongUsageIsExitCodeTwoAndOneLine(String command) {
    Outcome outcome = run(command.split(" "));

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("longpole: ").hasLineCount(1).doesNotContain("Exception");
  }

  @Test
  void aMistypedOptionIsSuggested() {
    assertThat(run("traces", "--limt=5").err())
        .contains("--limit")
        .contains("(see 'longpole traces --help')");
  }

  @Test
  void noServerIsExitCodeTwoAndSaysWhatToDo() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }

    Outcome quiet = run("status", "--server=127.0.0.1:" + free);
    Outcome verbose = run("status", "--verbose", "--server=127.0.0.1:" + free);

    assertThat(quiet.exitCode()).isEqualTo(2);
    assertThat(quiet.err())
        .startsWith("longpole: No longpole server answers at 127.0.0.1:" + free)
        .contains("longpole serve")
        .hasLineCount(1);
    assertThat(verbose.exitCode()).isEqualTo(2);
    assertThat(verbose.err()).contains("\tat ").contains("longpole: No longpole server");
  }

  @Test
  void aSenselessQuestionIsExitCodeTwoWithTheServersReason() {
    ANSWERS.traces =
        request -> {
          throw new IllegalArgumentException("bad \u001b[31m query");
        };

    Outcome outcome = run("traces");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).isEqualTo("longpole: bad \\x1b[31m query\n");
  }

  @Test
  void coloursNeedATerminalAndNoColorAndDumbTerminalsForbidThem() {
    assertThat(run("findings").out()).doesNotContain("\u001b[");
    terminal = true;
    environment.put("COLUMNS", "80");
    assertThat(run("findings").out()).contains("\u001b[31mcritical\u001b[0m");
    environment.put("NO_COLOR", "1");
    assertThat(run("findings").out()).doesNotContain("\u001b[");
    environment.remove("NO_COLOR");
    environment.put("TERM", "dumb");
    assertThat(run("findings").out()).doesNotContain("\u001b[");
  }

  @Test
  void columnsDecideTheWidth() {
    environment.put("COLUMNS", "130");
    String wide = run("traces").out();
    environment.put("COLUMNS", "nonsense");

    Golden.fits(wide, 130);
    assertThat(wide).contains("STARTED").contains("n-plus-one, retry");
    Golden.check("traces.txt", run("traces").out());
  }

  @Test
  void theOptionIsStrongerThanTheEnvironment() {
    String here = environment.getOrDefault("LONGPOLE_SERVER", "");
    environment.put("LONGPOLE_SERVER", "127.0.0.1:1");

    assertThat(run("traces", "--server", here).exitCode()).isZero();
    assertThat(run("traces").exitCode()).isEqualTo(2);
  }

  @Test
  void deadLettersAreReplayedDroppedAndWrittenRaw() {
    assertThat(run("dead-letters", "replay", "17", "18").out()).isEqualTo("2 letters replayed.\n");
    assertThat(run("dead-letters", "drop", "--reason=malformed").out())
        .isEqualTo("2 letters dropped.\n");
    assertThat(((DeadLetterSelection) DESK.asked.get(0)).getIdsList())
        .isEqualTo(List.of("17", "18"));
    assertThat(((DeadLetterSelection) DESK.asked.get(1)).getReason()).isEqualTo("malformed");
    assertThat(run("dead-letters", "show", "17", "--raw").out())
        .isEqualTo(Samples.deadLetter().getPayload().toStringUtf8());
    DESK.outcome = DeadLetterOutcome.newBuilder().setDone(1).setFailed(1).build();
    assertThat(run("dead-letters", "replay", "--all").exitCode()).isEqualTo(1);
  }

  private Outcome run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings surroundings =
        new Surroundings(
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8),
            environment,
            terminal,
            () -> Samples.NOW);
    CommandLine main = new CommandLine(CommandSpec.create().name("longpole"));
    QueryCommands.addTo(main, surroundings);
    int exitCode = main.execute(arguments);
    return new Outcome(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
