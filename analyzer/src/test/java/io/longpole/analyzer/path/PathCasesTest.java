package io.longpole.analyzer.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.longpole.analyzer.CaseFiles;
import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.assembly.AssemblySettings;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The shared cases on critical paths, slack and predictions, in any order of the spans. */
class PathCasesTest {

  private static final List<String> PATH_FILES =
      Stream.concat(
              Stream.of(
                  "edge_cases.json",
                  "jaeger/go_error_cases.json",
                  "jaeger/go_parent_child.json",
                  "jaeger/go_single_span.json",
                  "jaeger/go_test1.json",
                  "jaeger/go_zero_duration_root.json"),
              IntStream.rangeClosed(1, 9).mapToObj(i -> "jaeger/test" + i + ".json"))
          .toList();

  private record Case(JsonNode json, long unitNanos) {

    String name() {
      return json.path("name").asText();
    }

    JsonNode expected() {
      return json.path("expected");
    }

    List<Span> spans() {
      return CaseFiles.spans(json, unitNanos);
    }

    Trace trace() {
      return TraceFixture.assemble(spans());
    }
  }

  private static Stream<Case> cases(String file, String list) {
    JsonNode json = CaseFiles.json("critical-path/" + file);
    return StreamSupport.stream(json.path(list).spliterator(), false)
        .map(testCase -> new Case(testCase, CaseFiles.unitNanos(json)));
  }

  private static PathAnalysis analyse(Trace trace) {
    return PathAnalysis.of(trace, PathSettings.DEFAULT);
  }

  private static int node(Trace trace, String id) {
    for (int node = 0; node < trace.size(); node++) {
      if (trace.spanId(node) == CaseFiles.id(id)) {
        return node;
      }
    }
    throw new AssertionError("no span " + id);
  }

  @TestFactory
  Stream<DynamicTest> paths() {
    return PATH_FILES.stream()
        .flatMap(file -> cases(file, "cases"))
        .map(testCase -> dynamicTest(testCase.name(), () -> checkPath(testCase)));
  }

