package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorRootCauseDetectorTest {

  private static final String CAUSE = "error-root-cause";

  /** Java agent: the exception of the innermost service comes back as 500 through three others. */
  private static final String[] CHAIN = {
    "GET /checkout 0-100 server error @shop http.response.status_code=500 error.type=500",
    "  GET 5-95 client error http.request.method=GET http.response.status_code=500",
    "    GET /price 10-90 server error @price http.response.status_code=500 error.type=500",
    "      SELECT price 20-80 client error db.system.name=postgresql db.query.text='SELECT a FROM price'"
        + " error.type=org.postgresql.util.PSQLException"
  };

  private static final String STACK =
      """
      org.hibernate.JDBCException: x
      \tat a.b(C.java:1)
      Caused by: a.B: no
      \tat d
      Caused by: org.postgresql.util.PSQLException: deadlock detected
      \t... 7 more
      """;

  @Test
  void theInnermostFailureIsTheCause() {
    Sighting cause = Detected.in(CHAIN).only(CAUSE);
    assertThat(cause.details())
        .containsEntry("rootSpanId", "0000000000000004")
        .containsEntry("surfaceSpanId", "0000000000000001")
        .containsEntry("exceptionType", "org.postgresql.util.PSQLException")
        .containsEntry("source", "error-type")
        .containsEntry("masked", false);
    assertThat(cause.service()).isEqualTo("price");
    assertThat(cause.operation()).isEqualTo("SELECT price");
    assertThat(cause.severity()).isEqualTo(Severity.WARNING);
    assertThat(cause.spanIds()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(cause.summary())
        .isEqualTo(
            "price SELECT price: org.postgresql.util.PSQLException; 1 caller only passes it on.");
    assertThat(cause.suggestion())
        .isEqualTo("Mend it in price SELECT price; what its callers report is only the echo.");
    assertThat(cause.details()).doesNotContainKey("causedBy");
  }

  @Test
  void allWhoPassItOnAreCounted() {
    Sighting cause =
        Detected.in(
                "GET /page 0-120 server error @web",
                "  GET 1-110 client error http.request.method=GET",
                "    GET /checkout 2-105 server error @shop",
                "      GET 5-95 client error http.request.method=GET",
                "        GET /price 10-90 server error @price")
            .only(CAUSE);
    assertThat(cause.summary()).isEqualTo("price GET /price: fails; 2 callers only pass it on.");
  }

  @Test
  void aRequestIsCountedOnceThoughAPartOfItHasItsName() {
    Window window = new Window();
    for (int i = 0; i < 40; i++) {
      String status = i < 2 ? " error http.status_code=500" : " http.status_code=200";
      window.trace(
          i * 100,
          "GET /cart 0-50 server @shop" + status,
          "  GET /cart 1-49 internal",
          "    render 2-40 internal");
    }
    assertThat(window.only(CAUSE).severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void anExceptionEventTellsTypeMessageAndCause() {
    Sighting cause =
        seen(
            with(
                CHAIN,
                4,
                exception(
                    "org.hibernate.JDBCException", "could not execute, password=hunter2", STACK)));
    assertThat(cause.details())
        .containsEntry("exceptionType", "org.hibernate.JDBCException")
        .containsEntry("message", "could not execute, password=REDACTED")
        .containsEntry("causedBy", "org.postgresql.util.PSQLException: deadlock detected")
        .containsEntry("source", "span-event");
    assertThat(cause.suggestion())
        .isEqualTo(
            "Mend it in price SELECT price, caused by org.postgresql.util.PSQLException: deadlock"
                + " detected; what its callers report is only the echo.");
  }

  @Test
  void anOwnExceptionIsPreferredToAnEarlierEnd() {
    String[] lines = {
      "POST /order 0-100 server error @shop",
      "  a 5-20 client error http.request.method=GET http.response.status_code=404",
      "  b 30-60 client error http.request.method=GET http.response.status_code=500"
    };
    assertThat(seen(TraceFixture.spans(lines)).details())
        .containsEntry("rootSpanId", "0000000000000002");
    assertThat(seen(with(lines, 3, exception("java.io.IOException", "", ""))).details())
        .containsEntry("rootSpanId", "0000000000000003");
  }

  @Test
  void aCallThatWasCancelledIsNotTheCause() {
    String[] lines = {
      "POST /order 0-100 server error @shop",
      "  a 5-58 client error error.type=kotlinx.coroutines.JobCancellationException",
      "  b 30-60 client error error.type=java.net.ConnectException"
    };
    assertThat(seen(TraceFixture.spans(lines)).details())
        .containsEntry("rootSpanId", "0000000000000003");
  }

  @Test
  void anExceptionThatTellsOfACancellationIsNotTheCause() {
    String[] lines = {
      "POST /order 0-100 server error @shop", "  a 5-58 internal error", "  b 30-60 internal error"
    };
    List<Span> spans = with(lines, 3, exception("java.io.IOException", "", ""));
    spans.set(
        1, with(lines, 2, exception("java.util.concurrent.CancellationException", "", "")).get(1));
    assertThat(seen(spans).details()).containsEntry("rootSpanId", "0000000000000003");
    lines[1] = "  a 5-59 internal error";
    lines[2] = "  b 30-58 internal error";
    spans = with(lines, 2, exception("java.io.IOException", "", ""));
    spans.set(2, with(lines, 3, exception("a.CancellationException", "", "")).get(2));
    assertThat(seen(spans).details()).containsEntry("rootSpanId", "0000000000000002");
  }

  @Test
  void ofAlikeEndsTheDeepestIsTheCause() {
    Sighting cause =
        Detected.in(
                "POST /order 0-100 server error @shop",
                "  a 5-60 client error http.response.status_code=404",
                "  work 6-70 internal error",
                "    b 30-60 client error http.response.status_code=404")
            .only(CAUSE);
    assertThat(cause.details()).containsEntry("rootSpanId", "0000000000000004");
  }

  @Test
  void ofARetryTheLastAttemptCounts() {
    String call =
        " client error http.request.method=GET url.full=http://pay/a http.response.status_code=503";
    Sighting cause =
        Detected.in(
                "POST /order 0-400 server error @shop http.response.status_code=500",
                "  GET 0-100" + call,
                "  GET 150-200" + call,
                "  GET 250-300" + call)
            .only(CAUSE);
    assertThat(cause.details()).containsEntry("rootSpanId", "0000000000000004");
  }

  @Test
  void nodesHandlersWithoutStatusLetFailuresThrough() {
    Sighting cause =
        Detected.in(
                "GET /items 0-100 server error @catalog http.status_code=500",
                "  middleware - session 1-2 internal",
                "  request handler - /items 3-99 internal",
                "    pg.query:SELECT shop 5-90 client error db.system=postgresql db.statement='SELECT 1 FROM item'")
            .only(CAUSE);
    assertThat(cause.details())
        .containsEntry("rootSpanId", "0000000000000004")
        .containsEntry("masked", false);
  }

  @Test
  void aCallersCoarseClockHidesNoCause() {
    // Node starts at whole milliseconds: the call seems to end while its server still works.
    Sighting cause =
        Detected.in(
                "HTTP POST 0-1.05 server error @frontend http.status_code=500",
                "  grpc.demo.Checkout/PlaceOrder 0-0.94 client error rpc.system=grpc rpc.grpc.status_code=13",
                "    demo.Checkout/PlaceOrder 0.89-1.04 server error @checkout rpc.system=grpc rpc.grpc.status_code=13",
                "      prepareOrder 0.955-0.995 internal",
                "        demo.Cart/GetCart 0.965-0.98 client error rpc.system=grpc rpc.grpc.status_code=14")
            .only(CAUSE);
    assertThat(cause.operation()).isEqualTo("demo.Cart/GetCart");
    assertThat(cause.details()).containsEntry("exceptionType", "UNAVAILABLE");
  }

  @Test
  void aStatusIsTheSameAsNumberAndAsName() {
    String[] statuses = {
      "rpc.grpc.status_code=14", "rpc.response.status_code=UNAVAILABLE", "rpc.status_code=14"
    };
    Window window = new Window();
    for (int i = 0; i < statuses.length; i++) {
      window.trace(
          i * 1000.0, "/shop.Cart/Get 0-9 server error @cart rpc.system=grpc " + statuses[i]);
    }
    assertThat(window.only(CAUSE).details()).containsEntry("exceptionType", "UNAVAILABLE");
    assertThat(window.only(CAUSE).traceCount()).isEqualTo(3);
  }

  @Test
  void anErrorsMessageMayBeAnAttribute() {
    String line = "load 0-100 internal error @web error.message='error sending request'";
    assertThat(Detected.in(line).only(CAUSE).summary())
        .isEqualTo("web load: error sending request.");
  }

  @Test
  void messagesThatDifferOnlyAtTheirEndAreTwoProblems() {
    String start =
        "Servlet.service() for servlet [dispatcherServlet] in context with path [] threw exception"
            + " [Request processing failed; nested exception is java.lang.IllegalStateException:"
            + " No instances available for ";
    assertThat(MessageTemplate.of(start + "seats"))
        .isNotEqualTo(MessageTemplate.of(start + "prices"));
  }

  @Test
  void aSlowServerIsTheCauseOfItsCallersTimeout() {
    Sighting cause =
        Detected.in(
                "GET /page 0-510 server error @web http.response.status_code=500",
                "  GET 5-505 client error http.request.method=GET error.type=java.net.http.HttpTimeoutException",
                "    GET /report 8-900 server @reports http.response.status_code=200")
            .only(CAUSE);
    assertThat(cause.service()).isEqualTo("reports");
    assertThat(cause.operation()).isEqualTo("GET /report");
    assertThat(cause.details())
        .containsEntry("rootSpanId", "0000000000000003")
        .containsEntry("slow", true);
  }

  @Test
  void logRecordsTellWhereSpansDoNot() {
    List<Span> spans = TraceFixture.spans(CHAIN);
    LogRecord ofSpan = log(4, "price", 50, "exception.type", "java.lang.IllegalStateException");
    assertThat(seen(spans, ofSpan).details())
        .containsEntry("exceptionType", "java.lang.IllegalStateException")
        .containsEntry("source", "log-of-span");
    LogRecord nearby = log(0, "price", 170, "exception.message", "no such price: 17");
    assertThat(seen(spans, nearby).details())
        .containsEntry("message", "no such price: 17")
        .containsEntry("source", "log-nearby");
  }

  @Test
  void logRecordsOfOthersAndOfLaterTellNothing() {
    List<Span> spans = TraceFixture.spans(CHAIN);
    LogRecord late = log(0, "price", 181, "exception.message", "late");
    LogRecord other = log(0, "shop", 50, "exception.message", "other");
    assertThat(seen(spans, late, other).details()).containsEntry("source", "error-type");
  }

  @Test
  void servicesWithoutStatusFailByTheirLogs() {
    String[] lines = {
      "/api/order 0-100 server @order", "  SELECT ts.orders 10-20 client db.system=mysql"
    };
    LogRecord log = log(1, "order", 50, "exception.type", "java.lang.NullPointerException");
    Sighting cause = seen(TraceFixture.spans(lines), log);
    assertThat(cause.details())
        .containsEntry("rootSpanId", "0000000000000001")
        .containsEntry("exceptionType", "java.lang.NullPointerException");
    // A service that sets a status says itself which spans fail.
    lines[1] += " db.response.status_code=00000";
    assertThat(sightings(TraceFixture.spans(lines), log)).isEmpty();
  }

  @Test
  void aFailureNobodyWaitedForIsNotTheCauseOfItsParents() {
    Detected detected =
        Detected.in(
            "GET /page 0-100 server error @web http.response.status_code=500",
            "  send jobs 50-60 producer",
            "    process jobs 200-400 consumer error @worker error.type=java.io.IOException");
    assertThat(detected.of(CAUSE))
        .extracting(sighting -> sighting.details().get("rootSpanId"))
        .containsExactlyInAnyOrder("0000000000000001", "0000000000000003");
  }

  @Test
  void clientErrorsAreNoFailuresOfTheServer() {
    assertThat(Detected.in("GET /item 0-100 server @web http.response.status_code=404").of(CAUSE))
        .isEmpty();
  }

  @Test
  void numbersAndQuotedValuesMakeNoOtherProblem() {
    assertThat(MessageTemplate.of("HikariPool-1 - timed out after 1500ms for 'ann' (total=3)"))
        .isEqualTo("* - timed out after * for * (total=*)");
    assertThat(
            MessageTemplate.of("no answer of https://a.example/b?c=d or /api/cart for read/write"))
        .isEqualTo("no answer of * or * for read/write");
    assertThat(MessageTemplate.of("can't find it, isn't there"))
        .isEqualTo("can't find it, isn't there");
  }

  private static List<Span> with(String[] lines, int id, SpanEvent event) {
    List<Span> spans = new ArrayList<>(TraceFixture.spans(lines));
    Span old = spans.get(id - 1);
    spans.set(
        id - 1,
        Span.builder(old.traceId(), old.spanId())
            .parent(old.parentSpanId())
            .name(old.name())
            .kind(old.kind())
            .times(old.startNanos(), old.endNanos())
            .status(old.status(), "")
            .attributes(old.attributes())
            .resource(old.resource())
            .events(List.of(event))
            .build());
    return spans;
  }

  private static SpanEvent exception(String type, String message, String stack) {
    return new SpanEvent(
        TraceFixture.EPOCH_NANOS,
        "exception",
        Attributes.of(
            "exception.type", type, "exception.message", message, "exception.stacktrace", stack));
  }

  private static LogRecord log(long span, String service, double atMs, String key, String value) {
    return new LogRecord(
        TraceFixture.EPOCH_NANOS + TraceFixture.ms(atMs),
        LogRecord.ERROR,
        "",
        "it failed",
        "",
        Attributes.of(key, value),
        Resource.ofService(service),
        Scope.EMPTY,
        TraceFixture.TRACE_ID,
        span);
  }

  private static Sighting seen(List<Span> spans, LogRecord... logs) {
    List<Sighting> all = sightings(spans, logs);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static List<Sighting> sightings(List<Span> spans, LogRecord... logs) {
    return Detected.in(TraceFixture.assemble(spans, List.of(logs))).of(CAUSE);
  }
}
