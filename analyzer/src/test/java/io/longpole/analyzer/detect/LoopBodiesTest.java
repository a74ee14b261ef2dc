package io.longpole.analyzer.detect;

import static io.longpole.analyzer.detect.Detected.draw;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import org.junit.jupiter.api.Test;

/** What a loop gains whose calls lie in methods of mappers and repositories. */
class LoopBodiesTest {

  private static final String QUERY =
      "      SELECT shop.author %d-%d client db.system=postgresql"
          + " db.statement='SELECT name FROM author WHERE id = ?'";

  @Test
  void aRepositoryMethodWithItsConnectionAndCommitStandsForItsQuery() {
    Sighting loop =
        draw("GET /authors 0-200 server @blog")
            .repeat(
                10,
                i -> {
                  int at = 10 * i;
                  return String.join(
                      "\n",
                      "  Authors.findById %d-%d".formatted(at, at + 10),
                      "    HikariDataSource.getConnection %d-%d db.system=postgresql"
                          .formatted(at, at + 1),
                      "    Session.find Author %d-%d".formatted(at + 2, at + 8),
                      QUERY.formatted(at + 3, at + 7),
                      "    Transaction.commit %d-%d".formatted(at + 8, at + 10));
                })
            .detected()
            .only("n-plus-one");
    // Ten methods of 10 ms; a batch of them takes between 20 and 10.
    assertThat(loop.impact().lowNanos()).isEqualTo(TraceFixture.ms(80));
    assertThat(loop.impact().highNanos()).isEqualTo(TraceFixture.ms(90));
    assertThat(loop.severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void aMethodThatDoesMoreStaysWithoutItsQuery() {
    Sighting loop =
        draw("GET /authors 0-300 server @blog")
            .repeat(
                10,
                i -> {
                  int at = 20 * i;
                  return String.join(
                      "\n",
                      "  Authors.load %d-%d".formatted(at, at + 20),
                      QUERY.formatted(at, at + (i == 3 ? 8 : 4)).replace("      ", "    "),
                      "    render %d-%d".formatted(at + 10, at + 20));
                })
            .detected()
            .only("n-plus-one");
    // Nine of 4 ms and one of 8 ms: carefully the longest remains, hopefully the shortest.
    assertThat(loop.impact().lowNanos()).isEqualTo(TraceFixture.ms(36));
    assertThat(loop.impact().highNanos()).isEqualTo(TraceFixture.ms(40));
    assertThat(loop.severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void ofARepeatedMethodWithTwoQueriesOneOfEachRemains() {
    Sighting loop =
        draw("GET /authors 0-200 server @blog")
            .repeat(
                6,
                i -> {
                  int at = 20 * i;
                  return String.join(
                      "\n",
                      "  Authors.load %d-%d".formatted(at, at + 20),
                      QUERY.formatted(at, at + 5).replace("      ", "    "),
                      QUERY
                          .formatted(at + 5, at + 10)
                          .replace("      ", "    ")
                          .replace("author", "book"));
                })
            .detected()
            .only("n-plus-one-pattern");
    assertThat(loop.impact().lowNanos()).isEqualTo(TraceFixture.ms(50));
    assertThat(loop.impact().highNanos()).isEqualTo(TraceFixture.ms(50));
  }
}
