package io.longpole.query.cli;

import io.longpole.proto.query.v1.DeadLetterOutcome;
import io.longpole.query.api.FakeAnswers;
import io.longpole.query.api.FakeDesk;
import io.longpole.query.api.QueryServer;
import io.longpole.query.report.FindingSamples;
import io.longpole.query.report.FlowSamples;
import io.longpole.query.report.PredictionSamples;
import io.longpole.query.report.ProfileSamples;
import io.longpole.query.report.Samples;
import io.longpole.query.report.ServerSamples;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The commands, answered by a server that knows what it is told to know. */
abstract class CommandsOverFakes {

  static final FakeAnswers ANSWERS = new FakeAnswers();
  static final FakeDesk DESK = new FakeDesk();

  private static QueryServer server;

  final Map<String, String> environment = new HashMap<>();
  boolean terminal;

  /** What one call of the command line did. */
  record Outcome(int exitCode, String out, String err) {}

  @BeforeAll
  static void start() {
    server =
        new QueryServer(
            QueryServer.Settings.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            new QueryServer.Sources(ANSWERS, ServerSamples::status, DESK));
    server.start();
    ANSWERS.services = Samples.services();
    ANSWERS.flows = Optional.of(FlowSamples.flows());
    ANSWERS.queues = FlowSamples.queues();
    ANSWERS.findings = FindingSamples.findings();
    ANSWERS.suppressions = FindingSamples.suppressions();
    ANSWERS.logs = Samples.logs();
    DESK.list = ServerSamples.deadLetters();
    DESK.letter = Optional.of(ServerSamples.deadLetter());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void reset() {
    ANSWERS.asked.clear();
    DESK.asked.clear();
    ANSWERS.traces = request -> Samples.traces();
    ANSWERS.report = Samples.analysis();
    ANSWERS.trace = Optional.of(Samples.trace());
    ANSWERS.finding = Optional.of(FindingSamples.retry());
    ANSWERS.evidence = Optional.of(PredictionSamples.evidence());
    ANSWERS.profile =
        request ->
            request.getEndpoint().isEmpty()
                ? ProfileSamples.endpoints()
                : ProfileSamples.checkout();
    DESK.outcome = DeadLetterOutcome.newBuilder().setDone(2).build();
    environment.put("LONGPOLE_SERVER", "127.0.0.1:" + server.address().getPort());
  }

  Outcome run(String... arguments) {
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
