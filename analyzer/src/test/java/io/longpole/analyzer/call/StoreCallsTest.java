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

  @ParameterizedTest
  @CsvSource({
    "pg-pool.connect, CHECKOUT",
    "HikariDataSource.getConnection, CHECKOUT",
    "Pool.acquire, CHECKOUT",
    "connection checkout, CHECKOUT",
    "GenericObjectPool.borrow, CHECKOUT",
    "pg.connect, CONNECT",
    "connect, CONNECT",
    "redis-connect, CONNECT",
    "tcp.connect, CONNECT",
    "dns.lookup, CONNECT",
    "tls.handshake, CONNECT",
    "Transaction.commit, TX",
    "sql.conn.begin_tx, TX",
    "PDO::beginTransaction, TX",
    "sql-tx-begin, TX",
    "PDO::__construct, CONNECT",
    "sql.conn.reset_session, SETTINGS",
    "sql.conn.prepare, STATEMENT",
    "sql.rows, STATEMENT",
    "sql-rows-next, STATEMENT",
    "sql rows of items, NONE",
    "PDOStatement::fetchAll, STATEMENT",
    "sql.stmt.query, NONE",
    "PDOStatement::execute, NONE",
    "fetch rows of items, NONE",
    "reprepare, NONE",
    "hidden, NONE",
    "disconnected users, NONE"
  })
  void namesTellOfConnectionWork(String name, Noise noise) {
    assertThat(OneCall.client(name, "db.system", "postgresql").noise()).isEqualTo(noise);
  }

  @Test
  void namesTellNothingWhereThereIsAText() {
    assertThat(
            OneCall.client("x.getConnection", "db.system", "h2", "db.statement", "SELECT a FROM b")
                .noise())
        .isEqualTo(Noise.NONE);
    assertThat(OneCall.client("POST /checkout", "http.method", "POST").noise())
        .isEqualTo(Noise.NONE);
    assertThat(OneCall.client("shop.Cart/Checkout", "rpc.system", "grpc").noise())
        .isEqualTo(Noise.NONE);
  }

  @Test
  void preparingAStatementIsNotAskingIt() {
    String[] text = {"db.system", "h2", "db.statement", "SELECT a FROM b WHERE c = ?"};
    assertThat(OneCall.client("sql.conn.prepare", (Object[]) text).noise())
        .isEqualTo(Noise.STATEMENT);
    assertThat(OneCall.client("PREPARE shop", (Object[]) text).noise()).isEqualTo(Noise.STATEMENT);
    assertThat(OneCall.client("prepare", (Object[]) text).noise()).isEqualTo(Noise.STATEMENT);
    assertThat(OneCall.client("prepared", (Object[]) text).noise()).isEqualTo(Noise.NONE);
    assertThat(OneCall.client("unprepare", (Object[]) text).noise()).isEqualTo(Noise.NONE);
    assertThat(OneCall.client("sql.stmt.query", (Object[]) text).noise()).isEqualTo(Noise.NONE);
    assertThat(
            OneCall.client(
                    "q",
                    "db.system",
                    "h2",
                    "db.statement",
                    "SELECT 1 FROM b",
                    "db.operation",
                    "prepare")
                .noise())
        .isEqualTo(Noise.STATEMENT);
    assertThat(OneCall.client("q", "db.system", "h2", "db.operation", "PREPARE").noise())
        .isEqualTo(Noise.STATEMENT);
  }

  @Test
  void theDriversHousekeepingIsKnownWithoutAnyAttribute() {
    assertThat(OneCall.client("sql.rows").noise()).isEqualTo(Noise.STATEMENT);
    assertThat(OneCall.client("sql.conn.reset_session").noise()).isEqualTo(Noise.SETTINGS);
    assertThat(OneCall.client("sql.conn.query").noise()).isEqualTo(Noise.NONE);
    assertThat(OneCall.client("fetch").noise()).isEqualTo(Noise.NONE);
    assertThat(OneCall.client("kitchen prepare").noise()).isEqualTo(Noise.NONE);
  }

  @Test
  void theFunctionTellsOfConnectionWorkToo() {
    Call call =
        OneCall.call(
            SpanKind.INTERNAL,
            "wait",
            "db.system",
            "h2",
            "code.namespace",
            "com.zaxxer.hikari.HikariDataSource",
            "code.function",
            "getConnection");
    assertThat(call.noise()).isEqualTo(Noise.CHECKOUT);
    assertThat(OneCall.client("tcp.connect").noise()).isEqualTo(Noise.CONNECT);
  }

  @Test
  void anInternalSpanIsACallOnlyWithDatabaseAttributes() {
    assertThat(OneCall.calls(SpanKind.INTERNAL, "x", StatusCode.UNSET).at(0)).isNull();
    assertThat(OneCall.calls(SpanKind.INTERNAL, "x", StatusCode.UNSET, "db.system", "h2").at(0))
        .isNotNull();
    assertThat(OneCall.calls(SpanKind.SERVER, "x", StatusCode.UNSET, "db.system", "h2").at(0))
        .isNull();
  }

  @Test
  void documentsAreKeyedByCollectionCommandAndShape() {
    Call one = mongo("{\"find\":\"items\",\"filter\":{\"_id\":{\"$in\":[1,2]},\"a\":7}}");
    Call other = mongo("{'find': 'items', 'filter': {'_id': {'$in': [9]}, 'a': 8}}");
    Call third = mongo("{\"find\":\"items\",\"filter\":{\"b\":7}}");
    assertThat(one.key()).startsWith("db|mongodb/shop|shop|items|find|").isEqualTo(other.key());
    assertThat(third.key()).isNotEqualTo(one.key());
    assertThat(one.label()).isEqualTo("find items");
    assertThat(one.text()).isEqualTo("{find: ?, filter: {_id: {$in: [?]}, a: ?}}");
    assertThat(one.effect()).isEqualTo(Effect.READ);
    assertThat(one.arguments().known()).isTrue();
    assertThat(one.arguments().hash()).isNotEqualTo(other.arguments().hash());
    assertThat(mongo("{\"find\":\"items\",\"filter\":{\"a\":\"?\"}}").arguments().known())
        .isFalse();
    assertThat(mongo("{\"insert\":\"items\",\"documents\":[{\"a\":1},{\"a\":2}]}").effect())
        .isEqualTo(Effect.WRITE);
    assertThat(mongo("{\"hello\":1}").noise()).isEqualTo(Noise.SETTINGS);
    assertThat(mongo("{\"isMaster\":1}").noise()).isEqualTo(Noise.SETTINGS);
    assertThat(mongo("{\"endSessions\":[1]}").noise()).isEqualTo(Noise.SETTINGS);
  }

  @ParameterizedTest
  @CsvSource({
    "hello, SETTINGS",
    "ping, SETTINGS",
    "buildInfo, SETTINGS",
    "saslStart, CONNECT",
    "saslContinue, CONNECT",
    "authenticate, CONNECT",
    "auth, CONNECT",
    "commitTransaction, TX",
    "abortTransaction, TX",
    "find, NONE"
  })
  void commandsOfADocumentDatabaseMayBeNoise(String command, Noise noise) {
    assertThat(OneCall.client("x", "db.system", "mongodb", "db.operation", command).noise())
        .isEqualTo(noise);
    assertThat(mongo("{" + command + ": 1}").noise()).isEqualTo(noise);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{find: 'items', a: 1} | find items",
        "{find: '', a: 1} | find",
        "{find: '?', a: 1} | find",
        "{getMore: 17, a: 1} | find",
        "{count: 17, a: 1} | count",
        "{find: {a: 'items'}} | find",
      })
  void theCollectionIsTheValueOfTheCommandIfThatIsAName(String command, String label) {
    assertThat(mongo(command).label()).isEqualTo(label);
  }

  @Test
  void whatTheSpanSaysOfADocumentBeatsItsText() {
    String text = "{find: 'items', filter: {a: 1}}";
    Call call =
        OneCall.client(
            "x",
            "db.system",
            "mongodb",
            "db.operation",
            "distinct",
            "db.mongodb.collection",
            "Users",
            "db.statement",
            text);
    assertThat(call.label()).isEqualTo("distinct Users");
    assertThat(call.collection()).isEqualTo("users");
    Call other =
        OneCall.client("x", "db.system", "mongodb", "db.operation", "count", "db.statement", text);
    assertThat(other.label()).as("the value of another field is no collection").isEqualTo("count");
  }

  @Test
  void aDocumentMayStandBelowBlankLines() {
    String text = "\n  {\"callers\": \"orders\", \"a\": 7}";
    Call call = OneCall.client("q", "db.system", "couchdb", "db.statement", text);
    assertThat(call.label()).isEqualTo("callers orders");
    String stored = Secrets.query(text, "couchdb");
    assertThat(stored).isEqualTo("{callers: ?, a: ?}");
    assertThat(call.text()).isEqualTo(stored);
    Call procedure = OneCall.client("q", "db.system", "x", "db.statement", " { ? = call p(1)}");
    assertThat(procedure.label()).isEqualTo("call p");
  }

  @ParameterizedTest
  @CsvSource({
    "{callp(7)}, {?: }",
    "{call}, {call: }",
    "{call:7}, {call: ?}",
    "[call p], [?]",
    "{from : 7}, {from: ?}",
    "{call, '{call: '",
  })
  void whatOnlyLooksLikeAProcedureIsADocument(String text, String shown) {
    assertThat(Secrets.query(text, "couchdb")).isEqualTo(shown);
  }

  @Test
  void anAggregationThatStoresItsResultWrites() {
    String stages = "{\"aggregate\":\"items\",\"pipeline\":[{\"$match\":{\"a\":1}}";
    Call reads = mongo(stages + "]}");
    Call writes = mongo(stages + ",{\"$merge\":{\"into\":\"sums\"}}]}");
    assertThat(reads.effect()).isEqualTo(Effect.READ);
    assertThat(writes.effect()).isEqualTo(Effect.WRITE);
    assertThat(writes.key()).isNotEqualTo(reads.key());
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

  @Test
  void aCallWithoutOperationHasNoEffect() {
    Call call =
        OneCall.client("x", "db.system", "dynamodb", "aws.dynamodb.table_names", List.of("t"));
    assertThat(call.effect()).isEqualTo(Effect.UNKNOWN);
  }

  private static Call mongo(String command) {
    return OneCall.client("x", "db.system", "mongodb", "db.name", "shop", "db.statement", command);
  }

  @Test
  void searchIsKeyedByEndpointIndexAndShape() {
    Call call =
        OneCall.client(
            "search",
            "db.system",
            "elasticsearch",
            "db.operation",
            "search",
            "db.elasticsearch.path_parts.index",
            "logs-2026.11.21",
            "db.statement",
            "{\"query\":{\"match\":{\"a\":\"x\"}}}",
            "http.request.method",
            "POST",
            "url.full",
            "http://es:9200/logs-2026.11.21/_search",
            "server.address",
            "es");
    Call next =
        OneCall.client(
            "search",
            "db.system.name",
            "elasticsearch",
            "db.operation.name",
            "search",
            "db.collection.name",
            "logs-2026.11.22",
            "db.query.text",
            "{\"query\":{\"match\":{\"a\":\"y\"}}}",
            "server.address",
            "es");
    assertThat(call.key()).startsWith("search|es|search|logs-*|").isEqualTo(next.key());
    assertThat(call.fingerprintKey()).startsWith("search|search|logs-*|");
    assertThat(call.effect()).isEqualTo(Effect.READ);
    assertThat(call.arguments().known()).isFalse();
    assertThat(call.arguments().hash()).isNotEqualTo(next.arguments().hash());
    assertThat(call.label()).isEqualTo("search logs-*");
  }

  @Test
  void bulkHasASize() {
    String body = "{\"index\":{\"_id\":1}}\n{\"a\":1}\n{\"index\":{\"_id\":2}}\n{\"a\":2}\n";
    Call call =
        OneCall.client(
            "bulk", "db.system", "opensearch", "db.operation", "bulk", "db.statement", body);
    assertThat(call.size()).isEqualTo(2);
    assertThat(call.batch()).isTrue();
    assertThat(call.effect()).isEqualTo(Effect.WRITE);
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
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mysql | {call login('bob', 'hunter2')} | call login | {call login(?, ?)}",
        "h2 | {? = CALL next_number(17)} | CALL next_number | {? = CALL next_number(?)}",
        "db2 | { call p } | call p | { call p }",
        "mssql | [dbo].[GetOrders] | dbo.[GetOrders] | [dbo].[GetOrders]",
      })
  void proceduresInBracketsAreNoJson(String system, String text, String label, String shown) {
    Call call = OneCall.client("q", "db.system", system, "db.statement", text);
    assertThat(call.label()).isEqualTo(label);
    assertThat(call.collection()).isEmpty();
    assertThat(call.effect()).isEqualTo(Effect.WRITE);
    assertThat(Secrets.query(text, system)).isEqualTo(shown);
    Call other =
        OneCall.client("q", "db.system", system, "db.statement", text.replaceAll("7|bob", "8"));
    assertThat(other.key()).isEqualTo(call.key());
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
  void operationsWithoutCollectionMayBeNoise() {
    assertThat(OneCall.client("q", "db.system", "mysql", "db.operation", "COMMIT").noise())
        .isEqualTo(Noise.TX);
    assertThat(
            OneCall.client("q", "db.system", "mysql", "db.operation", "SHOW", "db.sql.table", "t")
                .noise())
        .isEqualTo(Noise.NONE);
    assertThat(
            OneCall.client(
                    "prepare", "db.system", "mysql", "db.operation", "SELECT", "db.sql.table", "t")
                .noise())
        .isEqualTo(Noise.NONE);
    Call procedure =
        OneCall.client(
            "q", "db.system", "mysql", "db.operation", "EXEC", "db.stored_procedure.name", "p");
    assertThat(procedure.label()).isEqualTo("EXEC p");
  }

  @Test
  void jsonOfAnUnknownDatabaseIsADocument() {
    String text = "{\"callers\": \"orders\", \"a\": 7}";
    Call call = OneCall.client("q", "db.system", "couchdb", "db.statement", text);
    assertThat(call.label()).isEqualTo("callers orders");
    assertThat(Secrets.query("[{\"a\": 7}]", "couchdb")).isEqualTo("[{a: ?}]");
    assertThat(Secrets.query("{\"? \": 7}", "")).isEqualTo("{? : ?}");
  }

  @Test
  void repeatedStatementsInOneTextAreASize() {
    Call call = OneCall.sql("mysql", "INSERT INTO t VALUES (1); INSERT INTO t VALUES (2)");
    assertThat(call.size()).isEqualTo(2);
    assertThat(call.key()).isEqualTo(OneCall.sql("mysql", "INSERT INTO t VALUES (3)").key());
    assertThat(call.label()).isEqualTo("INSERT t");
  }
}
