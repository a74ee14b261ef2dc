package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import org.junit.jupiter.api.Test;

/** What one sighting tells of several clues of a problem. */
class SightingsTest {

  private static final String TAKEN = "  HikariDataSource.getConnection %s internal";
  private static final String GIVEN_UP = TAKEN + " error error.type=PoolTimeoutError";

  @Test
  void theWorstClueDecidesHowSevereItIsAndTheHeaviestIsTold() {
    String request = "GET /a 0-900 server @shop";
    Sighting worstLast =
        Detected.in(request, TAKEN.formatted("10-110"), GIVEN_UP.formatted("200-250"))
            .only("pool-wait");
    Sighting worstFirst =
        Detected.in(request, GIVEN_UP.formatted("10-60"), TAKEN.formatted("200-300"))
            .only("pool-wait");
    for (Sighting sighting : new Sighting[] {worstFirst, worstLast}) {
      assertThat(sighting.severity()).isEqualTo(Severity.CRITICAL);
      assertThat(sighting.occurrences()).isEqualTo(2);
      assertThat(sighting.details()).containsEntry("evidence", "span");
    }
  }

  @Test
  void spansThatBeginTogetherAreShownInTheOrderOfTheTrace() {
    String shard = "  Search 0-%d client rpc.system=grpc rpc.service=shop.Search rpc.method=Shard";
    Sighting straggler =
        Detected.in(
                "GET /search 0-400 server @web",
                shard.formatted(30),
                shard.formatted(300),
                shard.formatted(31),
                shard.formatted(32))
            .only("fan-out-straggler");
    assertThat(straggler.spanIds()).containsExactly(2L, 3L, 4L, 5L);
  }

  @Test
  void aLighterClueThatIsLessBadChangesNothing() {
    Sighting sighting =
        Detected.in(
                "GET /a 0-900 server @shop",
                GIVEN_UP.formatted("10-110"),
                TAKEN.formatted("200-250"))
            .only("pool-wait");
    assertThat(sighting.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(sighting.details()).containsEntry("evidence", "exception");
  }
}
