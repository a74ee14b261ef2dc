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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where each rule for outcomes begins and ends. */
class OutcomeRulesTest {

  @ParameterizedTest
  @CsvSource({
    "100, OK",
    "299, OK",
    "300, REDIRECT",
    "304, REDIRECT",
    "399, REDIRECT",
    "400, FAILED",
    "599, FAILED",
    "600, OK",
    "999, OK",
    "99, OK",
    "0, OK"
  })
  void onlyCodesOfHttpCount(int status, Outcome expected) {
    assertThat(OneCall.outcome(StatusCode.UNSET, "http.response.status_code", status))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"100, 100", "101, 101", "599, 599", "99, 0", "600, 0"})
  void detectorsSeeOnlyCodesOfHttp(int status, int expected) {
    assertThat(OneCall.client("GET", "http.response.status_code", status).httpStatus())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "400, OK",
    "404, OK",
    "499, OK",
    "401, AUTH",
    "408, TIMEOUT",
    "429, RETRYABLE",
    "500, RETRYABLE",
    "501, FAILED",
    "505, FAILED",
    "599, FAILED"
  })
  void aServerFailsByItsOwnCodesOnly(int status, Outcome expected) {
    assertThat(
            OneCall.calls(SpanKind.SERVER, "GET /x", StatusCode.UNSET, "http.status_code", status)
                .outcome(0))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "404, FAILED, 404",
    "302, REDIRECT, 302",
    "511, FAILED, 511",
    "600, RETRYABLE, 0",
    "200, RETRYABLE, 0",
    "5xx, RETRYABLE, 0",
    "40x, RETRYABLE, 0",
    "4.4, RETRYABLE, 0",
    "4040, RETRYABLE, 0",
    "_OTHER, RETRYABLE, 0",
  })
  void errorTypeMayBeTheHttpCode(String error, Outcome expected, int status) {
    for (String[] web :
        new String[][] {{"http.request.method", "GET"}, {"url.full", "http://shop/x"}}) {
      Calls calls =
          OneCall.calls(
              SpanKind.CLIENT, "x", StatusCode.ERROR, web[0], web[1], "error.type", error);
      assertThat(calls.outcome(0)).isEqualTo(expected);
      assertThat(calls.get(0).httpStatus()).isEqualTo(status);
    }
  }

  /** As Envoy has it: 200 of HTTP, and the answer in the trailer. */
  @Test
  void theCodeOfGrpcCountsBesideThatOfHttp() {
    for (String name : List.of("grpc.status_code", "rpc.error_code")) {
      Calls calls =
          OneCall.calls(
              SpanKind.CLIENT, "x", StatusCode.UNSET, "http.status_code", "200", name, "14");
      assertThat(calls.outcome(0)).isEqualTo(Outcome.RETRYABLE);
      assertThat(calls.get(0).callClass()).isEqualTo(Call.CallClass.HTTP);
    }
    Calls told = OneCall.calls(SpanKind.CLIENT, "x", StatusCode.UNSET, "grpc.status_code", "14");
    assertThat(told.statusCode(0)).isEqualTo("UNAVAILABLE");
    assertThat(told.tellsStatus(0)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0, DC, CANCELLED",
    "0, -, RETRYABLE",
    "503, UF;URX, RETRYABLE",
    "200, DC, RETRYABLE"
  })
  void aProxyTellsThatItsCallerHungUp(int status, String flags, Outcome expected) {
    assertThat(
            OneCall.outcome(StatusCode.ERROR, "http.status_code", status, "response_flags", flags))
        .isEqualTo(expected);
  }

  @Test
  void onlyADatabaseIsCancelledOnRequest() {
    Calls calls =
        OneCall.described(
            SpanKind.CLIENT,
            "POST",
            StatusCode.ERROR,
            "cannot handle user request",
            "http.response.status_code",
            503);
    assertThat(calls.outcome(0)).isEqualTo(Outcome.RETRYABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ThrottlingException",
        "TooManyRequestsException",
        "s.a.a.s.dynamodb.model.ProvisionedThroughputExceededException"
      })
  void theRefusalOfACloudServiceIsRetryableThoughItIsABadRequest(String type) {
    assertThat(
            OneCall.outcome(
                StatusCode.ERROR,
                "rpc.system",
                "aws-api",
                "http.status_code",
                400,
                "error.type",
                type))
        .isEqualTo(Outcome.RETRYABLE);
  }

  @Test
  void aNumberAsErrorTypeOfAnotherProtocolIsNoHttpCode() {
    assertThat(
            OneCall.outcome(StatusCode.ERROR, "db.system.name", "couchbase", "error.type", "404"))
        .isEqualTo(Outcome.RETRYABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.net.ConnectException",
        "ECONNRESET",
        "connection_refused",
        "ECONNREFUSED",
        "java.net.NoRouteToHostException: host unreachable",
        "ENETUNREACHABLE",
      })
  void errorTypesOfTheConnectionAreRetryableWhateverTheStatus(String type) {
    assertThat(OneCall.outcome(StatusCode.UNSET, "error.type", type)).isEqualTo(Outcome.RETRYABLE);
    assertThat(OneCall.outcome(StatusCode.ERROR, "error.type", type, "http.status_code", 404))
        .isEqualTo(Outcome.RETRYABLE);
  }

  @Test
  void otherErrorTypesWithoutAnErrorAreNone() {
    assertThat(OneCall.outcome(StatusCode.UNSET, "error.type", "java.io.EOFException"))
        .isEqualTo(Outcome.OK);
  }

  @Test
  void aCancellationBecauseOfATimeLimitIsATimeoutOnAServerToo() {
    Calls calls =
        OneCall.described(
            SpanKind.SERVER,
            "GET /x",
            StatusCode.ERROR,
            "the request timed out",
            "error.type",
            "System.Threading.Tasks.TaskCanceledException");
    assertThat(calls.outcome(0)).isEqualTo(Outcome.TIMEOUT);
  }

  @Test
  void onlyRpcSpansThatFailedPutACodeIntoTheirDescription() {
    String description = "NOT_FOUND, no such item";
    assertThat(
            OneCall.described(SpanKind.CLIENT, "Sent.shop.Cart.Get", StatusCode.ERROR, description)
                .outcome(0))
        .isEqualTo(Outcome.FAILED);
    assertThat(
            OneCall.described(
                    SpanKind.CLIENT,
                    "query",
                    StatusCode.ERROR,
                    description,
                    "db.system.name",
                    "gcp.spanner")
                .outcome(0))
        .as("a database")
        .isEqualTo(Outcome.RETRYABLE);
    assertThat(
            OneCall.described(SpanKind.CLIENT, "Sent.shop.Cart.Get", StatusCode.UNSET, description)
                .outcome(0))
        .as("a description says something of errors only")
        .isEqualTo(Outcome.OK);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET 0-50 client @web http.request.method=GET | CANCELLED",
        "GET 0-90 client @web http.request.method=GET | OK",
        "GET 0-50 server @web http.request.method=GET | OK",
        "GET 0-50 client ok @web http.request.method=GET | OK",
        "GET 0-50 client error @web http.request.method=GET | RETRYABLE",
        "Cart/Get 0-50 client @web rpc.system=grpc | OK",
        "GET 0-50 client @web http.request.method=GET http.status_code=200 | OK",
        "GET 0-50 client @web http.request.method=GET http.status_code=0 | CANCELLED",
        "GET 0-50 client @web http.request.method=GET error.type=java.io.IOException | OK",
      })
  void aCallerThatEndsFirstAndSaysNothingHasGivenUp(String caller, Outcome expected) {
    assertThat(Calls.of(trace(caller, "  GET /r 2-90 server @api")).outcome(0)).isEqualTo(expected);
    assertThat(Calls.of(trace(caller)).outcome(0))
        .as("without an answer")
        .isEqualTo(expected == Outcome.CANCELLED ? Outcome.OK : expected);
  }

  @Test
  void whoeverSendsAMessageNeedNotWaitForItsConsumer() {
    String consumer = "  orders process 20-90 consumer @worker";
    for (String kind : List.of("producer", "client")) {
      String sender = "orders 0-5 " + kind + " @web http.request.method=POST";
      assertThat(Calls.of(trace(sender, consumer)).outcome(0)).as(kind).isEqualTo(Outcome.OK);
    }
    String pushed = "  POST /orders 20-90 server @worker";
    String producer = "orders 0-5 producer @web http.request.method=POST";
    assertThat(Calls.of(trace(producer, pushed)).outcome(0)).isEqualTo(Outcome.OK);
  }

  @Test
  void aProducersDescriptionCountsAsACallersDoes() {
    assertThat(
            OneCall.described(
                    SpanKind.PRODUCER,
                    "orders send",
                    StatusCode.ERROR,
                    "Batch timed out",
                    "messaging.system",
                    "kafka")
                .outcome(0))
        .isEqualTo(Outcome.TIMEOUT);
    assertThat(
            OneCall.described(SpanKind.INTERNAL, "work", StatusCode.ERROR, "Batch timed out")
                .outcome(0))
        .isEqualTo(Outcome.RETRYABLE);
  }

  @Test
  void anHttpCodeSpeaksInsteadOfTheDescription() {
    assertThat(
            OneCall.described(
                    SpanKind.CLIENT,
                    "GET",
                    StatusCode.ERROR,
                    "context canceled",
                    "http.response.status_code",
                    200)
                .outcome(0))
        .isEqualTo(Outcome.RETRYABLE);
  }

  @Test
  void aTimeLimitThatWasCaughtIsNone() {
    Span.Builder caught =
        Span.builder(TRACE_ID, 1)
            .kind(SpanKind.CLIENT)
            .events(
                List.of(
                    new SpanEvent(
                        1, "exception", Attributes.of("exception.type", "SocketTimeoutException"))))
            .times(1, 3);
    assertThat(
            Calls.of(TraceFixture.assemble(List.of(caught.status(StatusCode.OK, "").build())))
                .outcome(0))
        .isEqualTo(Outcome.OK);
    assertThat(
            Calls.of(TraceFixture.assemble(List.of(caught.status(StatusCode.UNSET, "").build())))
                .outcome(0))
        .isEqualTo(Outcome.TIMEOUT);
  }

  @Test
  void theBeginningOfADescriptionIsRead() {
    assertThat(failed(" ".repeat(1_015) + "timed out")).isEqualTo(Outcome.TIMEOUT);
    assertThat(failed(" ".repeat(1_016) + "timed out")).isEqualTo(Outcome.RETRYABLE);
  }

  @Test
  void withoutADescriptionTheLastExceptionsMessageIsRead() {
    assertThat(failed("", "Read timed out")).isEqualTo(Outcome.TIMEOUT);
    assertThat(failed("", "Connection reset", "context canceled")).isEqualTo(Outcome.CANCELLED);
    assertThat(failed("", "context canceled", "Connection reset")).isEqualTo(Outcome.RETRYABLE);
    assertThat(failed("I/O error", "Read timed out")).isEqualTo(Outcome.RETRYABLE);
    assertThat(failed("Read timed out", "I/O error")).isEqualTo(Outcome.TIMEOUT);
  }

  @Test
  void eventsThatAreNoExceptionsAreNone() {
    Span span =
        Span.builder(TRACE_ID, 1)
            .kind(SpanKind.CLIENT)
            .status(StatusCode.ERROR, "")
            .events(
                List.of(
                    new SpanEvent(
                        1, "exception", Attributes.of("exception.message", "Read timed out")),
                    new SpanEvent(2, "retry", Attributes.of("count", 1))))
            .times(1, 3)
            .build();
    assertThat(Calls.of(TraceFixture.assemble(List.of(span))).outcome(0))
        .isEqualTo(Outcome.TIMEOUT);
  }

  private static Outcome failed(String description, String... messages) {
    List<SpanEvent> events = new ArrayList<>();
    for (String message : messages) {
      Attributes exception =
          Attributes.of("exception.type", "java.io.IOException", "exception.message", message);
      events.add(new SpanEvent(1, "exception", exception));
    }
    Span span =
        Span.builder(TRACE_ID, 1)
            .kind(SpanKind.CLIENT)
            .status(StatusCode.ERROR, description)
            .events(events)
            .times(1, 2)
            .build();
    return Calls.of(TraceFixture.assemble(List.of(span))).outcome(0);
  }

  @Test
  void anExceptionInALogBelongsToItsSpan() {
    List<Span> spans = TraceFixture.spans("a 0-9 client error", "b 10-19 client error");
    List<LogRecord> logs =
        List.of(
            logged(1, "java.io.IOException"),
            logged(1, "java.net.SocketTimeoutException"),
            logged(1, "java.lang.IllegalStateException"),
            logged(0, "java.net.SocketTimeoutException"),
            logged(2, "java.io.IOException"),
            new LogRecord(
                1,
                9,
                "",
                "no exception",
                "",
                Attributes.of("thread.name", "timeout-7"),
                Resource.EMPTY,
                Scope.EMPTY,
                TRACE_ID,
                2));
    Calls calls = Calls.of(TraceFixture.assemble(spans, logs));
    assertThat(calls.outcome(0)).isEqualTo(Outcome.TIMEOUT);
    assertThat(calls.outcome(1)).isEqualTo(Outcome.RETRYABLE);
  }

  private static LogRecord logged(long spanId, String type) {
    return new LogRecord(
        1,
        17,
        "",
        "failed",
        "exception",
        Attributes.of("exception.type", type),
        Resource.EMPTY,
        Scope.EMPTY,
        TRACE_ID,
        spanId);
  }
}
