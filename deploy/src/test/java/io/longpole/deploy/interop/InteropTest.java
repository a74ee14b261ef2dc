package io.longpole.deploy.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.longpole.deploy.RunningServer;
import io.longpole.proto.query.v1.Attribute;
import io.longpole.proto.query.v1.GetTraceRequest;
import io.longpole.proto.query.v1.LogView;
import io.longpole.proto.query.v1.SearchLogsRequest;
import io.longpole.proto.query.v1.SearchTracesRequest;
import io.longpole.proto.query.v1.SpanView;
import io.longpole.proto.query.v1.TraceSummary;
import io.longpole.proto.query.v1.TraceView;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real clients send, the query API is asked for exactly what was sent. */
@Tag("interop")
class InteropTest {

  private static final int TRACES = 100;
  private static final Path CLIENTS = Path.of("interop").toAbsolutePath();

  @TempDir static Path folder;
  private static RunningServer server;
  private static final Map<String, List<String>> COMMANDS = new HashMap<>();

  /** One client over one transport. */
  record Case(String language, String transport, String compression) {
    String service() {
      return String.join("-", "interop", language, transport.replace('/', '-'), compression);
    }
  }

  @BeforeAll
  static void startServer() throws Exception {
    server = RunningServer.start(folder.resolve("data"));
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  static Stream<Case> cases() {
    return Stream.of("java", "python", "node", "go")
        .flatMap(language ->
            transports(language)
                .flatMap(transport ->
                    Stream.of("none", "gzip")
                        .map(compression -> new Case(language, transport, compression))));
  }

  private static Stream<String> transports(String language) {
    return language.equals("node")
        ? Stream.of("grpc", "http/protobuf", "http/json")
        : Stream.of("grpc", "http/protobuf");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatASdkSendsIsFoundUnchanged(Case sent) throws Exception {
    List<String> lines = run(command(sent.language()), environment(sent));
    assertThat(lines).hasSize(TRACES);
    server.awaitTraces(sent.service(), TRACES);
    server.awaitLogs(sent.service(), TRACES);
    for (String line : lines) {
      String[] ids = line.split(" ");
      check(sent, ids[0], ids[1], ids[2], Integer.parseInt(ids[3]));
    }
  }

  private static void check(Case sent, String traceId, String rootId, String childId, int index) {
    TraceView trace =
        server
            .client()
            .trace(GetTraceRequest.newBuilder().setTraceId(traceId).setWithLogs(true).build());
    boolean failed = index % 5 == 0;
    assertThat(trace.getSpansList())
        .extracting(SpanView::getSpanId)
        .containsExactly(rootId, childId);
    SpanView root = trace.getSpans(0);
    assertThat(root.getName()).isEqualTo("GET /orders/{id}");
    assertThat(root.getKind()).isEqualTo("server");
    assertThat(root.getService()).isEqualTo(sent.service());
    assertThat(root.getParentSpanId()).isEmpty();
    assertThat(attributes(root.getAttributesList()))
        .containsEntry("interop.index", "int " + index)
        .containsEntry("interop.text", "string grüße 😀")
        .containsEntry("interop.flag", "bool true")
        .containsEntry("interop.ratio", "double 0.25")
        .containsEntry("interop.list", "array [\"a\",\"b\"]");
    SpanView child = trace.getSpans(1);
    assertThat(child.getParentSpanId()).isEqualTo(rootId);
    assertThat(child.getKind()).isEqualTo("client");
    assertThat(child.getStatus()).isEqualTo(failed ? "error" : "unset");
    assertThat(child.getStatusMessage()).isEqualTo(failed ? "boom" : "");
    assertThat(child.getEventsList()).singleElement().extracting("name").isEqualTo("tick");
    assertThat(attributes(child.getEvents(0).getAttributesList()))
        .containsEntry("step", "string one");
    LogView log = trace.getLogs(0);
    assertThat(trace.getLogsCount()).isEqualTo(1);
    assertThat(log.getBody()).isEqualTo("order " + index + " read");
    assertThat(log.getSpanId()).isEqualTo(childId);
    assertThat(log.getSeverity()).isEqualTo(failed ? "ERROR" : "INFO");
  }

  private static Map<String, String> attributes(List<Attribute> attributes) {
    Map<String, String> texts = new HashMap<>();
    attributes.forEach(a -> texts.put(a.getKey(), a.getType() + " " + a.getValue()));
    return texts;
  }

  @Test
  void theJavaAgentOnAnApplicationIsUnderstood() throws Exception {
    Path agent = Path.of("target/interop/opentelemetry-javaagent.jar").toAbsolutePath();
    if (!Files.exists(agent)) {
      skip("the Java agent is not in target/interop (run with -Pinterop): not tested");
    }
    Map<String, String> environment =
        Map.of(
            "INTEROP_TRACES", Integer.toString(TRACES),
            "OTEL_SERVICE_NAME", "interop-agent",
            "OTEL_EXPORTER_OTLP_ENDPOINT", "http://" + server.otlpHttp(),
            "OTEL_METRICS_EXPORTER", "none",
            "OTEL_TRACES_EXPORTER", "otlp",
            "OTEL_LOGS_EXPORTER", "otlp");
    // Compiled first: the agent leaves what the source launcher compiles in memory alone.
    Path classes = Files.createDirectories(folder.resolve("app"));
    String compiler = Path.of(java()).resolveSibling("javac").toString();
    String source = CLIENTS.resolve("javaagent/App.java").toString();
    run(List.of(compiler, "-d", classes.toString(), source), Map.of());
    run(List.of(java(), "-javaagent:" + agent, "-cp", classes.toString(), "App"), environment);
    server.awaitTraces("interop-agent", TRACES);
    server.awaitLogs("interop-agent", TRACES);
    for (TraceSummary summary :
        server
            .client()
            .traces(
                SearchTracesRequest.newBuilder()
                    .setService("interop-agent")
                    .setLimit(TRACES)
                    .build())
            .getTracesList()) {
      TraceView trace =
          server
              .client()
              .trace(
                  GetTraceRequest.newBuilder()
                      .setTraceId(summary.getTraceId())
                      .setWithLogs(true)
                      .build());
      assertThat(trace.getSpansList())
          .extracting(SpanView::getKind)
          .containsExactly("client", "server");
      assertThat(trace.getLogsList())
          .singleElement()
          .extracting("spanId")
          .isEqualTo(trace.getSpans(1).getSpanId());
    }
    assertThat(
            server
                .client()
                .logs(
                    SearchLogsRequest.newBuilder()
                        .setService("interop-agent")
                        .setQuery("\"order read\"")
                        .build())
                .getMatched())
        .isEqualTo(TRACES);
  }

  private static Map<String, String> environment(Case sent) {
    String address = sent.transport().equals("grpc") ? server.otlpGrpc() : server.otlpHttp();
    return Map.of(
        "INTEROP_ENDPOINT", "http://" + address,
        "INTEROP_TRANSPORT", sent.transport(),
        "INTEROP_COMPRESSION", sent.compression(),
        "INTEROP_SERVICE", sent.service(),
        "INTEROP_TRACES", Integer.toString(TRACES),
        "PYTHONIOENCODING", "utf-8");
  }

  private static List<String> command(String language) throws Exception {
    List<String> known = COMMANDS.get(language);
    if (known == null) {
      known = prepare(language);
      COMMANDS.put(language, known);
    }
    return known;
  }

  /** Makes a client ready to run; skips loudly where its toolchain is missing. */
  private static List<String> prepare(String language) throws Exception {
    Path work = Files.createDirectories(folder.resolve(language));
    return switch (language) {
      case "java" ->
          List.of(java(), "-cp", System.getProperty("java.class.path"), SdkClient.class.getName());
      case "python" -> {
        need("python3", "the Python SDK");
        run(List.of("python3", "-m", "venv", work.toString()), Map.of());
        String requirements = CLIENTS.resolve("python/requirements.txt").toString();
        run(List.of(work + "/bin/pip", "install", "-q", "-r", requirements), Map.of());
        yield List.of(work + "/bin/python", CLIENTS.resolve("python/client.py").toString());
      }
      case "node" -> {
        need("npm", "the JavaScript SDK");
        Files.copy(CLIENTS.resolve("node/package.json"), work.resolve("package.json"));
        Files.copy(CLIENTS.resolve("node/client.mjs"), work.resolve("client.mjs"));
        run(
            List.of(
                "npm",
                "install",
                "--silent",
                "--no-audit",
                "--no-fund",
                "--prefix",
                work.toString()),
            Map.of());
        yield List.of("node", work.resolve("client.mjs").toString());
      }
      case "go" -> {
        need("go", "the Go SDK");
        Path client = work.resolve("client");
        run(
            List.of(
                "go",
                "build",
                "-C",
                CLIENTS.resolve("go").toString(),
                "-o",
                client.toString(),
                "."),
            Map.of());
        yield List.of(client.toString());
      }
      default -> throw new IllegalArgumentException("language=" + language);
    };
  }

  private static String java() {
    return ProcessHandle.current().info().command().orElse("java");
  }

  private static void need(String program, String what) {
    boolean found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(part -> Files.isExecutable(Path.of(part, program)));
    if (!found) {
      skip(program + " is not on this machine: " + what + " is NOT TESTED");
    }
  }

  private static void skip(String why) {
    System.err.println("SKIPPED: " + why);
    abort(why);
  }

  private static List<String> run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "out", ".txt");
    Path errors = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(command))
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
    assertThat(process.exitValue())
        .as("%s: %s", command, Files.readString(errors, StandardCharsets.UTF_8))
        .isZero();
    return Files.readAllLines(output, StandardCharsets.UTF_8);
  }
}
