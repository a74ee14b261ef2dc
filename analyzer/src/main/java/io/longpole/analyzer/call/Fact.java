package io.longpole.analyzer.call;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What attributes say of a span, whatever they are called: each fact with its attribute names, the
 * current one first, older ones newest first.
 *
 * <p>Names are those of the OpenTelemetry semantic conventions 1.44.0 and its predecessors.
 */
enum Fact {
  DB_SYSTEM(Form.DB_SYSTEM, "db.system.name", "db.system", "db.type"),
  DB_NAMESPACE(
      Form.TEXT,
      "db.namespace",
      "db.name",
      "db.redis.database_index",
      "db.elasticsearch.cluster.name",
      "db.mssql.instance_name",
      "db.cassandra.keyspace",
      "db.hbase.namespace",
      "db.instance"),
  DB_COLLECTION(
      Form.TEXT,
      "db.collection.name",
      "db.sql.table",
      "db.mongodb.collection",
      "db.cassandra.table",
      "db.couchbase.collection",
      "db.cosmosdb.container"),
  DB_OPERATION(Form.TEXT, "db.operation.name", "db.operation"),
  DB_TEXT(
      Form.QUERY,
      "db.query.text",
      "db.statement",
      "sql.query",
      "jdbc.query[0]",
      "jdbc.query",
      "r2dbc.query[0]"),
  DB_SUMMARY(Form.TEXT, "db.query.summary"),
  DB_BATCH_SIZE(Form.NUMBER, "db.operation.batch.size", "db.redis.pipeline_length"),
  DB_PROCEDURE(Form.TEXT, "db.stored_procedure.name"),
  DB_STATUS(Form.DB_STATUS, "db.response.status_code", "db.cosmosdb.status_code", "pgx.sql_state"),
  DB_ROWS(Form.NUMBER, "db.response.returned_rows", "jdbc.row-count"),
  HTTP_METHOD(Form.TEXT, "http.request.method", "http.method"),
  HTTP_STATUS(Form.NUMBER, "http.response.status_code", "http.status_code"),
  URL_FULL(Form.TEXT, "url.full", "http.url"),
  URL_PATH(Form.TEXT, "url.path", "http.path"),
  URL_QUERY(Form.TEXT, "url.query"),
  /** Path and query in one; split where url.path is missing. */
  HTTP_TARGET(Form.TEXT, "http.target"),
  URL_TEMPLATE(Form.TEXT, "url.template"),
  HTTP_ROUTE(Form.TEXT, "http.route"),
  HTTP_RESEND(Form.NUMBER, "http.request.resend_count", "http.resend_count", "http.retry_count"),
  HTTP_BODY_SIZE(
      Form.NUMBER,
      "http.response.body.size",
      "http.response.header.content-length",
      "http.response_content_length",
      "http.response_content_length_uncompressed"),
  PEER(Form.TEXT, "service.peer.name", "peer.service"),
  SERVER_ADDRESS(Form.TEXT, "server.address"),
  SERVER_PORT(Form.NUMBER, "server.port"),
  /** Old names of a client's server address. */
  NET_PEER(Form.TEXT, "net.peer.name", "http.host", "peer.hostname"),
  NET_PEER_PORT(Form.NUMBER, "net.peer.port"),
  /** Old names of a server's own address. */
  NET_HOST(Form.TEXT, "net.host.name", "http.server_name"),
  NET_HOST_PORT(Form.NUMBER, "net.host.port"),
  SOCKET_ADDRESS(Form.TEXT, "network.peer.address", "net.sock.peer.addr", "net.peer.ip"),
  SOCKET_PORT(Form.NUMBER, "network.peer.port", "net.sock.peer.port"),
  CLIENT_ADDRESS(Form.TEXT, "client.address", "http.client_ip"),
  RPC_SYSTEM(Form.RPC_SYSTEM, "rpc.system.name", "rpc.system"),
  RPC_METHOD(Form.TEXT, "rpc.method"),
  RPC_SERVICE(Form.TEXT, "rpc.service"),
  RPC_STATUS(
      Form.RPC_STATUS,
      "rpc.status_code",
      "rpc.response.status_code",
      "rpc.grpc.status_code",
      "rpc.connect_rpc.error_code",
      "grpc.status_code",
      "rpc.error_code"),
  /** A code of the service's own; its numbers are none of gRPC's. */
  JSONRPC_CODE(Form.TEXT, "rpc.jsonrpc.error_code"),
  /** Who runs the model that is asked. */
  MODEL_PROVIDER(Form.TEXT, "gen_ai.provider.name", "gen_ai.system"),
  MESSAGING_SYSTEM(Form.MESSAGING_SYSTEM, "messaging.system"),
  MESSAGING_TYPE(Form.MESSAGING_TYPE, "messaging.operation.type", "messaging.operation"),
  MESSAGING_OPERATION(Form.TEXT, "messaging.operation.name"),
  DESTINATION_TEMPLATE(Form.TEXT, "messaging.destination.template"),
  DESTINATION(
      Form.TEXT,
      "messaging.destination.name",
      "messaging.destination",
      "messaging.source.name",
      "messaging.source",
      "message_bus.destination",
      "kafka.topic",
      "jms.queue",
      "jms.topic",
      "rabbit.queue"),
  ROUTING_KEY(
      Form.TEXT,
      "messaging.rabbitmq.destination.routing_key",
      "messaging.rabbitmq.routing_key",
      "rabbit.routing_key"),
  DESTINATION_TEMPORARY(Form.FLAG, "messaging.destination.temporary", "messaging.temp_destination"),
  DESTINATION_ANONYMOUS(Form.FLAG, "messaging.destination.anonymous"),
  CONSUMER_GROUP(
      Form.TEXT,
      "messaging.consumer.group.name",
      "messaging.kafka.consumer.group",
      "messaging.kafka.consumer_group"),
  /** What kind of job goes through a queue of all kinds. */
  JOB(
      Form.TEXT,
      "messaging.sidekiq.job_class",
      "messaging.resque.job_class",
      "messaging.delayed_job.name",
      "celery.task_name"),
  MESSAGE_COUNT(Form.NUMBER, "messaging.batch.message_count"),
  MESSAGE_ID(Form.TEXT, "messaging.message.id", "messaging.message_id"),
  PARTITION(
      Form.TEXT,
      "messaging.destination.partition.id",
      "messaging.kafka.destination.partition",
      "messaging.kafka.partition"),
  CODE_FUNCTION(Form.TEXT, "code.function.name"),
  CODE_NAMESPACE(Form.TEXT, "code.namespace"),
  CODE_FUNCTION_OLD(Form.TEXT, "code.function"),
  CODE_FILE(Form.TEXT, "code.file.path", "code.filepath"),
  CODE_LINE(Form.NUMBER, "code.line.number", "code.lineno"),
  ERROR_TYPE(Form.TEXT, "error.type"),
  /** Of clients in JavaScript, where error.type is missing. */
  ERROR_NAME(Form.TEXT, "http.error_name"),
  FAAS_NAME(Form.TEXT, "faas.invoked_name"),
  FAAS_PROVIDER(Form.TEXT, "faas.invoked_provider"),
  GRAPHQL_NAME(Form.TEXT, "graphql.operation.name"),
  GRAPHQL_TYPE(Form.TEXT, "graphql.operation.type"),
  GRAPHQL_DOCUMENT(Form.TEXT, "graphql.document", "graphql.source"),
  DYNAMODB_TABLES(Form.TEXT, "aws.dynamodb.table_names"),
  INDEX_PATTERN(Form.TEXT, "db.operation.parameter.index", "db.elasticsearch.path_parts.index"),
  /** Path of a search request, where no URL is told. */
  SEARCH_PATH(Form.TEXT, "elasticsearch.url"),
  SEARCH_METHOD(Form.TEXT, "elasticsearch.method"),
  COMPOSITE_COUNT(Form.NUMBER, "composite.count"),
  PREVIOUS_ATTEMPTS(
      Form.NUMBER,
      "previous-rpc-attempts",
      "rpc.request.metadata.grpc-previous-rpc-attempts",
      "rpc.grpc.request.metadata.grpc-previous-rpc-attempts",
      "rpc.connect_rpc.request.metadata.grpc-previous-rpc-attempts"),
  TRANSPARENT_RETRY(Form.FLAG, "transparent-retry"),
  RETRY_COUNT(Form.NUMBER, "retry_count"),
  /** Counts from 1. */
  ENVOY_ATTEMPT(
      Form.NUMBER,
      "x-envoy-attempt-count",
      "http.request.header.x-envoy-attempt-count",
      "http.request.header.x_envoy_attempt_count"),
  /** {@code attempt=2; max=3}, counts from 1. */
  AWS_ATTEMPT(
      Form.TEXT,
      "amz-sdk-request",
      "http.request.header.amz-sdk-request",
      "http.request.header.amz_sdk_request"),
  /** Why Envoy gave no answer. */
  RESPONSE_FLAGS(Form.TEXT, "response_flags"),
  SPECULATIVE(
      Form.NUMBER,
      "cassandra.speculative_execution.count",
      "db.cassandra.speculative_execution_count");

