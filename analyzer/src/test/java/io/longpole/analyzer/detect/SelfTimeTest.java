package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a span works itself. */
class SelfTimeTest {

  private static final String GET = " client http.request.method=GET url.full=http://stock/b";
  private static final String REFUSED = GET + " http.response.status_code=503";
  private static final String OK = GET + " http.response.status_code=200";

  private static long rootMs(String... lines) {
    TraceFacts facts = DrawnFacts.of(lines);
    return new SelfTime(facts).nanos(0) / TraceFixture.ms(1);
  }

  @Test
  void childrenAreNotItsOwnHoweverTheyOverlap() {
    assertThat(rootMs("GET /a 0-100 server @web")).isEqualTo(100);
    assertThat(
            rootMs(
                "GET /a 0-100 server @web", "  x 10-30", "  y 20-25", "  z 28-50", "  late 90-130"))
        .isEqualTo(50);
  }

  @Test
  void nobodyWorksBeforeACallIsTriedAgain() {
    assertThat(rootMs("GET /a 0-100 server @web", "  GET 10-20" + REFUSED, "  GET 60-70" + OK))
        .isEqualTo(40);
    assertThat(rootMs("GET /a 0-100 server @web", "  GET 10-20" + OK, "  GET 60-70" + OK))
        .isEqualTo(80);
    assertThat(
            rootMs(
                "GET /a 0-100 server @web",
                "  GET 10-20" + REFUSED,
                "  work 15-45",
                "  GET 60-70" + REFUSED,
                "  GET 75-80" + OK))
        .as("what else goes on in the pause counts once")
        .isEqualTo(30);
  }

  @Test
  void anOperationThatWaitsToTryAgainIsNotSlowerThanBefore() {
    assertThat(secondCall(" http.response.status_code=503").of("slow-vs-baseline")).isEmpty();
    // The same pause between two calls that go well is its own work.
    assertThat(secondCall(" http.response.status_code=200").of("slow-vs-baseline")).hasSize(1);
  }

  /** Pages that suddenly call twice, the second time 60 ms after the first has ended. */
  private static Window secondCall(String firstEnds) {
    String get = "client http.request.method=GET url.full=http://stock/b";
    Window window = new Window();
    for (int i = 0; i < 310; i++) {
      List<String> lines = new ArrayList<>();
      lines.add("GET /a 0-%d server @web".formatted(i < 300 ? 10 : 75));
      lines.add("  GET 1-6 " + get + (i < 300 ? " http.response.status_code=200" : firstEnds));
      if (i >= 300) {
        lines.add("  GET 66-71 " + get + " http.response.status_code=200");
      }
      window.trace(i * 2000.0, lines.toArray(String[]::new));
    }
    return window;
  }

  @Test
  void itIsWhatNoChildCoversMomentByMoment() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      String[] lines = new String[1 + random.nextInt(8)];
      boolean[] covered = new boolean[100];
      lines[0] = "GET /a 0-100 server @web";
      for (int i = 1; i < lines.length; i++) {
        int start = random.nextInt(100);
        int end = start + 1 + random.nextInt(40);
        lines[i] = "  child %d-%d".formatted(start, end);
        for (int at = start; at < Math.min(100, end); at++) {
          covered[at] = true;
        }
      }
      long own = 0;
      for (boolean by : covered) {
        own += by ? 0 : 1;
      }
      assertThat(rootMs(lines)).as("seed %d", seed).isEqualTo(own);
    }
  }
}
