package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import org.junit.jupiter.api.Test;

class PoolWaitDetectorTest {

  private static final String WAIT = "pool-wait";
  private static final String QUERY =
      " client db.system.name=postgresql db.query.text='SELECT a FROM item WHERE id = ?'";

  @Test
  void hikariInTheJavaAgentsOldConventions() {
    Sighting wait =
        Detected.in(
                "GET /slowdb 0-200 server @shop",
                "  HikariDataSource.getConnection 10-110 internal db.system=h2 db.name=db"
                    + " code.namespace=com.zaxxer.hikari.HikariDataSource"
                    + " code.function=getConnection",
                "  SELECT db 111-150 client db.system=h2 db.statement='SELECT 1 FROM a'")
            .only(WAIT);
    assertThat(wait.details())
        .containsEntry("waitNanos", TraceFixture.ms(100))
        .containsEntry("pool", "HikariDataSource");
    assertThat(wait.severity()).isEqualTo(Severity.WARNING);
    assertThat(wait.impact().lowNanos()).isEqualTo(TraceFixture.ms(50));
    assertThat(wait.impact().highNanos()).isEqualTo(TraceFixture.ms(100));
  }

  @Test
  void aCheckoutThatFailsSaysNoDatabase() {
    Sighting wait =
        Detected.in(
                "GET /slowdb 0-1600 server error @shop",
                "  HikariDataSource.getConnection 10-1510 internal error"
                    + " error.type=java.sql.SQLTransientConnectionException"
                    + " code.function.name=com.zaxxer.hikari.HikariDataSource.getConnection")
            .only(WAIT);
    assertThat(wait.details())
        .containsEntry("waitNanos", TraceFixture.ms(1500))
        .containsEntry("pool", "HikariDataSource");
  }

  @Test
  void nodesPoolWithAConnectionBelow() {
    Sighting wait =
        Detected.in(
                "GET /slow 0-200 server @catalog",
                "  pg-pool.connect 10-90 client db.system=postgresql db.name=shop"
                    + " db.postgresql.idle.timeout.millis=10000",
                "    pg.connect 20-85 client db.system=postgresql db.name=shop")
            .only(WAIT);
    assertThat(wait.details())
        .containsEntry("pool", "pg-pool")
        .containsEntry("waitNanos", TraceFixture.ms(80));
    assertThat(wait.occurrences()).isEqualTo(1);
  }

  @Test
  void aWaitThatFailsWithoutARefusalIsATimeLimit() {
    String[] lines = {
      "GET /slow 0-1600 server error @catalog",
      "  pg-pool.connect 10-1510 client error db.system=postgresql error.type=Error"
    };
    assertThat(Detected.in(lines).only(WAIT).severity()).isEqualTo(Severity.CRITICAL);
    lines[1] = lines[1].replace("=Error", "=ECONNREFUSED");
    assertThat(Detected.in(lines).only(WAIT).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aQuickCheckoutIsNone() {
    assertThat(
            Detected.in(
                    "GET /slowdb 0-200 server @shop",
                    "  HikariDataSource.getConnection 10-29.9 internal db.system=h2")
                .of(WAIT))
        .isEmpty();
  }

  @Test
  void aTimeLimitOfThePoolIsCritical() {
    Sighting wait =
        Detected.in(
                "GET /items 0-30100 server error @web http.response.status_code=500",
                "  SELECT items 5-30005 client error db.system.name=postgresql"
                    + " db.query.text='SELECT 1 FROM items' error.type=sqlalchemy.exc.PoolTimeoutError")
            .only(WAIT);
    assertThat(wait.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(wait.details()).containsEntry("evidence", "exception");
  }

  @Test
  void otherTimeLimitsAreNoPools() {
    assertThat(PoolExhaustion.is(failure("java.net.SocketTimeoutException", "Read timed out")))
        .isFalse();
    assertThat(PoolExhaustion.is(failure("Error", "connect ECONNREFUSED 10.0.0.1:5432"))).isFalse();
    assertThat(PoolExhaustion.is(failure("Error", "timeout exceeded when trying to connect")))
        .isTrue();
    assertThat(
            PoolExhaustion.is(
                failure(
                    "sqlalchemy.exc.TimeoutError",
                    "QueuePool limit of size 5 overflow 10 reached, connection timed out")))
        .isTrue();
    assertThat(
            PoolExhaustion.is(
                new Failure(
                    "o.s.jdbc.CannotGetJdbcConnectionException",
                    "Failed to obtain JDBC Connection",
                    "java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not"
                        + " available, request timed out after 1500ms",
                    Failure.Source.SPAN_EVENT)))
        .isTrue();
  }

  @Test
  void locksAreNoPools() {
    assertThat(
            Detected.in("GET /a 0-200 server @shop", "  RedisLock.acquire 10-150 internal")
                .of(WAIT))
        .isEmpty();
  }

  @Test
  void aPauseWhileThePoolIsFullIsInferred() {
    Window window = new Window();
    // Two connections: 30 rounds of two queries at once, a third request waits from 1 to 40.
    for (int i = 0; i < 30; i++) {
      window.trace(i * 100.0, "GET /a 0-42 server @web", "  q 1-40" + QUERY);
      window.trace(i * 100.0, "GET /a 0-42 server @web", "  q 1-41" + QUERY);
      window.trace(i * 100.0, "GET /b 0-60 server @web", "  q 40-55" + QUERY);
    }
    assertThat(window.of(WAIT)).hasSize(1);
    assertThat(window.only(WAIT).severity()).isEqualTo(Severity.INFO);
    assertThat(window.only(WAIT).details())
        .containsEntry("evidence", "inferred")
        .containsEntry("waitNanos", TraceFixture.ms(40));
  }

  @Test
  void aPauseOfALonelyRequestIsItsOwnWork() {
    Window window = new Window();
    for (int i = 0; i < 30; i++) {
      window.trace(i * 100.0, "GET /a 0-42 server @web", "  q 1-20" + QUERY);
      window.trace(i * 100.0, "GET /a 0-42 server @web", "  q 1-21" + QUERY);
      window.trace(i * 100.0 + 30, "GET /b 0-60 server @web", "  q 40-55" + QUERY);
    }
    assertThat(window.of(WAIT)).isEmpty();
  }

  @Test
  void aServiceThatShowsItsCheckoutsNeedsNoInference() {
    Window window = new Window();
    for (int i = 0; i < 30; i++) {
      window.trace(i * 100.0, "GET /a 0-42 server @web", "  q 1-40" + QUERY);
      window.trace(
          i * 100.0,
          "GET /a 0-42 server @web",
          "  pg-pool.connect 0-1 client db.system=postgresql",
          "  q 1-41" + QUERY);
      window.trace(i * 100.0, "GET /b 0-60 server @web", "  q 40-55" + QUERY);
    }
    assertThat(window.of(WAIT)).isEmpty();
  }

  @Test
  void concurrencyOfThreeCalls() {
    Concurrency calls = new Concurrency();
    calls.add(0, 10);
    calls.add(5, 15);
    calls.add(5, 8);
    calls.settle();
    assertThat(calls.most()).isEqualTo(3);
    assertThat(calls.timesAtMost()).isEqualTo(1);
    assertThat(calls.at(4)).isEqualTo(1);
    assertThat(calls.at(9)).isEqualTo(2);
    assertThat(calls.shareAtMost(0, 10)).isEqualTo(0.3);
  }

  private static Failure failure(String type, String message) {
    return new Failure(type, message, "", Failure.Source.SPAN_EVENT);
  }
}
