package io.longpole.deploy.shop;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * An embedded database behind a connection pool, with the spans that the OpenTelemetry Java
 * instrumentation makes of JDBC and HikariCP. Each statement waits for a network that an embedded
 * database does not have, so that the figures look like those of a real one.
 */
@SuppressWarnings("try") // a scope is only there to be closed
final class ShopDatabase implements ShopPart {

  private static final Duration ROUND_TRIP = Duration.ofMillis(2);

  private final String name;
  private final Tracer tracer;
  private final HikariDataSource pool;

  ShopDatabase(String name, int connections, Tracer tracer) {
    this.name = name;
    this.tracer = tracer;
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
    config.setMaximumPoolSize(connections);
    config.setPoolName(name);
    config.setConnectionTimeout(Duration.ofSeconds(15).toMillis());
    pool = new HikariDataSource(config);
  }

  /** Runs statements without spans, to fill the tables before any traffic. */
  void prepare(String... statements) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Asks one query and gives the first column of its rows. */
  List<String> query(String table, String sql, Object... parameters) throws SQLException {
    try (Connection connection = connect()) {
      return query(connection, new Query(table, sql, Duration.ZERO), parameters);
    }
  }

  /** A query that keeps the connection busy for a while, as a report over much data does. */
  List<String> slowQuery(String table, String sql, Duration work) throws SQLException {
    try (Connection connection = connect()) {
      return query(connection, new Query(table, sql, work));
    }
  }

  private record Query(String table, String sql, Duration work) {}

  private Connection connect() throws SQLException {
    Span span =
        tracer
            .spanBuilder("HikariDataSource.getConnection")
            .setSpanKind(SpanKind.INTERNAL)
            .setAttribute("code.function.name", "com.zaxxer.hikari.HikariDataSource.getConnection")
            .setAttribute("db.system.name", "h2database")
            .startSpan();
    try (Scope scope = span.makeCurrent()) {
      return pool.getConnection();
    } catch (SQLException e) {
      span.recordException(e);
      span.setStatus(StatusCode.ERROR);
      throw e;
    } finally {
      span.end();
    }
  }

  private List<String> query(Connection connection, Query query, Object... parameters)
      throws SQLException {
    Span span =
        tracer
            .spanBuilder("SELECT " + name + "." + query.table)
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("db.system.name", "h2database")
            .setAttribute("db.namespace", name)
            .setAttribute("db.operation.name", "SELECT")
            .setAttribute("db.collection.name", query.table)
            .setAttribute("db.query.text", query.sql)
            .startSpan();
    List<String> rows = new ArrayList<>();
    try (Scope scope = span.makeCurrent();
        PreparedStatement statement = connection.prepareStatement(query.sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      LockSupport.parkNanos(ROUND_TRIP.plus(query.work).toNanos());
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(result.getString(1));
        }
      }
      span.setAttribute("db.response.returned_rows", rows.size());
      return rows;
    } catch (SQLException e) {
      span.recordException(e);
      span.setStatus(StatusCode.ERROR);
      throw e;
    } finally {
      span.end();
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
