package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Limits of calls that wait for other calls below them. */
class NestedTimeoutTest {

  private static final String INVERSION = "timeout-inversion";
  private static final String GET =
      " client %s http.request.method=GET url.full=http://reports/all";

  @Test
  void theLimitOfAnAttemptIsNotThatOfItsCall() {
    List<Finding> found =
        TimeoutInversionDetectorTest.after(
            110,
            "GET /page 0-510 server error @web",
            "  Sent.reports.Reports.All 1-501 client error rpc.status_code=DEADLINE_EXCEEDED",
            "    Attempt.reports.Reports.All 2-202 client error rpc.status_code=DEADLINE_EXCEEDED",
            "    Attempt.reports.Reports.All 250-450 client error"
                + " rpc.status_code=DEADLINE_EXCEEDED",
            "      Recv.reports.Reports.All 251-890 server @reports");
    assertThat(found).hasSize(1);
    assertThat(found.get(0).details()).containsEntry("limitNanos", TraceFixture.ms(500));
    assertThat(found.get(0).occurrences()).isEqualTo(10);
  }

  @Test
  void aGrpcCallWaitsForWhatItsAttemptsCall() {
    List<Finding> found =
        TimeoutInversionDetectorTest.after(
            0,
            "GET /page 0-510 server error @web",
            "  Sent.reports.Reports.All 1-501 client error rpc.status_code=DEADLINE_EXCEEDED",
            "    Attempt.reports.Reports.All 2-500 client error rpc.status_code=DEADLINE_EXCEEDED",
            "      Recv.reports.Reports.All 3-990 server error @reports",
            "        GET 4-904 client error http.request.method=GET url.full=http://stock/b"
                + " error.type=timeout");
    assertThat(found).hasSize(1);
    assertThat(found.get(0).details()).containsEntry("neededNanos", TraceFixture.ms(900));
  }

  @Test
  void aQueryWithinALayerOfItsOwnServiceIsWaitedForByTheCaller() {
    List<Finding> found =
        TimeoutInversionDetectorTest.after(
            0,
            "GET /page 0-510 server error @web",
            "  GET 1-501" + GET.formatted("error error.type=timeout"),
            "    GET /all 2-990 server error @reports",
            "      find Item 3-930 internal db.system=postgresql db.operation=find db.sql.table=item",
            "        SELECT item 4-904 client error error.type=timeout db.system=postgresql"
                + " db.statement='SELECT a FROM item'");
    assertThat(found).hasSize(1);
    assertThat(found.get(0).details()).containsEntry("neededNanos", TraceFixture.ms(900));
  }

  @Test
  void eightLayersBelowACallAreLookedAt() {
    assertThat(layered(8)).hasSize(1);
    assertThat(layered(9)).isEmpty();
  }

  /** Calls within each other; the outermost and the innermost of them have a limit. */
  private static List<Finding> layered(int below) {
    Window window = new Window();
    for (int i = 0; i < 6; i++) {
      List<String> lines = new ArrayList<>(List.of("GET /page 0-510 server error @web"));
      for (int layer = 0; layer <= below; layer++) {
        int millis = layer == 0 ? 500 : layer == below ? 800 : 1000 + 90 * i + 5 * (below - layer);
        String indent = "  ".repeat(2 * layer + 1);
        lines.add(
            indent
                + "GET %d-%d client error error.type=timeout".formatted(layer, layer + millis)
                + " http.request.method=GET url.full=http://s%d/x".formatted(layer));
        lines.add(indent + "  GET /x %d-1900 server error @s%d".formatted(layer, layer));
      }
      window.trace(i * 4000.0, lines.toArray(String[]::new));
    }
    return window.of(INVERSION);
  }

  @Test
  void servicesThatCallEachOtherInACircleEndSomewhere() {
    Window window = new Window();
    for (int i = 0; i < 6; i++) {
      String loop = "GET %d-%d client error error.type=timeout http.request.method=GET";
      window.trace(
          i * 4000.0,
          "GET /page 0-510 server error @web",
          "  GET 1-501" + GET.formatted("error error.type=timeout"),
          "    GET /all 2-1990 server error @reports",
          "      " + loop.formatted(3, 1000 + 90 * i) + " url.full=http://reports/again",
          "        GET /again 4-1900 server error @reports",
          "          " + loop.formatted(5, 900 + 90 * i) + " url.full=http://reports/again");
    }
    assertThat(window.of(INVERSION)).isEmpty();
  }
}