  /** How a value is brought into the one form of its fact. */
  enum Form {
    TEXT,
    NUMBER,
    FLAG,
    QUERY,
    DB_SYSTEM,
    RPC_SYSTEM,
    RPC_STATUS,
    DB_STATUS,
    MESSAGING_SYSTEM,
    MESSAGING_TYPE
  }

  /** An attribute name: the fact it tells, and its place among the names of that fact. */
  record Name(Fact fact, int slot, int rank) {}

  private static final Map<String, Name> NAMES = new HashMap<>();
  static final int COUNT = values().length;

  static {
    for (Fact fact : values()) {
      int rank = 0;
      for (String name : fact.names) {
        NAMES.put(name, new Name(fact, fact.slot(), rank++));
      }
    }
  }

  private final Form form;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> names;

  Fact(Form form, String... names) {
    this.form = form;
    this.names = List.of(names);
  }

  /** The place of this fact in an array of {@link #COUNT}. */
  @SuppressWarnings("EnumOrdinal") // only an index into arrays that live as long as the program
  int slot() {
    return ordinal();
  }

  /** The attributes that tell this fact, the one to believe first. */
  List<String> names() {
    return names;
  }

  /** The fact that an attribute tells, null if it tells none. */
  static @Nullable Name named(String attribute) {
    return NAMES.get(attribute);
  }

