package io.longpole.analyzer.detect;

import static io.longpole.analyzer.detect.Detected.draw;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Severity;
import org.junit.jupiter.api.Test;

class ChattyDetectorTest {

  private static final String CHATTY = "chatty";

  /** A call of a method of its own, so that no loop is seen. */
  private static String call(int i, String service) {
    return "  shop.%s/Get%s %d-%d client rpc.system=grpc rpc.service=shop.%s rpc.method=Get%s"
        .formatted(service, letters(i), 10 * i, 10 * i + 8, service, letters(i));
  }

  private static String letters(int i) {
    return "" + (char) ('A' + i / 26) + (char) ('A' + i % 26);
  }

  private static String served(int i, String service) {
    return call(i, service)
        + "\n    shop/x %d-%d server @%s".formatted(10 * i + 1, 10 * i + 7, service);
  }

  @Test
  void fifteenCallsToOneService() {
    Detected detected =
        draw("GET /page 0-1000 server @web").repeat(15, i -> served(i, "stock")).detected();
    assertThat(detected.only(CHATTY).details())
        .containsEntry("count", 15L)
        .containsEntry("callee", "stock")
        .containsEntry("distinctCalls", 15L);
    assertThat(detected.only(CHATTY).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void fourteenAreFine() {
    assertThat(
            draw("GET /page 0-1000 server @web")
                .repeat(14, i -> served(i, "stock"))
                .detected()
                .of(CHATTY))
        .isEmpty();
  }

  @Test
  void threeTimesAsManyAreCritical() {
    Detected detected =
        draw("GET /page 0-1000 server @web").repeat(45, i -> served(i, "stock")).detected();
    assertThat(detected.only(CHATTY).severity()).isEqualTo(Severity.CRITICAL);
    assertThat(detected.only(CHATTY).occurrences()).isEqualTo(1);
  }

  @Test
  void twentyDirectCallsToDifferentServices() {
    Detected detected =
        draw("GET /page 0-1000 server @web")
            .repeat(20, i -> served(i, "service" + i % 4))
            .detected();
    assertThat(detected.only(CHATTY).details())
        .containsEntry("count", 20L)
        .containsEntry("callee", "service0");
  }

  @Test
  void nineteenDirectCallsAreFine() {
    assertThat(
            draw("GET /page 0-1000 server @web")
                .repeat(19, i -> served(i, "service" + i % 4))
                .detected()
                .of(CHATTY))
        .isEmpty();
  }

  @Test
  void callsOfAFindingAboveAreSubtracted() {
    Detected detected =
        draw("GET /page 0-1000 server @web")
            .repeat(10, i -> served(i, "stock"))
            .repeat(
                10,
                i ->
                    ("  shop.stock/Loop %d-%d client rpc.system=grpc rpc.service=shop.stock"
                            + " rpc.method=Loop\n    shop/x %d-%d server @stock")
                        .formatted(500 + 10 * i, 508 + 10 * i, 501 + 10 * i, 507 + 10 * i))
            .detected();
    assertThat(detected.of("n-plus-one")).hasSize(1);
    assertThat(detected.of(CHATTY)).isEmpty();
  }

  @Test
  void eachRequestCountsAlone() {
    Detected detected =
        draw("page 0-1000 internal @browser")
            .repeat(
                20,
                i ->
                    "  GET /page %d-%d server @web\n  ".formatted(10 * i, 10 * i + 9)
                        + call(i, "stock"))
            .detected();
    assertThat(detected.of(CHATTY)).isEmpty();
  }

  @Test
  void pagesAreCounted() {
    Detected detected =
        draw("GET /export 0-200 server @web")
            .repeat(
                6,
                i ->
                    "  GET %d-%d client http.method=GET http.url=http://inv/items?offset=%d"
                        .formatted(10 * i, 10 * i + 9, 50 * i))
            .detected();
    assertThat(detected.only(CHATTY).details())
        .containsEntry("shape", "pagination")
        .containsEntry("count", 6L);
    assertThat(detected.only(CHATTY).severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void fortyFourCallsAreNotThreeTimesAsMany() {
    Detected detected =
        draw("GET /page 0-1000 server @web").repeat(44, i -> served(i, "stock")).detected();
    assertThat(detected.only(CHATTY).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void ofTheChildCallsOfASpanThoseOfAFindingAreSubtracted() {
    Detected.Drawing drawing =
        draw("GET /page 0-1000 server @web")
            .repeat(
                6,
                i ->
                    "  shop.users/Loop %d-%d client rpc.system=grpc rpc.service=shop.users"
                            .formatted(500 + 10 * i, 508 + 10 * i)
                        + " rpc.method=Loop");
    assertThat(drawing.repeat(19, i -> served(i, "service" + i % 4)).detected().of(CHATTY))
        .isEmpty();
    assertThat(drawing.then(served(19, "service3")).detected().detail(CHATTY, "count"))
        .isEqualTo(20L);
  }

  @Test
  void aCallThatCameWithoutItsParentIsNoChild() {
    Detected detected =
        draw("GET /page 0-1000 server @web")
            .repeat(20, i -> served(i, "service" + i % 4))
            .then("GET 10-20 client @web http.method=GET http.url=http://stock/a parent=77")
            .detected();
    assertThat(detected.detail(CHATTY, "count")).isEqualTo(20L);
  }
}
