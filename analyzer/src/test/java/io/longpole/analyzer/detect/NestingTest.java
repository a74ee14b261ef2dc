package io.longpole.analyzer.detect;

import static io.longpole.analyzer.detect.Detected.draw;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Severity;
import org.junit.jupiter.api.Test;

/** What counts as an execution below a retried call, and which way down has most layers. */
class NestingTest {

  private static final String AMPLIFICATION = "retry-amplification";

  private static final String QUERY =
      " client db.system=mysql db.statement='SELECT * FROM item WHERE id = ?'";

  @Test
  void neitherTransactionsNorOwnWorkAreExecutions() {
    Detected.Drawing drawing = draw("GET / 0-3000 server error @edge");
    for (int start = 0; start <= 1000; start += 1000) {
      drawing.then(call(1, "a", "A", start, start + 900));
      drawing.then(
          "      BEGIN %d-%d client db.system=mysql db.statement=BEGIN"
              .formatted(start + 2, start + 3),
          "      render %d-%d internal".formatted(start + 3, start + 5));
      drawing.then(call(3, "b", "B", start + 5, start + 85));
      drawing.then(call(3, "b", "B", start + 95, start + 185));
    }
    assertThat(drawing.detected().only(AMPLIFICATION).details())
        .containsEntry("leafExecutions", 4L)
        .containsEntry("logicalCalls", 1L);
  }

  @Test
  void plainCallsBesideAreExecutions() {
    // Of each attempt one query and two tries: 6 executions where 2 would do.
    Detected.Drawing drawing = draw("GET / 0-3000 server error @edge");
    for (int start = 0; start <= 1000; start += 1000) {
      drawing.then(call(1, "a", "A", start, start + 900));
      drawing.then("      SELECT %d-%d".formatted(start + 2, start + 4) + QUERY);
      drawing.then(call(3, "b", "B", start + 5, start + 85));
      drawing.then(call(3, "b", "B", start + 95, start + 185));
    }
    assertThat(drawing.detected().of(AMPLIFICATION)).isEmpty();
  }

  @Test
  void grpcAttemptsAreExecutions() {
    Detected.Drawing drawing =
        draw("GET / 0-900 server error @edge", "  Sent.a.A.Get 0-890 client error");
    for (int start = 0; start <= 400; start += 400) {
      drawing.then(
          attempt(2, "a.A.Get", start, start + 300),
          "      Recv.a.A.Get %d-%d server error @mid".formatted(start + 1, start + 299),
          "        Sent.b.B.Get %d-%d client error".formatted(start + 2, start + 298),
          attempt(5, "b.B.Get", start + 3, start + 100),
          attempt(5, "b.B.Get", start + 150, start + 290));
    }
    assertThat(drawing.detected().only(AMPLIFICATION).details())
        .containsEntry("layers", 2L)
        .containsEntry("leafExecutions", 4L);
  }

  private static String attempt(int level, String method, int start, int end) {
    return "  ".repeat(level)
        + "Attempt.%s %d-%d client error previous-rpc-attempts=%d rpc.status_code=UNAVAILABLE"
            .formatted(method, start, end, start % 400 > 100 || start == 400 ? 1 : 0);
  }

  @Test
  void anAttemptThatGotNowhereHidesNoLayer() {
    Detected.Drawing drawing = draw("GET / 0-3000 server error @edge");
    drawing.then(call(1, "a", "A", 0, 20));
    for (int start = 1000; start <= 2000; start += 1000) {
      drawing.then(call(1, "a", "A", start, start + 900));
      drawing.then(call(3, "b", "B", start + 5, start + 85));
      drawing.then(call(3, "b", "B", start + 95, start + 185));
    }
    assertThat(drawing.detected().only(AMPLIFICATION).details())
        .containsEntry("layers", 2L)
        .containsEntry("leafExecutions", 5L);
  }

