package io.longpole.analyzer.detect;

import static io.longpole.analyzer.detect.Detected.draw;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class OversizedTraceDetectorTest {

  private static final String OVERSIZED = "oversized-trace";

  private static Detected steps(int count) {
    return draw("import 0-20000 internal @batch")
        .repeat(count, i -> "  row %d %d-%d internal".formatted(i, i, i + 1))
        .detected();
  }

  @Test
  void moreThanTenThousandSpans() {
    Sighting oversized = steps(10_000).only(OVERSIZED);
    assertThat(oversized.details())
        .containsEntry("spans", 10_001L)
        .containsEntry("commonest", "row *")
        .containsEntry("commonestCount", 10_000L);
    assertThat(oversized.severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void tenThousandSpansAreFine() {
    assertThat(steps(9_999).of(OVERSIZED)).isEmpty();
  }

  @Test
  void moreThanFiveMinutes() {
    Sighting oversized =
        Detected.in(
                "poll 0-300001 internal @batch",
                "  q 1-2 client db.system.name=mysql db.query.text='SELECT a FROM job'")
            .only(OVERSIZED);
    assertThat(oversized.details()).containsEntry("commonest", "SELECT job");
  }

  @Test
  void messagesHandledLongAfterwardsMakeATraceLong() {
    assertThat(
            Detected.in(
                    "POST /order 0-20 server @web",
                    "  send jobs 5-6 producer",
                    "    process jobs 300100-300200 consumer @worker")
                .of(OVERSIZED))
        .hasSize(1);
  }

  @Test
  void fiveMinutesAreFine() {
    assertThat(Detected.in("poll 0-300000 internal @batch").of(OVERSIZED)).isEmpty();
  }

  @Test
  void tracesOneAfterTheOtherAreNotOne() {
    Window window = new Window();
    for (int i = 0; i < 3; i++) {
      window.trace(i * 290_000.0, "poll 0-200000 internal @batch");
    }
    assertThat(window.of(OVERSIZED)).isEmpty();
  }

  @Test
  void theCommonestCallIsNamed() {
    Detected.Drawing drawing = draw("import 0-300001 internal @batch");
    drawing.repeat(
        9,
        i ->
            "  q %d-%d client db.system=mysql db.statement='SELECT a FROM %s'"
                .formatted(i, i + 1, i % 3 == 0 ? "job" : "row"));
    drawing.then("  BEGIN 20-21 client db.system=mysql db.statement=BEGIN");
    assertThat(drawing.detected().only(OVERSIZED).details())
        .containsEntry("commonest", "SELECT row")
        .containsEntry("commonestCount", 6L);
  }

  @Test
  void connectionNoiseIsNotTheCommonest() {
    Sighting oversized =
        Detected.in(
                "import 0-300001 internal @batch",
                "  BEGIN 0-1 client db.system=mysql db.statement=BEGIN",
                "  BEGIN 2-3 client db.system=mysql db.statement=BEGIN",
                "  q 4-5 client db.system=mysql db.statement='SELECT a FROM job'")
            .only(OVERSIZED);
    assertThat(oversized.details()).containsEntry("commonest", "SELECT job");
  }

  @Test
  void ofTwoThatComeAsOftenTheOneThatDidFirstIsNamed() {
    assertThat(
            alternating(i ->
                "  q %d-%d client db.system=mysql db.statement='SELECT a FROM %s'"
                    .formatted(i, i + 1, i % 2 == 0 ? "job" : "row")))
        .isEqualTo("SELECT job");
    assertThat(
            alternating(
                i -> "  %s %d-%d internal".formatted(i % 2 == 0 ? "ask" : "tell", i, i + 1)))
        .isEqualTo("ask");
  }

  /** The commonest of four. */
  private static Object alternating(IntFunction<String> lines) {
    return draw("import 0-300001 internal @batch")
        .repeat(4, lines)
        .detected()
        .detail(OVERSIZED, "commonest");
  }
}
