package io.longpole.collector.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The counts that the README of the shared recordings gives, where they are present. */
class SharedTracesTest {

  @ParameterizedTest
  @CsvSource({
    // folder, files, traces, spans, services with spans (0: not given), logs, with trace id
    "otel-demo, otel-demo.otlp.jsonl, 141, 547, 8, 23, 13",
    "shop-javaagent, '{shop,inventory}.otlp.jsonl', 244, 1557, 2, 102, 60",
    "shop-javaagent, '*.lpb', 244, 1557, 2, 102, 60",
    "shop-javaagent, '*.stable-semconv.*', 276, 2340, 2, 136, 94",
    "catalog-node, '*.jsonl', 17, 319, 1, 27, 27",
    "zipkin-lens, '*.json', 10, 1293, 0, 0, 0",
    "jaeger-ui, '*', 0, 95, 0, 0, 0",
    "jaeger-otlp, '*.json', 2, 4, 1, 0, 0",
    "opentelemetry-proto, '*.json', 1, 1, 1, 1, 1",
    "gcp-otel-ops-go, '*', 15, 45, 2, 0, 0",
    "otlp2parquet, '{traces,logs}.jsonl', 19, 19, 8, 81, 31",
    "otlp2parquet, '{traces,logs}.pb', 19, 19, 8, 81, 31",
    "otlp2parquet, '{trace,log}.json', 1, 2, 1, 1, 1",
    "otlp2parquet, 'trace.pb', 1, 2, 1, 0, 0",
    "crisp, '*.json', 1, 134, 0, 0, 0"
  })
  void filesHoldWhatTheirReadmeSays(
      String folder,
      String files,
      long traces,
      long spans,
      long services,
      long logs,
      long linkedLogs)
      throws Exception {
    CollectingSink sink = new CollectingSink(false);
    TelemetryFiles.read(found(folder, files), InputStream.nullInputStream(), sink);
    assertThat(sink.spanCount).isEqualTo(spans);
    assertThat(sink.logCount).isEqualTo(logs);
    assertThat(sink.linkedLogs).isEqualTo(linkedLogs);
    assertThat(sink.rejectedSpans).isZero();
    if (traces > 0) {
      assertThat(sink.traceIds).hasSize((int) traces);
    }
    if (services > 0) {
      assertThat(sink.services).hasSize((int) services);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "trainticket, 08_43, 53, 4445, 2435",
    "trainticket, 09_21, 35, 1614, 830",
    "online-boutique, 03_53, 497, 23019, 0"
  })
  void minutesHoldWhatTheirTableSays(
      String folder, String minute, long traces, long spans, long logs) throws Exception {
    CollectingSink sink = new CollectingSink(false);
    TelemetryFiles.read(found(folder, minute + ".*"), InputStream.nullInputStream(), sink);
    assertThat(sink.traceIds).hasSize((int) traces);
    assertThat(sink.spanCount).isEqualTo(spans);
    assertThat(sink.logCount).isEqualTo(logs);
    assertThat(sink.linkedLogs).isEqualTo(logs);
  }

  @ParameterizedTest
  @CsvSource({
    "log_invalid_severity.json, 'line 20, column 33', severityNumber=INVALID_SEVERITY_VALUE",
    "malformed.json, 'line 21, column 15', not JSON: Unexpected character",
    "trace_invalid_base64.json, 'line 1, column 1', 'nothing usable: 1 spans rejected, trace_id is'",
    "trace_invalid_kind.json, 'line 24, column 23', kind=SPAN_KIND_INVALID_TYPE",
    "trace_mixed_encoding.json, 'line 1, column 1', 'nothing usable: 1 spans rejected, trace_id is'"
  })
  void invalidFilesGiveOneLineWithPlaceAndReason(String file, String place, String reason) {
    List<String> files = found("otlp2parquet/invalid", file);
    assertThatThrownBy(() ->
            TelemetryFiles.read(files, InputStream.nullInputStream(), new CollectingSink(false)))
        .isInstanceOf(UnreadableInputException.class)
        .hasMessageStartingWith(files.getFirst() + ": " + place + ": " + reason)
        .message()
        .doesNotContain("\n");
  }

  private static List<String> found(String folder, String glob) {
    String named = System.getProperty("LONGPOLE_SHARED", System.getenv("LONGPOLE_SHARED"));
    Path found =
        (named == null ? Stream.of("../../shared", "../shared") : Stream.of(named))
            .map(shared -> Path.of(shared, "data", "traces", folder))
            .filter(Files::isDirectory)
            .findFirst()
            .orElse(null);
    if (found == null) {
      String message = "skipped: shared data traces/" + folder + " is absent (LONGPOLE_SHARED)";
      System.out.println(message);
      Assumptions.abort(message);
      throw new AssertionError(message);
    }
    try (Stream<Path> files = Files.list(found)) {
      var matcher = found.getFileSystem().getPathMatcher("glob:" + glob);
      List<String> names =
          files
              .filter(Files::isRegularFile)
              .filter(file -> matcher.matches(file.getFileName()))
              .map(Path::toString)
              .sorted()
              .toList();
      assertThat(names).as("%s of %s", glob, found).isNotEmpty();
      return names;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
