package io.longpole.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.deploy.load.LoadRun;
import io.longpole.deploy.load.LoadShape;
import io.longpole.proto.query.v1.Counter;
import io.longpole.proto.query.v1.Finding;
import io.longpole.proto.query.v1.GetProfileRequest;
import io.longpole.proto.query.v1.GetReportRequest;
import io.longpole.proto.query.v1.ListFindingsRequest;
import io.longpole.proto.query.v1.ListServicesRequest;
import io.longpole.proto.query.v1.SearchLogsRequest;
import io.longpole.proto.query.v1.SearchTracesRequest;
import io.longpole.proto.query.v1.SuppressFindingRequest;
import io.longpole.query.api.QueryClient;
import io.longpole.query.cli.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server's index is lost or damaged; what it answered it answers again, to the byte. */
class ReindexTest {

  /** What traces tell of each other changes with every commit. */
  private static final Map<String, String> BY_ITSELF = Map.of("evidence", "off");

  @TempDir Path folder;

  private Path data;
  private Path index;
  private List<byte[]> before = List.of();

  @BeforeEach
  void aServerRanAndStopped() throws Exception {
    data = folder.resolve("data");
    index = data.resolve("index");
    try (RunningServer server = RunningServer.start(data, BY_ITSELF)) {
      LoadShape shape = new LoadShape(16, 4, 0.1, 0.1, 0.3, 0.2);
      new LoadRun(new LoadRun.Settings(server.otlpGrpc(), 3_000, Duration.ofSeconds(1), shape, 7))
          .run(progress -> {});
      server.awaitIdle();
      suppressOne(server.client());
      before = answers(server.client());
    }
  }

  private static void suppressOne(QueryClient client) {
    ListFindingsRequest all = ListFindingsRequest.getDefaultInstance();
    String fingerprint = client.findings(all).getFindings(0).getFingerprint();
    client.suppress(
        SuppressFindingRequest.newBuilder()
            .setFingerprint(fingerprint)
            .setReason("known")
            .setUntilUnixNanos(EpochClock.nanos() + Duration.ofDays(1).toNanos())
            .build());
    assertThat(client.findings(all).getFindingsList())
        .extracting(Finding::getFingerprint)
        .doesNotContain(fingerprint);
  }

  private static List<byte[]> answers(QueryClient client) {
    List<byte[]> answers = new ArrayList<>();
    answers.add(
        client.traces(SearchTracesRequest.newBuilder().setLimit(500).build()).toByteArray());
    answers.add(client.logs(SearchLogsRequest.newBuilder().setLimit(2_000).build()).toByteArray());
    answers.add(client.services(ListServicesRequest.getDefaultInstance()).toByteArray());
    answers.add(client.findings(ListFindingsRequest.getDefaultInstance()).toByteArray());
    answers.add(client.suppressions().toByteArray());
    answers.add(client.report(GetReportRequest.getDefaultInstance()).toByteArray());
    return answers;
  }

  private static byte[] profiles(QueryClient client) {
    return client.profile(GetProfileRequest.getDefaultInstance()).toByteArray();
  }

  private void assertAnswersAsBefore(boolean rebuiltAtStart) throws IOException {
    try (RunningServer server = RunningServer.start(data, BY_ITSELF)) {
      server.awaitIdle();
      assertThat(answers(server.client()))
          .usingElementComparator(Arrays::compare)
          .containsExactlyElementsOf(before);
      assertThat(
              server.client().status().getCountersList().stream()
                  .filter(counter -> counter.getName().equals("index.rebuilt"))
                  .mapToLong(Counter::getValue)
                  .sum())
          .isEqualTo(rebuiltAtStart ? 1 : 0);
    }
  }

  private List<Path> indexFiles(String extension) throws IOException {
    try (Stream<Path> files = Files.list(index)) {
      return files.filter(file -> file.toString().endsWith(extension)).toList();
    }
  }

