package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactsTest {

  private final Facts facts = new Facts();

  private void read(Object... attributes) {
    facts.read(
        Span.builder(TraceFixture.TRACE_ID, 1)
            .kind(SpanKind.CLIENT)
            .attributes(Attributes.of(attributes))
            .build());
  }

  @ParameterizedTest
  @CsvSource({
    "DB_SYSTEM, db.system.name db.system db.type",
    "DB_NAMESPACE, db.namespace db.name db.redis.database_index db.elasticsearch.cluster.name"
        + " db.mssql.instance_name db.cassandra.keyspace db.hbase.namespace db.instance",
    "DB_COLLECTION, db.collection.name db.sql.table db.mongodb.collection db.cassandra.table"
        + " db.couchbase.collection"
        + " db.cosmosdb.container",
    "DB_OPERATION, db.operation.name db.operation",
    "DB_TEXT, db.query.text db.statement sql.query",
    "DB_SUMMARY, db.query.summary",
    "DB_PROCEDURE, db.stored_procedure.name",
    "DB_STATUS, db.response.status_code db.cosmosdb.status_code pgx.sql_state",
    "HTTP_METHOD, http.request.method http.method",
    "URL_FULL, url.full http.url",
    "URL_PATH, url.path http.path",
    "URL_QUERY, url.query",
    "URL_TEMPLATE, url.template",
    "HTTP_ROUTE, http.route",
    "HTTP_TARGET, http.target",
    "PEER, service.peer.name peer.service",
    "SERVER_ADDRESS, server.address",
    "NET_PEER, net.peer.name http.host peer.hostname",
    "NET_HOST, net.host.name http.server_name",
    "SOCKET_ADDRESS, network.peer.address net.sock.peer.addr net.peer.ip",
    "RPC_METHOD, rpc.method",
    "RPC_SERVICE, rpc.service",
    "MESSAGING_OPERATION, messaging.operation.name",
    "MESSAGING_TYPE, messaging.operation.type messaging.operation",
    "DESTINATION_TEMPLATE, messaging.destination.template",
    "DESTINATION, messaging.destination.name messaging.destination message_bus.destination"
        + " kafka.topic jms.queue jms.topic rabbit.queue",
    "ROUTING_KEY, messaging.rabbitmq.destination.routing_key messaging.rabbitmq.routing_key"
        + " rabbit.routing_key",
    "RESPONSE_FLAGS, response_flags",
    "CLIENT_ADDRESS, client.address http.client_ip",
    "ERROR_NAME, http.error_name",
    "SEARCH_PATH, elasticsearch.url",
    "SEARCH_METHOD, elasticsearch.method",
    "MODEL_PROVIDER, gen_ai.provider.name gen_ai.system",
    "JOB, messaging.sidekiq.job_class messaging.resque.job_class messaging.delayed_job.name"
        + " celery.task_name",
    "RPC_SYSTEM, rpc.system.name rpc.system",
    "AWS_ATTEMPT, amz-sdk-request http.request.header.amz-sdk-request"
        + " http.request.header.amz_sdk_request",
    "CONSUMER_GROUP, messaging.consumer.group.name messaging.kafka.consumer.group"
        + " messaging.kafka.consumer_group",
    "MESSAGE_ID, messaging.message.id messaging.message_id",
    "PARTITION, messaging.destination.partition.id messaging.kafka.destination.partition"
        + " messaging.kafka.partition",
    "CODE_FUNCTION, code.function.name",
    "CODE_FILE, code.file.path code.filepath",
    "ERROR_TYPE, error.type",
    "INDEX_PATTERN, db.operation.parameter.index db.elasticsearch.path_parts.index",
  })
  void everyNameOfATextIsReadAndTheNewerWins(Fact fact, String names) {
    String newer = "";
    for (String name : names.split(" ")) {
      read(name, "a");
      assertThat(facts.text(fact)).as(name).isEqualTo("a");
      if (!newer.isEmpty()) {
        read(name, "older", newer, "newer");
        assertThat(facts.text(fact)).as(newer + " over " + name).isEqualTo("newer");
        read(newer, "newer", name, "older");
        assertThat(facts.text(fact)).as(newer + " over " + name).isEqualTo("newer");
        read(newer, "", name, "older");
        assertThat(facts.text(fact)).as("empty " + newer).isEqualTo("older");
      }
      newer = name;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DB_BATCH_SIZE, db.operation.batch.size db.redis.pipeline_length",
    "DB_ROWS, db.response.returned_rows",
    "HTTP_STATUS, http.response.status_code http.status_code",
    "HTTP_RESEND, http.request.resend_count http.resend_count http.retry_count",
    "HTTP_BODY_SIZE, http.response.body.size http.response.header.content-length"
        + " http.response_content_length http.response_content_length_uncompressed",
    "SERVER_PORT, server.port",
    "NET_PEER_PORT, net.peer.port",
    "NET_HOST_PORT, net.host.port",
    "SOCKET_PORT, network.peer.port net.sock.peer.port",
    "MESSAGE_COUNT, messaging.batch.message_count",
    "CODE_LINE, code.line.number code.lineno",
    "COMPOSITE_COUNT, composite.count",
    "PREVIOUS_ATTEMPTS, previous-rpc-attempts rpc.request.metadata.grpc-previous-rpc-attempts"
        + " rpc.grpc.request.metadata.grpc-previous-rpc-attempts"
        + " rpc.connect_rpc.request.metadata.grpc-previous-rpc-attempts",
    "RETRY_COUNT, retry_count",
    "ENVOY_ATTEMPT, x-envoy-attempt-count http.request.header.x-envoy-attempt-count"
        + " http.request.header.x_envoy_attempt_count",
  })
  void everyNameOfANumberIsReadAlsoAsText(Fact fact, String names) {
    for (String name : names.split(" ")) {
      read(name, 7);
      assertThat(facts.number(fact)).as(name).isEqualTo(7);
      read(name, "7");
      assertThat(facts.number(fact)).as(name).isEqualTo(7);
      read(name, 7.0);
      assertThat(facts.number(fact)).as(name).isEqualTo(7);
      read(name, List.of("7"));
      assertThat(facts.number(fact)).as(name).isEqualTo(7);
    }
    assertThat(facts.ignored()).isZero();
  }

  @Test
  void valuesThatCannotBeConvertedAreIgnoredAndCounted() {
    read("http.status_code", "5xx", "http.response.status_code", 3.5, "db.name", List.of("a", "b"));
    assertThat(facts.has(Fact.HTTP_STATUS)).isFalse();
    assertThat(facts.has(Fact.DB_NAMESPACE)).isFalse();
    assertThat(facts.ignored()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "mssql, microsoft.sql_server",
    "oracle, oracle.db",
    "h2, h2database",
    "db2, ibm.db2",
    "dynamodb, aws.dynamodb",
    "cosmosdb, azure.cosmosdb",
    "redshift, aws.redshift",
    "spanner, gcp.spanner",
    "hanadb, sap.hana",
    "firebird, firebirdsql",
    "postgresql, postgresql",
    "MySQL, mysql",
    "MSSQL, microsoft.sql_server",
    "Oracle, oracle.db",
    "mssqlcompact, microsoft.sql_server",
    "cache, intersystems.cache",
    "intersystems_cache, intersystems.cache",
    "adabas, softwareag.adabas",
    "informix, ibm.informix",
    "ingres, actian.ingres",
    "maxdb, sap.maxdb",
    "netezza, ibm.netezza",
    "my-own, my-own"
  })
  void oldSystemsHaveTheirCurrentName(String old, String current) {
    read("db.system", old);
    assertThat(facts.text(Fact.DB_SYSTEM)).isEqualTo(current);
    read("db.system", old, "db.system.name", current);
    assertThat(facts.conflicts()).isZero();
  }

  @Test
  void otherOldValuesHaveTheirCurrentFormToo() {
    read("rpc.system", "connect_rpc", "messaging.operation", "publish");
    assertThat(facts.text(Fact.RPC_SYSTEM)).isEqualTo("connectrpc");
    assertThat(facts.text(Fact.MESSAGING_TYPE)).isEqualTo("send");
    read("rpc.system", "apache_dubbo", "messaging.operation", "deliver");
    assertThat(facts.text(Fact.RPC_SYSTEM)).isEqualTo("dubbo");
    assertThat(facts.text(Fact.MESSAGING_TYPE)).isEqualTo("process");
    read("rpc.grpc.status_code", 14);
    assertThat(facts.text(Fact.RPC_STATUS)).isEqualTo("UNAVAILABLE");
    read("rpc.connect_rpc.error_code", "deadline_exceeded");
    assertThat(facts.text(Fact.RPC_STATUS)).isEqualTo("DEADLINE_EXCEEDED");
    read("code.namespace", "com.Shop", "code.function", "load");
    assertThat(facts.function()).isEqualTo("com.Shop.load");
    read("code.function.name", "com.Shop.load");
    assertThat(facts.function()).isEqualTo("com.Shop.load");
    read("http.host", "Shop:8080");
    assertThat(facts.peerAddress()).isEqualTo("shop");
  }

  @Test
  void bothGenerationsThatDisagreeAreCountedAndTheCurrentOneCounts() {
    read("db.namespace", "a", "db.name", "a", "db.query.text", "x", "db.statement", "y");
    assertThat(facts.conflicts()).isEqualTo(1);
    read("server.address", "shop", "net.peer.name", "shop", "http.host", "shop:80");
    assertThat(facts.conflicts()).as("the port is no part of the host").isEqualTo(1);
    read("server.address", "shop", "net.peer.name", "other");
    assertThat(facts.conflicts()).isEqualTo(2);
    assertThat(facts.peerAddress()).isEqualTo("shop");
  }

  @Test
  void theNewestOfThreeNamesWinsWhateverTheirOrder() {
    read("http.retry_count", 3, "http.request.resend_count", 1, "http.resend_count", 2);
    assertThat(facts.number(Fact.HTTP_RESEND)).isEqualTo(1);
  }

  @Test
  void onlyOfAddressesIsThePortLeftOut() {
    read("net.peer.name", "Shop", "http.host", "shop:80");
    facts.read(
        Span.builder(TraceFixture.TRACE_ID, 1)
            .kind(SpanKind.SERVER)
            .attributes(Attributes.of("net.host.name", "Shop", "http.server_name", "shop:80"))
            .build());
    assertThat(facts.conflicts()).isZero();
    read("net.peer.name", "shop", "http.host", "cart");
    assertThat(facts.conflicts()).isEqualTo(1);
    read("db.namespace", "Shop", "db.name", "shop");
    assertThat(facts.conflicts()).isEqualTo(2);
  }

  @Test
  void anOldNameAloneContradictsNothing() {
    read("net.peer.name", "shop");
    read("server.address", "shop");
    read("http.target", "/p?a=1");
    read("url.path", "/p");
    read("code.namespace", "a.B", "code.function", "c");
    read("code.function.name", "a.B.c", "code.namespace", "a.B");
    assertThat(facts.conflicts()).isZero();
  }

  @Test
  void aValueOfManyTellsNoOneFact() {
    read("messaging.operation", List.of("send", "create"), "db.system", List.of("mysql", "h2"));
    assertThat(facts.has(Fact.MESSAGING_TYPE)).isFalse();
    assertThat(facts.has(Fact.DB_SYSTEM)).isFalse();
    assertThat(facts.ignored()).isEqualTo(2);
    facts.resetCounters();
    assertThat(facts.ignored()).isZero();
  }

  @Test
  void aResourceTellsAFactAmongOtherAttributes() {
    for (String last : List.of("host.name", "z")) {
      Attributes entity = Attributes.of("service.name", "web", "peer.service", "pg", last, "a");
      for (int round = 0; round < 2; round++) {
        facts.read(Span.builder(TraceFixture.TRACE_ID, 1).resource(new Resource(entity)).build());
        assertThat(facts.text(Fact.PEER)).isEqualTo("pg");
      }
    }
  }

  @Test
  void theSpanWinsOverItsScopeAndThatOverTheResource() {
    Resource resource =
        new Resource(Attributes.of("peer.service", "r", "db.name", "r", "db.system", "r"));
    Scope scope = new Scope("s", "", Attributes.of("db.namespace", "s", "db.system.name", "s"));
    facts.read(
        Span.builder(TraceFixture.TRACE_ID, 1)
            .attributes(Attributes.of("db.system", "own"))
            .scope(scope)
            .resource(resource)
            .build());
    assertThat(facts.text(Fact.DB_SYSTEM)).isEqualTo("own");
    assertThat(facts.text(Fact.DB_NAMESPACE)).isEqualTo("s");
    assertThat(facts.text(Fact.PEER)).isEqualTo("r");
    assertThat(facts.conflicts()).isZero();
  }

  @Test
  void partsOfOneFactThatDisagreeAreCounted() {
    read("code.function.name", "a.B.c", "code.namespace", "a.B", "code.function", "c");
    read("url.path", "/p", "url.query", "a=1", "http.target", "/p?a=1");
    read("url.path", "/p", "http.target", "/p");
    read("code.function.name", "a.B.c", "code.function", "d");
    read("url.path", "/p", "net.host.name", "h", "server.address", "peer");
    assertThat(facts.conflicts()).isZero();
    read("code.function.name", "a.B.c", "code.namespace", "a.B", "code.function", "d");
    assertThat(facts.conflicts()).isEqualTo(1);
    read("url.path", "/p", "http.target", "/p?a=1");
    assertThat(facts.conflicts()).isEqualTo(2);
    read("url.path", "/p", "url.query", "a=1", "http.target", "/p");
    assertThat(facts.conflicts()).isEqualTo(3);
    facts.read(
        Span.builder(TraceFixture.TRACE_ID, 1)
            .kind(SpanKind.SERVER)
            .attributes(
                Attributes.of("server.address", "a", "net.host.name", "b", "net.peer.name", "c"))
            .build());
    assertThat(facts.conflicts()).isEqualTo(4);
    facts.read(
        Span.builder(TraceFixture.TRACE_ID, 1)
            .kind(SpanKind.SERVER)
            .attributes(
                Attributes.of("server.address", "a", "net.host.name", "a", "net.peer.name", "c"))
            .build());
    assertThat(facts.conflicts()).isEqualTo(4);
    facts.resetCounters();
    assertThat(facts.conflicts()).isZero();
  }

  @Test
  void aFunctionWithoutNamespaceAndANamespaceWithoutFunction() {
    read("code.function", "load");
    assertThat(facts.function()).isEqualTo("load");
    read("code.namespace", "com.Shop");
    assertThat(facts.function()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "-5, -5",
    "-, ",
    "5-, ",
    "5-3, ",
    "-5-3, ",
    "'', ",
    "999999999999999999, 999999999999999999",
    "1234567890123456789, ",
    "/, ",
    ":, "
  })
  void numbersInTexts(String text, Long number) {
    assertThat(Fact.HTTP_STATUS.convert(text)).isEqualTo(number);
  }

  @Test
  void flagsAreAlsoTexts() {
    read("transparent-retry", "true", "messaging.temp_destination", "false");
    assertThat(facts.flag(Fact.TRANSPARENT_RETRY)).isTrue();
    assertThat(facts.has(Fact.DESTINATION_TEMPORARY)).isTrue();
    assertThat(facts.flag(Fact.DESTINATION_TEMPORARY)).isFalse();
    read("transparent-retry", true, "messaging.temp_destination", "yes");
    assertThat(facts.flag(Fact.TRANSPARENT_RETRY)).isTrue();
    assertThat(facts.ignored()).isEqualTo(1);
    assertThat(Fact.HTTP_STATUS.convert(1e15)).isNull();
    assertThat(Fact.HTTP_STATUS.convert(-2.0)).isEqualTo(-2L);
    assertThat(Fact.DB_NAMESPACE.convert(7L)).isEqualTo("7");
    assertThat(Fact.DB_NAMESPACE.convert(Attributes.of("a", "b"))).isNull();
    assertThat(Fact.DYNAMODB_TABLES.convert(List.of("b", "a"))).isEqualTo("a,b");
  }

  @Test
  void aNewSpanForgetsTheOneBefore() {
    read("db.system", "mysql", "http.status_code", 500);
    read();
    assertThat(facts.has(Fact.DB_SYSTEM)).isFalse();
    assertThat(facts.number(Fact.HTTP_STATUS)).isEqualTo(-1);
  }
}
