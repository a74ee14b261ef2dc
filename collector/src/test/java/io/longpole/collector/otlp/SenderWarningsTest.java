package io.longpole.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.collector.wire.Tolerance;
import io.longpole.collector.wire.Walked;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SenderWarningsTest {

  private final SenderWarnings warnings = new SenderWarnings();

  @Test
  void eachServiceIsToldOnceThatMetricsAreNotKept() {
    assertThat(metricsOf("shop")).containsExactly(SenderWarnings.METRICS_NOT_KEPT);
    assertThat(metricsOf("shop")).isEmpty();
    assertThat(metricsOf("stock")).containsExactly(SenderWarnings.METRICS_NOT_KEPT);
  }

  @Test
  void afterAThousandServicesTheWarningStaysSilent() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(metricsOf("service " + i)).hasSize(1);
    }
    assertThat(metricsOf("one more")).isEmpty();
    assertThat(metricsOf("service 3")).isEmpty();
  }

  @Test
  void aRequestOfSeveralServicesIsWarnedOnce() {
    Walked walked = new Walked(2, List.of(), Map.of("a", 1L, "b", 1L), Set.of("a", "b"), 0);

    assertThat(warnings.of(OtlpSignal.METRICS, walked, new Tolerance())).hasSize(1);
    assertThat(warnings.of(OtlpSignal.TRACES, walked, new Tolerance())).hasSize(2);
    assertThat(warnings.of(OtlpSignal.TRACES, walked, new Tolerance())).isEmpty();
  }

  private List<String> metricsOf(String service) {
    Walked walked = new Walked(1, List.of(), Map.of(service, 1L), Set.of(), 0);
    return warnings.of(OtlpSignal.METRICS, walked, new Tolerance());
  }
}
