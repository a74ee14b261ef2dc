package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Both sides of each difference between two versions that matters. */
class VersionLimitsTest {

  private final List<Span> spans = new ArrayList<>();

  /** Requests of a version of which that many in a hundred take the second time. */
  private VersionLimitsTest version(
      String version, int requests, double ms, int ofOther, double otherMs) {
    for (int i = 0; i < requests; i++) {
      // Spread evenly, so that every look sees the same shares.
      add(version, i * 37 % 100 < ofOther ? otherMs : ms, false);
    }
    return this;
  }

  private VersionLimitsTest version(String version, int requests, double ms) {
    return version(version, requests, ms, 0, 0);
  }

  /** Requests of 40 ms, the last of which fail. */
  private VersionLimitsTest failing(String version, int requests, int failing) {
    for (int i = 0; i < requests; i++) {
      add(version, 40, i >= requests - failing);
    }
    return this;
  }

  private void add(String version, double ms, boolean fails) {
    long start = TraceFixture.EPOCH_NANOS + TraceFixture.ms(100.0 * spans.size());
    spans.add(
        Span.builder(new TraceId(5, spans.size() + 1L), 1)
            .name("GET /a")
            .kind(SpanKind.SERVER)
            .times(start, start + TraceFixture.ms(ms))
            .status(fails ? StatusCode.ERROR : StatusCode.UNSET, "")
            .resource(
                new Resource(Attributes.of("service.name", "api", "service.version", version)))
            .build());
  }

  private List<Finding> found() {
    return new Window().spans(spans).of("version-regression");
  }

  private static VersionLimitsTest deployed() {
    return new VersionLimitsTest();
  }

  @Test
  void aTenthSlower() {
    assertThat(deployed().version("1", 300, 100).version("2", 300, 108).found()).isEmpty();
    assertThat(deployed().version("1", 300, 100).version("2", 300, 112).found()).hasSize(1);
  }

  @Test
  void fiveMillisecondsSlower() {
    assertThat(deployed().version("1", 300, 1).version("2", 300, 5.85).found()).isEmpty();
    assertThat(deployed().version("1", 300, 1).version("2", 300, 6.15).found()).hasSize(1);
  }

  @Test
  void aFifthSlowerInTheTail() {
    assertThat(tails(236)).isEmpty();
    assertThat(tails(244)).hasSize(1);
  }

  private static List<Finding> tails(double ms) {
    return deployed().version("1", 300, 100, 10, 200).version("2", 300, 107, 10, ms).found();
  }

  @Test
  void theTailIsTheSlowestTwentieth() {
    assertThat(deployed().version("1", 300, 100, 3, 300).version("2", 300, 107, 10, 130).found())
        .hasSize(1);
    assertThat(deployed().version("1", 300, 100, 7, 300).version("2", 300, 107, 10, 130).found())
        .isEmpty();
    assertThat(deployed().version("1", 300, 100).version("2", 300, 107, 7, 130).found()).hasSize(1);
    assertThat(deployed().version("1", 300, 100).version("2", 300, 107, 3, 130).found()).isEmpty();
  }

  @Test
  void theMiddleOfAllIsTheMedian() {
    assertThat(deployed().version("1", 300, 100, 49, 130).version("2", 300, 140).found())
        .hasSize(1);
    assertThat(deployed().version("1", 300, 100, 51, 130).version("2", 300, 140).found()).isEmpty();
    assertThat(deployed().version("1", 300, 100, 10, 125).version("2", 300, 105, 51, 140).found())
        .hasSize(1);
    assertThat(deployed().version("1", 300, 100, 10, 125).version("2", 300, 105, 49, 140).found())
        .isEmpty();
  }

  @Test
  void aPointMoreFailures() {
    assertThat(deployed().failing("1", 3333, 1).failing("2", 1000, 10).found()).isEmpty();
    assertThat(deployed().failing("1", 3333, 0).failing("2", 1000, 10).found()).hasSize(1);
  }

  @Test
  void fivePointsMoreFailuresAreCritical() {
    Finding warning = deployed().failing("1", 2000, 0).failing("2", 1000, 49).found().get(0);
    assertThat(warning.severity()).isEqualTo(Severity.WARNING);
    assertThat(warning.summary()).contains("made GET /a fail 5 points more often");
    assertThat(deployed().failing("1", 2000, 0).failing("2", 1000, 50).found().get(0).severity())
        .isEqualTo(Severity.CRITICAL);
  }

  @Test
  void twiceTheMedianIsCritical() {
    Finding warning = deployed().version("1", 300, 100).version("2", 300, 195).found().get(0);
    assertThat(warning.severity()).isEqualTo(Severity.WARNING);
    assertThat(warning.summary()).containsPattern("2 made GET /a 9[3-7] % slower");
    assertThat(deployed().version("1", 300, 100).version("2", 300, 205).found().get(0).severity())
        .isEqualTo(Severity.CRITICAL);
  }

