package io.longpole.analyzer.detect;

import static io.longpole.analyzer.detect.Detected.draw;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Both sides of what a row of serial calls must save, and how much of it is kept. */
class SerialCallsLimitsTest {

  private static final String SERIAL = "serial-calls";

  private static String get(String name, int from, int to) {
    return "  GET %d-%d client http.request.method=GET url.full=http://%s/v1/all\n"
            .formatted(from, to, name)
        + "    GET /v1/all %d-%d server @%s".formatted(from + 1, to - 1, name);
  }

  @Test
  void aHundredMillisecondsAreTheLeastToSave() {
    // All but the longest of 50, 50 and 60.
    assertThat(saving(160, 50, 50).of(SERIAL)).hasSize(1);
    assertThat(saving(160, 50, 49).of(SERIAL)).isEmpty();
  }

  @Test
  void aTenthOfTheTraceIsTheLeastToSave() {
    assertThat(saving(1000, 50, 50).of(SERIAL)).hasSize(1);
    assertThat(saving(1001, 50, 50).of(SERIAL)).isEmpty();
    assertThat(saving(1020, 50, 50).of(SERIAL)).isEmpty();
  }

  private static Detected saving(int rootMs, int oneMs, int otherMs) {
    return draw("GET /dashboard 0-%d server @web".formatted(rootMs))
        .then(
            get("users", 0, oneMs),
            get("orders", oneMs, oneMs + otherMs),
            get("news", oneMs + otherMs, oneMs + otherMs + 60))
        .detected();
  }

  @Test
  void rowsOfMoreThanTwelveCallsAreNeverProven() {
    assertThat(provenRow(12)).isEqualTo("proven");
    assertThat(provenRow(13)).isEqualTo("possible");
  }

  /** Whether a row of so many calls is proven that another trace makes at once. */
  private static Object provenRow(int calls) {
    Window window = new Window();
    StringBuilder row = new StringBuilder("GET /dashboard 0-1400 server @web");
    StringBuilder once = new StringBuilder("GET /dashboard 0-1400 server @web");
    for (int i = 0; i < calls; i++) {
      String name = "abcdefghijklmnopqrstuvwxyz".substring(i, i + 1);
      row.append("\n").append(get(name, 100 * i, 100 * i + 99));
      once.append("\n").append(get(name, i, 99 + i));
    }
    window.trace(0, row.toString().split("\n"));
    window.trace(3000, once.toString().split("\n"));
    return Window.detail(window.only(SERIAL), "independence");
  }

  @Test
  void ofTwoRowsTheOneThatSavesMoreIsTold() {
    assertThat(rows(50, 60).only(SERIAL).summary()).contains("`GET /d/v1/all`");
    assertThat(rows(60, 50).only(SERIAL).summary()).contains("`GET /a/v1/all`");
    assertThat(rows(60, 60).only(SERIAL).summary()).contains("`GET /a/v1/all`");
  }

  /** Three calls of that length, a pause, and three of the other one. */
  private static Detected rows(int oneMs, int otherMs) {
    Detected.Drawing drawing = draw("GET /dashboard 0-700 server @web");
    for (int i = 0; i < 6; i++) {
      int length = i < 3 ? oneMs : otherMs;
      int start = i < 3 ? i * oneMs : 400 + (i - 3) * otherMs;
      drawing.then(
          "  GET %d-%d client http.request.method=GET url.full=http://api/%s/v1/all"
              .formatted(start, start + length, "abcdef".charAt(i)));
    }
    return drawing.detected();
  }

  @Test
  void twentyOfItsCallsAreListed() {
    assertThat((List<?>) listed(20)).hasSize(20);
    assertThat((List<?>) listed(21)).hasSize(20);
  }

  private static Object listed(int calls) {
    return draw("GET /dashboard 0-2200 server @web")
        .repeat(
            calls,
            i ->
                "  q %d-%d client db.system=mysql db.statement='SELECT %s FROM t%s'"
                    .formatted(100 * i, 100 * i + 100, "c" + (char) ('a' + i), (char) ('a' + i)))
        .detected()
        .detail(SERIAL, "calls");
  }
}
