package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Sighting;
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
  void whatNobodyWaitedForIsNotToBlame() {
    assertThat(
            cause(
                    "    GET /stock 8-400 server @stock http.response.status_code=200",
                    "      audit 10-900")
                .operation())
        .isEqualTo("GET /stock");
  }
}
