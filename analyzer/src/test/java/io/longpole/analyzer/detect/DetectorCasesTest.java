package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.longpole.analyzer.CaseFiles;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.WindowAnalysis;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.model.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The shared cases of retries and loops, in any order of the spans. */
class DetectorCasesTest {

  private static final long SEED = 31;

  @TestFactory
  Stream<DynamicTest> cases() {
    JsonNode file = CaseFiles.json("detectors/authored/retry_and_pattern_cases.json");
    long unitNanos = CaseFiles.unitNanos(file);
    return StreamSupport.stream(file.path("cases").spliterator(), false)
        .map(json -> dynamicTest(json.path("name").asText(), () -> check(json, unitNanos)));
  }

  private static void check(JsonNode json, long unitNanos) {
    List<Span> spans = new ArrayList<>(CaseFiles.spans(json, unitNanos));
    List<Finding> findings = findings(spans);
    for (JsonNode expected : json.path("expected").path("findings")) {
      assertThat(findings)
          .as("%s among %s", expected, findings)
          .anyMatch(finding -> matches(finding, expected));
    }
    for (JsonNode absent : json.path("expected").path("absent")) {
      assertThat(findings).extracting(Finding::detector).doesNotContain(absent.asText());
    }
    Random random = new Random(SEED);
    for (int round = 0; round < 5; round++) {
      Collections.shuffle(spans, random);
      assertThat(findings(spans)).as("seed %d", SEED).isEqualTo(findings);
    }
  }

  private static List<Finding> findings(List<Span> spans) {
    return WindowAnalysis.of(spans, List.of(), 0, List.of(), Settings.DEFAULT).findings();
  }

  private static boolean matches(Finding finding, JsonNode expected) {
    boolean severe =
        !expected.has("severity")
            || finding.severity().text().equals(expected.path("severity").asText());
    return finding.detector().equals(expected.path("detector").asText())
        && severe
        && expected.path("details").properties().stream()
            .allMatch(detail ->
                detail
                    .getValue()
                    .asText()
                    .equals(String.valueOf(finding.details().get(detail.getKey()))));
  }
}
