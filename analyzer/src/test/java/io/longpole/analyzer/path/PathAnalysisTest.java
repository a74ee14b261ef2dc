package io.longpole.analyzer.path;

import static io.longpole.analyzer.TraceFixture.EPOCH_NANOS;
import static io.longpole.analyzer.TraceFixture.ms;
import static io.longpole.analyzer.TraceFixture.node;
import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceFlag;
import java.math.BigDecimal;
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
    return new BigDecimal(epochNanos - EPOCH_NANOS)
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

  @Test
  void abuttingSiblingIsThePredecessor() {
    assertThat(sections(trace("A 0-100", "  B 10-40", "  C 40-80")))
        .containsExactly("A 80-100", "C 40-80", "B 10-40", "A 0-10");
  }

  @Test
  void ofEqualEndsTheEarliestStartWinsThenTheSmallestId() {
    assertThat(sections(trace("A 0-100", "  C 40-90", "  B 10-90")))
        .containsExactly("A 90-100", "B 10-90", "A 0-10");
    assertThat(sections(trace("A 0-100 id=1", "  C 10-90 id=f000000000000000", "  B 10-90 id=2")))
        .containsExactly("A 90-100", "B 10-90", "A 0-10");
  }

  @Test
  void zeroLengthSpanIsNeverInTheWay() {
    assertThat(sections(trace("A 0-100", "  B 10-40", "  Z 40-40", "  C 40-80")))
        .containsExactly("A 80-100", "C 40-80", "B 10-40", "A 0-10");
  }

  @Test
  void parentsAreClippedBeforeTheirChildren() {
    assertThat(sections(trace("A 1-30", "  B 15-35", "    C 20-40")))
        .containsExactly("C 20-30", "B 15-20", "A 1-15");
  }

  @Test
  void rootWithoutLengthHasAnEmptyPath() {
    Trace trace = trace("A 5-5", "  B 5-5");

    assertThat(sections(trace)).isEmpty();
    assertThat(analyse(trace).paths().get(0).durationNanos()).isZero();
  }

  @Test
  void everyRootHasAPathOfItsOwn() {
    PathAnalysis path = analyse(trace("A 0-10", "B 0-100", "  C 20-30"));

    assertThat(path.paths())
        .extracting(CriticalPath::durationNanos)
        .containsExactly(ms(100), ms(10));
    assertThat(path.paths()).extracting(one -> one.sections().size()).containsExactly(3, 1);
  }

  private static List<String> namesOnPath(String... lines) {
    Trace trace = trace(lines);
    return PathAnalysis.of(trace, PathSettings.DEFAULT).paths().get(0).sections().stream()
        .map(section -> trace.span(section.node()).name())
        .distinct()
        .toList();
  }

  @Test
  void whoWaitsForTheClientToGoAwayIsNotWaitedFor() {
    String receive = "  GET /feed http receive 1-100 internal asgi.event.type=";
    String send = "  GET /feed http send 40-60 internal";
    assertThat(namesOnPath("GET /feed 0-100 server", receive + "http.disconnect", send))
        .containsExactly("GET /feed", "GET /feed http send");
    assertThat(namesOnPath("GET /feed 0-100 server", receive + "http.request", send))
        .as("a body that comes slowly is waited for")
        .containsExactly("GET /feed http receive", "GET /feed");
    assertThat(
            namesOnPath(
                "GET /feed 0-100 server",
                receive.replace("receive", "listen") + "http.disconnect",
                send))
        .containsExactly("GET /feed http listen", "GET /feed");
  }

  @Test
  void consumerBelowItsProducerIsLeftOutWithAllBelow() {
    Trace trace = trace("A 0-100 producer", "  B 10-60 consumer", "    C 20-50");

    assertThat(sections(trace)).containsExactly("A 0-100");
    assertThat(analyse(trace).isBlocking(node(trace, "C"))).isFalse();
  }

  private static PathSettings overflow(Overflow overflow) {
    return new PathSettings(overflow, 0);
  }

  @Test
  void childBeyondItsParentIsCutOffOrLeftOut() {
    Trace trace = trace("A 0-100", "  B 10-40", "  C 50-500", "    D 60-90");

    assertThat(sections(trace, overflow(Overflow.CLIP)))
        .containsExactly("C 90-100", "D 60-90", "C 50-60", "A 40-50", "B 10-40", "A 0-10");
    for (Overflow overflow : List.of(Overflow.DROP, Overflow.AUTO)) {
      assertThat(sections(trace, overflow(overflow)))
          .containsExactly("A 40-100", "B 10-40", "A 0-10");
      assertThat(PathAnalysis.of(trace, overflow(overflow)).overflows())
          .containsExactly(new OverflowNote(node(trace, "C"), ms(400), false));
    }
  }

  @Test
  void autoKeepsSmallOverflowsAndThoseOfCalls() {
    assertThat(sections(trace("A 0-1000", "  B 500-1010"), overflow(Overflow.AUTO)))
        .as("1 % of the parent")
        .containsExactly("B 500-1000", "A 0-500");
    assertThat(sections(trace("A 0-10", "  B 5-11"), overflow(Overflow.AUTO)))
        .as("1 ms")
        .containsExactly("B 5-10", "A 0-5");
    assertThat(sections(trace("A 0-10", "  B 5-11.1"), overflow(Overflow.AUTO)))
        .containsExactly("A 0-10");
    for (String kind : List.of("client", "producer")) {
      assertThat(sections(trace("A 0-10 " + kind, "  B 5-20 server"), overflow(Overflow.AUTO)))
          .containsExactly("B 5-10", "A 0-5");
    }
  }

  @Test
  void smallOverflowIsNotReported() {
    assertThat(analyse(trace("A 0-10", "  B 5-11")).overflows()).isEmpty();
    assertThat(analyse(trace("A 0-10", "  B 5-11")).flags()).isEmpty();
    assertThat(analyse(trace("A 0-10", "  B 5-11.001")).overflows())
        .containsExactly(new OverflowNote(1, 1_001_000, true));
    assertThat(analyse(trace("A 0-10", "  B 12-20")).overflows())
        .as("it began after its parent's end")
        .containsExactly(new OverflowNote(1, ms(10), false));
  }

  @Test
  void slightOverlapIsCutAtTheSeamIfItIsTolerated() {
    Trace trace = trace("A 0-1000", "  B 0-505", "  C 500-1000");

    assertThat(sections(trace)).containsExactly("C 500-1000", "A 0-500");
    assertThat(sections(trace, new PathSettings(Overflow.CLIP, 0.005)))
        .containsExactly("C 500-1000", "B 0-500");
    assertThat(sections(trace, new PathSettings(Overflow.CLIP, 0.0049)))
        .containsExactly("C 500-1000", "A 0-500");
  }

  @Test
  void toleranceOutsideTheShareIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PathSettings(Overflow.CLIP, 1.5))
        .withMessageContaining("overlapTolerance=1.5");
  }

  @Test
  void slackBesideThePathIsWhatAJoinLeaves() {
    Trace trace = trace("R 0-1000", "  A 0-200", "  B 195-400", "  C 500-1000", "  D 250-380");
    PathAnalysis path = analyse(trace);

    assertThat(path.slackNanos(node(trace, "A"))).isEqualTo(ms(20));
    assertThat(path.slackNanos(node(trace, "B"))).isZero();
    assertThat(path.slackNanos(node(trace, "C"))).isZero();
    assertThat(path.slackNanos(node(trace, "D"))).isEqualTo(ms(20));
  }
}