  @Test
  void threeVersionsAreRemembered() {
    // Who goes back to one that is still known deploys nothing new.
    VersionLimitsTest known = deployed().version("1", 300, 60).version("2", 300, 60);
    assertThat(known.version("3", 300, 60).version("1", 300, 100).found()).isEmpty();
    VersionLimitsTest forgotten = deployed().version("1", 300, 60).version("2", 300, 60);
    forgotten.version("3", 300, 60).version("4", 300, 60);
    assertThat(forgotten.version("1", 300, 100).found()).hasSize(1);
  }

  @Test
  void fiftyRequestsOfEach() {
    assertThat(deployed().version("1", 50, 60).version("2", 50, 100).found()).hasSize(1);
    assertThat(deployed().version("1", 49, 60).version("2", 50, 100).found()).isEmpty();
    assertThat(deployed().version("1", 50, 60).version("2", 49, 100).found()).isEmpty();
  }

  @Test
  void requestsWithoutAVersionAreOfNone() {
    assertThat(deployed().version("", 300, 60).version("2", 300, 100).found()).isEmpty();
  }

  @Test
  void eachOfThreeDecisionsHasAThirdOfTheLevel() {
    // Fisher's test gives 0.00335 and 0.00324.
    assertThat(deployed().failing("1", 102, 0).failing("2", 50, 5).found()).isEmpty();
    assertThat(deployed().failing("1", 103, 0).failing("2", 50, 5).found()).hasSize(1);
  }

  @Test
  void aLittleMoreThanFiveMillisecondsMatter() {
    assertThat(deployed().version("1", 300, 1).version("2", 300, 6.1).found()).hasSize(1);
    assertThat(deployed().version("1", 300, 1, 10, 90).version("2", 300, 6.1, 10, 90).found())
        .hasSize(1);
    assertThat(deployed().version("1", 300, 1).version("2", 300, 1, 10, 6.1).found()).hasSize(1);
    assertThat(deployed().version("1", 300, 1).version("2", 300, 1, 10, 5.85).found()).isEmpty();
  }

  @Test
  void aMedianThatDoublesByChanceIsNotWhatMakesMoreFailuresCritical() {
    assertThat(moreFailing(51).severity()).isEqualTo(Severity.WARNING);
    assertThat(moreFailing(80).severity()).isEqualTo(Severity.CRITICAL);
  }

  /** Half take 100 ms before; so many in a hundred take 200 ms after, and each 33rd fails. */
  private static Finding moreFailing(int slow) {
    VersionLimitsTest test = deployed().version("1", 3000, 100, 49, 200);
    for (int i = 0; i < 1000; i++) {
      test.add("2", i * 37 % 100 < slow ? 200 : 100, i % 33 == 0);
    }
    return test.found().get(0);
  }

  @Test
  void pointsAreOfAHundred() {
    assertThat(deployed().failing("1", 2000, 0).failing("2", 1000, 600).found().get(0).summary())
        .contains("made GET /a fail 60 points more often");
  }

  @Test
  void anotherOperationWithoutVersionsIsPassedOver() {
    Window window = new Window().spans(deployed().version("1", 50, 60).version("2", 50, 100).spans);
    assertThat(window.trace(0, "GET /b 0-5 server @api").of("version-regression")).hasSize(1);
  }

  @Test
  void whatNobodyWaitsForIsAnInfoUnlessItFails() {
    assertThat(received(false).severity()).isEqualTo(Severity.INFO);
    assertThat(received(true).severity()).isEqualTo(Severity.CRITICAL);
  }

  /** Messages that take longer in the second version, or fail more often. */
  private static Finding received(boolean fail) {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      boolean later = i >= 100;
      List<Span> drawn =
          TraceFixture.spans(
              new TraceId(5, i + 1L),
              "POST /order 0-10 server @web",
              "  send orders 1-2 producer messaging.system=kafka",
              "    process orders 20-%d consumer%s @worker messaging.system=kafka"
                  .formatted(later && !fail ? 90 : 60, later && fail ? " error" : ""));
      Span received = drawn.get(2);
      spans.addAll(drawn.subList(0, 2));
      spans.add(
          Span.builder(received.traceId(), received.spanId())
              .parent(received.parentSpanId())
              .name(received.name())
              .kind(received.kind())
              .times(received.startNanos(), received.endNanos())
              .status(received.status(), "")
              .attributes(received.attributes())
              .resource(
                  new Resource(
                      Attributes.of(
                          "service.name", "worker", "service.version", later ? "2" : "1")))
              .build());
    }
    return new Window().spans(spans).only("version-regression");
  }

  @Test
  void ifOnlyTheSlowestAreSlowerTheSummarySaysSo() {
    Finding tail = deployed().version("1", 300, 100).version("2", 300, 100, 10, 300).found().get(0);
    assertThat(tail.summary())
        .containsPattern("2 made the slowest twentieth of GET /a (19|20)[0-9] % slower than 1");
    assertThat(tail.severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void ifFailuresTellTheSummarySaysSoThoughTheMedianRoseALittle() {
    VersionLimitsTest test = deployed().failing("1", 400, 0);
    for (int i = 0; i < 400; i++) {
      test.add("2", 42, i % 5 == 0);
    }
    assertThat(test.found().get(0).summary())
        .isEqualTo("api 2 made GET /a fail 20 points more often than 1.");
  }
}
