package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The page of detectors is what they say of themselves, and that is what they do. */
class DetectorPageTest {

  /** The names of the analysis contract, version 1. */
  private static final List<String> CONTRACT =
      List.of(
          "n-plus-one",
          "n-plus-one-pattern",
          "duplicate-call",
          "retry",
          "retry-amplification",
          "retry-storm",
          "hedge",
          "orphan-work",
          "timeout-inversion",
          "timeout-cascade",
          "serial-calls",
          "chatty",
          "fan-out-straggler",
          "slow-call",
          "slow-vs-baseline",
          "network-gap",
          "pool-wait",
          "lock-contention",
          "error-root-cause",
          "large-result",
          "external-call",
          "cold-start",
          "cache-stampede",
          "queue-backlog",
          "oversized-trace",
          "instrumentation-gap",
          "version-regression",
          "recurring-pattern",
          "shared-resource");

  /** The fields of details that the contract promises. */
  private static final Map<String, List<String>> PROMISED = promised();

  private static Map<String, List<String>> promised() {
    Map<String, List<String>> fields = new HashMap<>();
    fields.put("n-plus-one", List.of("count", "arguments", "call", "unionNanos"));
    fields.put("n-plus-one-pattern", List.of("repeats", "patternLength", "calls"));
    fields.put("duplicate-call", List.of("count", "call"));
    fields.put("retry", List.of("attempts", "wastedNanos", "evidence", "succeeded"));
    fields.put("retry-amplification", List.of("layers", "leafExecutions", "logicalCalls"));
    fields.put(
        "retry-storm",
        List.of(
            "caller", "callee", "retryRatio", "windowStartNanos", "windowEndNanos", "metastable"));
    fields.put("hedge", List.of("attempts"));
    fields.put("orphan-work", List.of("wastedNanos"));
    fields.put("serial-calls", List.of("count", "savingNanos", "independence"));
    fields.put("network-gap", List.of("caller", "callee", "gapNanos"));
    fields.put("pool-wait", List.of("waitNanos", "pool"));
    fields.put("error-root-cause", List.of("rootSpanId", "exceptionType", "message"));
    return fields;
  }

  @Test
  void thePageIsMadeFromTheDetectors() throws IOException {
    Path page = Path.of("..", "docs", "detectors.md");
    String made = DetectorPage.of(DetectorSettings.DEFAULT);
    if ("write".equals(System.getProperty("longpole.docs"))) {
      Files.writeString(page, made, StandardCharsets.UTF_8);
    }
    assertThat(Files.readString(page, StandardCharsets.UTF_8))
        .as(
            "docs/detectors.md is not what the detectors say; make it anew: ./mvnw test -pl"
                + " analyzer -Dtest=DetectorPageTest -Dlongpole.docs=write")
        .isEqualTo(made);
  }

  @Test
  void everyNameOfTheContractIsThereAndNoOther() {
    assertThat(Described.byName().keySet()).containsExactlyInAnyOrderElementsOf(CONTRACT);
    String page = DetectorPage.of(DetectorSettings.DEFAULT);
    for (String name : CONTRACT) {
      assertThat(page).contains("\n## " + name + "\n");
    }
  }

  @Test
  void limitsAreThoseOfTheSettings() {
    DetectorSettings settings = new DetectorSettings(77, 66, 55_000_000L, 0.44, 33, 22);
    assertThat(DetectorPage.of(settings))
        .contains(
            "| calls | 77 | `loop-calls` |",
            "| whole repeats | 66 | `pattern-repeats` |",
            "| 55 ms | `gate-millis` |",
            "| 44 % | `gate-share` |",
            "| calls to one callee | 33 | `chatty-calls` |",
            "| child calls of a span | 22 | `chatty-children` |");
  }

  @Test
  void everyFieldOfTheContractIsDescribed() {
    for (Description each : Described.byName().values()) {
      assertThat(each.details().keySet())
          .as(each.name())
          .containsAll(PROMISED.getOrDefault(each.name(), List.of()));
    }
    assertThat(CONTRACT).containsAll(PROMISED.keySet());
  }

  @Test
  void everyDescriptionIsWhole() {
    for (Description each : Described.byName().values()) {
      assertThat(List.of(each.purpose(), each.rule(), each.severity(), each.fix()))
          .as(each.name())
          .noneMatch(String::isBlank);
      assertThat(each.limits()).as(each.name()).isNotEmpty();
      assertThat(each.details()).as(each.name()).isNotEmpty();
      assertThat(each.example().lines().isEmpty()).isNotEqualTo(each.example().words().isEmpty());
    }
  }

  /** What is drawn as an example is found. */
  @TestFactory
  Stream<DynamicTest> examples() {
    return Described.byName().values().stream()
        .filter(each -> !each.example().lines().isEmpty())
        .map(each ->
            dynamicTest(
                each.name(),
                () ->
                    assertThat(Detected.in(each.example().lines()).detectors())
                        .contains(each.name())));
  }
}
