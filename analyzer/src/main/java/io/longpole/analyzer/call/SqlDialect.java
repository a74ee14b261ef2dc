package io.longpole.analyzer.call;

/**
 * How the texts of a family of databases are cut into tokens; what is not listed is {@link
 * #UNKNOWN}, whose rules lose least when they are wrong.
 */
enum SqlDialect {
  MYSQL,
  POSTGRESQL,
  SQL_SERVER,
  ORACLE,
  SQLITE,
  CASSANDRA,
  CLICKHOUSE,
  HIVE,
  UNKNOWN;

  /** The dialect of a database system by its current name. */
  static SqlDialect of(String system) {
    return switch (system) {
      case "mysql", "mariadb" -> MYSQL;
      case "postgresql", "aws.redshift", "cockroachdb", "greenplum", "edb" -> POSTGRESQL;
      case "microsoft.sql_server" -> SQL_SERVER;
      case "oracle.db" -> ORACLE;
      case "sqlite" -> SQLITE;
      case "cassandra", "scylladb" -> CASSANDRA;
      case "clickhouse" -> CLICKHOUSE;
      case "hive", "spark" -> HIVE;
      default -> UNKNOWN;
    };
  }

  /** Whether a backslash in a string escapes what follows, without any prefix. */
  boolean backslashEscapes() {
    return this == MYSQL || this == CLICKHOUSE || this == HIVE;
  }

  /** Whether double quotes enclose a string and not a name. */
  boolean doubleQuotedStrings() {
    return this == MYSQL;
  }

  /** Whether a comment may hold another. */
  boolean nestedComments() {
    return this != MYSQL && this != ORACLE;
  }

  /** Whether {@code #} starts a comment that ends with the line. */
  boolean hashComments() {
    return this == MYSQL;
  }

  /** Whether {@code //} starts a comment that ends with the line. */
  boolean slashComments() {
    return this == CASSANDRA || this == UNKNOWN;
  }

  /** Whether {@code $tag$} encloses a string. */
  boolean dollarQuotes() {
    return this != MYSQL && this != SQL_SERVER && this != ORACLE && this != SQLITE;
  }

  /** Whether square brackets always enclose a name. */
  boolean bracketNames() {
    return this == SQL_SERVER || this == SQLITE;
  }

  /** Whether {@code #} may stand within a name. */
  boolean hashInNames() {
    return this == SQL_SERVER || this == ORACLE;
  }
}
