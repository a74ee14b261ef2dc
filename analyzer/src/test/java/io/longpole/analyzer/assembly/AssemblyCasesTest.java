package io.longpole.analyzer.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.longpole.analyzer.CaseFiles;
import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceFlag;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The shared cases on clocks and shared ids. */
class AssemblyCasesTest {

  private static Stream<JsonNode> cases(JsonNode file) {
    return StreamSupport.stream(file.path("cases").spliterator(), false);
  }

  @TestFactory
  Stream<DynamicTest> clocks() {
    JsonNode file = CaseFiles.json("critical-path/jaeger/clock_skew_adjuster.json");
    return cases(file)
        .map(testCase ->
            dynamicTest(
                testCase.path("name").asText(),
                () -> checkClocks(testCase, CaseFiles.unitNanos(file))));
  }

  private static void checkClocks(JsonNode testCase, long unitNanos) {
    AssemblySettings settings =
        new AssemblySettings(testCase.path("maxAdjust").asLong() * unitNanos);
    Trace trace =
        Assembly.assemble(
            TraceFixture.TRACE_ID, CaseFiles.spans(testCase, unitNanos), List.of(), settings);

    for (JsonNode span : testCase.path("spans")) {
      assertThat(trace.startNanos(node(trace, CaseFiles.id(span.path("id").asText()))))
          .as(span.path("id").asText())
          .isEqualTo(span.path("adjustedStart").asLong() * unitNanos);
    }
    assertThat(trace.flags().contains(TraceFlag.CLOCK_OVER_MAX))
        .isEqualTo(testCase.path("notAdjusted").path("because").asText().equals("over-max"));
  }

  @TestFactory
  Stream<DynamicTest> sharedIds() {
    JsonNode file = CaseFiles.json("critical-path/jaeger/shared_span_id.json");
    return cases(file)
        .map(testCase -> dynamicTest(testCase.path("name").asText(), () -> checkIds(testCase)));
  }

  /** Our synthetic ids differ from the file's, so spans are told apart by kind. */
  private static void checkIds(JsonNode testCase) {
    Trace trace =
        TraceFixture.assemble(
            StreamSupport.stream(testCase.path("in").spliterator(), false)
                .map(span -> CaseFiles.span(span, 1))
                .toList());
    JsonNode out = testCase.path("out");

    assertThat(trace.size()).isEqualTo(out.size());
    for (JsonNode span : out) {
      int parent = trace.parent(nodeOfKind(trace, span.path("kind").asText("unspecified")));
      String expected = span.has("parent") ? kindOf(out, span.path("parent").asText()) : "none";
      assertThat(parent < 0 ? "none" : trace.span(parent).kind().text()).isEqualTo(expected);
    }
  }

  private static String kindOf(JsonNode spans, String id) {
    for (JsonNode span : spans) {
      if (span.path("id").asText().equals(id)) {
        return span.path("kind").asText("unspecified");
      }
    }
    throw new AssertionError("no span " + id);
  }

  private static int nodeOfKind(Trace trace, String kind) {
    for (int node = 0; node < trace.size(); node++) {
      if (trace.span(node).kind().text().equals(kind)) {
        return node;
      }
    }
    throw new AssertionError("no " + kind);
  }

  private static int node(Trace trace, long id) {
    for (int node = 0; node < trace.size(); node++) {
      if (trace.spanId(node) == id) {
        return node;
      }
    }
    throw new AssertionError("no span " + id);
  }
}
