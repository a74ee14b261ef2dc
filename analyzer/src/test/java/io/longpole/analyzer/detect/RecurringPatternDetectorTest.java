package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class RecurringPatternDetectorTest {

  private static final String RECURRING = "recurring-pattern";

  /** Twenty requests an hour; the hour of drawings' time 0 is 22:13 UTC of a Tuesday. */
  private static List<Finding> hours(int count, IntUnaryOperator millis, String line) {
    Window window = new Window();
    for (int hour = 0; hour < count; hour++) {
      for (int i = 0; i < 20; i++) {
        window.trace(hour * 3_600_000.0 + i * 1000, line.formatted(millis.applyAsInt(hour)));
      }
    }
    return window.of(RECURRING);
  }

  @Test
  void requestsThatAreSlowEveryNight() {
    List<Finding> found =
        hours(170, hour -> hour % 24 == 4 ? 400 : 100, "GET /search 0-%d server @search");
    assertThat(found).hasSize(1);
    assertThat(found.get(0).severity()).isEqualTo(Severity.INFO);
    assertThat(found.get(0).traceCount()).isEqualTo(140);
    assertThat(found.get(0).details())
        .containsEntry("period", "day")
        .containsEntry("peak", "every day from 02:00 UTC");
  }

  @Test
  void requestsOfTheSameHourThatAreAsQuickAsUsualAreNotShown() {
    List<Finding> found =
        hours(170, hour -> hour % 24 == 4 && hour < 140 ? 400 : 100, "GET / 0-%d server @search");
    assertThat(found).hasSize(1);
    assertThat(found.get(0).traceCount()).isEqualTo(120);
  }

  @Test
  void jobsWithoutAServerSpanAreRequestsToo() {
    assertThat(hours(170, hour -> hour % 24 == 4 ? 400 : 100, "sync 0-%d internal @job"))
        .hasSize(1);
  }

  @Test
  void alwaysAsSlowIsNoPattern() {
    assertThat(hours(170, hour -> 100 + hour % 5, "GET /search 0-%d server @search")).isEmpty();
  }

  @Test
  void sixDaysAreTooFew() {
    assertThat(hours(144, hour -> hour % 24 == 4 ? 400 : 100, "GET / 0-%d server @search"))
        .isEmpty();
  }

  @Test
  void halfAsSlowAgainIsTheLeast() {
    assertThat(hours(170, hour -> hour % 24 == 4 ? 140 : 100, "GET / 0-%d server @search"))
        .isEmpty();
  }

  @Test
  void requestsThatAreSlowEveryWeek() {
    List<Finding> found =
        hours(340, hour -> hour % 168 == 4 ? 400 : 100, "GET / 0-%d server @search");
    assertThat(found).hasSize(1);
    assertThat(found.get(0).details())
        .containsEntry("period", "week")
        .containsEntry("peak", "every Wednesday from 02:00 UTC");
  }

  @Test
  void whatIsBelowARequestIsNoRequest() {
    Window window = new Window();
    for (int hour = 0; hour < 170; hour++) {
      int millis = hour % 24 == 4 ? 400 : 100;
      for (int i = 0; i < 20; i++) {
        window.trace(
            hour * 3_600_000.0 + i * 1000,
            "GET /search 0-%d server @search".formatted(millis),
            "  rank 1-%d internal".formatted(millis - 1));
      }
    }
    assertThat(window.of(RECURRING)).extracting(Finding::operation).containsExactly("GET /search");
  }

  @Test
  void halfAsSlowAgainIsEnough() {
    assertThat(hours(170, hour -> hour % 24 == 4 ? 148 : 100, "GET / 0-%d server @search"))
        .isEmpty();
    assertThat(hours(170, hour -> hour % 24 == 4 ? 152 : 100, "GET / 0-%d server @search"))
        .hasSize(1);
  }

  @Test
  void itIsSaidHowSlowItIsThenAndHowSlowElse() {
    List<Finding> found =
        hours(170, hour -> hour % 24 == 4 ? 400 : 100, "GET /search 0-%d server @search");
    assertThat(Window.number(found.get(0), "peakNanos")).isBetween(395_000_000L, 405_000_000L);
    assertThat(Window.number(found.get(0), "usualNanos")).isBetween(99_000_000L, 101_000_000L);
    assertThat(found.get(0).summary())
        .startsWith("search GET /search is slow every day from 02:00");
  }

  @Test
  void workOfTheSameNameBelowARequestIsNoRequest() {
    Window window = new Window();
    for (int hour = 0; hour < 170; hour++) {
      for (int i = 0; i < 20; i++) {
        double at = hour * 3_600_000.0 + i * 1000;
        window.trace(at, "rank 0-%d internal @search".formatted(hour % 24 == 4 ? 400 : 100));
        window.trace(at, "GET /a 0-600 server @search", "  rank 1-500 internal");
      }
    }
    assertThat(window.only(RECURRING).operation()).isEqualTo("rank");
    assertThat(window.only(RECURRING).traceCount()).isEqualTo(140);
  }

  @Test
  void aRequestThatAnotherServiceMakesIsOneToo() {
    Window window = new Window();
    for (int hour = 0; hour < 170; hour++) {
      for (int i = 0; i < 20; i++) {
        window.trace(
            hour * 3_600_000.0 + i * 1000,
            "GET /a 0-600 server @web",
            "  GET 1-500 client http.request.method=GET",
            "    GET /b 2-%d server @stock".formatted(hour % 24 == 4 ? 402 : 102));
      }
    }
    assertThat(window.only(RECURRING).service()).isEqualTo("stock");
  }

  @Test
  void anOperationThatWasForgottenIsNotTold() {
    RecurringPatternDetector detector = new RecurringPatternDetector();
    DetectorSetup setup = DrawnFacts.setup();
    detector.learn(DrawnFacts.of(TraceFixture.trace("GET /a 0-60 server @web"), setup));
    List<Clue> clues = new ArrayList<>();
    detector.detect(
        DrawnFacts.of(TraceFixture.trace("GET /b 0-60 server @web"), setup), clues::add);
    assertThat(clues).isEmpty();
  }
}