  private static void checkPath(Case testCase) {
    List<Span> spans = new ArrayList<>(testCase.spans());
    if (spans.isEmpty()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              Assembly.assemble(TraceFixture.TRACE_ID, spans, List.of(), AssemblySettings.DEFAULT));
      return;
    }
    for (int seed = 0; seed < 10; seed++) {
      Trace trace = TraceFixture.assemble(spans);
      PathAnalysis path = analyse(trace);
      List<Section> sections = path.paths().get(0).sections();
      assertThat(sections).hasSameSizeAs(testCase.expected().path("sections"));
      for (int i = 0; i < sections.size(); i++) {
        JsonNode expected = testCase.expected().path("sections").get(i);
        Section section = sections.get(i);
        String id = expected.path("span").asText();
        if (!id.equals("?")) {
          assertThat(section.node()).as("seed %s, section %s", seed, i).isEqualTo(node(trace, id));
        }
        assertThat(section.startNanos())
            .isEqualTo(expected.path("start").asLong() * testCase.unitNanos);
        assertThat(section.endNanos())
            .isEqualTo(expected.path("end").asLong() * testCase.unitNanos);
      }
      testCase
          .expected()
          .path("flags")
          .forEach(flag ->
              assertThat(trace.flags())
                  .anySatisfy(actual -> assertThat(actual.text()).isEqualTo(flag.asText())));
      testCase
          .expected()
          .path("clippedIntervals")
          .properties()
          .forEach(interval -> {
            int node = node(trace, interval.getKey());
            assertThat(List.of(path.clippedStart(node), path.clippedEnd(node)))
                .containsExactly(
                    interval.getValue().get(0).asLong() * testCase.unitNanos,
                    interval.getValue().get(1).asLong() * testCase.unitNanos);
          });
      Collections.shuffle(spans, new Random(seed));
    }
  }

  /** The rules of the generated cases, as start and end; their results stand in the file. */
  private static long[] times(String rule, long i, long n) {
    return switch (rule) {
      case "deep_chain" -> new long[] {i, 4 * n - i};
      case "wide_series" -> i == 0 ? new long[] {0, 10 * n + 5} : new long[] {10 * i, 10 * i + 7};
      case "wide_overlap" ->
          i == 0 ? new long[] {0, 10 * n + 10} : new long[] {10 * i - 9, 10 * i + 2};
      default -> throw new AssertionError("unknown rule " + rule);
    };
  }

  @TestFactory
  Stream<DynamicTest> generatedPaths() {
    return cases("edge_cases.json", "generated")
        .flatMap(testCase ->
            StreamSupport.stream(testCase.json.path("sizes").spliterator(), false)
                .map(size ->
                    dynamicTest(
                        testCase.name() + " " + size,
                        () -> checkGenerated(testCase, size.asInt()))));
  }

  private static void checkGenerated(Case testCase, int size) {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      long[] times = times(testCase.name(), i, size);
      long parent = testCase.name().equals("deep_chain") ? i : Math.min(i, 1);
      spans.add(
          Span.builder(TraceFixture.TRACE_ID, i + 1L)
              .parent(parent)
              .times(times[0] * 1_000, times[1] * 1_000)
              .build());
    }
    Collections.shuffle(spans, new Random(size));
    CriticalPath path = analyse(TraceFixture.assemble(spans)).paths().get(0);
    JsonNode expected = testCase.expected();
    assertThat((long) path.sections().size())
        .isEqualTo(value(expected.path("sectionCount").asText(), size));
    assertThat(path.durationNanos())
        .isEqualTo(1_000 * value(expected.path("duration").asText(), size));
  }

  private static long value(String formula, long n) {
    return switch (formula) {
      case "2*n-1" -> 2 * n - 1;
      case "4*n" -> 4 * n;
      case "10*n+5" -> 10 * n + 5;
      case "10*n+10" -> 10 * n + 10;
      case "2*((n-1)//2 + (n-1)%2) + 1" -> 2 * ((n - 1) / 2 + (n - 1) % 2) + 1;
      default -> throw new AssertionError("unknown formula " + formula);
    };
  }

  @TestFactory
  Stream<DynamicTest> predictions() {
    return cases("whatif_cases.json", "retime")
        .filter(testCase -> testCase.json.has("scenario"))
        .map(testCase -> dynamicTest(testCase.name(), () -> checkPrediction(testCase)));
  }

  private static void checkPrediction(Case testCase) {
    Trace trace = testCase.trace();
    JsonNode scenario = testCase.json.path("scenario");
    assertThat(scenario.path("change").asText()).isEqualTo("scale");
    List<Integer> nodes =
        StreamSupport.stream(scenario.path("spanIds").spliterator(), false)
            .map(id -> node(trace, id.asText()))
            .toList();
    Change change = new Change.Scale(nodes, scenario.path("factor").asDouble(), false);

    assertThat(Sweep.of(trace, analyse(trace)).predict(change))
        .isEqualTo(testCase.expected().path("predicted").asLong() * testCase.unitNanos);
  }

  @TestFactory
  Stream<DynamicTest> slack() {
    return cases("whatif_cases.json", "slack")
        .map(testCase -> dynamicTest(testCase.name(), () -> checkSlack(testCase)));
  }

  private static void checkSlack(Case testCase) {
    Trace trace = testCase.trace();
    PathAnalysis path = analyse(trace);
    testCase
        .expected()
        .path("slack")
        .properties()
        .forEach(entry ->
            assertThat(path.slackNanos(node(trace, entry.getKey())))
                .as(entry.getKey())
                .isEqualTo(entry.getValue().asLong() * testCase.unitNanos));
    testCase
        .expected()
        .path("exclusiveOnPath")
        .properties()
        .forEach(entry ->
            assertThat(path.exclusiveNanos(node(trace, entry.getKey())))
                .as(entry.getKey())
                .isEqualTo(entry.getValue().asLong() * testCase.unitNanos));
  }
}
