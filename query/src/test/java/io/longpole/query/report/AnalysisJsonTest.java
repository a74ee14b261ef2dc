package io.longpole.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longpole.proto.query.v1.Analysis;
import io.longpole.proto.query.v1.Coverage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnalysisJsonTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void documentIsAsAgreed() {
    Golden.check("analysis.json", json(Samples.analysis()));
  }

  @Test
  void membersOfAnAnalysisComeInTheOrderOfTheContract() throws IOException {
    JsonNode document = MAPPER.readTree(json(Samples.analysis()));

    assertThat(names(document)).startsWith("schema", "coverage", "traces", "findings");
    assertThat(String.join(" ", names(document.path("coverage"))))
        .startsWith(
            "traces spans logs linkedLogs incompleteTraces duplicateSpans orphanSpans skewedSpans"
                + " rejectedSpans notes");
    JsonNode trace = document.path("traces").path(0);
    assertThat(String.join(" ", names(trace)))
        .startsWith(
            "traceId service operation startNanos durationNanos spanCount errorCount logCount"
                + " flags criticalPaths");
    JsonNode path = trace.path("criticalPaths").path(0);
    assertThat(names(path)).containsExactly("rootSpanId", "durationNanos", "sections");
    assertThat(names(path.path("sections").path(0)))
        .containsExactly("spanId", "startNanos", "endNanos");
  }

  @Test
  void membersOfAFindingComeInTheOrderOfTheContract() throws IOException {
    JsonNode finding = MAPPER.readTree(json(Samples.analysis())).path("findings").path(0);

    assertThat(String.join(" ", names(finding)))
        .startsWith(
            "fingerprint detector severity service operation endpoint summary suggestion traceIds"
                + " traceCount occurrences impact evidence details");
    assertThat(names(finding.path("impact")))
        .containsExactly("lowNanos", "highNanos", "onCriticalPath");
    JsonNode evidence = finding.path("evidence").path(0);
    assertThat(names(evidence)).containsExactly("traceId", "spanIds", "logs");
    assertThat(names(evidence.path("logs").path(0)))
        .containsExactly("timeNanos", "severity", "body");
  }

  @Test
  void timesAreTextDurationsAreNumbersDetailsAreAnObject() throws IOException {
    JsonNode document = MAPPER.readTree(json(Samples.analysis()));
    JsonNode trace = document.path("traces").path(0);
    JsonNode finding = document.path("findings").path(0);
    JsonNode log = finding.path("evidence").path(0).path("logs").path(0);

    assertThat(document.path("schema").asText()).isEqualTo("longpole.analysis/1");
    assertThat(trace.path("startNanos").isTextual()).isTrue();
    assertThat(trace.path("startNanos").asText()).isEqualTo("1769825645000000000");
    assertThat(trace.path("durationNanos").isNumber()).isTrue();
    assertThat(log.path("timeNanos").isTextual()).isTrue();
    assertThat(finding.path("details").isObject()).isTrue();
    assertThat(finding.path("details").path("count").asInt()).isEqualTo(12);
    assertThat(document.path("findings").path(2).path("impact").toString())
        .isEqualTo("{\"lowNanos\":0,\"highNanos\":0,\"onCriticalPath\":false}");
  }

  @Test
  void anEmptyAnalysisStillHasEveryMember() throws IOException {
    Analysis empty = Analysis.newBuilder().setCoverage(Coverage.getDefaultInstance()).build();
    JsonNode document = MAPPER.readTree(json(empty));

    assertThat(document.path("coverage").path("traces").isNumber()).isTrue();
    assertThat(document.path("coverage").path("notes").isArray()).isTrue();
    assertThat(document.path("traces").isArray()).isTrue();
    assertThat(document.path("findings").isArray()).isTrue();
  }

  @Test
  void traceByTraceGivesTheSameBytes() throws IOException {
    Analysis analysis = Samples.analysis();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AnalysisJson.write(
        analysis.toBuilder().clearTraces().build(), analysis.getTracesList().stream(), out);

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(json(analysis));
  }

  @Test
  void detailsKeepTheirOrderAndTypes() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("z", 1L);
    details.put("a", List.of("x", 2.5, true));
    details.put("text", "\"\u001b\ud800");

    assertThat(DetailsJson.of(details))
        .isEqualToIgnoringCase("{\"z\":1,\"a\":[\"x\",2.5,true],\"text\":\"\\\"\\u001b\ufffd\"}");
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String json(Analysis analysis) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      AnalysisJson.write(analysis, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
