package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is told as slow behind a caller that stopped waiting. */
class SlowAnswerTest {

  private static final String PAGE = "GET /page 0-310 server error @web";
  private static final String CALL =
      "  GET 5-305 client http.request.method=GET error.type=java.net.http.HttpTimeoutException";

  private static Sighting cause(String... below) {
    String[] lines = new String[below.length + 2];
    lines[0] = PAGE;
    lines[1] = CALL;
    System.arraycopy(below, 0, lines, 2, below.length);
    return Detected.in(lines).only("error-root-cause");
  }

  @Test
  void aServerThatOnlyWaitsForAnotherIsNotTheSlowOne() {
    Sighting cause =
        cause(
            "    GET /stock 8-720 server @stock http.response.status_code=200",
            "      GET 10-715 client http.request.method=GET http.response.status_code=200",
            "        GET /prices 12-712 server @prices http.response.status_code=200");
    assertThat(cause.service()).isEqualTo("prices");
    assertThat(cause.details()).containsEntry("rootSpanId", "0000000000000005");
    assertThat(cause.summary())
        .isEqualTo("prices GET /prices took 700 ms, longer than web waits, which failed for it.");
    assertThat(cause.suggestion())
        .isEqualTo(
            "Find what prices GET /prices does in that time; callers should wait longer than it"
                + " needs, or ask for less.");
  }

  @Test
  void aQueryIsTheSlowOneOfItsServer() {
    Sighting cause =
        cause(
            "    GET /stock 8-720 server @stock http.response.status_code=200",
            "      find Item 9-719",
            "        SELECT item 10-280 client db.system=mysql db.statement='SELECT a FROM item'",
            "        render 281-718");
    assertThat(cause.operation()).isEqualTo("SELECT item");
    assertThat(cause.summary())
        .isEqualTo(
            "stock SELECT item took 270 ms of the 300 ms that web waits, which failed for it.");
  }

  @Test
  void ofSeveralThingsNoneIsTheSlowOne() {
    // 80 % of the 297 ms that web waits for the server are 237.6.
    assertThat(
            cause(
                    "    GET /stock 8-720 server @stock http.response.status_code=200",
                    "      render 9-246")
                .operation())
        .isEqualTo("GET /stock");
    assertThat(
            cause(
                    "    GET /stock 8-720 server @stock http.response.status_code=200",
                    "      render 9-247")
                .operation())
        .isEqualTo("render");
  }

  @Test
  void whatCameAfterTheCallerGaveUpIsNotToBlame() {
    assertThat(
            cause(
                    "    GET /stock 8-2000 server @stock http.response.status_code=200",
                    "      store 300-1990")
                .operation())
        .isEqualTo("GET /stock");
  }

  @Test
  void aServerThatHadAnsweredInTimeIsNotToBlame() {
    // The call waits 300 ms, of which 60 are not nearly all.
    String answered = "    GET /stock 8-%s server @stock http.response.status_code=200";
    assertThat(cause(answered.formatted(244.9)).operation()).isEqualTo("GET");
    assertThat(cause(answered.formatted(245)).operation()).isEqualTo("GET /stock");
  }

  @Test
  void whatNobodyWaitedForIsNotToBlame() {
    assertThat(
            cause(
                    "    GET /stock 8-400 server @stock http.response.status_code=200",
                    "      audit 10-900")
                .operation())
        .isEqualTo("GET /stock");
  }

  /** The same for servers that tell of their failure in an exception. */
  private static Sighting canceled(String... below) {
    return Detected.in(TraceFixture.assemble(toldAsCanceled(below), List.of()))
        .only("error-root-cause");
  }

  /** Servers with the status 500 get the exception that Go's cancelled work ends with. */
  private static List<Span> toldAsCanceled(String... below) {
    List<String> lines = new ArrayList<>(List.of(PAGE, CALL));
    lines.addAll(List.of(below));
    List<Span> spans = new ArrayList<>();
    for (Span span : TraceFixture.spans(lines.toArray(new String[0]))) {
      boolean told = "500".equals(span.attributes().asText("http.response.status_code"));
      spans.add(told ? canceled(span) : span);
    }
    return spans;
  }

