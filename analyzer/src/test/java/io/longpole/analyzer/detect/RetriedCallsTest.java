package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.model.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetriedCallsTest {

  private static List<RetriedCall> retried(String... lines) {
    Trace trace = TraceFixture.trace(lines);
    Analysis analysis = new Analysis(Settings.DEFAULT);
    return analysis.retriedCalls(
        trace, analysis.path(trace, OrderEvidence.NONE), analysis.calls(trace));
  }

  @Test
  void onlyCallsOfWhichSeveralAttemptsAreSeenAreRetried() {
    String call = "  GET %s client http.request.method=GET url.full=http://pay/a";
    String request = "GET /a 0-300 server @web";
    String again = call.formatted("60-90") + " http.response.status_code=200";
    assertThat(retried(request, again + " http.request.resend_count=2")).isEmpty();
    assertThat(
            retried(
                request, call.formatted("0-50") + " error http.response.status_code=503", again))
        .containsExactly(new RetriedCall(List.of(1, 2), true));
  }
}
