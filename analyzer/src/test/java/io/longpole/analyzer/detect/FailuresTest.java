package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.WindowAnalysis;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.TraceId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FailuresTest {

  private static final String CAUSE = "error-root-cause";
  private static final int WARN = 13;

  private static LogRecord log(int severity, long span) {
    return new LogRecord(
        TraceFixture.EPOCH_NANOS + TraceFixture.ms(50),
        severity,
        "",
        "it failed",
        "",
        Attributes.of("exception.type", "java.lang.IllegalStateException"),
        Resource.ofService("order"),
        Scope.EMPTY,
        TraceFixture.TRACE_ID,
        span);
  }

  @Test
  void onlyErrorsInTheLogMakeAFailure() {
    List<Span> spans = TraceFixture.spans("/api/order 0-100 server @order");
    assertThat(found(spans, log(LogRecord.ERROR, 1))).hasSize(1);
    assertThat(found(spans, log(WARN, 1))).isEmpty();
  }

  @Test
  void aServiceThatSaysElsewhereHowItsSpansEndDoesNotFailByItsLogs() {
    List<Span> spans = TraceFixture.spans("/api/order 0-100 server @order");
    List<Span> others =
        TraceFixture.spans(
            new TraceId(9, 9), "GET /api/other 0-100 server @order http.status_code=200");
    List<Span> all = Stream.concat(spans.stream(), others.stream()).toList();
    assertThat(found(all, log(LogRecord.ERROR, 1))).isEmpty();
  }

  private static List<Finding> found(List<Span> spans, LogRecord log) {
    return WindowAnalysis.of(spans, List.of(log), 0, List.of(), Settings.DEFAULT)
        .findings()
        .stream()
        .filter(finding -> finding.detector().equals(CAUSE))
        .toList();
  }

  @Test
  void theLastExceptionIsTheOneItEndedWith() {
    Sighting cause =
        FailingRequest.with(
            FailingRequest.exception("a.Retried", "first"),
            FailingRequest.exception("a.GaveUp", "last"));
    assertThat(cause.details())
        .containsEntry("exceptionType", "a.GaveUp")
        .containsEntry("message", "last");
  }

  @Test
  void aMessageIsCutAtFiveHundredAndTwelveCharacters() {
    Sighting cause = FailingRequest.with(FailingRequest.exception("a.B", "x".repeat(600)));
    assertThat(cause.details()).containsEntry("message", "x".repeat(512));
  }

  @Test
  void fourThousandAndNinetySixCharactersOfAMessageAreRead() {
    assertThat(ofLength(4_096)).isEqualTo("password=REDACTED !");
    assertThat(ofLength(4_097)).isEqualTo("password=REDACTED ");
  }

  /** What is shown of a message of that length, most of which is a secret. */
  private static Object ofLength(int length) {
    String message = "password=" + "x".repeat(length - 11) + " !";
    Object shown =
        FailingRequest.with(FailingRequest.exception("a.B", message)).details().get("message");
    return shown == null ? "" : shown;
  }
}
