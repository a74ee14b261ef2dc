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
}
