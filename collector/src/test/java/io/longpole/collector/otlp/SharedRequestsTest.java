package io.longpole.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests from the shared recordings, posted as they are, where they are present. */
@Timeout(120)
class SharedRequestsTest {

  @ParameterizedTest
  @CsvSource({
    "logs, log_invalid_severity.json, 400, 0",
    "logs, malformed.json, 400, 0",
    "traces, trace_invalid_kind.json, 400, 0",
    "traces, trace_invalid_base64.json, 200, 1",
    "traces, trace_mixed_encoding.json, 200, 1"
  })
  void invalidFilesAreRefusedOrTheirSpansRejected(
      String signal, String file, int status, int rejected) throws Exception {
    Path path = shared("traces/otlp2parquet/invalid/" + file);
    try (RunningServer running = new RunningServer()) {
      Posted posted =
          Posted.to(
              running.httpPort(),
              "/v1/" + signal,
              Files.readAllBytes(path),
              "Content-Type",
              Posted.JSON);

      assertThat(posted.status()).as(posted.text()).isEqualTo(status);
      if (rejected > 0) {
        assertThat(posted.text()).contains("\"rejectedSpans\":\"" + rejected + "\"");
        assertThat(running.log.letters).hasSize(rejected);
      }
    }
  }

  private static Path shared(String file) {
    String named = System.getProperty("LONGPOLE_SHARED", System.getenv("LONGPOLE_SHARED"));
    Path found =
        Stream.of(named == null ? "../../shared" : named, "../../../shared", "../shared")
            .map(folder -> Path.of(folder, "data", file))
            .filter(Files::isRegularFile)
            .findFirst()
            .orElse(Path.of(file));
    if (!Files.isRegularFile(found)) {
      System.out.println("not checked, absent: " + file);
    }
    Assumptions.assumeTrue(Files.isRegularFile(found), file);
    return found;
  }
}
