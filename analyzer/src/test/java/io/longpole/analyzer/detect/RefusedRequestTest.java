package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that call it an error of theirs when they refuse a wrong request. */
class RefusedRequestTest {

  private static final String CAUSE = "error-root-cause";

  /** Whether and how three equal requests are told. */
  private static List<Severity> told(String... request) {
    Window window = new Window();
    for (int second = 0; second < 3; second++) {
      window.trace(second * 1_000, request);
    }
    return window.of(CAUSE).stream().map(Finding::severity).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "http.status_code=404, INFO",
    "http.status_code=400, INFO",
    "http.response.status_code=422, INFO",
    "http.status_code=403, INFO",
    "http.status_code=405, INFO",
    "http.status_code=406, INFO",
    "http.status_code=410, INFO",
    "http.status_code=412, INFO",
    "http.status_code=413, INFO",
    "http.status_code=415, INFO",
    "http.status_code=416, INFO",
    "rpc.grpc.status_code=3, INFO",
    "rpc.grpc.status_code=6, INFO",
    "rpc.grpc.status_code=7, INFO",
    "rpc.grpc.status_code=9, INFO",
    "rpc.grpc.status_code=11, INFO",
    "rpc.grpc.status_code=16, INFO",
    "http.status_code=429, WARNING",
    "http.status_code=408, WARNING",
    "http.status_code=500, WARNING",
    "rpc.grpc.status_code=5, INFO",
    "rpc.grpc.status_code=13, WARNING",
    "error.type=Http404, WARNING",
  })
  void thoseWhoAskedAreToBlame(String status, Severity severity) {
    assertThat(told("GET items/<int:id> 0-9 server error @shop " + status))
        .containsExactly(severity);
  }

  @Test
  void oneIsShownIfItTookFiftyMilliseconds() {
    String request = "GET items/<int:id> 0-%s server error @shop http.status_code=404";
    assertThat(Detected.in(request.formatted("50")).of(CAUSE)).hasSize(1);
    assertThat(Detected.in(request.formatted("49.999999")).of(CAUSE)).isEmpty();
  }

  @Test
  void aJobThatAsksForWhatIsNotThereIsToBlame() {
    assertThat(told("GET 0-9 client error @job http.method=GET http.status_code=404"))
        .containsExactly(Severity.WARNING);
  }

  @Test
  void alsoForWhatFailedBelow() {
    String insert =
        "  INSERT 2-6 client error db.system=postgresql error.type=UniqueViolation"
            + " db.statement='INSERT INTO author (id) VALUES (%s)'";
    String post = "POST authors 0-9 server error @shop http.status_code=";
    assertThat(told(post + 409, insert)).containsExactly(Severity.INFO);
    assertThat(told(post + 500, insert)).containsExactly(Severity.WARNING);
  }

  @Test
  void whoPassesOnARefusalAsAnErrorOfItsOwnIsToBlame() {
    assertThat(
            told(
                "GET /cart 0-40 server error @web http.status_code=500",
                "  GET 2-30 client error http.method=GET http.status_code=404",
                "    GET items/<int:id> 4-20 server error @shop http.status_code=404"))
        .containsExactly(Severity.WARNING);
  }
}
