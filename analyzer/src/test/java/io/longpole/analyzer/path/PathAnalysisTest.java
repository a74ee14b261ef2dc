package io.longpole.analyzer.path;

import static io.longpole.analyzer.TraceFixture.EPOCH_NANOS;
import static io.longpole.analyzer.TraceFixture.ms;
import static io.longpole.analyzer.TraceFixture.node;
import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceFlag;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathAnalysisTest {

  /** The worked example of the specification (ms). */
  private static final Trace CHECKOUT =
      trace(
          "S 0-240 server host=front",
          "  A 5-45 client",
          "    V 52-82 server host=back",
          "  B1 50-60 client",
          "  B2 60-70 client",
          "  B3 72-82 client",
          "  P 90-150 client",
          "  Q 90-190 client",
          "  R 195-225 client",
          "  M 226-228 producer",
          "    N 400-460 consumer",
          "  F 228-300 internal");

  private static PathAnalysis analyse(Trace trace) {
    return PathAnalysis.of(trace, PathSettings.DEFAULT);
  }

  private static List<String> sections(Trace trace) {
    return sections(trace, PathSettings.DEFAULT);
  }

  private static List<String> sections(Trace trace, PathSettings settings) {
    return PathAnalysis.of(trace, settings).paths().get(0).sections().stream()
        .map(section ->
            "%s %s-%s"
                .formatted(
                    trace.span(section.node()).name(),
                    milliseconds(section.startNanos()),
                    milliseconds(section.endNanos())))
        .toList();
  }

  private static String milliseconds(long epochNanos) {
    return new java.math.BigDecimal(epochNanos - EPOCH_NANOS)
        .movePointLeft(6)
        .stripTrailingZeros()
        .toPlainString();
  }

  @Test
  void workedExampleHasThePathOfTheSpecification() {
    assertThat(sections(CHECKOUT))
        .containsExactly(
            "F 228-240",
            "M 226-228",
            "S 225-226",
            "R 195-225",
            "S 190-195",
            "Q 90-190",
            "S 82-90",
            "B3 72-82",
            "S 70-72",
            "B2 60-70",
            "B1 50-60",
            "S 45-50",
            "A 40-45",
            "V 10-40",
            "A 5-10",
            "S 0-5");
  }

  @Test
  void workedExampleHasTheTimesOfTheSpecification() {
    PathAnalysis path = analyse(CHECKOUT);

    assertThat(path.exclusiveNanos(node(CHECKOUT, "Q"))).isEqualTo(ms(100));
    assertThat(path.exclusiveNanos(node(CHECKOUT, "V"))).isEqualTo(ms(30));
    assertThat(path.exclusiveNanos(node(CHECKOUT, "S"))).isEqualTo(ms(26));
    assertThat(path.exclusiveNanos(node(CHECKOUT, "F"))).isEqualTo(ms(12));
    assertThat(path.exclusiveNanos(node(CHECKOUT, "P"))).isZero();
    assertThat(path.inclusiveNanos(node(CHECKOUT, "A"))).isEqualTo(ms(40));
    assertThat(path.inclusiveNanos(0)).isEqualTo(ms(240));
    assertThat(path.slackNanos(node(CHECKOUT, "P"))).isEqualTo(ms(40));
    for (String name : List.of("S", "A", "V", "B1", "B2", "B3", "Q", "R", "M", "F")) {
      assertThat(path.slackNanos(node(CHECKOUT, name))).as(name).isZero();
    }
    assertThat(path.isBlocking(node(CHECKOUT, "N"))).isFalse();
    assertThat(path.slackNanos(node(CHECKOUT, "N"))).isEqualTo(Long.MAX_VALUE);
    assertThat(path.flags()).containsExactly(TraceFlag.OVERFLOW);
    assertThat(path.overflows())
        .containsExactly(new OverflowNote(node(CHECKOUT, "F"), ms(60), true));
  }
}
