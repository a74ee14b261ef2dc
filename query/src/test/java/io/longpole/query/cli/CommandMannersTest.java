package io.longpole.query.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longpole.query.report.Golden;
import io.longpole.query.report.Samples;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all commands have in common: help, JSON, exit codes, colours, widths. */
class CommandMannersTest extends CommandsOverFakes {

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
}
