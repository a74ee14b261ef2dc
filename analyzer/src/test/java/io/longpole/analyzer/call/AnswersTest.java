package io.longpole.analyzer.call;

import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who answers a call, and whose answer a call borrows that nobody answered. */
class AnswersTest {

  private static List<String> targets(String... below) {
    List<String> lines = new ArrayList<>(List.of("GET /cart 0-100 server @web"));
    lines.addAll(List.of(below));
    return Calls.of(trace(lines.toArray(String[]::new))).all().stream().map(Call::target).toList();
  }

  @Test
  void theFirstServerBelowAnswersThoughARetryReachedAnother() {
    assertThat(
            targets(
                "  GET 1-90 client",
                "    GET /items 2-10 server @items",
                "    GET /items 12-80 server @mirror"))
        .containsExactly("items");
  }

  @ParameterizedTest
  @CsvSource({"client, server", "client, consumer", "producer, server"})
  void askingAndAnsweringSpansOfEveryKindBelongTogether(String asks, String answers) {
    assertThat(
            targets(
                "  call 1-90 " + asks + " faas.invoked_name=resize",
                "    handle 2-10 " + answers + " @images"))
        .containsExactly(asks.equals("client") ? "images" : "");
  }

  @Test
  void theAnswerComesThroughTransportAndAttemptsOfTheSameService() {
    assertThat(
            targets(
                "  shop.Cart/Get 1-90 client rpc.system=connect_rpc",
                "    retry 2-80 internal",
                "      POST 3-70 client http.method=POST",
                "        POST /shop.Cart/Get 4-60 server @cart"))
        .containsExactly("cart");
    assertThat(
            targets(
                "  shop.Cart/Get 1-90 client rpc.system=connect_rpc",
                "    proxied 2-80 internal @proxy",
                "      POST 3-70 client @proxy http.method=POST",
                "        POST /shop.Cart/Get 4-60 server @cart"))
        .as("what another service asks is no answer")
        .containsExactly("connectrpc", "cart");
  }

  @Test
  void whatAServiceAsksItselfForDoesNotAnswerItsCaller() {
    assertThat(
            targets(
                "  GET 1-90 client",
                "    GET /self 2-80 server @web",
                "      GET 3-70 client",
                "        GET /items 4-60 server @items"))
        .containsExactly("web", "items");
    assertThat(
            targets(
                "  POST 1-90 client peer.service=queue",
                "    task 2-80 consumer @web",
                "      GET 3-70 client",
                "        GET /items 4-60 server @items"))
        .containsExactly("web", "items");
  }

  private static final String REFUSED = "  GET 1-2 client error ";
  private static final String ANSWERED = "  GET 3-50 client ";
  private static final String ANSWER = "    GET /items/{id} 4-40 server @items";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "server.address=h",
        "server.port=80",
        "net.peer.name=h",
        "net.peer.port=80",
        "url.full=http://h/items/1",
        "http.url=http://h/items/1",
        "url.path=/items/1",
        "http.target=/items/1",
        "http.path=/items/1",
      })
  void anAnswerIsBorrowedOnlyFromACallToTheSamePlace(String place) {
    assertThat(targets(REFUSED + place, ANSWERED + place, ANSWER))
        .containsExactly("items", "items");
    String elsewhere = place.replaceAll("80$", "81").replace("=h", "=g").replace("items", "users");
    assertThat(targets(REFUSED + elsewhere, ANSWERED + place, ANSWER).get(0)).isNotEqualTo("items");
  }

  @Test
  void anAnswerIsBorrowedAcrossValuesInThePath() {
    assertThat(
            targets(
                REFUSED + "url.full=http://h/items/1",
                ANSWERED + "url.full=http://h/items/2",
                ANSWER))
        .containsExactly("items", "items");
  }

  @Test
  void siblingsThatAgreeLendTheirAnswerAndOthersDoNot() {
    String agreeing = "  GET 51-90 client ";
    assertThat(
            targets(REFUSED, ANSWERED, ANSWER, agreeing, "    GET /items/{id} 52-80 server @items"))
        .containsExactly("items", "items", "items");
    for (String other :
        List.of("GET /items/{id} 52-80 server @mirror", "GET /x 52-80 server @items")) {
      assertThat(targets(REFUSED, ANSWERED, ANSWER, agreeing, "    " + other).get(0))
          .as(other)
          .isEmpty();
    }
    assertThat(
            targets(
                REFUSED,
                ANSWERED,
                ANSWER,
                agreeing,
                "    GET /x 52-80 server @users",
                "  GET 91-99 client ",
                "    GET /items/{id} 92-98 server @items"))
        .as("once they disagree, no third one settles it")
        .startsWith("");
  }

  @Test
  void aCallOfAnotherNameOrParentLendsNothing() {
    assertThat(targets("  POST 1-2 client error", ANSWERED, ANSWER)).containsExactly("", "items");
    assertThat(
            targets(
                "  load 0-60 internal",
                "    GET 1-2 client error",
                "  load 0-60 internal",
                "    GET 3-50 client",
                "      GET /items/{id} 4-40 server @items"))
        .containsExactly("", "items");
  }

  @Test
  void aDatabaseHasItsOwnNameThoughASiblingWasAnswered() {
    String query = " client db.system=postgresql server.address=";
    assertThat(
            targets(
                "  query 1-2" + query + "pg",
                "  query 3-50" + query + "pg",
                "    query 4-40 server @pgproxy"))
        .containsExactly("pg", "pgproxy");
  }
}
