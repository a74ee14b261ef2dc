package io.longpole.analyzer.call;

import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Effect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebCallsTest {

  @Test
  void oneUrlHasOneKeyFromEveryInstrumentation() {
    String expected = "http|inventory|GET|/item/*";
    assertThat(
            OneCall.client(
                    "GET",
                    "http.request.method",
                    "GET",
                    "url.full",
                    "http://inventory:18082/item/0",
                    "server.address",
                    "inventory",
                    "server.port",
                    18082,
                    "http.response.status_code",
                    200)
                .key())
        .as("Java agent")
        .isEqualTo(expected);
    assertThat(
            OneCall.client(
                    "HTTP GET",
                    "http.method",
                    "GET",
                    "http.url",
                    "http://Inventory:18082/item/1",
                    "http.target",
                    "/item/1",
                    "net.peer.name",
                    "Inventory",
                    "http.host",
                    "Inventory:18082",
                    "http.status_code",
                    "200")
                .key())
        .as("Node, old")
        .isEqualTo(expected);
    assertThat(
            OneCall.client("GET", "http.method", "GET", "http.url", "http://inventory/item/2")
                .key())
        .as("Python requests")
        .isEqualTo(expected);
    assertThat(OneCall.client("GET", "http.method", "GET", "http.url", "inventory:80/item/2").key())
        .as("without scheme")
        .isEqualTo(expected);
    assertThat(
            OneCall.client(
                    "HTTP GET",
                    "http.request.method",
                    "GET",
                    "server.address",
                    "inventory",
                    "url.path",
                    "/item/3")
                .key())
        .as("Go")
        .isEqualTo(expected);
    assertThat(
            OneCall.client(
                    "GET /item/{id}",
                    "http.request.method",
                    "GET",
                    "url.full",
                    "http://10.1.2.3/item/3",
                    "service.peer.name",
                    "inventory",
                    "url.template",
                    "/item/*")
                .key())
        .as("template")
        .isEqualTo(expected);
  }

  @Test
  void envoyIsKeyedByTheRouteOfTheServerBelow() {
    Calls calls =
        Calls.of(
            trace(
                "router frontend egress 0-10 client @proxy http.status_code=200 component=proxy",
                "  GET /cart/{id} 1-9 server @frontend"));
    assertThat(calls.all().get(0).key()).isEqualTo("http|frontend|HTTP|/cart/{id}");
    calls =
        Calls.of(
            trace(
                "HTTP GET 0-10 client @a",
                "  /api/v1/orders/{id} 1-9 server @b",
                "HTTP GET 20-30 client @a",
                "  GET 21-29 server @b url.path=/carts/17"));
    assertThat(calls.all().get(0).key()).isEqualTo("http|b|GET|/api/v1/orders/{id}");
    assertThat(calls.all().get(1).key()).isEqualTo("http|b|GET|/carts/*");
  }

  /** As brave names its spans: by the method alone, in small letters. */
  @Test
  void aSpanOfZipkinIsKeyedByItsPath() {
    Call items = zipkin("/items/7");
    assertThat(items.key()).isEqualTo("http|shop|GET|/items/*").isEqualTo(zipkin("/items/8").key());
    assertThat(items.arguments().differsFrom(zipkin("/items/8").arguments())).isTrue();
    assertThat(zipkin("/users/7").key()).isNotEqualTo(items.key());
  }

  private static Call zipkin(String path) {
    return OneCall.client("get", "http.method", "GET", "http.path", path, "peer.service", "shop");
  }

  @Test
  void callsWithoutUrlAndAnswerAreKeyedByTheirName() {
    assertThat(OneCall.client("GET", "http.response.status_code", 500).key())
        .isEqualTo("http||GET");
    assertThat(OneCall.client("GET /c/17", "http.response.status_code", 500).key())
        .isEqualTo("http||GET|/c/*");
  }

  @Test
  void theTemplateBeatsTheRouteAndThatTheUrl() {
    Call call =
        OneCall.client(
            "GET",
            "http.request.method",
            "GET",
            "url.template",
            "https://h.example/a/{x}",
            "http.route",
            "/b/{x}",
            "url.full",
            "https://h.example/c/1");
    assertThat(call.label()).isEqualTo("GET /a/{x}");
    assertThat(call.arguments().known()).isTrue();
    Call route = OneCall.client("GET", "http.request.method", "GET", "http.route", "/b/{x}");
    assertThat(route.label()).isEqualTo("GET /b/{x}");
    assertThat(route.arguments()).isEqualTo(Call.Arguments.HIDDEN);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, READ, true",
    "HEAD, READ, true",
    "OPTIONS, READ, true",
    "QUERY, READ, false",
    "POST, WRITE, false",
    "PUT, WRITE, false",
    "PATCH, WRITE, false",
    "DELETE, WRITE, true"
  })
  void methodsTellEffectAndWhetherTheUrlSaysAll(String method, Effect effect, boolean known) {
    Call call = call(method, "http://h/x/1");
    assertThat(call.effect()).isEqualTo(effect);
    assertThat(call.arguments().known()).isEqualTo(known);
    assertThat(call.arguments().hash())
        .isNotZero()
        .isNotEqualTo(call(method, "http://h/x/2").arguments().hash())
        .isEqualTo(call(method, "http://other/x/1#y").arguments().hash());
  }

  private static Call call(String method, String url) {
    return OneCall.client(method, "http.request.method", method, "url.full", url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://h/x?a=REDACTED",
        "http://h/x?*",
        "http://h/x/***",
        "http://h/x?a=%2A",
        "http://h/*"
      })
  void maskedUrlsDoNotTellTheirArguments(String url) {
    assertThat(call("GET", url).arguments().known()).isFalse();
  }

  @Test
  void theOrderOfQueryPairsDoesNotMatter() {
    assertThat(call("GET", "/x?a=1&b=2").arguments().hash())
        .isEqualTo(call("GET", "/x?b=2&a=1").arguments().hash())
        .isNotEqualTo(call("GET", "/x?a=2&b=1").arguments().hash());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "page",
        "offset",
        "skip",
        "start",
        "cursor",
        "pageToken",
        "after",
        "Page",
        "page_token",
        "page[number]",
        "startAt",
        "starting_after",
        "marker",
        "page-no",
        "continuation-token"
      })
  void pagesOfOneListDifferInTheirPageOnly(String key) {
    Call one = call("GET", "/items?size=10&" + key + "=1");
    Call two = call("GET", "/items?size=10&" + key + "=2");
    assertThat(one.key()).isEqualTo(two.key());
    assertThat(one.arguments().page()).isNotZero().isNotEqualTo(two.arguments().page());
    assertThat(one.arguments().rest()).isEqualTo(two.arguments().rest());
    assertThat(one.arguments().hash()).isNotEqualTo(two.arguments().hash());
    assertThat(call("GET", "/items?size=11&" + key + "=2").arguments().rest())
        .isNotEqualTo(two.arguments().rest());
    assertThat(call("GET", "/items?size=10").arguments().page()).isZero();
    assertThat(call("GET", "/items?pages=10&homepage=1").arguments().page()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a/b.css", "/x/1042.png?v=3", "/f.WOFF2", "http://h/app.js#x", "/v.mp4"})
  void staticFilesAreAssets(String url) {
    assertThat(call("GET", url).callClass()).isEqualTo(CallClass.ASSET);
    assertThat(call("GET", url).key()).startsWith("asset|");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a/b.json", "/x", "/css", "/a.b/c", "http://h.js/"})
  void otherPathsAreNone(String url) {
    assertThat(call("GET", url).callClass()).isEqualTo(CallClass.HTTP);
  }

  @Test
  void graphqlIsKeyedByItsOperation() {
    Call query =
        OneCall.client(
            "POST",
            "http.request.method",
            "POST",
            "url.full",
            "http://h/graphql",
            "graphql.operation.type",
            "query",
            "graphql.operation.name",
            "GetUser");
    assertThat(query.key()).isEqualTo("http|h|POST|/graphql|query GetUser");
    assertThat(query.effect()).isEqualTo(Effect.READ);
    Call unseen = call("POST", "http://h/graphql");
    assertThat(unseen.key()).isEqualTo("http|h|POST|/graphql");
    assertThat(unseen.effect()).isEqualTo(Effect.UNKNOWN);
    assertThat(unseen.arguments()).isEqualTo(Call.Arguments.HIDDEN);
  }

  @Test
  void anotherUrlOfGraphqlIsAnotherQuestionAndTheSameProvesNothing() {
    Call one = call("GET", "http://h/graphql?operationName=item&variables=1");
    Call other = call("GET", "http://h/graphql?operationName=item&variables=2");
    assertThat(one.key()).isEqualTo(other.key());
    assertThat(one.arguments().differsFrom(other.arguments())).isTrue();
    assertThat(one.arguments().known()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "graphql.operation.name, Item, Item",
    "graphql.operation.type, subscription, subscription",
    "graphql.document, {item}, ''",
    "graphql.source, {item}, ''"
  })
  void anyAttributeOfGraphqlTellsIt(String name, String value, String operation) {
    Call call =
        OneCall.client(
            "POST", "http.request.method", "POST", "url.full", "http://h/api", name, value);
    assertThat(call.key())
        .isEqualTo(operation.isEmpty() ? "http|h|POST|/api" : "http|h|POST|/api|" + operation);
    assertThat(call.effect())
        .isEqualTo(value.equals("subscription") ? Effect.READ : Effect.UNKNOWN);
    assertThat(call.arguments()).isEqualTo(Call.Arguments.HIDDEN);
  }

  @Test
  void mutationsOfGraphqlWrite() {
    Call call = OneCall.client("POST /graphql", "graphql.operation.type", "mutation");
    assertThat(call.effect()).isEqualTo(Effect.WRITE);
  }

  @Test
  void theQueryMayComeWithItsQuestionMark() {
    String[] path = {"http.request.method", "GET", "url.path", "/items/7", "url.query"};
    String with = OneCall.client("x", path[0], path[1], path[2], path[3], path[4], "?a=1").key();
    assertThat(with).isEqualTo("http||GET|/items/*?a=*");
    assertThat(OneCall.client("x", path[0], path[1], path[2], path[3], path[4], "a=1").key())
        .isEqualTo(with);
    assertThat(OneCall.client("x", path[0], path[1], path[2], path[3]).key())
        .isEqualTo("http||GET|/items/*");
    assertThat(OneCall.client("x", "http.method", "get", "http.target", "/items/7?b=1").key())
        .isEqualTo("http||GET|/items/*?b=*");
  }

  @Test
  void theStatusIsThereForDetectors() {
    assertThat(OneCall.client("GET", "http.status_code", "404").httpStatus()).isEqualTo(404);
    assertThat(OneCall.client("GET").httpStatus()).isZero();
  }
}
