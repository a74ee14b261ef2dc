package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Causes in servers that say little of how they ended, and those that say it twice. */
class QuietServerTest {

  private static final String CAUSE = "error-root-cause";
  private static final String CALLER =
      "GET /offer 0-100 server error @shop http.response.status_code=500";
  private static final String FAILED_CALL =
      "  p.Prices/Get 5-95 client error rpc.system=grpc rpc.grpc.status_code=2";
  private static final String WELL = "    p.Prices/Get 8-90 server @price rpc.system=grpc";

  private static Sighting only(List<Span> spans) {
    List<Sighting> all = Detected.in(TraceFixture.assemble(spans, List.of())).of(CAUSE);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static Object root(List<Span> spans) {
    return Objects.requireNonNull(only(spans).details().get("rootSpanId"));
  }

  private static String id(int line) {
    return "000000000000000" + line;
  }

  private static List<Span> raised(
      int line, String type, String message, String status, String... lines) {
    List<Span> spans = new ArrayList<>(TraceFixture.spans(lines));
    Span old = spans.get(line - 1);
    spans.set(
        line - 1,
        Span.builder(old.traceId(), old.spanId())
            .parent(old.parentSpanId())
            .name(old.name())
            .kind(old.kind())
            .times(old.startNanos(), old.endNanos())
            .status(old.status(), status)
            .attributes(old.attributes())
            .resource(old.resource())
            .events(
                List.of(
                    new SpanEvent(
                        old.startNanos(),
                        "exception",
                        Attributes.of("exception.type", type, "exception.message", message))))
            .build());
    return spans;
  }

  @Test
  void aServerThatTellsOnlyItsExceptionIsTheCauseOfTheFailedCall() {
    Sighting cause =
        only(raised(3, "ValueError", "no list for region 7", "", CALLER, FAILED_CALL, WELL));
    assertThat(cause.service()).isEqualTo("price");
    assertThat(cause.details())
        .containsEntry("rootSpanId", id(3))
        .containsEntry("exceptionType", "ValueError")
        .containsEntry("message", "no list for region 7");
  }

  @Test
  void belowItTheWayGoesOn() {
    assertThat(
            root(
                raised(
                    3,
                    "ValueError",
                    "no price",
                    "",
                    CALLER,
                    FAILED_CALL,
                    WELL,
                    "      q 10-20 client error db.system=mysql db.statement='SELECT 1 FROM p'")))
        .isEqualTo(id(4));
  }

  @Test
  void aServerThatTellsOfNothingIsNotTheCause() {
    assertThat(root(TraceFixture.spans(CALLER, FAILED_CALL, WELL))).isEqualTo(id(2));
  }

  @Test
  void anExceptionBehindARefusalIsNotTheServersFailure() {
    assertThat(
            root(
                raised(
                    3,
                    "BadRequest",
                    "no such unit",
                    "",
                    CALLER,
                    "  GET 5-95 client error http.request.method=GET http.response.status_code=400",
                    "    GET /p 8-90 server @price http.response.status_code=400")))
        .isEqualTo(id(2));
  }

  @Test
  void anExceptionOfAServerWhoseCallSucceededIsNoFailure() {
    List<Span> spans =
        raised(
            3,
            "ValueError",
            "no list for region 7",
            "",
            CALLER,
            "  p.Prices/Get 5-95 client rpc.system=grpc rpc.grpc.status_code=0",
            WELL);
    assertThat(root(spans)).isEqualTo(id(1));
  }

  @Test
  void theSpanThatSendsTheAnswerIsNotItsCause() {
    String[] lines = {
      "GET /flaky 0-20 server error @stock http.response.status_code=503",
      "  GET /flaky http send 15-16 internal error http.response.status_code=503"
    };
    assertThat(root(TraceFixture.spans(lines))).isEqualTo(id(1));
    assertThat(root(raised(2, "OSError", "broken pipe", "", lines))).isEqualTo(id(2));
  }

  @Test
  void workBelowWithACodeOfItsOwnMayBeTheCause() {
    assertThat(
            root(
                TraceFixture.spans(
                    "GET /flaky 0-20 server error @stock http.response.status_code=502",
                    "  load 5-16 internal error http.response.status_code=503")))
        .isEqualTo(id(2));
  }

  @Test
  void aHandlerMayEndAfterItsServerByTheGrainOfTheirClock() {
    assertThat(
            root(
                raised(
                    3,
                    "TypeError",
                    "x is undefined",
                    "",
                    "GET /boom 2-3 server error @api http.response.status_code=500",
                    "  middleware 2-2.4 internal",
                    "    handler 3-3.3 internal error")))
        .isEqualTo(id(3));
  }

  @Test
  void anExceptionWithoutAMessageIsToldWithTheStatus() {
    String[] lines = {"p.Prices/Get 0-9 server error @price rpc.grpc.status_code=14"};
    assertThat(only(raised(1, "Exception", "", "UNAVAILABLE: warming up", lines)).summary())
        .isEqualTo("price p.Prices/Get: Exception: UNAVAILABLE: warming up.");
    assertThat(only(raised(1, "KeyError", "", "KeyError: ", lines)).summary())
        .isEqualTo("price p.Prices/Get: KeyError.");
    assertThat(only(raised(1, "KeyError", "", "KeyError: 'unit'", lines)).summary())
        .isEqualTo("price p.Prices/Get: KeyError: 'unit'.");
  }

  @Test
  void aServerThatNoticesItsCallersTimeoutLateIsTheSlowOne() {
    Sighting cause =
        Detected.in(
                "GET /page 0-155 server error @web http.response.status_code=504",
                "  l.L/Get 1-151 client error rpc.system=grpc rpc.grpc.status_code=4",
                "    l.L/Get 2-652 server @ledger rpc.system=grpc rpc.grpc.status_code=1")
            .only(CAUSE);
    assertThat(cause.service()).isEqualTo("ledger");
    assertThat(cause.details()).containsEntry("rootSpanId", id(3)).containsEntry("slow", true);
  }

  /** Handled where it was raised: the span ended well, and only below it somebody tells. */
  @Test
  void anExceptionWithinTheClientIsNotItsServersFailure() {
    assertThat(
            root(
                raised(
                    3,
                    "PoolEmpty",
                    "new connection",
                    "",
                    CALLER,
                    FAILED_CALL,
                    "    pick 8-9 internal")))
        .isEqualTo(id(2));
  }

  @Test
  void anExceptionThatAServerTellsToNobodyWhoCallsItIsHandled() {
    assertThat(
            root(
                raised(
                    3, "ValueError", "no list", "", CALLER, "  gateway 5-95 internal error", WELL)))
        .isEqualTo(id(2));
  }

  @Test
  void aServerWhoseCallerTimedOutIsSlowWhateverItRaised() {
    Sighting cause =
        only(
            raised(
                3,
                "BrokenPipeError",
                "client went away",
                "",
                "GET /page 0-155 server error @web http.response.status_code=504",
                "  l.L/Get 1-151 client error rpc.system=grpc rpc.grpc.status_code=4",
                "    l.L/Get 2-652 server @ledger rpc.system=grpc"));
    assertThat(cause.details()).containsEntry("rootSpanId", id(3)).containsEntry("slow", true);
  }

  @Test
  void onlyBelowItsServerASpanSendsTheAnswer() {
    assertThat(
            root(
                TraceFixture.spans(
                    "GET /flaky 0-20 server error @stock http.response.status_code=502",
                    "  route 5-18 internal error http.response.status_code=503",
                    "    load 6-16 internal error http.response.status_code=503")))
        .isEqualTo(id(3));
  }

  @Test
  void theGrainOfAClockIsAMillisecond() {
    assertThat(handlerEnding("4")).isEqualTo(id(2));
    assertThat(handlerEnding("4.001")).isEqualTo(id(1));
  }

  /** The root of a failure below a server that ends at 3. */
  private static Object handlerEnding(String end) {
    return root(
        raised(
            2,
            "TypeError",
            "x is undefined",
            "",
            "GET /boom 2-3 server error @api http.response.status_code=500",
            "  handler 3-%s internal error".formatted(end)));
  }
}
