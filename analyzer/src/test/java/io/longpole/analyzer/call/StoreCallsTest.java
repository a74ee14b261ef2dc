package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreCallsTest {

  @Test
  void oneStatementHasOneKeyFromEveryInstrumentation() {
    Call agentOld =
        OneCall.client(
            "SELECT shop.item",
            "db.system",
            "postgresql",
            "db.name",
            "shop",
            "db.user",
            "sa",
            "db.statement",
            "select * from item where author_id=? and a in (?, ?)",
            "db.operation",
            "SELECT",
            "db.sql.table",
            "item",
            "server.address",
            "db.example",
            "thread.id",
            17);
    Call agentStable =
        OneCall.client(
            "select item",
            "db.system.name",
            "postgresql",
            "db.namespace",
            "shop",
            "db.query.text",
            "select * from item where author_id=? and a in (?)",
            "db.query.summary",
            "select item",
            "server.address",
            "DB.example");
    Call node =
        OneCall.client(
            "pg.query:SELECT shop",
            "db.system",
            "postgresql",
            "db.name",
            "shop",
            "db.statement",
            "SELECT * FROM item\n WHERE author_id = $1 AND a IN ($2,$3)",
            "net.peer.name",
            "db.example",
            "net.peer.port",
            5432);
    Call python =
        OneCall.client(
            "SELECT",
            "db.system",
            "postgresql",
            "db.name",
            "shop",
            "db.statement",
            "SELECT * FROM item WHERE author_id = %s AND a IN (%s, %s)",
            "net.peer.name",
            "db.example");
    Call go =
        OneCall.client(
            "sql.conn.query",
            "db.system",
            "postgresql",
            "db.name",
            "shop",
            "db.statement",
            "SELECT * FROM \"item\" WHERE author_id = 7 AND a IN (1) /*x='y'*/",
            "server.address",
            "db.example");
    assertThat(agentOld.key()).startsWith("db|db.example|shop|").hasSize(19 + 32);
    for (Call call : List.of(agentStable, node, python, go)) {
      assertThat(call.key()).isEqualTo(agentOld.key());
      assertThat(call.fingerprintKey()).isEqualTo(agentOld.fingerprintKey());
      assertThat(call.effect()).isEqualTo(Effect.READ);
      assertThat(call.collection()).isEqualTo("item");
    }
    assertThat(agentOld.fingerprintKey()).doesNotContain("db.example");
    assertThat(agentStable.label()).isEqualTo("select item");
    assertThat(agentOld.label()).isEqualTo("select item");
    assertThat(node.text()).isEqualTo("SELECT * FROM item WHERE author_id = ? AND a IN (?)");
  }

  @Test
  void withoutATextOperationAndCollectionAreTheKey() {
    Call old =
        OneCall.client(
            "SELECT ts.orders",
            "db.system",
            "mysql",
            "db.operation",
            "SELECT",
            "db.name",
            "ts",
            "db.sql.table",
            "orders");
    assertThat(old.key()).isEqualTo("db|mysql/ts|ts|SELECT|orders");
    assertThat(old.label()).isEqualTo("SELECT orders");
    assertThat(old.collection()).isEqualTo("orders");
    assertThat(old.effect()).isEqualTo(Effect.READ);
    assertThat(old.arguments()).isEqualTo(Call.Arguments.HIDDEN);
    Call procedure =
        OneCall.client("x", "db.system", "mssql", "db.stored_procedure.name", "dbo.Get7");
    assertThat(procedure.key()).isEqualTo("db|microsoft.sql_server||CALL|dbo.Get7");
    assertThat(procedure.collection()).as("it may touch anything").isEmpty();
    assertThat(procedure.effect()).isEqualTo(Effect.WRITE);
  }

  @Test
  void withoutAnythingTheTemplatedNameIsTheKey() {
    Call batch =
        OneCall.client(
            "BATCH INSERT items", "db.system.name", "postgresql", "db.operation.batch.size", 50);
    assertThat(batch.key()).isEqualTo("db|postgresql||BATCH INSERT items");
    assertThat(batch.size()).isEqualTo(50);
    assertThat(batch.batch()).isTrue();
    assertThat(batch.noise()).isEqualTo(Noise.NONE);
    assertThat(OneCall.client("load 1042", "db.system", "mysql").key())
        .isEqualTo("db|mysql||load *");
  }

  @Test
  void anInternalSpanIsACallOnlyWithDatabaseAttributes() {
    assertThat(OneCall.calls(SpanKind.INTERNAL, "x", StatusCode.UNSET).at(0)).isNull();
    assertThat(OneCall.calls(SpanKind.INTERNAL, "x", StatusCode.UNSET, "db.system", "h2").at(0))
        .isNotNull();
    assertThat(OneCall.calls(SpanKind.SERVER, "x", StatusCode.UNSET, "db.system", "h2").at(0))
        .isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "BatchGetItem, READ",
    "TransactGetItems, READ",
    "TransactWriteItems, WRITE",
    "batch_get, READ",
    "ListTables, READ",
    "LISTEN, WRITE",
    "UNLISTEN, WRITE",
    "NOTIFY, WRITE",
    "findOne, READ",
    "lookupIn, READ",
    "HEAD /{db}/{docid}, READ",
    "find_one_and_update, WRITE",
    "FindAndModify, WRITE",
    "ReadRows, READ",
    "ReadModifyWriteRow, WRITE",
    "getAndTouch, WRITE",
  })
  void operationsTellWhetherTheyWrite(String operation, Effect effect) {
    assertThat(OneCall.client("x", "db.system", "other", "db.operation", operation).effect())
        .isEqualTo(effect);
  }

  /** As mappers and drivers of other languages call them. */
  @ParameterizedTest
  @CsvSource({
    "postgres, postgresql",
    "pgsql, postgresql",
    "mysql2, mysql",
    "sqlsrv, microsoft.sql_server",
    "better-sqlite3, sqlite",
    "mongoose, mongodb",
  })
  void oneSystemHasOneNameFromEveryInstrumentation(String told, String system) {
    assertThat(OneCall.client("q", "db.system", told, "db.operation", "count").target())
        .isEqualTo(system);
  }

  @Test
  void theTypeOfOpenTracingIsASystemUnlessItOnlySaysSql() {
    Call cached = OneCall.client("q", "db.type", "redis", "db.statement", "GET cart:7");
    assertThat(cached.key()).isEqualTo("cache|redis||GET|cart:*");
    Call query =
        OneCall.client(
            "q", "db.type", "sql", "db.instance", "shop", "db.statement", "SELECT a FROM b");
    assertThat(query.label()).isEqualTo("SELECT b");
    assertThat(query.target()).isEmpty();
    assertThat(query.key()).startsWith("db||shop|");
  }

  @Test
  void aCallWithoutOperationHasNoEffect() {
    Call call =
        OneCall.client("x", "db.system", "dynamodb", "aws.dynamodb.table_names", List.of("t"));
    assertThat(call.effect()).isEqualTo(Effect.UNKNOWN);
  }

  @Test
  void dynamoDbIsKeyedByOperationAndTable() {
    Call call =
        OneCall.client(
            "DynamoDB.GetItem",
            "rpc.system",
            "aws-api",
            "rpc.service",
            "DynamoDb",
            "rpc.method",
            "GetItem",
            "db.system",
            "dynamodb",
            "db.operation",
            "GetItem",
            "aws.dynamodb.table_names",
            List.of("orders"),
            "server.address",
            "dynamodb.eu-west-1.amazonaws.com");
    assertThat(call.key()).isEqualTo("db|dynamodb.eu-west-1.amazonaws.com||GETITEM|orders");
    assertThat(call.effect()).isEqualTo(Effect.READ);
    assertThat(
            OneCall.client("x", "db.system", "dynamodb", "db.operation", "BatchGetItem").effect())
        .isEqualTo(Effect.READ);
    assertThat(OneCall.client("x", "db.system", "dynamodb", "db.operation", "PutItem").effect())
        .isEqualTo(Effect.WRITE);
  }

  @Test
  void cqlAddsTheKeyspace() {
    Call call =
        OneCall.client(
            "SELECT ks.t",
            "db.system",
            "cassandra",
            "db.cassandra.keyspace",
            "ks",
            "db.statement",
            "SELECT a FROM t WHERE id = 550e8400-e29b-41d4-a716-446655440000");
    assertThat(call.key()).startsWith("db|cassandra/ks|ks|");
    assertThat(call.text()).isEqualTo("SELECT a FROM t WHERE id = ?");
    assertThat(call.arguments().known()).isTrue();
  }

  @Test
  void compositeSpansStandForTheirCount() {
    Call call =
        OneCall.client(
            "SELECT",
            "db.system",
            "mysql",
            "db.statement",
            "SELECT a FROM b",
            "composite.count",
            12);
    assertThat(call.size()).isEqualTo(12);
    assertThat(call.batch()).isFalse();
    String[] bulk = {"db.system", "mysql", "db.statement", "INSERT INTO t VALUES (1), (2), (3)"};
    assertThat(OneCall.client("q", bulk[0], bulk[1], bulk[2], bulk[3], "composite.count", 2).size())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "redis, CACHE",
    "valkey, CACHE",
    "memcached, CACHE",
    "keydb, CACHE",
    "dragonfly, CACHE",
    "elasticsearch, SEARCH",
    "opensearch, SEARCH",
    "solr, SEARCH",
    "mysql, DB",
    "MSSQL, DB"
  })
  void systemsHaveTheirClass(String system, Call.CallClass callClass) {
    assertThat(OneCall.client("q", "db.system", system, "db.operation", "x").callClass())
        .isEqualTo(callClass);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "mariadb | SELECT \"x\" FROM t | SELECT ? FROM t",
        "postgresql | SELECT a // b FROM t | SELECT a / / b FROM t",
        "redshift | SELECT a // b FROM t | SELECT a / / b FROM t",
        "cockroachdb | SELECT a // b FROM t | SELECT a / / b FROM t",
        "h2 | SELECT a // b FROM t | SELECT a",
        "MSSQL | SELECT emp# FROM t | SELECT emp# FROM t",
        "Oracle | SELECT emp# FROM t | SELECT emp# FROM t",
        "sqlite | SELECT f([a b])[c d] FROM t | SELECT f([a b]) [c d] FROM t",
        "scylladb | SELECT $$a b$$ FROM t // c | SELECT ? FROM t",
        "clickhouse | SELECT 'a\\', ' FROM t | SELECT ? FROM t",
        "hive | SELECT 'a\\' // b' FROM t | SELECT ? FROM t",
        "spark | SELECT 'a\\' // b' FROM t | SELECT ? FROM t",
      })
  void textsAreReadByTheRulesOfTheirSystem(String system, String text, String expected) {
    assertThat(OneCall.client("q", "db.system", system, "db.statement", text).text())
        .isEqualTo(expected);
  }

  @Test
  void whatTheInstrumentationSumsUpIsTheLabel() {
    Call call =
        OneCall.client(
            "q",
            "db.system.name",
            "mysql",
            "db.query.text",
            "SELECT a FROM t; SELECT b FROM u",
            "db.query.summary",
            "load t and u",
            "db.collection.name",
            "T");
    assertThat(call.label()).isEqualTo("load t and u");
    assertThat(call.collection()).isEqualTo("t");
    Call silent =
        OneCall.client(
            "q",
            "db.system.name",
            "mysql",
            "db.operation.name",
            "SELECT",
            "db.collection.name",
            "t",
            "db.query.summary",
            "SELECT t u");
    assertThat(silent.label()).isEqualTo("SELECT t u");
    Call summed = OneCall.client("q", "db.system.name", "mysql", "db.query.summary", "SELECT t u");
    assertThat(summed.key()).isEqualTo("db|mysql||SELECT t u");
    assertThat(summed.effect()).isEqualTo(Effect.READ);
    assertThat(OneCall.client("getConnection", "db.system", "h2", "db.query.summary", "x").noise())
        .isEqualTo(Noise.NONE);
  }

  @Test
  void aBatchOfOneIsNone() {
    String[] text = {"db.system.name", "mysql", "db.query.text", "INSERT INTO t VALUES (?)"};
    assertThat(batch(text, 1).batch()).isFalse();
    assertThat(batch(text, 2).batch()).isTrue();
    assertThat(batch(text, 2).size()).isEqualTo(2);
  }

  private static Call batch(String[] text, int size) {
    return OneCall.client("q", text[0], text[1], text[2], text[3], "db.operation.batch.size", size);
  }

  @Test
  void repeatedStatementsInOneTextAreASize() {
    Call call = OneCall.sql("mysql", "INSERT INTO t VALUES (1); INSERT INTO t VALUES (2)");
    assertThat(call.size()).isEqualTo(2);
    assertThat(call.key()).isEqualTo(OneCall.sql("mysql", "INSERT INTO t VALUES (3)").key());
    assertThat(call.label()).isEqualTo("INSERT t");
  }
}
