package io.longpole.analyzer.detect;

import static io.longpole.analyzer.detect.Detected.draw;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import org.junit.jupiter.api.Test;

/** How bad a loop is: its calls, the time in them, and what a batch is sure to gain. */
class LoopSeverityTest {

  private static final String N_PLUS_ONE = "n-plus-one";

  @Test
  void tenCallsAreAWarning() {
    assertThat(severity(9, 2, 1000)).isEqualTo(Severity.INFO);
    assertThat(severity(10, 2, 1000)).isEqualTo(Severity.WARNING);
  }

  @Test
  void fiftyMillisecondsAreAWarning() {
    assertThat(severity(7, 7, 1000)).isEqualTo(Severity.INFO);
    assertThat(severity(5, 10, 1000)).isEqualTo(Severity.WARNING);
  }

  @Test
  void aTenthOfTheAncestorIsAWarning() {
    assertThat(severity(5, 4, 201)).isEqualTo(Severity.INFO);
    assertThat(severity(5, 4, 200)).isEqualTo(Severity.WARNING);
  }

  @Test
  void aSureGainOfAFifthIsCritical() {
    // 12 calls of 10 ms; a batch of them is sure to take 20 ms.
    assertThat(loop(12, 10, 500).impact().lowNanos()).isEqualTo(TraceFixture.ms(100));
    assertThat(severity(12, 10, 500)).isEqualTo(Severity.CRITICAL);
    assertThat(severity(12, 10, 501)).isEqualTo(Severity.WARNING);
  }

  @Test
  void nineCallsAreNeverCritical() {
    assertThat(severity(9, 50, 500)).isEqualTo(Severity.WARNING);
    assertThat(severity(10, 50, 600)).isEqualTo(Severity.CRITICAL);
  }

  private static Severity severity(int calls, int ms, int rootMs) {
    return loop(calls, ms, rootMs).severity();
  }

  private static Sighting loop(int calls, int ms, int rootMs) {
    return draw("GET /authors 0-%d server @blog".formatted(rootMs))
        .repeat(
            calls,
            i ->
                "  SELECT shop.book %d-%d client db.system=postgresql"
                        .formatted(i * ms, i * ms + ms)
                    + " db.statement='SELECT * FROM book WHERE author_id = ?'")
        .detected()
        .only(N_PLUS_ONE);
  }
}
