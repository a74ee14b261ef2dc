package io.longpole.analyzer.call;

import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Spans of Micrometer, as Spring Boot sends them without an agent. */
class ObservationsTest {

  private static Calls http(SpanKind kind, String status, String outcome, String exception) {
    return OneCall.calls(
        kind,
        "http get",
        StatusCode.UNSET,
        "method",
        "GET",
        "uri",
        "/item/{id}?full={full}",
        "status",
        status,
        "outcome",
        outcome,
        "exception",
        exception,
        "client.name",
        "stock",
        "http.url",
        "http://stock:8082/item/7?full=true");
  }

  private static Call sql(String more) {
    return Calls.of(
            trace(
                "query 2-8 client jdbc.datasource.driver=org.postgresql.Driver"
                    + " jdbc.datasource.name=orders peer.service=orders"
                    + " jdbc.query[0]='select title from book where id = ?' "
                    + more))
        .all()
        .get(0);
  }

  @Test
  void aClientsRequestIsKnownByMethodAndTemplate() {
    Call call = http(SpanKind.CLIENT, "200", "SUCCESS", "none").all().get(0);
    assertThat(call.key()).isEqualTo("http|stock|GET|/item/{id}");
    assertThat(call.httpStatus()).isEqualTo(200);
    assertThat(call.outcome()).isEqualTo(Outcome.OK);
  }

  @Test
  void aClientThatWasGivenNoTemplateIsKnownByItsUrl() {
    Call call =
        OneCall.client(
            "http get",
            "method",
            "GET",
            "uri",
            "/item/7",
            "status",
            "200",
            "outcome",
            "SUCCESS",
            "http.url",
            "http://stock:8082/item/7");
    assertThat(call.key()).isEqualTo("http|stock|GET|/item/*");
  }

  @Test
  void aTemplateNeedsNoQuery() {
    Call call =
        OneCall.client(
            "http get",
            "method",
            "GET",
            "uri",
            "/item/{id}",
            "status",
            "200",
            "outcome",
            "SUCCESS",
            "client.name",
            "UNKNOWN",
            "target.host",
            "stock");
    assertThat(call.key()).isEqualTo("http|stock|GET|/item/{id}");
  }

  @Test
  void aUriThatIsNoTextIsNone() {
    Attributes number =
        Attributes.of("method", "GET", "uri", 7, "status", "200", "outcome", "SUCCESS");
    assertThat(Observations.route(number)).isNull();
    Facts facts = new Facts();
    Observations.tell(number, facts);
    assertThat(facts.text(Fact.HTTP_METHOD)).isEqualTo("GET");
    assertThat(facts.has(Fact.URL_TEMPLATE)).isFalse();
  }

  @Test
  void theHostIsKnownWithoutAUrl() {
    for (String name : new String[] {"client.name", "target.host"}) {
      Call call =
          OneCall.client(
              "HTTP GET",
              "method",
              "GET",
              "uri",
              "none",
              "status",
              "200",
              "outcome",
              "SUCCESS",
              name,
              "stock");
      assertThat(call.target()).isEqualTo("stock");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, SUCCESS, none, OK",
    "404, CLIENT_ERROR, none, FAILED",
    "503, SERVER_ERROR, none, RETRYABLE",
    "504, SERVER_ERROR, none, TIMEOUT",
    "CLIENT_ERROR, UNKNOWN, none, CANCELLED",
    "CLIENT_ERROR, UNKNOWN, ReadTimeoutException, TIMEOUT",
    "CLIENT_ERROR, CLIENT_ERROR, none, OK",
    "IO_ERROR, UNKNOWN, ConnectException, RETRYABLE",
    "IO_ERROR, UNKNOWN, none, OK",
  })
  void theOutcomeIsReadOffStatusAndException(
      String status, String said, String exception, Outcome outcome) {
    assertThat(http(SpanKind.CLIENT, status, said, exception).outcome(0)).isEqualTo(outcome);
  }

  @Test
  void aServerTellsItsStatusThoughItsSpanIsUnset() {
    Calls failed = http(SpanKind.SERVER, "503", "SERVER_ERROR", "none");
    assertThat(failed.outcome(0)).isEqualTo(Outcome.RETRYABLE);
    assertThat(failed.tellsStatus(0)).isTrue();
    assertThat(failed.statusCode(0)).isEqualTo("503");
    Calls none = http(SpanKind.SERVER, "UNKNOWN", "UNKNOWN", "none");
    assertThat(none.tellsStatus(0)).isFalse();
    assertThat(none.statusCode(0)).isEmpty();
  }

  @Test
  void theRouteOfTheServerIsThatOfTheCall() {
    String client =
        "http post 2-60 client method=POST uri=/order/7 status=200 outcome=SUCCESS client.name=b";
    String server = "    http post %s 4-50 server @b method=POST uri=%s status=200 outcome=SUCCESS";
    assertThat(
            Calls.of(
                    trace(
                        "web 0-90 server",
                        "  " + client,
                        server.formatted("/order/{id}", "/order/{id}")))
                .all()
                .get(0)
                .key())
        .isEqualTo("http|b|POST|/order/{id}");
    assertThat(
            Calls.of(
                    trace(
                        "web 0-90 server", "  " + client, server.formatted("NOT_FOUND", "UNKNOWN")))
                .all()
                .get(0)
                .key())
        .isEqualTo("http|b|POST|http post NOT_FOUND");
  }