  private static Span canceled(Span span) {
    Attributes exception =
        Attributes.of(
            "exception.type", "*errors.errorString", "exception.message", "context canceled");
    return Span.builder(span.traceId(), span.spanId())
        .parent(span.parentSpanId())
        .name(span.name())
        .kind(span.kind())
        .times(span.startNanos(), span.endNanos())
        .status(span.status(), "")
        .attributes(span.attributes())
        .resource(span.resource())
        .events(List.of(new SpanEvent(span.endNanos(), "exception", exception)))
        .build();
  }

  @Test
  void aServerThatItsCallersTimeLimitEndedIsSlowAndHasNotFailed() {
    Sighting cause =
        canceled(
            "    GET /stock 8-306 server error @stock http.response.status_code=500",
            "      SELECT 10-305.5 client error error.type=canceled db.system=postgresql");
    assertThat(cause.summary())
        .isEqualTo("stock SELECT took 296 ms of the 300 ms that web waits, which failed for it.");
    assertThat(cause.details()).containsEntry("surfaceSpanId", "0000000000000001");
  }

  @Test
  void aServerThatEndsWithItsCallerBecauseItWasCancelledIsSlow() {
    String grpc = " rpc.system=grpc rpc.method=a.B/C rpc.response.status_code=";
    assertThat(
            Detected.in(
                    PAGE,
                    "  a.B/C 5-305 client error" + grpc + "DEADLINE_EXCEEDED",
                    "    a.B/C 8-304 server @stock" + grpc + "CANCELLED",
                    "      SELECT 10-303 client error error.type=canceled db.system=postgresql")
                .only("error-root-cause")
                .operation())
        .isEqualTo("SELECT");
  }

  @Test
  void aServerThatFindsTheTimeLimitLongGoneIsSlow() {
    assertThat(ofGrpc(720).summary())
        .isEqualTo("stock a.B/C took 712 ms, longer than web waits, which failed for it.");
    assertThat(ofGrpc(315).details()).doesNotContainKey("slow");
    assertThat(ofGrpc(315.1).details()).containsEntry("slow", true);
  }

  private static Sighting ofGrpc(double endMs) {
    String late = " rpc.system=grpc rpc.method=a.B/C rpc.response.status_code=DEADLINE_EXCEEDED";
    return Detected.in(
            PAGE,
            "  a.B/C 5-305 client error" + late,
            "    a.B/C 8-" + endMs + " server error @stock" + late)
        .only("error-root-cause");
  }

  @Test
  void aServerThatWasCancelledLongBeforeItsCallersTimeoutFailedByItself() {
    String failed = " server error @stock http.response.status_code=500";
    String work = "      render 9-290";
    assertThat(canceled("    GET /stock 8-294.9" + failed, work).details())
        .doesNotContainKey("slow");
    assertThat(canceled("    GET /stock 8-295" + failed, work).operation()).isEqualTo("render");
    // How long the whole would have taken is not known.
    assertThat(canceled("    GET /stock 8-295" + failed).details())
        .doesNotContainKey("slow")
        .containsEntry("rootSpanId", "0000000000000002");
  }

  @Test
  void whatFailsBelowACancelledServerIsStillTheCause() {
    assertThat(
            canceled(
                    "    GET /stock 8-306 server error @stock http.response.status_code=500",
                    "      GET 10-60 client error error.type=java.net.ConnectException")
                .details())
        .doesNotContainKey("slow");
  }

  @Test
  void allThatOneTimeLimitEndsIsOneFailure() {
    // The middle call is cancelled, which is no failure: its server is no surface of its own.
    Sighting cause =
        canceled(
            "    GET /stock 8-306 server error @stock http.response.status_code=500",
            "      GET 10-305.8 client error http.request.method=GET error.type=TaskCancelled",
            "        GET /prices 12-305.5 server error @prices http.response.status_code=500",
            "          render 13-305");
    assertThat(cause.service()).isEqualTo("prices");
    assertThat(cause.details()).containsEntry("slow", true);
  }

  @Test
  void aServerWhoseCallerDidNotGiveUpFailedByItself() {
    List<Span> spans =
        toldAsCanceled("    GET /stock 8-304 server error @stock http.response.status_code=500");
    spans.set(
        1,
        TraceFixture.spans(
                PAGE, "  GET 5-305 client error http.request.method=GET error.type=Reset")
            .get(1));
    assertThat(
            Detected.in(TraceFixture.assemble(spans, List.of())).only("error-root-cause").service())
        .isEqualTo("stock");
  }
}
