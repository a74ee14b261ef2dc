package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColdStartDetectorTest {

  private static final String COLD = "cold-start";

  @Test
  void aFunctionSaysThatItIsNew() {
    assertThat(Detected.in("resize 0-900 server @images faas.coldstart=true").of(COLD)).hasSize(1);
    assertThat(Detected.in("resize 0-900 server @images faas.coldstart=false").of(COLD)).isEmpty();
  }

  @Test
  void oneOfAHundredIsAWarning() {
    assertThat(functions(99).severity()).isEqualTo(Severity.WARNING);
    assertThat(functions(101).severity()).isEqualTo(Severity.INFO);
    assertThat(functions(99).impact().highNanos()).isGreaterThan(TraceFixture.ms(800));
  }

  private static Finding functions(int warm) {
    Window window = new Window();
    window.trace(0, "resize 0-900 server @images faas.coldstart=true");
    for (int i = 0; i < warm; i++) {
      window.trace(1000 + i * 10.0, "resize 0-9 server @images faas.coldstart=false");
    }
    return window.only(COLD);
  }

  @Test
  void theFirstRequestsOfANewInstance() {
    List<Finding> found = instance(31, 10, 50);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).traceCount()).isEqualTo(20);
    assertThat(found.get(0).details()).containsEntry("new", "instance");
  }

  @Test
  void lessThanThreeTimesIsNone() {
    assertThat(instance(29, 10, 50)).isEmpty();
  }

  @Test
  void fiftyLaterOnesAreNeeded() {
    assertThat(instance(31, 10, 49)).isEmpty();
  }

  @Test
  void oneSlowRequestIsNoColdStart() {
    assertThat(instance(10, 10, 50)).isEmpty();
  }

  private static List<Finding> instance(int firstMs, int laterMs, int later) {
    Resource resource =
        new Resource(Attributes.of("service.name", "api", "service.instance.id", "api-7"));
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < 20 + later; i++) {
      long start = TraceFixture.EPOCH_NANOS + TraceFixture.ms(100.0 * i);
      spans.add(
          Span.builder(new TraceId(1, i + 1L), 1)
              .name("GET /a")
              .kind(SpanKind.SERVER)
              .times(start, start + TraceFixture.ms(i < 20 ? firstMs : laterMs))
              .resource(resource)
              .build());
    }
    return new Window().spans(spans).of(COLD);
  }
}
