package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.SpanEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a failure is told: in the span, in its log records, or in those around it. */
class FailureSourcesTest {

  private static final String CAUSE = "error-root-cause";
  private static final int WARN = 13;
  private static final String[] FAILING = {"POST /order 0-100 server error @order"};
  private static final String[] SILENT = {"/order 0-100 server @order"};

  private static LogRecord log(double atMs, int severity, long span, String... exception) {
    return log("order", atMs, severity, span, exception);
  }

  private static LogRecord log(
      String service, double atMs, int severity, long span, String... exception) {
    return new LogRecord(
        TraceFixture.EPOCH_NANOS + TraceFixture.ms(atMs),
        severity,
        "",
        "cannot reach the stock",
        "",
        exception.length == 0 ? Attributes.EMPTY : Attributes.of("exception.type", exception[0]),
        Resource.ofService(service),
        Scope.EMPTY,
        TraceFixture.TRACE_ID,
        span);
  }

  private static List<Sighting> sightings(String[] lines, LogRecord... logs) {
    return Detected.in(TraceFixture.assemble(TraceFixture.spans(lines), List.of(logs))).of(CAUSE);
  }

  private static Sighting only(String[] lines, LogRecord... logs) {
    List<Sighting> all = sightings(lines, logs);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @Test
  void anErrorInTheLogNeedsNoException() {
    assertThat(only(SILENT, log(50, LogRecord.ERROR, 1)).details())
        .containsEntry("message", "cannot reach the stock")
        .containsEntry("source", "log-of-span");
  }

  @Test
  void anExceptionInAWarningTellsWhyASpanFailed() {
    assertThat(only(FAILING, log(50, WARN, 1, "a.Timeout")).details())
        .containsEntry("exceptionType", "a.Timeout")
        .containsEntry("source", "log-of-span");
    assertThat(only(FAILING, log(50, WARN, 1)).details()).containsEntry("source", "status");
  }

  @Test
  void ofTheRecordsOfASpanTheFirstExceptionTells() {
    assertThat(
            only(
                    FAILING,
                    log(40, LogRecord.ERROR, 1),
                    log(50, LogRecord.ERROR, 1, "a.First"),
                    log(60, LogRecord.ERROR, 1, "a.Second"),
                    log(70, LogRecord.ERROR, 1))
                .details())
        .containsEntry("exceptionType", "a.First");
  }

  @Test
  void anotherServiceThatTellsItsStatusSilencesNone() {
    String[] lines = {
      "GET /shop 0-120 server @web http.status_code=200", "  /order 0-100 server @order",
    };
    assertThat(only(lines, log(50, LogRecord.ERROR, 2)).service()).isEqualTo("order");
  }

  @Test
  void recordsOfAHundredMillisecondsAroundTell() {
    assertThat(source(199.5)).isEqualTo("log-nearby");
    assertThat(source(200.5)).isEqualTo("status");
    assertThat(source(-99.5)).isEqualTo("log-nearby");
    assertThat(source(-100.5)).isEqualTo("status");
  }

  private static Object source(double atMs) {
    Object source =
        only(FAILING, log(atMs, LogRecord.ERROR, 0, "a.Nearby")).details().get("source");
    return source == null ? "" : source;
  }

  @Test
  void ofTheRecordsAroundAnExceptionIsPreferred() {
    assertThat(
            only(FAILING, log(20, LogRecord.ERROR, 0), log(60, LogRecord.ERROR, 0, "a.Nearby"))
                .details())
        .containsEntry("exceptionType", "a.Nearby");
    LogRecord first = log(20, LogRecord.ERROR, 0);
    assertThat(only(FAILING, first, log(60, LogRecord.ERROR, 0)).details())
        .containsEntry("source", "log-nearby")
        .containsEntry("message", "cannot reach the stock");
  }

  @Test
  void sixtyFourRecordsAroundAreLookedAt() {
    assertThat(afterOthers(63)).isEqualTo("log-nearby");
    assertThat(afterOthers(64)).isEqualTo("status");
  }

  private static Object afterOthers(int others) {
    LogRecord[] logs = new LogRecord[others + 1];
    for (int i = 0; i < others; i++) {
      logs[i] = log("mail", 10 + i * 0.1, LogRecord.ERROR, 0);
    }
    logs[others] = log(60, LogRecord.ERROR, 0, "a.Nearby");
    Object source = only(FAILING, logs).details().get("source");
    return source == null ? "" : source;
  }

  @Test
  void whoseRecordTellsOfAnExceptionFailedByItself() {
    String[] lines = {
      "POST /order 0-100 server error @shop", "  a 5-50 internal error", "  b 30-60 internal error"
    };
    List<Sighting> found =
        Detected.in(
                TraceFixture.assemble(
                    TraceFixture.spans(lines), List.of(log("shop", 55, LogRecord.ERROR, 3, "a.B"))))
            .of(CAUSE);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).operation()).isEqualTo("b");
  }

  @Test
  void eventsThatAreNoExceptionsAreLookedThrough() {
    SpanEvent plain = new SpanEvent(TraceFixture.EPOCH_NANOS, "message", Attributes.EMPTY);
    assertThat(FailingRequest.with(event("exception.type", "a.B"), plain).details())
        .containsEntry("exceptionType", "a.B")
        .containsEntry("source", "span-event");
    assertThat(FailingRequest.with(event("exception.message", "no room left")).details())
        .containsEntry("message", "no room left")
        .containsEntry("source", "span-event");
  }

  @Test
  void theLastCauseMayEndTheStack() {
    assertThat(stack("a.B: x\n\tat c\nCaused by: d.E: disk is full").details())
        .containsEntry("causedBy", "d.E: disk is full");
    assertThat(stack("a.B: x\n\tat c").details()).doesNotContainKey("causedBy");
    assertThat(stack("a.B: x\n\tat c\nCaused by: d.E: full\n\tat f").suggestion())
        .contains(", caused by d.E: full;");
    assertThat(stack("a.B: x\n\tat c").suggestion()).doesNotContain("caused by");
  }

  private static Sighting stack(String stack) {
    return FailingRequest.with(
        new SpanEvent(
            TraceFixture.EPOCH_NANOS,
            "exception",
            Attributes.of("exception.type", "a.B", "exception.stacktrace", stack)));
  }

  @Test
  void theSummaryTellsTypeAndMessageOnce() {
    assertThat(FailingRequest.with(event("exception.type", "a.B")).summary())
        .isEqualTo("web GET /a: a.B.");
    assertThat(FailingRequest.with(event("exception.message", "no room")).summary())
        .isEqualTo("web GET /a: no room.");
    assertThat(FailingRequest.with(FailingRequest.exception("a.B", "a.B")).summary())
        .isEqualTo("web GET /a: a.B.");
    assertThat(FailingRequest.with(FailingRequest.exception("a.B", "no room")).summary())
        .isEqualTo("web GET /a: a.B: no room.");
  }

  @Test
  void theSummaryCountsWhoPassesItOn() {
    String failing = "GET /%s %d-%d server error @%s http.status_code=500";
    String call = "GET %d-%d client error http.method=GET http.status_code=500";
    String[] lines = {
      failing.formatted("a", 0, 100, "a"),
      "  " + call.formatted(1, 99),
      "    " + failing.formatted("b", 2, 98, "b"),
      "      " + call.formatted(3, 97),
      "        " + failing.formatted("c", 4, 96, "c")
    };
    assertThat(only(lines).summary()).endsWith("; 2 callers only pass it on.");
    assertThat(only(List.of(lines).subList(0, 3).toArray(String[]::new)).summary())
        .endsWith("; 1 caller only passes it on.");
  }

  private static SpanEvent event(String key, String value) {
    return new SpanEvent(TraceFixture.EPOCH_NANOS, "exception", Attributes.of(key, value));
  }

  @Test
  void aServerThatFailsIsNotJustSlow() {
    String[] lines = {
      "GET /page 0-600 server error @web http.status_code=500",
      "  GET 1-501 client error http.method=GET error.type=timeout",
      "    render 2-30 internal",
      "    GET /items 2-900 server %s @stock",
    };
    String[] slow = lines.clone();
    slow[3] = lines[3].formatted("http.status_code=200");
    assertThat(only(slow).details()).containsEntry("slow", true);
    assertThat(only(slow).service()).isEqualTo("stock");
    String[] failing = lines.clone();
    failing[3] = lines[3].formatted("error http.status_code=500");
    assertThat(only(failing).details()).doesNotContainKey("slow");
    String[] alone = {lines[0], lines[1], lines[2]};
    assertThat(only(alone).details()).doesNotContainKey("slow");
    assertThat(only(alone).service()).isEqualTo("web");
  }

  @Test
  void maskedFailuresAreNoneOfTheShareOfRequests() {
    Window window = new Window();
    String fails = "  GET 0-90 client error http.method=GET http.status_code=%d";
    for (int i = 0; i < 100; i++) {
      String[] lines =
          i < 4
              ? new String[] {
                "GET /page 0-100 server error @web http.status_code=500", fails.formatted(503)
              }
              : i < 8
                  ? new String[] {
                    "GET /page 0-100 server @web http.status_code=200", fails.formatted(503)
                  }
                  : new String[] {"GET /page 0-100 server @web http.status_code=200"};
      window.trace(i * 1000.0, lines);
    }
    assertThat(window.of(CAUSE)).extracting(f -> f.severity()).containsOnly(Severity.WARNING);
  }

  @Test
  void whatWasGivenUpIsNotTheCauseThoughItEndedFirst() {
    String[] lines = {
      "/order 0-100 server @order",
      "  GET 10-30 client http.method=GET",
      "    /stock 12-80 server @stock",
      "  GET 40-60 client http.method=GET",
      "    /price %s server @price"
    };
    LogRecord[] logs = {
      log(50, LogRecord.ERROR, 1), log(30, LogRecord.ERROR, 2), log(60, LogRecord.ERROR, 4)
    };
    String[] answered = lines.clone();
    answered[4] = lines[4].formatted("42-58");
    assertThat(only(answered, logs).details()).containsEntry("rootSpanId", "0000000000000004");
    String[] bothGivenUp = lines.clone();
    bothGivenUp[4] = lines[4].formatted("42-90");
    assertThat(only(bothGivenUp, logs).details())
        .as("then the first")
        .containsEntry("rootSpanId", "0000000000000002");
  }

  @Test
  void aHandlerThatFailsByItsLogStandsBetweenCauseAndSurface() {
    String[] lines = {
      "/order 0-100 server @order", "  work 5-90 internal", "    GET 10-30 client http.method=GET"
    };
    LogRecord[] logs = {
      log(95, LogRecord.ERROR, 1), log(85, LogRecord.ERROR, 2), log(30, LogRecord.ERROR, 3)
    };
    assertThat(only(lines, logs).spanIds()).containsExactlyInAnyOrder(3L, 2L, 1L);
    LogRecord[] silentHandler = {logs[0], logs[2]};
    assertThat(only(lines, silentHandler).spanIds()).containsExactlyInAnyOrder(3L, 1L);
  }

  private static LogRecord saying(String body, double atMs, long span) {
    return new LogRecord(
        TraceFixture.EPOCH_NANOS + TraceFixture.ms(atMs),
        LogRecord.ERROR,
        "",
        body,
        "",
        Attributes.EMPTY,
        Resource.ofService("order"),
        Scope.EMPTY,
        TraceFixture.TRACE_ID,
        span);
  }

  @Test
  void ofRecordsWithoutAnExceptionTheFirstTells() {
    assertThat(only(FAILING, saying("first", 40, 1), saying("then", 50, 1)).details())
        .containsEntry("source", "log-of-span")
        .containsEntry("message", "first");
    assertThat(only(FAILING, saying("first", 40, 0), saying("then", 50, 0)).details())
        .containsEntry("source", "log-nearby")
        .containsEntry("message", "first");
  }

  @Test
  void exactlyAHundredMillisecondsAroundAreNearby() {
    assertThat(source(200)).isEqualTo("log-nearby");
    assertThat(source(200.000_001)).isEqualTo("status");
    assertThat(source(-100)).isEqualTo("log-nearby");
    assertThat(source(-100.000_001)).isEqualTo("status");
  }

  @Test
  void anEmptyErrorTypeTellsNothing() {
    String[] lines = {"GET /a 0-9 server error @web http.response.status_code=500 error.type=''"};
    assertThat(only(lines).details())
        .containsEntry("source", "status")
        .containsEntry("exceptionType", "500");
    lines[0] = lines[0].replace("''", "a.B");
    assertThat(only(lines).details()).containsEntry("exceptionType", "a.B");
  }
}
