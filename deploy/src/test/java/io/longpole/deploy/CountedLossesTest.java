package io.longpole.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.detect.Detectors;
import io.longpole.collector.otlp.ReceiverCounters;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CountedLossesTest {

  @Test
  void whatDetectorsForgotStandsInTheCoverage() {
    PipelineCounters counters = new PipelineCounters();
    CountedLosses losses = new CountedLosses(new ReceiverCounters(), counters);
    assertThat(losses.notes()).isEmpty();
    counters.losses(new Detectors.Losses(1, 0, 0, new TreeMap<>(Map.of("retry-storm", 2L))));
    counters.losses(
        new Detectors.Losses(3, 0, 0, new TreeMap<>(Map.of("retry-storm", 4L, "slow-call", 1L))));
    assertThat(losses.notes())
        .containsExactly(
            "3 traces were late or ahead of the clock: looked at, but compared with no others"
                + " (late 3) since the start",
            "5 operations, calls and keys were more than detectors keep, and were forgotten"
                + " (retry-storm 4, slow-call 1) since the start");
  }
}
