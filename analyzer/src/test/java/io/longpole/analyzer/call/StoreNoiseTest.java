package io.longpole.analyzer.call;

import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.model.SpanKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which calls to databases serve the connection only. */
class StoreNoiseTest {

  @ParameterizedTest
  @CsvSource({
    "pg-pool.connect, CHECKOUT",
    "HikariDataSource.getConnection, CHECKOUT",
    "Pool.acquire, CHECKOUT",
    "connection checkout, CHECKOUT",
    "GenericObjectPool.borrow, CHECKOUT",
    "prisma:engine:connection, CHECKOUT",
    "prisma:engine:db_query, NONE",
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

  /** Couchbase's clients have a span for each step of a call, with no word of what is asked. */
  @Test
  void theStepsOfACallAreNotTheCall() {
    Calls calls =
        Calls.of(
            trace(
                "GET /hotels 0-50 server @web",
                "  upsert 1-20 client db.system=couchbase db.name=travel db.operation=upsert"
                    + " db.couchbase.collection=hotels",
                "    request_encoding 2-3 internal db.system=couchbase",
                "    dispatch_to_server 4-19 internal db.system=couchbase net.peer.name=cb1",
                "  cb.get 21-40 client db.system=couchbase db.name=travel db.operation=get"
                    + " db.couchbase.collection=hotels",
                "    cb.dispatch_to_server 22-39 client db.system=couchbase net.peer.name=cb1"));
    assertThat(calls.all().stream().filter(call -> call.partOf() < 0).map(Call::label))
        .containsExactly("UPSERT hotels", "GET hotels");
    Calls lost = Calls.of(trace("dispatch_to_server 0-9 client db.system=couchbase"));
    assertThat(lost.get(0).noise()).isEqualTo(Noise.STATEMENT);
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
}
