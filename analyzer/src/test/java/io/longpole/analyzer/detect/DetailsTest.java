package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Findings have all the fields that their detectors describe, and the limits compared with. */
class DetailsTest {

  /** Fields that findings have only where there is something to tell. */
  private static final Map<String, Set<String>> SOMETIMES =
      Map.of(
          "n-plus-one", Set.of("hints", "partOf"),
          "duplicate-call", Set.of("shape"),
          "retry", Set.of("visibleAttempts"),
          "slow-call", Set.of("slowCalls", "typicalNanos"),
          "network-gap", Set.of("gappedCallees", "typicalGapNanos"),
          "error-root-cause", Set.of("causedBy", "slow"),
          "large-result", Set.of("bytes"),
          "cold-start", Set.of("warmNanos"),
          "lock-contention", Set.of("calls", "queue", "refused"));

  private static final Map<String, Set<String>> LIMITS = limits();

  private static Map<String, Set<String>> limits() {
    Map<String, Set<String>> limits = new HashMap<>();
    limits.put("n-plus-one", Set.of("thresholdCalls", "gateNanos", "gateShare"));
    limits.put(
        "n-plus-one-pattern",
        Set.of("thresholdRepeats", "thresholdShare", "gateNanos", "gateShare"));
    limits.put("duplicate-call", Set.of("thresholdCalls", "gateNanos", "gateShare"));
    limits.put("retry", Set.of("thresholdAttempts", "thresholdWasteShare"));
    limits.put("hedge", Set.of("thresholdShare"));
    limits.put("orphan-work", Set.of("thresholdNanos", "thresholdShare", "thresholdCallShare"));
    limits.put("timeout-cascade", Set.of("thresholdNanos"));
    limits.put("serial-calls", Set.of("thresholdNanos", "thresholdShare"));
    limits.put("fan-out-straggler", Set.of("thresholdFactor", "thresholdNanos"));
    limits.put("slow-call", Set.of("thresholdNanos"));
    limits.put("network-gap", Set.of("thresholdNanos", "thresholdShare"));
    limits.put("pool-wait", Set.of("thresholdNanos"));
    limits.put("large-result", Set.of("thresholdRows", "thresholdBytes"));
    limits.put("external-call", Set.of("thresholdNanos", "thresholdShare"));
    limits.put("cold-start", Set.of("thresholdFactor", "thresholdShare"));
    limits.put("oversized-trace", Set.of("thresholdSpans", "thresholdNanos"));
    limits.put("instrumentation-gap", Set.of("thresholdNanos", "thresholdShare"));
    return limits;
  }

  @TestFactory
  Stream<DynamicTest> whatAnExampleFindsHasEveryFieldOfItsDetector() {
    return Described.byName().values().stream()
        .filter(each -> !each.example().lines().isEmpty())
        .map(each -> dynamicTest(each.name(), () -> check(each)));
  }

  private static void check(Description each) {
    Set<String> always = new TreeSet<>(each.details().keySet());
    always.removeAll(SOMETIMES.getOrDefault(each.name(), Set.of()));
    always.addAll(LIMITS.getOrDefault(each.name(), Set.of()));
    assertThat(Detected.in(each.example().lines()).of(each.name()))
        .isNotEmpty()
        .allSatisfy(found -> assertThat(found.details().keySet()).containsAll(always));
  }
}
