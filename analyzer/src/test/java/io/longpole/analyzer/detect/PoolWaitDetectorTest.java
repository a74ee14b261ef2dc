package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import io.longpole.analyzer.model.StatusCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        .containsEntry("pool", "HikariDataSource")
        .containsEntry("evidence", "span");
    assertThat(wait.summary())
        .isEqualTo("shop GET /slowdb waits 100 ms for a connection of HikariDataSource.");
    assertThat(wait.suggestion())
        .isEqualTo(
            "Connections are held too long before they are too few: no remote call or slow work"
                + " while one is held; then size the pool.");
    assertThat(wait.severity()).isEqualTo(Severity.WARNING);
    assertThat(wait.impact().lowNanos()).isEqualTo(TraceFixture.ms(50));
    assertThat(wait.impact().highNanos()).isEqualTo(TraceFixture.ms(100));
  }

  @Test
  void nobodyWaitsForAConnectionThatIsOpenedOutsideOfARequest() {
    String hello = "HELLO %s client @shop db.system=redis db.operation=HELLO server.address=cache";
    assertThat(Detected.in(hello.formatted("0-40")).of(WAIT)).isEmpty();
    assertThat(Detected.in("GET /a 0-60 server @shop", "  " + hello.formatted("10-50")).of(WAIT))
        .hasSize(1);
    assertThat(
            Detected.in("pg.connect 0-60 internal @shop db.system=postgresql db.name=shop")
                .of(WAIT))
        .isEmpty();
    assertThat(
            Detected.in("HikariDataSource.getConnection 0-60 internal @shop db.system=mysql")
                .of(WAIT))
        .hasSize(1);
    assertThat(Detected.in("connection 0-60 client @shop jdbc.datasource.pool=a").of(WAIT))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP wait_for_connection, '', HTTP wait_for_connection",
    "p.getConnection, '', p",
    ".getConnection, '', .getConnection",
    "take, code.function=getConnection, take",
    "getConnection, db.client.connection.pool.name=orders, orders",
    "getConnection, db.client.connections.pool.name=orders, orders",
    "getConnection, pool.name=orders, orders",
    "getConnection, jdbc.datasource.pool=orders, orders",
    "getConnection, jdbc.datasource.name=orders, orders",
  })
  void thePoolIsNamedByWhateverNamesIt(String name, String attribute, String pool) {
    for (String kind : List.of("internal", "client")) {
      Sighting wait =
          Detected.in("GET /a 0-200 server @shop", "  " + name + " 10-90 " + kind + " " + attribute)
              .only(WAIT);
      assertThat(wait.details()).containsEntry("pool", pool);
    }
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
                    "  HikariDataSource.getConnection 10-29.999999 internal db.system=h2")
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
    assertThat(wait.summary())
        .isEqualTo("web GET /items got no connection of web connections within the time limit.");
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

  private static Failure failure(String type, String message) {
    return new Failure(type, message, "", Failure.Source.SPAN_EVENT);
  }

  @Test
  void aPoolThatTimesOutAfterATryIsCriticalByItsWords() {
    String[] lines = {
      "GET /slow 0-1600 server error @catalog",
      "  pg-pool.connect 10-1510 client error db.system=postgresql error.type=%s",
      "    pg.connect 12-1505 client error db.system=postgresql error.type=Error"
    };
    String given = lines[1];
    lines[1] = given.formatted("PoolTimeoutError");
    assertThat(Detected.in(lines).only(WAIT).severity()).isEqualTo(Severity.CRITICAL);
    // Without these words it is the database that took no connection.
    lines[1] = given.formatted("Error");
    assertThat(Detected.in(lines).only(WAIT).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aTimeLimitThatComesUpThroughManySpansIsToldOnce() {
    String failed = " error error.type=sqlalchemy.exc.PoolTimeoutError";
    Sighting wait =
        Detected.in(
                "GET /items 0-30100 server @web" + failed,
                "  repository.items 3-30010 internal" + failed,
                "    SELECT items 5-30005 client db.system.name=postgresql"
                    + " db.query.text='SELECT 1 FROM items'"
                    + failed)
            .only(WAIT);
    assertThat(wait.occurrences()).isEqualTo(1);
    assertThat(wait.spanIds()).containsExactly(3L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "small - Connection is not available, request timed out after 250ms (total=2) | small",
        "Unable to acquire JDBC Connection [orders - Connection is not available, request timed"
            + " out after 9ms] | orders",
        "[http-nio-1] Timeout: Pool empty. Unable to fetch a connection in 30 seconds | web connections",
        "An attempt by a client to checkout a Connection has timed out. | web connections",
        "Sorry, acquisition timeout! | web connections"
      })
  void aPoolWithoutSpansIsNamedWhereItsExceptionNamesIt(String message, String pool) {
    assertThat(timeLimit(message, "").details()).containsEntry("pool", pool);
    String stack = "a.B: no connection\nCaused by: java.sql.SQLException: " + message;
    assertThat(timeLimit("no connection", stack).details()).containsEntry("pool", pool);
  }

  private static Finding timeLimit(String message, String stack) {
    Span old = TraceFixture.spans("GET /items 0-300 server @web").get(0);
    SpanEvent event =
        new SpanEvent(
            old.endNanos(),
            "exception",
            Attributes.of(
                "exception.type", "java.sql.SQLException",
                "exception.message", message,
                "exception.stacktrace", stack));
    Span failed =
        Span.builder(old.traceId(), old.spanId())
            .name(old.name())
            .kind(old.kind())
            .times(old.startNanos(), old.endNanos())
            .resource(old.resource())
            .status(StatusCode.ERROR, "")
            .events(List.of(event))
            .build();
    return new Window().spans(List.of(failed)).only(WAIT);
  }

  @Test
  void anExceptionThatWasCaughtIsNoFailure() {
    List<Span> spans = new ArrayList<>(TraceFixture.spans("load 0-90 internal @web"));
    Span old = spans.get(0);
    SpanEvent event =
        new SpanEvent(
            old.startNanos(),
            "exception",
            Attributes.of(
                "exception.type", "sqlalchemy.exc.TimeoutError",
                "exception.message", "QueuePool limit of size 5 overflow 10 reached"));
    Span.Builder caught =
        Span.builder(old.traceId(), old.spanId())
            .name(old.name())
            .kind(old.kind())
            .times(old.startNanos(), old.endNanos())
            .resource(old.resource())
            .events(List.of(event));
    caught.status(StatusCode.OK, "");
    assertThat(new Window().spans(List.of(caught.build())).of(WAIT)).isEmpty();
    caught.status(StatusCode.ERROR, "");
    assertThat(new Window().spans(List.of(caught.build())).of(WAIT)).hasSize(1);
  }

  @Test
  void twentyMillisecondsAreTheLeast() {
    assertThat(
            Detected.in(
                    "GET /slowdb 0-200 server @shop",
                    "  HikariDataSource.getConnection 10-30 internal db.system=h2")
                .of(WAIT))
        .hasSize(1);
  }

  @Test
  void aWaitSaysInItsOwnWordsThatItIsForAConnection() {
    for (String name :
        List.of(
            "acquire-connection",
            "db.connection_pool.acquire",
            "ConnectionPool:checkout",
            "PooledDataSource.checkoutConnection",
            "BasicDataSource.borrowConnection",
            "obtain connection",
            "waitForConnection",
            "db.connection.acquire",
            "connection checkout",
            "connection-borrow",
            "connection wait",
            "pool.borrow",
            "ConnectionPool.wait",
            "db.pool.wait",
            "GenericObjectPool.borrowObject")) {
      assertThat(waits(name)).as(name).isEqualTo(1);
    }
    for (String name : List.of("acquire lock", "checkout", "carpool-acquires", "pool", "wait")) {
      assertThat(waits(name)).as(name).isZero();
    }
  }

  private static int waits(String name) {
    return Detected.in(
            "GET /a 0-200 server @shop",
            "  %s 10-90 internal".formatted(name),
            "  q 91-150" + QUERY)
        .of(WAIT)
        .size();
  }

  @Test
  void aSlowConnectIsAWaitAndARequestOfThatNameIsNone() {
    assertThat(
            Detected.in(
                    "GET /a 0-200 server @shop",
                    "  pg.connect 10-150 client db.system=postgresql db.name=shop")
                .of(WAIT))
        .hasSize(1);
    assertThat(
            Detected.in("GET /a 0-200 server @shop", "  Pool.getConnection 10-150 server @pools")
                .of(WAIT))
        .isEmpty();
    assertThat(
            Detected.in(
                    "GET /a 0-200 server @shop",
                    "  take 10-150 internal code.function.name=com.acme.Pool.getConnection")
                .of(WAIT))
        .hasSize(1);
  }

  @Test
  void aWaitWithinAWaitIsToldOnce() {
    assertThat(
            Detected.in(
                    "HikariDataSource.getConnection 10-110 internal @shop db.system=h2",
                    "  pg.connect 20-100 client db.system=postgresql db.name=shop")
                .only(WAIT)
                .occurrences())
        .isEqualTo(1);
  }
}