  @Test
  void theWayDownWithMostLayersCounts() {
    Detected.Drawing drawing = draw("GET / 0-3000 server error @edge");
    for (int start = 0; start <= 1000; start += 1000) {
      drawing.then(call(1, "a", "A", start, start + 900));
      drawing.then(call(3, "b", "B", start + 5, start + 45));
      drawing.then(call(3, "b", "B", start + 55, start + 95));
      for (int inner = start + 100; inner <= start + 500; inner += 400) {
        drawing.then(call(3, "c", "C", inner, inner + 300));
        drawing.then(call(5, "d", "D", inner + 5, inner + 85));
        drawing.then(call(5, "d", "D", inner + 95, inner + 185));
      }
    }
    assertThat(drawing.detected().only(AMPLIFICATION).details())
        .containsEntry("layers", 3L)
        .containsEntry("leafExecutions", 12L)
        .containsEntry("logicalCalls", 2L);
  }

  @Test
  void retriesBelowOneThatDoesNotMultiplyAreReported() {
    // The second attempt does much besides, so that all in all only little is repeated.
    Detected.Drawing drawing = draw("GET / 0-3000 server error @edge");
    drawing.then(call(1, "a", "A", 0, 20)).then(call(1, "a", "A", 100, 2900));
    drawing.repeat(20, i -> "      SELECT %d-%d".formatted(110 + 10 * i, 119 + 10 * i) + QUERY);
    for (int start = 1000; start <= 1500; start += 500) {
      drawing.then(call(3, "b", "B", start, start + 400));
      drawing.then(call(5, "c", "C", start + 5, start + 85));
      drawing.then(call(5, "c", "C", start + 95, start + 185));
    }
    assertThat(drawing.detected().only(AMPLIFICATION).service()).isEqualTo("A");
  }

  @Test
  void resentCallsWithoutParentsAreNotNested() {
    String get = " client http.method=GET http.url=http://a/x http.status_code=200";
    Detected detected =
        Detected.in(
            "GET 0-20 @edge http.resend_count=4" + get,
            "GET 30-50 @edge http.resend_count=5" + get);
    assertThat(detected.only("retry").occurrences()).isEqualTo(2);
    assertThat(detected.of(AMPLIFICATION)).isEmpty();
  }

  /** A failing client span and its server span, indented by that many levels. */
  private static String call(int level, String path, String callee, int start, int end) {
    String indent = "  ".repeat(level);
    return (indent
            + "GET /%s %d-%d client error http.status_code=503 http.method=GET\n"
            + indent
            + "  GET /%s %d-%d server error @%s http.status_code=503")
        .formatted(path, start, end, path, start + 1, end - 1, callee);
  }

  @Test
  void fourForOneMultiplyAndNineAreCritical() {
    assertThat(executions(39).of(AMPLIFICATION)).isEmpty();
    assertThat(executions(40).only(AMPLIFICATION).severity()).isEqualTo(Severity.WARNING);
    assertThat(executions(89).only(AMPLIFICATION).severity()).isEqualTo(Severity.WARNING);
    assertThat(executions(90).only(AMPLIFICATION).severity()).isEqualTo(Severity.CRITICAL);
  }

  /** So many executions where ten would do: an attempt that got nowhere, and one with the rest. */
  private static Detected executions(int all) {
    Detected.Drawing drawing = draw("GET / 0-3000 server error @edge");
    drawing.then(call(1, "a", "A", 0, 20)).then(call(1, "a", "A", 100, 2900));
    drawing.repeat(9, i -> "      SELECT %d-%d".formatted(110 + 10 * i, 119 + 10 * i) + QUERY);
    drawing.repeat(all - 10, i -> call(3, "b", "B", 300 + 20 * i, 315 + 20 * i));
    return drawing.detected();
  }

  @Test
  void theRestOfAnAnswerIsNoExecution() {
    String mongo =
        " client db.system=mongodb db.name=shop db.mongodb.collection=items db.operation=";
    Detected.Drawing drawing = draw("GET / 0-4000 server error @edge");
    for (int start = 0; start <= 2000; start += 1000) {
      drawing.then(call(1, "a", "A", start, start + 900));
      drawing.then(
          "      find shop.items %d-%d%sfind".formatted(start + 2, start + 9, mongo),
          "      getMore shop.items %d-%d%sgetMore".formatted(start + 12, start + 29, mongo));
      for (int inner = start + 40; inner <= start + 240; inner += 100) {
        drawing.then(call(3, "b", "B", inner, inner + 85));
      }
    }
    // Of each of three attempts one query and three tries.
    assertThat(drawing.detected().only(AMPLIFICATION).details())
        .containsEntry("leafExecutions", 12L)
        .containsEntry("logicalCalls", 2L);
  }
}