  @Test
  void aDeletedIndexIsBuiltAnewAtStart() throws Exception {
    byte[] profiles;
    try (RunningServer server = RunningServer.start(data, BY_ITSELF)) {
      server.awaitIdle();
      profiles = profiles(server.client());
    }
    delete(index);
    assertAnswersAsBefore(true);
    try (RunningServer server = RunningServer.start(data, BY_ITSELF)) {
      server.awaitIdle();
      assertThat(profiles(server.client())).isEqualTo(profiles).hasSizeGreaterThan(100);
    }
    assertAnswersAsBefore(false);
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(folder)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.delete(file);
    }
  }

  @Test
  void aDamagedSegmentIsMovedAsideAndTheIndexBuiltAnew() throws Exception {
    for (Path file : indexFiles(".si")) {
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
    }
    assertAnswersAsBefore(true);
    assertThat(data.resolve("index.damaged")).isDirectory();
  }

  @Test
  void atATruncatedFileTheIndexIsBuiltAnew() throws Exception {
    for (Path file : indexFiles(".tim")) {
      Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 30));
    }
    assertAnswersAsBefore(true);
  }

  @Test
  void theCommandBuildsItAnewAndTheServerGoesOnWithIt() throws Exception {
    Run run = run("reindex", "--data-dir", data.toString());
    assertThat(run.exitCode).as(run.err).isZero();
    assertThat(run.out).matches("(?s)Indexed \\d+ traces and \\d+ log records in .* s\\.\\s+");
    assertThat(data.resolve("index.new")).doesNotExist();
    assertThat(data.resolve("index.old")).doesNotExist();
    assertAnswersAsBefore(false);
  }

  @Test
  void theCommandRepairsWhatASwapLeftHalfDone() throws Exception {
    Files.move(index, data.resolve("index.old"));
    Files.createDirectories(data.resolve("index.new"));
    assertAnswersAsBefore(false);
    assertThat(data.resolve("index.new")).doesNotExist();
  }

  @Test
  void theCommandRefusesAFolderInUseOrWithoutTraces() throws Exception {
    try (RunningServer server = RunningServer.start(data, BY_ITSELF)) {
      server.awaitIdle();
      Run run = run("reindex", "--data-dir", data.toString());
      assertThat(run.exitCode).isEqualTo(2);
      assertThat(run.err).contains("in use by").contains("stop it");
      assertThat(answers(server.client()))
          .usingElementComparator(Arrays::compare)
          .containsExactlyElementsOf(before);
    }
    Run run = run("reindex", "--data-dir", folder.resolve("none").toString());
    assertThat(run.exitCode).isEqualTo(2);
    assertThat(run.err).contains("has no trace log");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void whatWasLearnedOfTheOrderOfCallsOutlivesTheIndex() throws Exception {
    try (RunningServer server = RunningServer.start(data)) {
      LoadShape shape = new LoadShape(16, 4, 0, 0, 0, 0);
      new LoadRun(new LoadRun.Settings(server.otlpGrpc(), 3_000, Duration.ofSeconds(1), shape, 8))
          .run(progress -> {});
      server.awaitIdle();
    }
    byte[] learned = learned();
    delete(index);
    try (RunningServer server = RunningServer.start(data)) {
      server.awaitIdle();
    }
    assertThat(learned()).isEqualTo(learned);
    assertThat(run("reindex", "--data-dir", data.toString()).exitCode).isZero();
    try (RunningServer server = RunningServer.start(data)) {
      server.awaitIdle();
    }
    assertThat(learned()).isEqualTo(learned);
  }

  private byte[] learned() throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      List<Path> found =
          files.filter(file -> file.getFileName().toString().startsWith("order-evidence")).toList();
      assertThat(found).hasSize(1);
      return Files.readAllBytes(found.getFirst());
    }
  }

  private record Run(int exitCode, String out, String err) {}

  private static Run run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        Main.run(
            new Surroundings(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                false,
                EpochClock::nanos),
            arguments);
    return new Run(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
