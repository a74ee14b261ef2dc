package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What went wrong in the first hour of a file is told as it would have been then, though the file
 * goes on for six more in which all is well.
 */
class LongFilesTest {

  private static final double MINUTE = 60_000;
  private static final double HOUR = 60 * MINUTE;
  private static final int HOURS = 7;

  private static final String CALL =
      " client http.request.method=GET url.full=http://stock/items http.response.status_code=200";
  private static final String[] QUICK = {
    "GET /page 0-110 server @web http.response.status_code=200",
    "  GET 5-105" + CALL,
    "    GET /items 6-104 server @stock"
  };

  private final Window window = new Window();

  /** So many traces in the first hour, twenty seconds apart. */
  private LongFilesTest atFirst(int from, int to, String... lines) {
    for (int i = from; i < to; i++) {
      window.trace(20_000.0 * i, lines);
    }
    return this;
  }

  /** The same every five minutes of the other hours. */
  private LongFilesTest later(String... lines) {
    for (double at = HOUR; at < HOURS * HOUR; at += 5 * MINUTE) {
      window.trace(at, lines);
    }
    return this;
  }

  private Finding only(String detector) {
    return window.only(detector);
  }

  @Test
  void gapsOfAnHourAreNoStrayCalls() {
    String[] slow = {
      "GET /page 0-1010 server @web", "  GET 5-1005" + CALL, "    GET /items 905-1004 server @stock"
    };
    atFirst(0, 4, slow).atFirst(4, 100, QUICK).later(QUICK);
    assertThat(only("network-gap").severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aStrayGapAnHourStaysOne() {
    atFirst(0, 150, QUICK);
    for (int hour = 0; hour < HOURS; hour++) {
      for (int i = 0; i < 50; i++) {
        window.trace(hour * HOUR + 10 + i * 60_000.0, QUICK);
      }
      window.trace(
          hour * HOUR + 20 * MINUTE,
          "GET /page 0-1010 server @web",
          "  GET 5-1005" + CALL,
          "    GET /items 905-1004 server @stock");
    }
    Finding found = only("network-gap");
    assertThat(found.traceCount()).isEqualTo(HOURS);
    assertThat(found.severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void aGapFarBeyondTheTailIsFoundThoughTheEdgeIsHardlyCalledLater() {
    atFirst(0, 179, QUICK);
    for (int i = 0; i < 70; i++) {
      window.trace(i * 1000.0, QUICK);
    }
    window.trace(
        HOUR - MINUTE,
        "GET /page 0-110 server @web http.response.status_code=200",
        "  GET 5-105" + CALL,
        "    GET /items 13-104 server @stock");
    later(QUICK);
    assertThat(only("network-gap").traceCount()).isOne();
  }

  @Test
  void failuresOfAnHourAreManyOfItsRequests() {
    atFirst(0, 50, "GET /cart 0-10 server error @web http.response.status_code=500")
        .atFirst(50, 150, "GET /cart 0-10 server @web http.response.status_code=200")
        .later("GET /cart 0-10 server @web http.response.status_code=200");
    assertThat(only("error-root-cause").severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void threeMaskedFailuresOfAnHourAreShown() {
    String[] masked = {
      "GET /cart 0-40 server @web http.response.status_code=200",
      "  GET 5-25 client error http.request.method=GET url.full=http://ads/all"
          + " http.response.status_code=500"
    };
    String[] well = {
      "GET /cart 0-40 server @web http.response.status_code=200",
      "  GET 5-25 client http.request.method=GET url.full=http://ads/all"
          + " http.response.status_code=200"
    };
    atFirst(0, 3, masked).later(well);
    window.trace(5 * HOUR, masked);
    assertThat(only("error-root-cause").traceCount()).isEqualTo(3);
  }

  @Test
  void slowCallsOfAnHourAreOften() {
    String query = " client db.system=mysql db.query.text='SELECT sum(x) FROM sales'";
    atFirst(0, 3, "GET /report 0-800 server @web", "  q 10-700" + query)
        .later("GET /report 0-80 server @web", "  q 10-70" + query);
    Finding found = only("slow-call");
    assertThat(found.severity()).isEqualTo(Severity.WARNING);
    assertThat(Window.number(found, "slowCalls")).isEqualTo(3);
    assertThat(Window.number(found, "typicalNanos"))
        .as("of the whole file")
        .isBetween(TraceFixture.ms(58), TraceFixture.ms(62));
  }

  @Test
  void refusalsOfAnHourAreManyOfItsWrites() {
    String update =
        " client db.system.name=postgresql db.query.text='UPDATE stock SET n = n - ? WHERE id = ?'";
    String[] well = {"POST /buy 0-50 server @shop", "  q 5-40" + update};
    atFirst(
            0,
            2,
            "POST /buy 0-50 server @shop",
            "  q 5-40 error" + update + " db.response.status_code=40P01")
        .atFirst(2, 100, well);
    for (int i = 0; i < 1_000; i++) {
      window.trace(2 * HOUR + 15_000.0 * i, well);
    }
    Finding found = only("lock-contention");
    assertThat(found.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(Window.number(found, "refused")).isEqualTo(2);
    assertThat(Window.number(found, "calls")).isBetween(50L, 100L);
  }

  @Test
  void orphansOfAnHourAreManyOfItsCalls() {
    String call = " client http.request.method=GET url.full=http://reports/all ";
    String[] well = {
      "GET 0-400 @web http.response.status_code=200" + call, "  GET /report 2-390 server @reports"
    };
    atFirst(
            0,
            2,
            "GET 0-500 @web error error.type=timeout" + call,
            "  GET /report 2-520 server @reports")
        .atFirst(2, 100, well);
    for (int i = 0; i < 1_000; i++) {
      window.trace(2 * HOUR + 15_000.0 * i, well);
    }
    assertThat(only("orphan-work").severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void aLimitBelowWhatTheCalleeThenNeededIsFound() {
    String call = " client %s http.request.method=GET url.full=http://reports/all";
    String[] well = {
      "GET /page 0-110 server @web",
      "  GET 1-100" + call.formatted("http.response.status_code=200"),
      "    GET /all 2-99 server @reports"
    };
    atFirst(
            0,
            10,
            "GET /page 0-510 server error @web",
            "  GET 1-501" + call.formatted("error error.type=timeout"),
            "    GET /all 2-902 server @reports")
        .atFirst(10, 150, well)
        .later(well);
    assertThat(only("timeout-inversion").traceCount()).isEqualTo(10);
  }

  @Test
  void halvesThatWereMissingForAnHourAreMissed() {
    String[] half = {"GET /page 0-110 server @web", "  GET 5-105" + CALL};
    atFirst(0, 40, half).atFirst(40, 100, QUICK);
    for (int i = 0; i < 400; i++) {
      window.trace(2 * HOUR + 30_000.0 * i, QUICK);
    }
    assertThat(
            window.of("instrumentation-gap").stream()
                .map(found -> found.details().get("gap"))
                .toList())
        .isEqualTo(List.of("missing-server"));
  }

  @Test
  void coldStartsOfAnHourAreManyAndComparedWithTheWarmOnesOfAll() {
    atFirst(0, 2, "handler 0-900 server @thumbs faas.coldstart=true")
        .atFirst(2, 100, "handler 0-100 server @thumbs faas.coldstart=false");
    for (int i = 0; i < 40; i++) {
      window.trace(2 * HOUR + 300_000.0 * i, "handler 0-200 server @thumbs faas.coldstart=false");
    }
    Finding found = only("cold-start");
    assertThat(found.severity()).isEqualTo(Severity.WARNING);
    assertThat(Window.number(found, "warmNanos"))
        .isBetween(TraceFixture.ms(97), TraceFixture.ms(103));
  }
}
