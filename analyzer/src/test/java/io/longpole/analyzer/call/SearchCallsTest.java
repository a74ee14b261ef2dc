package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Effect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchCallsTest {

  private static Call call(Object... attributes) {
    Object[] all = new Object[attributes.length + 2];
    all[0] = "db.system.name";
    all[1] = "elasticsearch";
    System.arraycopy(attributes, 0, all, 2, attributes.length);
    return OneCall.client("search", all);
  }

  private static final String ENDPOINT = "db.operation.name";
  private static final String INDEX = "db.operation.parameter.index";
  private static final String TEXT = "db.query.text";
  private static final String URL = "url.full";

  @Test
  void endpointAndIndexPatternAreTheKey() {
    Call call = call(ENDPOINT, "search", INDEX, "orders-2026.01.31", "server.address", "es");
    assertThat(call.callClass()).isEqualTo(CallClass.SEARCH);
    assertThat(call.key()).isEqualTo("search|es|search|orders-*");
    assertThat(call.label()).isEqualTo("search orders-*");
  }

  @Test
  void theCollectionIsTheIndexWhereNoParameterIs() {
    assertThat(call(ENDPOINT, "search", "db.collection.name", "orders").label())
        .isEqualTo("search orders");
    assertThat(call(ENDPOINT, "search", INDEX, "a", "db.collection.name", "b").label())
        .isEqualTo("search a");
  }

  @Test
  void theUrlTellsWhatNoAttributeDoes() {
    assertThat(call(URL, "http://es:9200/orders/_search?size=5").label())
        .isEqualTo("_search orders");
    assertThat(call(URL, "http://es:9200/logs-2026.11.21/_search").label())
        .isEqualTo("_search logs-*");
    assertThat(call(URL, "http://es:9200?pretty").label()).isEmpty();
    assertThat(call(URL, "http://es:9200/_bulk").label()).isEqualTo("_bulk");
    assertThat(call(URL, "http://es:9200/").label()).isEmpty();
    assertThat(call(ENDPOINT, "count", URL, "http://es:9200/orders/_search").label())
        .isEqualTo("count orders");
    assertThat(call(INDEX, "books", URL, "http://es:9200/orders/_search").label())
        .isEqualTo("_search books");
  }

  @Test
  void withoutAnyOfThemTheNameOfTheSpanTells() {
    assertThat(OneCall.client("info 7", "db.system.name", "elasticsearch").label())
        .isEqualTo("info *");
  }

  /** As the Java agent tells requests of OpenSearch: by their method, and the request as text. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | GET /orders/_search?q=a | _search orders | READ",
        "POST | POST /orders/_search | _search orders | READ",
        "POST | POST /orders/_doc/7 | _doc orders | WRITE",
        "DELETE | DELETE /orders-2026.01.31 | DELETE orders-* | WRITE",
        "GET | GET /orders | GET orders | READ",
        "HEAD | HEAD /orders | HEAD orders | READ",
        "GET | GET / | GET | READ",
        "POST | POST /_bulk | _bulk | WRITE",
      })
  void aRequestAsTextTellsEndpointAndIndex(
      String method, String text, String label, Effect effect) {
    Call call = call(ENDPOINT, method, TEXT, text);
    assertThat(call.label()).isEqualTo(label);
    assertThat(call.effect()).isEqualTo(effect);
    Call stored = call(ENDPOINT, method, TEXT, Secrets.query(text, "opensearch"));
    assertThat(stored.key()).isEqualTo(call.key());
  }

  /** As Python's instrumentation tells them. */
  @ParameterizedTest
  @CsvSource({
    "GET, /orders/_search, _search orders, READ",
    "GET, /orders/_doc/7, _doc orders, READ",
    "PUT, /orders/_doc/7, _doc orders, WRITE",
    "DELETE, /orders, DELETE orders, WRITE",
  })
  void aPathAndMethodOfTheirOwnTellEndpointAndIndex(
      String method, String path, String label, Effect effect) {
    Call call =
        OneCall.client(
            "Elasticsearch" + path,
            "db.system",
            "elasticsearch",
            "elasticsearch.url",
            path,
            "elasticsearch.method",
            method);
    assertThat(call.label()).isEqualTo(label);
    assertThat(call.effect()).isEqualTo(effect);
  }

  @Test
  void requestsForOtherDocumentsDiffer() {
    Call one = call(ENDPOINT, "GET", TEXT, "GET /orders/_doc/7");
    Call other = call(ENDPOINT, "GET", TEXT, "GET /orders/_doc/8");
    assertThat(one.key()).isEqualTo(other.key());
    assertThat(one.arguments().differsFrom(other.arguments())).isTrue();
    assertThat(Secrets.query("GET /orders/_search?token=a", "opensearch"))
        .isEqualTo("GET /orders/_search?token=REDACTED");
  }

  @Test
  void aMethodWithABodyIsKnownByTheNameOfTheSpan() {
    Call call = call(ENDPOINT, "POST", TEXT, "{\"query\":{\"match_all\":{}}}");
    assertThat(call.label()).isEqualTo("search");
    assertThat(call.text()).isEqualTo("search {query: {match_all: {}}}");
  }

  @ParameterizedTest
  @CsvSource({
    "search, READ",
    "get, READ",
    "msearch, READ",
    "count, READ",
    "exists, READ",
    "cat.indices, READ",
    "scroll, READ",
    "_doc, READ",
    "mget, READ",
    "explain, READ",
    "field_caps, READ",
    "termvectors, READ",
    "mtermvectors, READ",
    "info, READ",
    "sql.query, READ",
    "esql.query, READ",
    "indices.exists, READ",
    "knn_search, READ",
    "rank_eval, READ",
    "_count, READ",
    "_msearch, READ",
    "index, WRITE",
    "bulk, WRITE",
    "delete, WRITE",
    "update, WRITE",
    "indices.create, WRITE",
    "indices.get_mapping, READ",
    "cluster.health, READ"
  })
  void effects(String endpoint, Effect effect) {
    assertThat(call(ENDPOINT, endpoint).effect()).isEqualTo(effect);
  }

  @Test
  void theShapeOfTheQueryIsPartOfTheKeyAndItsValuesAreNot() {
    Call one = call(ENDPOINT, "search", TEXT, "{\"query\":{\"term\":{\"id\":7}}}");
    Call other = call(ENDPOINT, "search", TEXT, "{\"query\":{\"term\":{\"id\":8}}}");
    Call another = call(ENDPOINT, "search", TEXT, "{\"query\":{\"range\":{\"id\":7}}}");
    assertThat(one.key()).isEqualTo(other.key()).isNotEqualTo(another.key());
    assertThat(one.text()).startsWith("search").doesNotContain("7");
    assertThat(one.arguments().differsFrom(other.arguments())).isTrue();
  }

  @Test
  void equalPartsOfABodyThatIsNotSeenWholeProveNothing() {
    Call one = call(ENDPOINT, "get", "db.operation.parameter.id", "7", URL, "http://es/a/_doc/7");
    Call same = call(ENDPOINT, "get", "db.operation.parameter.id", "7", URL, "http://es/a/_doc/7");
    assertThat(one.arguments().differsFrom(same.arguments())).isFalse();
    assertThat(one.arguments().known()).isFalse();
  }

  @Test
  void aDifferentParameterPathOrTextProvesThatTheyDiffer() {
    Call byParameter = call(ENDPOINT, "get", "db.operation.parameter.id", "7");
    assertThat(
            byParameter
                .arguments()
                .differsFrom(call(ENDPOINT, "get", "db.operation.parameter.id", "8").arguments()))
        .isTrue();
    assertThat(
            call(ENDPOINT, "get", URL, "http://es/a/_doc/7")
                .arguments()
                .differsFrom(call(ENDPOINT, "get", URL, "http://es/a/_doc/8").arguments()))
        .isTrue();
    assertThat(call(ENDPOINT, "get").arguments().differsFrom(call(ENDPOINT, "get").arguments()))
        .isFalse();
  }

  private static final String TWO_ACTIONS =
      "{\"index\":{\"_id\":1}}\n{\"a\":1}\n{\"index\":{\"_id\":2}}\n{\"a\":2}\n";

  @Test
  void bulkAndMultiSearchCountTheirParts() {
    assertThat(call(ENDPOINT, "bulk", TEXT, TWO_ACTIONS).size()).isEqualTo(2);
    assertThat(call(ENDPOINT, "bulk", TEXT, TWO_ACTIONS).batch()).isTrue();
    assertThat(call(ENDPOINT, "msearch", TEXT, TWO_ACTIONS).size()).isEqualTo(2);
    assertThat(call(ENDPOINT, "search", TEXT, TWO_ACTIONS).size()).isEqualTo(1);
    assertThat(call(ENDPOINT, "bulk", TEXT, "{\"index\":{\"_id\":1}}").batch()).isFalse();
  }

  @Test
  void aStoredBulkHasItsSizeAndKey() {
    String body = TWO_ACTIONS.repeat(50);
    Call call = call(ENDPOINT, "bulk", TEXT, body);
    Call stored = call(ENDPOINT, "bulk", TEXT, Secrets.query(body, "elasticsearch"));
    assertThat(call.size()).isEqualTo(100);
    assertThat(stored.size()).isEqualTo(100);
    assertThat(stored.key()).isEqualTo(call.key());
    assertThat(stored.text()).isEqualTo(call.text());
  }

  @ParameterizedTest
  @CsvSource({
    "GET, _doc/7, READ",
    "HEAD, _doc/7, READ",
    "PUT, _doc/7, WRITE",
    "POST, _doc, WRITE",
    "DELETE, _doc/7, WRITE",
    "POST, _search, READ",
    "GET, _source/7, READ",
    "POST, _mget, READ",
    "DELETE, _search/scroll, WRITE",
    "POST, _update/7, WRITE",
    "GET, _mapping, READ",
    "HEAD, _alias/all, READ",
    "POST, _refresh, WRITE",
  })
  void theMethodTellsWhetherAPathIsWrittenTo(String method, String path, Effect effect) {
    assertThat(call("http.request.method", method, URL, "http://es:9200/orders/" + path).effect())
        .isEqualTo(effect);
  }

  @Test
  void theMethodOfANamedEndpointTellsNothing() {
    assertThat(call("http.request.method", "POST", ENDPOINT, "search").effect())
        .isEqualTo(Effect.READ);
    assertThat(call("http.request.method", "GET", ENDPOINT, "index").effect())
        .isEqualTo(Effect.WRITE);
  }

  @Test
  void whatPutsIsNoSearchHoweverItIsCalled() {
    assertThat(call("http.request.method", "PUT", ENDPOINT, "search_application.put").effect())
        .isEqualTo(Effect.WRITE);
  }

  @Test
  void aRequestAsTextIsNoBodyOfItsOwn() {
    Call call = call(ENDPOINT, "GET", TEXT, "GET /orders/_search");
    assertThat(call.fingerprintKey()).isEqualTo("search|_search|orders");
    assertThat(call.text()).isEqualTo("_search orders");
    assertThat(call.collection()).isEqualTo("orders");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT /* a */ id FROM orders WHERE name = 'bob'",
        "DELETE FROM orders WHERE name = 'bob'",
        "/orders/bob",
      })
  void otherTextsThanRequestsAreHidden(String text) {
    assertThat(Secrets.query(text, "opensearch")).matches("[?]+");
    assertThat(call(ENDPOINT, "sql.query", TEXT, text).label()).isEqualTo("sql.query");
  }

  @Test
  void whatTellsNothingHasHiddenArguments() {
    assertThat(call(ENDPOINT, "search").arguments()).isEqualTo(Call.Arguments.HIDDEN);
    Call masked = call(ENDPOINT, "get", "db.operation.parameter.id", "REDACTED");
    assertThat(masked.arguments()).isEqualTo(Call.Arguments.HIDDEN);
    Call half =
        call(
            ENDPOINT,
            "get",
            "db.operation.parameter.a",
            7,
            "db.operation.parameter.id",
            "REDACTED");
    assertThat(half.arguments()).isEqualTo(Call.Arguments.HIDDEN);
  }

  @Test
  void aSizeThatIsToldCounts() {
    Call told = call(ENDPOINT, "bulk", "db.operation.batch.size", 500, TEXT, TWO_ACTIONS);
    assertThat(told.size()).isEqualTo(500);
    assertThat(told.batch()).isTrue();
    assertThat(call(ENDPOINT, "search", "db.operation.batch.size", 2).size()).isEqualTo(2);
    assertThat(call(ENDPOINT, "search", "db.operation.batch.size", 2).batch()).isTrue();
    Call one = call(ENDPOINT, "bulk", "db.operation.batch.size", 1, TEXT, TWO_ACTIONS);
    assertThat(one.size()).isEqualTo(1);
    assertThat(call(ENDPOINT, "search", "db.operation.batch.size", 1).batch()).isFalse();
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
}