  /**
   * The value in the form of this fact: String, Long or Boolean; null if it has a type that cannot
   * be converted without loss.
   */
  @Nullable Object convert(Object value) {
    if (form == Form.TEXT && value instanceof String) {
      return value;
    }
    Object single = value instanceof List<?> list && list.size() == 1 ? list.get(0) : value;
    if (this == DYNAMODB_TABLES && value instanceof List<?> list) {
      return String.join(",", list.stream().map(String::valueOf).sorted().toList());
    }
    return switch (form) {
      case NUMBER -> number(single);
      case FLAG -> flag(single);
      case TEXT,
          QUERY,
          DB_SYSTEM,
          RPC_SYSTEM,
          RPC_STATUS,
          DB_STATUS,
          MESSAGING_SYSTEM,
          MESSAGING_TYPE -> {
        String text = text(single);
        yield text == null ? null : normal(text);
      }
    };
  }

  private String normal(String text) {
    return switch (form) {
      case QUERY -> QuotedText.plain(text);
      case DB_SYSTEM -> dbSystem(text);
      case RPC_SYSTEM -> rpcSystem(text);
      case RPC_STATUS -> RpcStatus.nameOf(text);
      case DB_STATUS -> isNoCode(text) ? "" : text;
      case MESSAGING_SYSTEM -> messagingSystem(text);
      case MESSAGING_TYPE -> messagingType(text);
      case TEXT, NUMBER, FLAG -> text;
    };
  }

