package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Finding;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Stampedes in a process whose one event loop is busy, so that all begins late. */
class LateMissTest {

  private static final String STAMPEDE = "cache-stampede";
  private static final String REDIS = " client db.system=redis db.statement=";
  private static final String WRITTEN = "  SET 140-145" + REDIS + "'SET ? ?'";

  /** Requests that each read the cache and then the database. */
  private static List<Finding> requests(int count, double apartMs, IntFunction<String> lines) {
    Window window = new Window();
    for (int i = 0; i < count; i++) {
      window.trace(i * apartMs, ("GET /author 0-60 server @web\n" + lines.apply(i)).split("\n"));
    }
    return window.of(STAMPEDE);
  }

  /** A request whose event loop is busy: all it asks begins late, the query after some 100 ms. */
  private static String busy(String between, String after) {
    return "  GET 1-6"
        + REDIS
        + "'GET ?'\n"
        + between
        + "  q 110-130 client db.system=postgresql db.statement='SELECT a FROM author WHERE id = ?'\n"
        + after;
  }

  @Test
  void aLateQueryIsForTheMissIfTheCacheIsWrittenThen() {
    String begin = "  BEGIN 100-109 client db.system=postgresql db.statement=BEGIN\n";
    assertThat(requests(12, 5, i -> busy(begin, WRITTEN))).hasSize(1);
    assertThat(requests(12, 5, i -> busy("", WRITTEN))).hasSize(1);
    assertThat(requests(12, 5, i -> busy("", ""))).isEmpty();
    assertThat(requests(12, 5, i -> busy("", WRITTEN.replace("db.st", "server.address=b db.st"))))
        .as("another cache")
        .isEmpty();
    assertThat(requests(12, 5, i -> busy("", "  save 139-150 internal\n  " + WRITTEN)))
        .as("by somebody else")
        .isEmpty();
    assertThat(requests(12, 5, i -> busy("  GET 8-100 client http.url=http://a/b\n", WRITTEN)))
        .as("after another question")
        .isEmpty();
  }

  @Test
  void aMissAfterAnotherHadWrittenTheCacheIsOfAnotherKey() {
    assertThat(requests(20, 20, i -> busy("", WRITTEN))).as("seven before that").isEmpty();
    assertThat(requests(20, 10, i -> busy("", WRITTEN)).get(0).details())
        .containsEntry("together", 15L);
    String failed = WRITTEN.replace(" client", " client error");
    assertThat(requests(20, 20, i -> busy("", failed))).as("nothing was written").hasSize(1);
    String known = busy("", WRITTEN).replace("GET ?", "GET author:1");
    assertThat(requests(20, 20, i -> known)).as("the key tells who asks the same").hasSize(1);
  }
}
