package io.longpole.analyzer.call;

import static io.longpole.analyzer.TraceFixture.TRACE_ID;
import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomesTest {

  @ParameterizedTest
  @CsvSource({
    "200, OK",
    "204, OK",
    "301, REDIRECT",
    "302, REDIRECT",
    "308, REDIRECT",
    "401, AUTH",
    "407, AUTH",
    "408, TIMEOUT",
    "504, TIMEOUT",
    "425, RETRYABLE",
    "429, RETRYABLE",
    "500, RETRYABLE",
    "502, RETRYABLE",
    "503, RETRYABLE",
    "501, FAILED",
    "505, FAILED",
    "599, FAILED",
    "400, FAILED",
    "404, FAILED",
    "418, FAILED"
  })
  void httpStatusOfAClient(int status, Outcome expected) {
    for (StatusCode code : StatusCode.values()) {
      if (status >= 300 || code != StatusCode.ERROR) {
        assertThat(OneCall.outcome(code, "http.response.status_code", status)).isEqualTo(expected);
        assertThat(OneCall.outcome(code, "http.status_code", String.valueOf(status)))
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void aServerThatRefusesABadRequestDidWell() {
    Calls calls =
        OneCall.calls(SpanKind.SERVER, "GET /x", StatusCode.UNSET, "http.status_code", 404);
    assertThat(calls.outcome(0)).isEqualTo(Outcome.OK);
    assertThat(calls.at(0)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "OK, OK",
    "0, OK",
    "CANCELLED, CANCELLED",
    "1, CANCELLED",
    "DEADLINE_EXCEEDED, TIMEOUT",
    "4, TIMEOUT",
    "UNAVAILABLE, RETRYABLE",
    "14, RETRYABLE",
    "RESOURCE_EXHAUSTED, RETRYABLE",
    "ABORTED, RETRYABLE",
    "NOT_FOUND, FAILED",
    "5, FAILED",
    "INTERNAL, FAILED",
    "13, FAILED",
    "2, FAILED"
  })
  void rpcStatus(String status, Outcome expected) {
    assertThat(OneCall.outcome(StatusCode.UNSET, "rpc.grpc.status_code", status))
        .isEqualTo(expected);
    assertThat(OneCall.outcome(StatusCode.UNSET, "rpc.response.status_code", status))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "java.util.concurrent.CancellationException | CANCELLED",
        "context canceled | CANCELLED",
        "AbortError | CANCELLED",
        "java.net.SocketTimeoutException | TIMEOUT",
        "timed out | TIMEOUT",
        "context deadline exceeded | TIMEOUT",
        "java.net.ConnectException | RETRYABLE",
        "ECONNREFUSED | RETRYABLE",
        "ETIMEDOUT | TIMEOUT",
        "connection_reset | RETRYABLE",
        "host_unreachable | RETRYABLE",
        "503 | RETRYABLE",
        "java.lang.IllegalStateException | RETRYABLE",
      })
  void errorTypes(String type, Outcome expected) {
    assertThat(OneCall.outcome(StatusCode.ERROR, "error.type", type)).isEqualTo(expected);
  }

  @Test
  void theStatusAloneIsRetryable() {
    assertThat(OneCall.outcome(StatusCode.ERROR)).isEqualTo(Outcome.RETRYABLE);
    assertThat(OneCall.outcome(StatusCode.UNSET)).isEqualTo(Outcome.OK);
    assertThat(OneCall.outcome(StatusCode.OK)).isEqualTo(Outcome.OK);
  }

  @Test
  void theFirstRuleThatMatchesDecides() {
    assertThat(OneCall.outcome(StatusCode.ERROR, "http.status_code", 401, "error.type", "timeout"))
        .isEqualTo(Outcome.AUTH);
    assertThat(OneCall.outcome(StatusCode.ERROR, "http.status_code", 503, "error.type", "timeout"))
        .isEqualTo(Outcome.TIMEOUT);
    assertThat(OneCall.outcome(StatusCode.ERROR, "http.status_code", 0, "error.type", "timeout"))
        .isEqualTo(Outcome.TIMEOUT);
  }

  @Test
  void errorTypeMayBeTheOnlyPlaceOfTheHttpStatus() {
    assertThat(OneCall.outcome(StatusCode.ERROR, "http.request.method", "GET", "error.type", "404"))
        .isEqualTo(Outcome.FAILED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UNAVAILABLE, no route | RETRYABLE",
        "14 UNAVAILABLE: No connection established. | RETRYABLE",
        "DEADLINE_EXCEEDED | TIMEOUT",
        "CANCELLED | CANCELLED",
        "NOT_FOUND, no such item | FAILED",
        "UNAVAILABLEish | RETRYABLE",
        "something else | RETRYABLE",
      })
  void grpcPutsTheCodeFirstInTheDescription(String description, Outcome expected) {
    for (String name : List.of("Sent.shop.Cart.Get", "Attempt.shop.Cart.Get")) {
      assertThat(OneCall.described(SpanKind.CLIENT, name, StatusCode.ERROR, description).outcome(0))
          .isEqualTo(expected);
    }
    Calls calls =
        OneCall.described(
            SpanKind.CLIENT, "x", StatusCode.ERROR, description, "rpc.system", "grpc");
    assertThat(calls.outcome(0)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "The operation was aborted due to timeout | TIMEOUT",
        "timeout of 120ms exceeded | TIMEOUT",
        "Get http://a/b: dial tcp 10.0.0.7:80: i/o timeout | TIMEOUT",
        "Read timed out. | TIMEOUT",
        "context deadline exceeded | TIMEOUT",
        "net/http: request canceled (Client.Timeout exceeded while awaiting headers) | TIMEOUT",
        "context canceled | CANCELLED",
        "The request was cancelled by the caller | CANCELLED",
        "This operation was aborted | CANCELLED",
        "The user aborted a request. | CANCELLED",
        "Connection aborted. | RETRYABLE",
        "canceling statement due to conflict with recovery | RETRYABLE",
        "socket hang up | RETRYABLE",
        "the meeting ended before its deadline | RETRYABLE",
      })
  void aFailedCallWithoutACodeSaysInItsDescriptionThatNobodyWaited(
      String description, Outcome expected) {
    Calls called =
        OneCall.described(
            SpanKind.CLIENT, "GET", StatusCode.ERROR, description, "http.request.method", "GET");
    assertThat(called.outcome(0)).isEqualTo(expected);
    Calls served =
        OneCall.described(
            SpanKind.SERVER, "GET", StatusCode.ERROR, description, "http.request.method", "GET");
    assertThat(served.outcome(0)).isEqualTo(Outcome.RETRYABLE);
  }

  @ParameterizedTest
  @CsvSource({"-32601", "1", "4", "14"})
  void theCodesOfJsonRpcAreNotThoseOfGrpc(int code) {
    assertThat(OneCall.outcome(StatusCode.UNSET, "rpc.jsonrpc.error_code", code))
        .isEqualTo(Outcome.FAILED);
    assertThat(OneCall.client("x", "rpc.jsonrpc.error_code", code).callClass())
        .isEqualTo(Call.CallClass.RPC);
  }

  @Test
  void theNameOfAnErrorInJavaScriptIsItsType() {
    String name = "http.error_name";
    assertThat(OneCall.outcome(StatusCode.ERROR, name, "AbortError")).isEqualTo(Outcome.CANCELLED);
    assertThat(OneCall.outcome(StatusCode.ERROR, name, "TimeoutError")).isEqualTo(Outcome.TIMEOUT);
    assertThat(OneCall.outcome(StatusCode.ERROR, name, "AbortError", "error.type", "ETIMEDOUT"))
        .isEqualTo(Outcome.TIMEOUT);
  }

  @Test
  void aCodeWinsOverTheDescriptionOfACall() {
    assertThat(
            OneCall.described(
                    SpanKind.CLIENT,
                    "GET",
                    StatusCode.ERROR,
                    "upstream timed out",
                    "http.response.status_code",
                    502)
                .outcome(0))
        .isEqualTo(Outcome.RETRYABLE);
    assertThat(
            OneCall.described(
                    SpanKind.CLIENT,
                    "q",
                    StatusCode.ERROR,
                    "context canceled",
                    "db.response.status_code",
                    "23505")
                .outcome(0))
        .isEqualTo(Outcome.FAILED);
  }

  @Test
  void aCancellationBecauseOfATimeLimitIsATimeout() {
    assertThat(
            OneCall.described(
                    SpanKind.CLIENT,
                    "GET",
                    StatusCode.ERROR,
                    "The request was canceled due to the configured HttpClient.Timeout of 2 seconds"
                        + " elapsing.",
                    "error.type",
                    "System.Threading.Tasks.TaskCanceledException")
                .outcome(0))
        .isEqualTo(Outcome.TIMEOUT);
    assertThat(
            OneCall.described(
                    SpanKind.CLIENT,
                    "GET",
                    StatusCode.ERROR,
                    "A task was canceled.",
                    "error.type",
                    "System.Threading.Tasks.TaskCanceledException")
                .outcome(0))
        .isEqualTo(Outcome.CANCELLED);
  }

  @Test
  void anAttributeWinsOverTheDescription() {
    Calls calls =
        OneCall.described(
            SpanKind.CLIENT,
            "x",
            StatusCode.ERROR,
            "code = Unavailable",
            "rpc.system",
            "grpc",
            "rpc.grpc.status_code",
            13);
    assertThat(calls.outcome(0)).isEqualTo(Outcome.FAILED);
  }

  @ParameterizedTest
  @CsvSource({
    "CLIENT, Caused by: java.net.http.HttpTimeoutException: Request cancelled, TIMEOUT",
    "CLIENT, Caused by: io.netty.handler.timeout.ReadTimeoutException, TIMEOUT",
    "CLIENT, Caused by: java.io.IOException: timeout.log is full, RETRYABLE",
    "CLIENT, at java.net.http.HttpTimeoutException.of(X.java:1), RETRYABLE",
    "SERVER, Caused by: java.net.http.HttpTimeoutException: Request cancelled, RETRYABLE",
  })
  void theCauseOfACallsExceptionMayBeATimeLimit(SpanKind kind, String line, Outcome outcome) {
    Attributes exception =
        Attributes.of(
            "exception.type",
            "org.springframework.web.client.ResourceAccessException",
            "exception.stacktrace",
            "a.B: no\n\tat a.C\nCaused by: a.D: no answer\n" + line + "\n\tat a.E");
    Span span =
        Span.builder(TRACE_ID, 1)
            .kind(kind)
            .status(StatusCode.ERROR, "I/O error on GET request: Request was not answered")
            .events(List.of(new SpanEvent(1, "exception", exception)))
            .times(1, 2)
            .build();
    assertThat(Calls.of(TraceFixture.assemble(List.of(span))).outcome(0)).isEqualTo(outcome);
  }

  private static Outcome ofStack(String stack) {
    Attributes exception = Attributes.of("exception.type", "a.B", "exception.stacktrace", stack);
    Span span =
        Span.builder(TRACE_ID, 1)
            .kind(SpanKind.CLIENT)
            .status(StatusCode.ERROR, "")
            .events(List.of(new SpanEvent(1, "exception", exception)))
            .times(1, 2)
            .build();
    return Calls.of(TraceFixture.assemble(List.of(span))).outcome(0);
  }

  @Test
  void aTimeLimitIsLookedForInSixteenCauses() {
    String cause = "\nCaused by: a.D: no answer";
    String limit = "\nCaused by: a.ReadTimeoutException";
    assertThat(ofStack("a.B: no" + cause.repeat(15) + limit)).isEqualTo(Outcome.TIMEOUT);
    assertThat(ofStack("a.B: no" + cause.repeat(16) + limit)).isEqualTo(Outcome.RETRYABLE);
    assertThat(ofStack("a.B: no")).isEqualTo(Outcome.RETRYABLE);
  }

  @Test
  void exceptionsCountFromEventsAndFromLogs() {
    Attributes exception = Attributes.of("exception.type", "java.net.http.HttpTimeoutException");
    Span event =
        Span.builder(TRACE_ID, 1)
            .kind(SpanKind.CLIENT)
            .status(StatusCode.ERROR, "")
            .events(List.of(new SpanEvent(1, "exception", exception)))
            .times(1, 2)
            .build();
    assertThat(Calls.of(TraceFixture.assemble(List.of(event))).outcome(0))
        .isEqualTo(Outcome.TIMEOUT);
    Span plain =
        Span.builder(TRACE_ID, 1)
            .kind(SpanKind.CLIENT)
            .status(StatusCode.ERROR, "")
            .times(1, 2)
            .build();
    LogRecord log =
        new LogRecord(
            1,
            17,
            "",
            "failed",
            "http.client.request.exception",
            exception,
            Resource.EMPTY,
            Scope.EMPTY,
            TRACE_ID,
            1);
    assertThat(Calls.of(TraceFixture.assemble(List.of(plain), List.of(log))).outcome(0))
        .isEqualTo(Outcome.TIMEOUT);
  }

  @Test
  void aClientThatEndsBeforeItsServerHasGivenUp() {
    Calls calls =
        Calls.of(
            trace(
                "GET 0-50 client @web http.request.method=GET",
                "  GET /r 2-90 server @api http.response.status_code=200"));
    assertThat(calls.outcome(0)).isEqualTo(Outcome.CANCELLED);
    calls =
        Calls.of(
            trace(
                "GET 0-50 client @web http.request.method=GET http.response.status_code=200",
                "  GET /r 2-90 server @api http.response.status_code=200"));
    assertThat(calls.outcome(0)).isEqualTo(Outcome.OK);
    calls =
        Calls.of(
            trace("GET 0-95 client @web http.request.method=GET", "  GET /r 2-90 server @api"));
    assertThat(calls.outcome(0)).isEqualTo(Outcome.OK);
  }
}
