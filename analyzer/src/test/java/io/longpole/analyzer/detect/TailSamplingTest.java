package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a sampler says why it kept a trace. */
class TailSamplingTest {

  private static boolean choseIt(Attributes scope, Attributes span) {
    return TailSampling.choseIt(
        TraceFixture.assemble(
            List.of(
                Span.builder(TraceFixture.TRACE_ID, 1)
                    .name("GET /a")
                    .times(TraceFixture.EPOCH_NANOS, TraceFixture.EPOCH_NANOS + 9)
                    .scope(new Scope("http", "1", scope))
                    .attributes(span)
                    .resource(Resource.ofService("web"))
                    .build())));
  }

  @Test
  void theCollectorSaysItInTheScope() {
    assertThat(choseIt(Attributes.of("tailsampling.policy", "errors"), Attributes.EMPTY)).isTrue();
    assertThat(choseIt(Attributes.of("tailsampling.policy", "random"), Attributes.EMPTY)).isFalse();
  }

  @Test
  void refinerySaysItInTheSpan() {
    assertThat(choseIt(Attributes.EMPTY, Attributes.of("meta.refinery.reason", "keep-slow")))
        .isTrue();
    assertThat(choseIt(Attributes.EMPTY, Attributes.EMPTY)).isFalse();
  }
}