  @Test
  void theWordsMeanNothingWithoutEachOther() {
    String[] words = {"method", "uri", "status", "outcome"};
    for (String left : words) {
      Attributes.Builder attributes = new Attributes.Builder(4);
      for (String word : words) {
        if (!word.equals(left)) {
          attributes.put(word, word.equals("uri") ? "/item/{id}" : "503");
        }
      }
      assertThat(Observations.statusCode(attributes.build())).as("without " + left).isNull();
      assertThat(Observations.route(attributes.build())).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "org.postgresql.Driver, postgresql",
    "com.mysql.cj.jdbc.Driver, mysql",
    "org.mariadb.jdbc.Driver, mariadb",
    "oracle.jdbc.OracleDriver, oracle.db",
    "com.microsoft.sqlserver.jdbc.SQLServerDriver, microsoft.sql_server",
    "net.sourceforge.jtds.jdbc.Driver, microsoft.sql_server",
    "org.h2.Driver, h2database",
    "org.hsqldb.jdbc.JDBCDriver, hsqldb",
    "com.ibm.db2.jcc.DB2Driver, ibm.db2",
    "org.apache.derby.jdbc.EmbeddedDriver, derby",
    "com.clickhouse.jdbc.ClickHouseDriver, clickhouse",
    "com.amazon.redshift.jdbc.Driver, aws.redshift",
    "net.snowflake.client.jdbc.SnowflakeDriver, snowflake",
    "org.firebirdsql.jdbc.FBDriver, firebirdsql",
    "io.trino.jdbc.TrinoDriver, trino",
    "com.wisecoders.jdbc.cassandra.CassandraDriver, cassandra",
    "org.sqlite.JDBC, sqlite",
    "example.Driver, other_sql",
  })
  void theDriverTellsTheDatabase(String driver, String system) {
    Call call =
        OneCall.client(
            "query", "jdbc.datasource.driver", driver, "jdbc.query[0]", "select a from b");
    assertThat(call.callClass()).isEqualTo(CallClass.DB);
    assertThat(call.target()).isEqualTo(system);
  }

  @Test
  void aQueryIsACall() {
    Call call = sql("");
    assertThat(call.label()).isEqualTo("select book");
    assertThat(call.target()).isEqualTo("orders");
    assertThat(call.arguments().known()).isFalse();
    assertThat(call.size()).isEqualTo(1);
  }

  @Test
  void itsParametersAreItsArguments() {
    for (String parameters : new String[] {"jdbc.params[0]", "r2dbc.params[0]"}) {
      assertThat(sql(parameters + "='(7)'").arguments().known()).isTrue();
    }
    Call seven = sql("jdbc.params[0]='(7)'");
    Call eight = sql("jdbc.params[0]='(8)'");
    assertThat(seven.arguments().known()).isTrue();
    assertThat(seven.arguments()).isNotEqualTo(eight.arguments());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"'[1, 1, 1]' | 3 | true", "1 | 1 | false", "[0] | 1 | false"})
  void aBatchIsAsLargeAsItTells(String affected, int size, boolean batch) {
    Call call = sql("jdbc.row-affected='" + affected + "'");
    assertThat(call.size()).isEqualTo(size);
    assertThat(call.batch()).isEqualTo(batch);
  }

  @ParameterizedTest
  @CsvSource({
    "PostgreSQL, postgresql",
    "H2, h2database",
    "Microsoft SQL Server, microsoft.sql_server",
  })
  void aReactiveQueryIsToldLikeAnother(String connection, String system) {
    String query = "select title from book where id = 7";
    Call call = OneCall.client("query", "r2dbc.connection", connection, "r2dbc.query[0]", query);
    assertThat(call.target()).isEqualTo(system);
    assertThat(call.label()).isEqualTo("select book");
    assertThat(Secrets.system(Attributes.of("r2dbc.connection", connection))).isEqualTo(system);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc", "r2dbc"})
  void neitherLiteralsNorParametersAreShown(String what) {
    Attributes shown =
        new Redactor()
            .attributes(
                Attributes.of(
                    what + ".query[0]",
                    "select a from b where c = 'pw'",
                    what + ".query[1]",
                    "select a from b where c = 'pw'",
                    what + ".params[0]",
                    "(pw(in,String))"));
    assertThat(shown.text(what + ".query[0]")).isEqualTo("select a from b where c = ?");
    assertThat(shown.text(what + ".query[1]")).isEqualTo("select a from b where c = ?");
    assertThat(shown.toString()).doesNotContain("pw");
  }

  @ParameterizedTest
  @CsvSource({"connection, CHECKOUT", "result-set, STATEMENT", "generated-keys, STATEMENT"})
  void whatElseAConnectionDoesIsNoise(String name, Noise noise) {
    for (String source : new String[] {"driver", "name", "pool"}) {
      Call call = OneCall.client(name, "jdbc.datasource." + source, "org.h2.Driver");
      assertThat(call.callClass()).isEqualTo(CallClass.DB);
      assertThat(call.noise()).isEqualTo(noise);
    }
  }

  @Test
  void literalsAreMaskedByTheRulesOfTheDriversDatabase() {
    Attributes mysql = Attributes.of("jdbc.datasource.driver", "com.mysql.cj.jdbc.Driver");
    assertThat(Secrets.system(mysql)).isEqualTo("mysql");
    assertThat(Secrets.query("select a from b where c = \"pw\"", Secrets.system(mysql)))
        .doesNotContain("pw");
  }
}
