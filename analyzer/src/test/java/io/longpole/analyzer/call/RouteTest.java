package io.longpole.analyzer.call;

import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTest {

  @ParameterizedTest
  @CsvSource({
    "/shoes/red-one, /shoes/{name}, /shoes/*",
    "/shoes/red-one/, /shoes/{name}/, /shoes/*/",
    "/shoes/red-one?size=*, /shoes/:name, /shoes/*?size=*",
    "/shoes/red-one, shoes/<slug:name>/, /shoes/*",
    "/shoes/red-one, /shoes/:name(.:format), /shoes/*",
    "/shoes/red-one/edit, /shoes/:name/edit(.:format), /shoes/*/edit",
    "/shoes/red-one, shoes/<name>, /shoes/*",
    "/acme/shoes, {shop}/shoes, /*/shoes",
    "/acme/shoes, :shop/shoes, /*/shoes",
    "/acme/shoes, <shop>/shoes, /*/shoes",
    "/shoes/x, /shoes/{name}, /shoes/*",
    "/shoes/*.json, /shoes/{name}, /shoes/*",
    "/shoes/red-one/sizes, /shoes/{name}/sizes, /shoes/*/sizes",
    "/shoes/*/reviews/bob, /shoes/{id}/reviews/{user}, /shoes/*/reviews/*",
    "/*/shoes/red-one, /2024/shoes/{name}, /*/shoes/*",
    "/api/shop/shoes/red-one, /shoes/{name}, /api/shop/shoes/*",
    "/shoes/red-one.json, /shoes/{name}.json, /shoes/*"
  })
  void aValueIsWhatTheRouteSaysIsOne(String path, String route, String expected) {
    assertThat(Route.applied(path, route)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/shoes/red-one, /shoes/red-one",
    "/shoes/*, /shoes/{id}",
    "/shoes/red-one, /socks/{name}",
    "/shoes/red-one, /shoe/{name}",
    "/shoes/red-one, /{shop}/shoes/{name}",
    "/shop/shoes/red-one, s/shoes/{name}",
    "/*/shoes/red-one, /v2/shoes/{name}",
    "/shoes/red-one//, /shoes/{name}",
    "'', /shoes/{name}",
    "/shoes/red-one, /shop/shoes/{name}",
    "/shoes, /shoes/{name?}",
    "/shoes/, /shoes/{name}",
    "/*/red-one, /shoes/{name}",
    "/, /{name}",
    "/shoes/red-one, ''",
    "/shoes/red-one, /"
  })
  void aRouteThatDoesNotFitTellsNothing(String path, String route) {
    assertThat(Route.applied(path, route)).isSameAs(path);
  }

  @ParameterizedTest
  @CsvSource({
    "/orders/list, /{tenant}/{page}",
    "/orders/list, {controller=Home}/{action=Index}/{id?}",
    "/api/orders/list, api/{controller}/{action}",
    "/orders/list, {controller}/list",
    "/orders/list, orders/{action}",
    "/shop/orders, {area:exists}/orders",
    "/files/shoes/list, /files/{*path}",
    "/files/list, /files/{path...}",
    "/files/list, /files/{path:path}",
    "/files/list, /files/{name:path}",
    "/files/list, /files/<path:name>",
    "/files/list, /files/:name*",
    "/files/list, /files/:name+",
    "/files/list, /{version}/*",
    "/files/list, ^files/(?P<name>[^/]+)$"
  })
  void aRouteOfManyOperationsTellsNothing(String path, String route) {
    assertThat(Route.applied(path, route)).isSameAs(path);
  }

  @Test
  void valuesAreKnownOfTheLastSixtyFourSegments() {
    String rest = "/a".repeat(63);
    assertThat(Route.applied("/red" + rest, "/{name}" + rest)).isEqualTo("/*" + rest);
    assertThat(Route.applied("/red/a" + rest, "/{name}/a" + rest)).isEqualTo("/red/a" + rest);
    assertThat(Route.applied("/a" + rest + "/red", "/a/{name}")).isEqualTo("/a" + rest + "/*");
  }

  private static List<String> keys(String... calls) {
    return Calls.of(trace(calls)).all().stream().map(Call::key).toList();
  }

  @Test
  void callsOfOneRouteHaveOneKeyAndTheirArgumentsDiffer() {
    Calls calls =
        Calls.of(
            trace(
                "GET /page 0-100 server @web",
                "  GET 0-10 client http.request.method=GET url.full=http://shop/shoes/red",
                "    GET 1-9 server @shop http.route=/shoes/{name}",
                "  GET 20-30 client http.request.method=GET url.full=http://shop/shoes/blue",
                "    GET 21-29 server @shop http.route=/shoes/{name}"));
    Call red = calls.all().get(0);
    Call blue = calls.all().get(1);
    assertThat(red.key()).isEqualTo("http|shop|GET|/shoes/*").isEqualTo(blue.key());
    assertThat(red.label()).isEqualTo("GET /shoes/*");
    assertThat(red.arguments().differsFrom(blue.arguments())).isTrue();
  }

  @Test
  void anAttemptThatReachedNoServerHasTheRouteOfTheOneThatDid() {
    assertThat(
            keys(
                "GET /page 0-100 server @web",
                "  GET 0-10 client error http.request.method=GET url.full=http://shop/shoes/red",
                "  GET 20-30 client http.request.method=GET url.full=http://shop/shoes/red",
                "    GET 21-29 server @shop http.route=/shoes/{name}"))
        .containsExactly("http|shop|GET|/shoes/*", "http|shop|GET|/shoes/*");
  }

  @Test
  void whatTheCallerSaysItselfIsNotChanged() {
    assertThat(
            keys(
                "GET 0-10 client http.request.method=GET url.template=/shoes/{name}"
                    + " url.full=http://shop/shoes/red",
                "  GET 1-9 server @shop http.route=/shoes/:name"))
        .containsExactly("http|shop|GET|/shoes/{name}");
  }
}