  /** Whether a database driver has no code: JDBC's, of PostgreSQL among others, then say 0. */
  static boolean isNoCode(String code) {
    return code.equals("0");
  }

  private static @Nullable String text(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    return value instanceof Long || value instanceof Boolean || value instanceof Double
        ? value.toString()
        : null;
  }

  private static @Nullable Long number(@Nullable Object value) {
    if (value instanceof Long number) {
      return number;
    }
    if (value instanceof Double number) {
      boolean whole = number == Math.rint(number) && Math.abs(number) < 1e15;
      return whole ? number.longValue() : null;
    }
    if (!(value instanceof String text) || text.isEmpty() || text.length() > 18) {
      return null;
    }
    for (int i = 0; i < text.length(); i++) {
      boolean sign = i == 0 && text.charAt(0) == '-' && text.length() > 1;
      if (!sign && (text.charAt(i) < '0' || text.charAt(i) > '9')) {
        return null;
      }
    }
    return Long.valueOf(text);
  }

  private static @Nullable Boolean flag(@Nullable Object value) {
    if (value instanceof Boolean flag) {
      return flag;
    }
    boolean named = "true".equals(value) || "false".equals(value);
    return named ? (Boolean) "true".equals(value) : null;
  }

  private static String dbSystem(String text) {
    String name = lower(text);
    return switch (name) {
      case "mssql" -> "microsoft.sql_server";
      case "oracle" -> "oracle.db";
      case "h2" -> "h2database";
      case "db2" -> "ibm.db2";
      case "dynamodb" -> "aws.dynamodb";
      case "cosmosdb" -> "azure.cosmosdb";
      case "redshift" -> "aws.redshift";
      case "spanner" -> "gcp.spanner";
      case "hanadb" -> "sap.hana";
      case "firebird" -> "firebirdsql";
      case "adabas" -> "softwareag.adabas";
      case "cache", "intersystems_cache" -> "intersystems.cache";
      case "informix" -> "ibm.informix";
      case "ingres" -> "actian.ingres";
      case "maxdb" -> "sap.maxdb";
      case "netezza" -> "ibm.netezza";
      case "mssqlcompact", "sqlserver", "sqlsrv" -> "microsoft.sql_server";
      case "postgres", "pgsql", "pg" -> "postgresql";
      case "mysql2" -> "mysql";
      case "sqlite3", "better-sqlite3" -> "sqlite";
      case "mongo", "mongoose" -> "mongodb";
      case "sql" -> ""; // OpenTracing's word for all of them
      default -> name;
    };
  }

  private static String rpcSystem(String text) {
    String name = lower(text);
    return switch (name) {
      case "connect_rpc" -> "connectrpc";
      case "apache_dubbo" -> "dubbo";
      default -> name;
    };
  }

  private static String messagingSystem(String text) {
    String name = lower(text);
    return switch (name) {
      case "amazonsqs", "aws.sqs", "sqs" -> "aws_sqs";
      case "amazonsns", "sns" -> "aws.sns";
      case "google_pubsub", "pubsub" -> "gcp_pubsub";
      default -> name;
    };
  }

  private static String messagingType(String text) {
    String name = lower(text);
    return switch (name) {
      case "publish" -> "send";
      case "deliver" -> "process";
      default -> name;
    };
  }

  private static String lower(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) >= 'A' && name.charAt(i) <= 'Z') {
        return name.toLowerCase(Locale.ROOT);
      }
    }
    return name;
  }
}
