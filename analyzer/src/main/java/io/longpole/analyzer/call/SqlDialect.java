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
  /** Cypher and AQL, no SQL: {@link GraphQueries}. */
  GRAPH,
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
      case "neo4j", "memgraph", "arangodb" -> GRAPH;
      default -> UNKNOWN;
    };
  }

  /**
   * Whether a text in brackets may be JSON, for want of a language in which it is something else.
   */
  boolean mayBeJson() {
    return this == GRAPH || this == UNKNOWN;
  }

  /** Whether a backslash in a string escapes what follows, without any prefix. */
  boolean backslashEscapes() {
    return this == MYSQL || this == CLICKHOUSE || this == HIVE || this == GRAPH;
  }

  /** Whether double quotes enclose a string and not a name. */
  boolean doubleQuotedStrings() {
    return this == MYSQL || this == GRAPH;
  }

  /** Whether a comment may hold another. */
  boolean nestedComments() {
    return this != MYSQL && this != ORACLE && this != GRAPH;
  }

  /** Whether {@code --} starts a comment; in Cypher it is a relationship, {@code (a)-->(b)}. */
  boolean dashComments() {
    return this != GRAPH;
  }

  /** Whether {@code #} starts a comment that ends with the line. */
  boolean hashComments() {
    return this == MYSQL;
  }

  /** Whether {@code //} starts a comment that ends with the line. */
  boolean slashComments() {
    return this == CASSANDRA || this == GRAPH || this == UNKNOWN;
  }

  /** Whether {@code $tag$} encloses a string. */
  boolean dollarQuotes() {
    return this != MYSQL && this != SQL_SERVER && this != ORACLE && this != SQLITE;
  }

  /** Whether {@code :name} is a placeholder; in Cypher it is a label, {@code (n:Item)}. */
  boolean colonPlaceholders() {
    return this != GRAPH;
  }

  /** Whether {@code @@name} is a variable; in AQL it is the placeholder of a collection. */
  boolean systemVariables() {
    return this != GRAPH;
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
