package io.longpole.analyzer.call;

import io.longpole.analyzer.model.Attributes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What Micrometer's observations say of HTTP requests, JDBC and R2DBC, under names of their own;
 * Spring sends them where no agent does.
 *
 * <p>Example: {@code method=GET uri=/item/{id} status=503 outcome=SERVER_ERROR} on a SERVER span is
 * the route {@code /item/{id}} with status 503. As such words may mean anything, they count only
 * together.
 */
final class Observations {

  private static final String STATUS = "status";
  private static final String URI = "uri";

  private static final String DRIVER = "jdbc.datasource.driver";
  private static final String REACTIVE = "r2dbc.connection";
  private static final String ABORTED = "cancelled";

  /** Of a database that is told by no name that is known. */
  private static final String ANY_DATABASE = "other_sql";

  /** What the names of drivers hold, and the databases that they are for. */
  private static final String[][] DRIVERS = {
    {"postgresql", "postgresql"},
    {"mariadb", "mariadb"},
    {"mysql", "mysql"},
    {"oracle", "oracle.db"},
    {"sqlserver", "microsoft.sql_server"},
    {"jtds", "microsoft.sql_server"},
    {"sql server", "microsoft.sql_server"},
    {"h2", "h2database"},
    {"hsqldb", "hsqldb"},
    {"db2", "ibm.db2"},
    {"sqlite", "sqlite"},
    {"derby", "derby"},
    {"clickhouse", "clickhouse"},
    {"redshift", "aws.redshift"},
    {"snowflake", "snowflake"},
    {"firebird", "firebirdsql"},
    {"trino", "trino"},
    {"cassandra", "cassandra"}
  };

  private Observations() {}

  /** Tells what such a span says, where its attributes do not say it by their usual names. */
  static void tell(Attributes attributes, Facts facts) {
    if (isHttp(attributes)) {
      tellHttp(attributes, facts);
    } else if (isDatabase(attributes)) {
      String database = databaseOf(attributes);
      facts.tell(Fact.DB_SYSTEM, database == null ? ANY_DATABASE : database);
      facts.tell(Fact.DB_BATCH_SIZE, batchSize(attributes.text("jdbc.row-affected")));
    }
  }

  private static void tellHttp(Attributes attributes, Facts facts) {
    facts.tell(Fact.HTTP_METHOD, said(attributes, "method"));
    facts.tell(Fact.HTTP_STATUS, statusCode(attributes));
    facts.tell(Fact.ERROR_TYPE, isAborted(attributes) ? ABORTED : said(attributes, "exception"));
    facts.tell(Fact.URL_TEMPLATE, template(attributes));
    String host = said(attributes, "client.name");
    facts.tell(Fact.NET_PEER, host == null ? said(attributes, "target.host") : host);
  }

  /** Whether the client gave up before there was an answer or an error. */
  private static boolean isAborted(Attributes attributes) {
    return said(attributes, "exception") == null
        && "CLIENT_ERROR".equals(attributes.get(STATUS))
        && "UNKNOWN".equals(attributes.get("outcome"));
  }

  private static boolean isHttp(Attributes attributes) {
    return attributes.get("outcome") != null
        && attributes.get(URI) != null
        && attributes.get("method") != null
        && attributes.get(STATUS) != null;
  }

  private static boolean isDatabase(Attributes attributes) {
    return attributes.get(DRIVER) != null
        || attributes.get(REACTIVE) != null
        || attributes.get("jdbc.datasource.pool") != null
        || attributes.get("jdbc.datasource.name") != null;
  }

  /** Whether an attribute holds a query: {@code jdbc.query[1]}, {@code r2dbc.query[0]}. */
  static boolean isQuery(String attribute) {
    return attribute.startsWith("jdbc.query[") || attribute.startsWith("r2dbc.query[");
  }

  /** Whether an attribute holds the parameters of a query. */
  static boolean isParameter(String attribute) {
    return attribute.startsWith("jdbc.params[") || attribute.startsWith("r2dbc.params[");
  }

  /** A text that says something; Micrometer says {@code none} where it has nothing to say. */
  private static @Nullable String said(Attributes attributes, String name) {
    String text = attributes.text(name);
    return text == null || text.equalsIgnoreCase("none") || text.equals("UNKNOWN") ? null : text;
  }

  /** The HTTP status that such a span says; null if there is none, as of {@code IO_ERROR}. */
  static @Nullable String statusCode(Attributes attributes) {
    String status = isHttp(attributes) ? attributes.asText(STATUS) : null;
    return status != null && Fact.HTTP_STATUS.convert(status) != null ? status : null;
  }

  /** The route that such a server span says, null if none: {@code NOT_FOUND} is none. */
  static @Nullable String route(Attributes attributes) {
    String uri = isHttp(attributes) ? attributes.text(URI) : null;
    return uri != null && uri.startsWith("/") ? uri : null;
  }

  /** The path that a client has filled in; a URI without holes is the one that was asked for. */
  private static @Nullable String template(Attributes attributes) {
    String uri = attributes.text(URI);
    if (uri == null || !uri.contains("{")) {
      return null;
    }
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  /** {@code [1, 1, 1]} is of a batch of three. */
  private static @Nullable Long batchSize(@Nullable String affected) {
    return affected == null ? null : 1 + affected.chars().filter(c -> c == ',').count();
  }

  /** The database by the name of its driver, JDBC's or R2DBC's; null if no driver is said. */
  static @Nullable String databaseOf(Attributes attributes) {
    String said = attributes.text(DRIVER);
    String driver = said == null ? attributes.text(REACTIVE) : said;
    if (driver == null) {
      return null;
    }
    String name = driver.toLowerCase(Locale.ROOT);
    for (String[] each : DRIVERS) {
      if (name.contains(each[0])) {
        return each[1];
      }
    }
    return ANY_DATABASE;
  }
}
