package io.longpole.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Analyses recorded telemetry where it is present; the counts are those of its own description. */
class SharedFilesTest {

  @ParameterizedTest
  @CsvSource({
    "otel-demo, otel-demo.otlp.jsonl, 141, 547, 23, 13",
    "trainticket, *.gz, 4551, 333738, 175211, 175211",
    "shop-javaagent, run1, 244, 1557, 102, 60",
    "shop-javaagent, *.lpb, 244, 1557, 102, 60",
    "shop-javaagent, *.stable-semconv.*, 276, 2340, 136, 94",
    "catalog-node, *.jsonl, 17, 319, 27, 27",
    "zipkin-lens, *.json, 10, 1293, 0, 0",
    "jaeger-otlp, *.json, 2, 4, 0, 0",
    "opentelemetry-proto, *.json, 1, 1, 1, 1",
    "gcp-otel-ops-go, *.json, 15, 45, 0, 0",
    "crisp, 01.json, 1, -1, 0, 0"
  })
  void countsAreThoseOfTheDescription(
      String folder, String files, long traces, long spans, long logs, long linked)
      throws IOException {
    String answer = analyse(files(folder, files));
    assertThat(count(answer, "traces")).isEqualTo(traces);
    if (spans >= 0) {
      assertThat(count(answer, "spans")).isEqualTo(spans);
    }
    assertThat(count(answer, "logs")).isEqualTo(logs);
    assertThat(count(answer, "linkedLogs")).isEqualTo(linked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"otel-demo", "shop-javaagent", "catalog-node", "zipkin-lens"})
  void theOrderOfFilesDoesNotMatter(String folder) throws IOException {
    List<String> files = files(folder, folder.equals("shop-javaagent") ? "run1" : "*.json*");
    String expected = analyse(files);
    Random random = new Random(3);
    for (int i = 0; i < 3; i++) {
      Collections.shuffle(files, random);
      assertThat(analyse(files)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "otlp2parquet/invalid/malformed.json",
        "otlp2parquet/invalid/log_invalid_severity.json",
        "otlp2parquet/invalid/trace_invalid_base64.json",
        "otlp2parquet/invalid/trace_invalid_kind.json",
        "otlp2parquet/invalid/trace_mixed_encoding.json"
      })
  void aBrokenFileIsOneLineAndExitCodeTwo(String file) {
    Path path = shared().resolve(file);
    Assumptions.assumeTrue(Files.exists(path), "skipped: " + file + " is absent");
    CommandRun run = CommandRun.of("analyze", "--json", path.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains(path.getFileName().toString());
  }

  private static String analyse(List<String> files) {
    List<String> arguments = new ArrayList<>(List.of("analyze", "--json"));
    arguments.addAll(files);
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.out();
  }

  private static long count(String answer, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*(\\d+)").matcher(answer);
    assertThat(matcher.find()).as(name).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  /** {@code run1} are the plain files of the first run, both signals. */
  private static List<String> files(String folder, String glob) throws IOException {
    Path path = shared().resolve(folder);
    Assumptions.assumeTrue(Files.isDirectory(path), "skipped: shared data traces/" + folder);
    boolean firstRun = glob.equals("run1");
    var matcher = path.getFileSystem().getPathMatcher("glob:" + (firstRun ? "*.jsonl" : glob));
    try (Stream<Path> all = Files.list(path)) {
      List<String> found =
          new ArrayList<>(
              all.filter(file -> matcher.matches(file.getFileName()))
                  .filter(file -> !firstRun || !file.toString().contains("stable-semconv"))
                  .map(Path::toString)
                  .sorted()
                  .toList());
      assertThat(found).as(folder + "/" + glob).isNotEmpty();
      return found;
    }
  }

  private static Path shared() {
    String named = System.getProperty("LONGPOLE_SHARED", System.getenv("LONGPOLE_SHARED"));
    Path shared = Path.of(named == null ? "../../shared" : named).resolve("data/traces");
    if (!Files.isDirectory(shared)) {
      System.err.println("SKIPPED: there is no recorded telemetry at " + shared);
    }
    return shared;
  }
}
