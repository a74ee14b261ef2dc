package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Impact;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImpactEstimateTest {

  private static final int SPANS = 100_000;
  private static final int LEVEL_NANOS = 1_000;

  /** A root with many spans one after the other. */
  private static TraceFacts large() {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < SPANS; i++) {
      long start = TraceFixture.EPOCH_NANOS + (long) i * LEVEL_NANOS;
      spans.add(
          Span.builder(TraceFixture.TRACE_ID, i + 1)
              .parent(i == 0 ? 0 : 1)
              .name("work")
              .times(start, start + (i == 0 ? (long) SPANS * LEVEL_NANOS : LEVEL_NANOS))
              .resource(Resource.ofService("web"))
              .build());
    }
    return DrawnFacts.of(TraceFixture.assemble(spans));
  }

  @Test
  void sixtyFourMillionSpansAreVisitedAndThenNoMoreIsEstimated() {
    ImpactEstimate estimate = new ImpactEstimate(large());
    List<Remedy> half = List.of(Remedy.halveOrRemove(7));
    // Each visits all spans twice; the last that is estimated begins after 64 million visits.
    for (int i = 0; i < 320; i++) {
      assertThat(estimate.of(half).highNanos()).isEqualTo(LEVEL_NANOS);
    }
    assertThat(estimate.of(half).highNanos()).isEqualTo(LEVEL_NANOS);
    assertThat(estimate.skipped()).isZero();
    assertThat(estimate.of(half)).isEqualTo(Impact.NONE);
    assertThat(estimate.of(List.of())).isEqualTo(Impact.NONE);
    assertThat(estimate.skipped()).isEqualTo(1);
  }
}
