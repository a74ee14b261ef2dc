package io.longpole.analyzer.finding;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvidenceLogsTest {

  private static final Trace TRACE =
      TraceFixture.trace(
          "root 0-100", "  load 10-90", "    q 20-30", "    q 40-50", "  other 95-99");

  private static LogRecord log(String body, int severity, double atMs, long span) {
    return new LogRecord(
        TraceFixture.EPOCH_NANOS + TraceFixture.ms(atMs),
        severity,
        severity == 0 ? "warning" : "",
        body,
        "",
        Attributes.EMPTY,
        Resource.EMPTY,
        Scope.EMPTY,
        TraceFixture.TRACE_ID,
        span);
  }

  private static List<String> of(List<Long> spans, LogRecord... logs) {
    return new EvidenceLogs(TRACE, List.of(logs)).of(spans).stream().map(LogRecord::body).toList();
  }

  @Test
  void recordsOfTheSpansAndOfTheirParents() {
    assertThat(
            of(
                List.of(3L, 4L),
                log("own", 9, 25, 4),
                log("parent", 5, 60, 2),
                log("grandparent", 17, 60, 1),
                log("other", 17, 96, 5)))
        .containsExactlyInAnyOrder("own", "parent");
  }

  @Test
  void elseTheTroubleOfTheTraceMeanwhile() {
    assertThat(
            of(
                List.of(3L, 4L),
                log("info", 9, 25, 5),
                log("warned", 13, 35, 5),
                log("failed", 17, 50, 0),
                log("unnumbered", 0, 45, 0),
                log("before", 17, 19, 5),
                log("after", 17, 51, 5)))
        .containsExactlyInAnyOrder("warned", "failed", "unnumbered");
  }

  @Test
  void withoutRecordsThereIsNothing() {
    assertThat(of(List.of(3L))).isEmpty();
    assertThat(of(List.of(77L), log("failed", 17, 50, 0))).isEmpty();
  }
}
