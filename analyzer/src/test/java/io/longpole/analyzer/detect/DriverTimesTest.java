package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the driver had a query that a mapper shows too. */
class DriverTimesTest {

  private static final String UPDATE =
      " client db.system.name=postgresql db.query.text='UPDATE stock SET n = n - ? WHERE id = ?'";
  private static final String BEGIN = " client db.system.name=postgresql db.query.text=BEGIN";

  private static int nodeOfFirst(String... lines) {
    TraceFacts facts = DrawnFacts.of(lines);
    return new DriverTimes(facts).node(facts.call(0));
  }

  @Test
  void theDriversSpanWithinAMappersTellsThem() {
    assertThat(nodeOfFirst("POST /buy 0-200 server @shop", "  update 1-170" + UPDATE)).isEqualTo(1);
    assertThat(
            nodeOfFirst(
                "POST /buy 0-200 server @shop",
                "  update 1-170" + UPDATE,
                "    BEGIN 1-16" + BEGIN,
                "    update 29-170" + UPDATE))
        .isEqualTo(3);
  }

  @Test
  void aMappersInternalSpanIsAPartOfTheDriversAndTellsNoTimes() {
    TraceFacts facts =
        DrawnFacts.of(
            "POST /buy 0-200 server @shop",
            "  update 1-170" + UPDATE.replace(" client ", " internal "),
            "    update 29-169" + UPDATE);
    assertThat(facts.call(0).partOf()).isEqualTo(2);
    assertThat(new DriverTimes(facts).node(facts.call(1))).isEqualTo(2);
  }

  @Test
  void aCallWithSeveralQueriesStandsForItself() {
    assertThat(
            nodeOfFirst(
                "POST /buy 0-200 server @shop",
                "  batch 1-170 client db.system.name=postgresql db.operation.batch.size=2",
                "    update 2-29" + UPDATE,
                "    update 29-170" + UPDATE))
        .isEqualTo(1);
  }

  @Test
  void aQueueIsSeenThoughMappersBeginInAnotherOrderThanTheirDrivers() {
    List<Finding> locks = mapped(true);
    assertThat(locks).hasSize(1);
    assertThat(locks.get(0).traceCount()).isEqualTo(6);
    assertThat(locks.get(0).occurrences()).isEqualTo(6);
    assertThat(mapped(false)).isEmpty();
  }

  private static List<Finding> mapped(boolean withDriver) {
    Window window = new Window();
    int[] ends = {50, 61, 120, 132, 190, 260};
    for (int i = 0; i < ends.length; i++) {
      String request = "POST /buy 0-300 server @shop";
      String mapper = "  update %d-%d".formatted(12 - 2 * i, ends[i] + 1) + UPDATE;
      String driver = "    update %d-%d".formatted(20 + i, ends[i]) + UPDATE;
      if (withDriver) {
        window.trace(0, request, mapper, driver);
      } else {
        window.trace(0, request, mapper);
      }
    }
    return window.of("lock-contention");
  }
}
