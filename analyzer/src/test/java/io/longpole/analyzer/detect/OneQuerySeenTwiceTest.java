package io.longpole.analyzer.detect;

import static io.longpole.analyzer.detect.Detected.draw;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Several spans of one query are no loop of several statements. */
class OneQuerySeenTwiceTest {

  private static final String PATTERN = "n-plus-one-pattern";

  @Test
  void aMapperAndItsDriverAreNoPattern() {
    Detected detected = mapped(3);
    assertThat(detected.of(PATTERN)).isEmpty();
    assertThat(detected.of("n-plus-one")).isEmpty();
    assertThat(mapped(6).of(PATTERN)).isEmpty();
    assertThat(mapped(6).detail("n-plus-one", "count")).isEqualTo(6L);
  }

  /** So many queries, of which the mapper and the driver show a span each. */
  private static Detected mapped(int queries) {
    String query = " db.system=postgresql db.statement='SELECT n FROM item WHERE basket = ?'";
    return draw("GET /basket 0-200 server @shop")
        .repeat(
            queries,
            i ->
                ("  Basket.find %d-%d client db.name=shop" + query).formatted(20 * i, 20 * i + 18)
                    + "\n"
                    + ("    SELECT %d-%d client server.address=pg1" + query)
                        .formatted(20 * i + 2, 20 * i + 17))
        .detected();
  }

  @Test
  void whatADriverDoesAroundAQueryIsNoPattern() {
    assertThat(driven(3).of(PATTERN)).isEmpty();
    assertThat(driven(3).of("n-plus-one")).isEmpty();
    assertThat(driven(6).of(PATTERN)).isEmpty();
    assertThat(driven(6).detail("n-plus-one", "count")).isEqualTo(6L);
  }

  /** So many queries as a database interface shows them that has a span for each of its methods. */
  private static Detected driven(int queries) {
    String text = " db.statement='SELECT n FROM item WHERE basket = ?'";
    return draw("GET /basket 0-200 server @shop")
        .repeat(
            queries,
            i ->
                Stream.of(
                        "  sql.conn.reset_session %d-%d client db.system=mysql",
                        "  sql.conn.prepare %d-%d client db.system=mysql" + text,
                        "  sql.stmt.query %d-%d client db.system=mysql" + text,
                        "  sql.rows %d-%d client db.system=mysql")
                    .map(new Steps(20 * i))
                    .collect(Collectors.joining("\n")))
        .detected();
  }

  /** Gives lines their times, four milliseconds each. */
  private static final class Steps implements UnaryOperator<String> {
    private int time;

    Steps(int from) {
      time = from;
    }

    @Override
    public String apply(String line) {
      time += 4;
      return line.formatted(time - 4, time - 1);
    }
  }
}
