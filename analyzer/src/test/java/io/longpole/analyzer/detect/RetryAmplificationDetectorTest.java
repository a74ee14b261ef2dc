package io.longpole.analyzer.detect;

import static io.longpole.analyzer.detect.Detected.draw;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.detect.Detected.Drawing;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryAmplificationDetectorTest {

  private static final String AMPLIFICATION = "retry-amplification";

  @Test
  void threeLayersOfThree() {
    Drawing drawing = draw("GET / 0-3000 server error @edge");
    for (int a = 0; a < 3; a++) {
      int outer = 1000 * a;
      drawing.then(call(1, "a", "A", outer, outer + 900));
      for (int b = 0; b < 3; b++) {
        int middle = outer + 10 + 290 * b;
        drawing.then(call(3, "b", "B", middle, middle + 280));
        drawing.repeat(3, c -> call(5, "c", "C", middle + 5 + 90 * c, middle + 85 + 90 * c));
      }
    }
    Detected detected = drawing.detected();
    assertThat(detected.only(AMPLIFICATION).details())
        .containsEntry("layers", 3L)
        .containsEntry("leafExecutions", 27L)
        .containsEntry("logicalCalls", 1L);
    assertThat(detected.only(AMPLIFICATION).severity()).isEqualTo(Severity.CRITICAL);
    assertThat(detected.only(AMPLIFICATION).service()).isEqualTo("edge");
  }

  @Test
  void twoLayersOfTwo() {
    Drawing drawing = draw("GET / 0-3000 server error @edge");
    for (int a = 0; a < 2; a++) {
      int outer = 1000 * a;
      drawing.then(call(1, "a", "A", outer, outer + 900));
      drawing.repeat(2, c -> call(3, "b", "B", outer + 5 + 90 * c, outer + 85 + 90 * c));
    }
    Detected detected = drawing.detected();
    assertThat(detected.only(AMPLIFICATION).details())
        .containsEntry("layers", 2L)
        .containsEntry("leafExecutions", 4L);
    assertThat(detected.only(AMPLIFICATION).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void oneLayerOfManyAttemptsMultipliesNothing() {
    Detected detected =
        draw("GET / 0-3000 server error @edge")
            .repeat(6, i -> call(1, "a", "A", 100 * i, 100 * i + 90))
            .detected();
    assertThat(detected.of("retry")).hasSize(1);
    assertThat(detected.of(AMPLIFICATION)).isEmpty();
  }

  @Test
  void manyAttemptsBesideOthersMultiplyNothing() {
    Detected detected =
        draw("GET / 0-3000 server error @edge")
            .repeat(6, i -> call(1, "a", "A", 100 * i, 100 * i + 90))
            .repeat(6, i -> call(1, "b", "B", 1000 + 100 * i, 1000 + 100 * i + 90))
            .detected();
    assertThat(detected.of("retry")).hasSize(2);
    assertThat(detected.of(AMPLIFICATION)).isEmpty();
  }

  @Test
  void twoGroupsSideBySideAreNotNested() {
    Detected detected =
        draw("GET / 0-3000 server error @edge")
            .repeat(3, i -> call(1, "a", "A", 100 * i, 100 * i + 90))
            .repeat(3, i -> call(1, "b", "B", 1000 + 100 * i, 1000 + 100 * i + 90))
            .detected();
    assertThat(detected.of("retry")).hasSize(2);
    assertThat(detected.of(AMPLIFICATION)).isEmpty();
  }

  @Test
  void attemptsWithoutRetriesBelowDoNotMultiply() {
    Drawing drawing = draw("GET / 0-3000 server error @edge");
    drawing.then(call(1, "a", "A", 0, 400)).then(call(3, "b", "B", 10, 100));
    drawing.then(call(1, "a", "A", 500, 900));
    drawing.repeat(2, i -> call(3, "b", "B", 510 + 100 * i, 600 + 100 * i));
    // 1 + 2 executions where 1 would do: two layers, but a factor of 3 only.
    assertThat(drawing.detected().of(AMPLIFICATION)).isEmpty();
  }

  @Test
  void onlyTheOutermostIsReported() {
    Drawing drawing = draw("GET / 0-9000 server error @edge");
    for (int a = 0; a < 2; a++) {
      int outer = 3000 * a;
      drawing.then(call(1, "a", "A", outer, outer + 2900));
      for (int b = 0; b < 2; b++) {
        int middle = outer + 10 + 1000 * b;
        drawing.then(call(3, "b", "B", middle, middle + 900));
        drawing.repeat(2, c -> call(5, "c", "C", middle + 5 + 90 * c, middle + 85 + 90 * c));
      }
    }
    Detected detected = drawing.detected();
    assertThat(detected.only(AMPLIFICATION).occurrences()).isEqualTo(1);
    assertThat(detected.detail(AMPLIFICATION, "leafExecutions")).isEqualTo(8L);
  }

  /** A failing client span and its server span, indented by that many levels. */
  private static String call(int level, String path, String callee, int start, int end) {
    String indent = "  ".repeat(level);
    return (indent
            + "GET /%s %d-%d client error http.response.status_code=503\n"
            + indent
            + "  GET /%s %d-%d server error @%s http.response.status_code=503")
        .formatted(path, start, end, path, start + 1, end - 1, callee);
  }

  @Test
  void nineFoldIsCritical() {
    assertThat(layers(2, 3).only(AMPLIFICATION).severity()).isEqualTo(Severity.WARNING);
    assertThat(layers(2, 4).only(AMPLIFICATION).severity()).isEqualTo(Severity.WARNING);
    assertThat(layers(3, 3).only(AMPLIFICATION).severity()).isEqualTo(Severity.CRITICAL);
  }

  private static Detected layers(int outerAttempts, int innerAttempts) {
    Drawing drawing = draw("GET / 0-3000 server error @edge");
    for (int a = 0; a < outerAttempts; a++) {
      int outer = 1000 * a;
      drawing.then(call(1, "a", "A", outer, outer + 900));
      drawing.repeat(
          innerAttempts, c -> call(3, "b", "B", outer + 5 + 90 * c, outer + 85 + 90 * c));
    }
    return drawing.detected();
  }

  @Test
  void theFindingNamesItsLayersFromTheOutermostIn() {
    Sighting one = nested("a", "A", "b");
    assertThat(one.details()).containsEntry("calls", List.of("edge → GET /a", "A → GET /b"));
    // Both attempts of the outer call, and those of one of the inner ones.
    assertThat(one.spanIds()).hasSize(4).contains(2L, 8L);
    assertThat(nested("a", "A", "b").fingerprint()).isEqualTo(one.fingerprint());
    assertThat(nested("x", "A", "b").fingerprint()).isNotEqualTo(one.fingerprint());
    assertThat(nested("a", "X", "b").fingerprint()).isNotEqualTo(one.fingerprint());
    assertThat(nested("a", "A", "x").fingerprint()).isNotEqualTo(one.fingerprint());
  }

  private static Sighting nested(String outer, String service, String inner) {
    Drawing drawing = draw("GET / 0-3000 server error @edge");
    for (int start = 0; start <= 1000; start += 1000) {
      drawing.then(call(1, outer, service, start, start + 900));
      drawing.then(call(3, inner, "B", start + 5, start + 85));
      drawing.then(call(3, inner, "B", start + 95, start + 185));
    }
    return drawing.detected().only(AMPLIFICATION);
  }
}
