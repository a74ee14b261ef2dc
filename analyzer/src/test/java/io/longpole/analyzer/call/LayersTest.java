package io.longpole.analyzer.call;

import static io.longpole.analyzer.TraceFixture.trace;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which call within another is a part of it, and which stands for itself. */
class LayersTest {

  private static final String POST = "    POST %s client http.request.method=POST ";
  private static final String MONGO =
      "  %s client db.system=mongodb db.name=s db.mongodb.collection=items ";
  private static final String REDIS = "  get %s client db.system=redis server.address=%s ";

  private static Call call(Calls calls, String name) {
    return requireNonNull(calls.at(TraceFixture.node(calls.trace(), name)));
  }

  private static Call search(String... transport) {
    List<String> lines = new ArrayList<>(List.of("root 0-100 server @web"));
    lines.add("  search 1-90 client db.system=elasticsearch db.operation=search");
    lines.addAll(List.of(transport));
    Calls calls = Calls.of(trace(lines.toArray(String[]::new)));
    assertThat(calls.all()).hasSize(1);
    return calls.get(0);
  }

  @Test
  void aServiceThatAsksItselfAnswersAndAsksAnew() {
    Calls calls =
        Calls.of(
            trace(
                "ask 0-90 client @web rpc.system=grpc",
                "  answer 1-80 server @web",
                "    GET 2-10 client @web http.request.method=GET url.full=http://h/x"));
    assertThat(calls.all()).hasSize(2);
    assertThat(call(calls, "GET").callClass()).isEqualTo(Call.CallClass.HTTP);
  }

  @Test
  void theStatementsOfABatchAreParts() {
    String batch = "  batch start 1-60 client db.system.name=postgresql ";
    String[] below = {
      "    one 58-58.1 client db.system.name=postgresql db.query.text='SELECT a FROM b WHERE c = $1'",
      "    two 58.1-58.2 client db.system.name=postgresql db.query.text='SELECT a FROM b WHERE c = $1'"
    };
    Calls calls =
        Calls.of(
            trace(
                "root 0-100 server @web", batch + "db.operation.batch.size=2", below[0], below[1]));
    int whole = call(calls, "batch start").node();
    assertThat(call(calls, "batch start").size()).isEqualTo(2);
    assertThat(call(calls, "one").partOf()).isEqualTo(whole);
    assertThat(call(calls, "two").partOf()).isEqualTo(whole);
    calls = Calls.of(trace("root 0-100 server @web", batch, below[0], below[1]));
    assertThat(call(calls, "one").partOf()).isEqualTo(-1);
  }

  @Test
  void transportLiesWithinClients() {
    Calls calls =
        Calls.of(
            trace(
                "load 0-90 internal @web db.system=elasticsearch db.operation=search",
                "  POST 2-10 client @web http.request.method=POST"));
    assertThat(calls.all()).hasSize(2);
  }

  @Test
  void aRequestAfterOneThatTimedOutIsAResend() {
    Call call =
        search(
            POST.formatted("2-10") + "http.response.status_code=504",
            POST.formatted("12-20") + "http.response.status_code=200");
    assertThat(call.attempt().resends()).isEqualTo(1);
  }

  @Test
  void aRequestAfterOneThatFailedForGoodIsAnother() {
    Call call =
        search(
            POST.formatted("2-10") + "http.response.status_code=404",
            POST.formatted("12-20") + "http.response.status_code=200",
            POST.formatted("22-30") + "http.response.status_code=200");
    assertThat(call.attempt().resends()).isZero();
  }

  @Test
  void eachRequestThatSaysSoIsAResendWhateverCameBefore() {
    // Two pages; the server asked for a login before each.
    Call call =
        search(
            POST.formatted("2-10") + "http.response.status_code=401",
            POST.formatted("12-20") + "http.response.status_code=200 http.request.resend_count=1",
            POST.formatted("22-30") + "http.response.status_code=401",
            POST.formatted("32-40") + "http.response.status_code=200 http.request.resend_count=1");
    assertThat(call.attempt().resends()).isEqualTo(2);
  }

  @Test
  void whatIsAskedWhileACallIsSentIsNoAttemptOfIt() {
    Calls calls =
        Calls.of(
            trace(
                "root 0-100 server @web",
                "  Sent.shop.Cart.Get 1-90 client",
                "    Sent.auth.Tokens.Issue 2-10 client",
                "    Attempt.shop.Cart.Get 12-80 client"));
    Call sent = call(calls, "Sent.shop.Cart.Get");
    assertThat(call(calls, "Sent.auth.Tokens.Issue").partOf()).isEqualTo(-1);
    assertThat(call(calls, "Attempt.shop.Cart.Get").partOf()).isEqualTo(sent.node());
  }

  @Test
  void anAttemptWhoseSentSpanIsLostStandsForItself() {
    Calls calls =
        Calls.of(
            trace(
                "root 0-100 server @web",
                "  forward 1-90 client rpc.system=connect_rpc rpc.method=gate.Front/Forward",
                "    Attempt.shop.Cart.Get 12-80 client"));
    assertThat(call(calls, "Attempt.shop.Cart.Get").partOf()).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "db.operation=getMore",
        "db.operation.name=GETMORE",
        "db.statement={\"getMore\":123,\"collection\":\"items\"}",
        "db.statement={getMore:123,collection:items}",
        "db.operation=getMore db.statement={\"getMore\":123}",
      })
  void thePagesOfACursorArePartsOfItsFind(String more) {
    Calls calls =
        Calls.of(
            trace(
                "root 0-100 server @web",
                MONGO.formatted("find 1-2") + "db.operation=find db.statement={\"find\":\"items\"}",
                MONGO.formatted("more 3-4") + more));
    assertThat(call(calls, "more").partOf()).isEqualTo(call(calls, "find").node());
    assertThat(call(calls, "more").key()).isEqualTo(call(calls, "find").key());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "db.operation=find db.statement={\"find\":\"items\",\"filter\":{\"command\":\"getMore\"}}",
        "db.statement={\"find\":\"items\",\"filter\":{\"command\":\"getMore\"}}",
        "db.operation=find db.statement={\"getMore\":123}",
        "db.statement={\"aggregate\":\"items\"}",
        "db.statement={}",
      })
  void aFindIsNoPageOfTheOneBefore(String next) {
    Calls calls =
        Calls.of(
            trace(
                "root 0-100 server @web",
                MONGO.formatted("find 1-2") + "db.operation=find db.statement={\"find\":\"items\"}",
                MONGO.formatted("next 3-4") + next));
    assertThat(call(calls, "next").partOf()).isEqualTo(-1);
  }

  @Test
  void otherDatabasesHaveNoSuchCursors() {
    Calls calls =
        Calls.of(
            trace(
                "root 0-100 server @web",
                "  read 1-2 client db.system=couchdb db.operation=find",
                "  more 3-4 client db.system=couchdb db.operation=getMore"));
    assertThat(call(calls, "more").partOf()).isEqualTo(-1);
  }

  private static List<Call> piped(String first, String second) {
    Calls calls = Calls.of(trace("root 0-100 server @web", first, second));
    assertThat(calls.all()).hasSize(2);
    return calls.all();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PIPELINE", "MULTI"})
  void commandsThatRunAtOnceArePartsOfTheirPipeline(String pipeline) {
    String get = "db.operation='" + pipeline + " GET' ";
    String set = "db.operation='" + pipeline + " SET' ";
    List<Call> calls = piped(REDIS.formatted("1-9", "a") + get, REDIS.formatted("1-8", "a") + set);
    assertThat(calls.get(1).partOf()).isEqualTo(calls.get(0).node());
    calls = piped(REDIS.formatted("1-9", "a") + get, REDIS.formatted("9-20", "a") + set);
    assertThat(calls.get(1).partOf()).isEqualTo(-1);
    calls = piped(REDIS.formatted("1-9", "a") + get, REDIS.formatted("2-9", "b") + get);
    assertThat(calls.get(1).partOf()).isEqualTo(-1);
  }

  @Test
  void aPipelineIsNoTransactionAndOtherCommandsAreNeither() {
    List<Call> calls =
        piped(
            REDIS.formatted("1-9", "a") + "db.operation='PIPELINE GET'",
            REDIS.formatted("2-9", "a") + "db.operation='MULTI GET'");
    assertThat(calls.get(1).partOf()).isEqualTo(-1);
    calls =
        piped(
            REDIS.formatted("1-9", "a") + "db.operation=GET",
            REDIS.formatted("2-9", "a") + "db.operation=GET");
    assertThat(calls.get(1).partOf()).isEqualTo(-1);
  }

  @Test
  void onlyCachesHavePipelines() {
    String search = " client db.system=opensearch server.address=a db.operation='MULTI SEARCH'";
    List<Call> calls = piped("  one 1-9" + search, "  two 2-8" + search);
    assertThat(calls.get(1).partOf()).isEqualTo(-1);
  }

  @Test
  void theHttpTransportOfAnOuterCallIsNoCallAndAddsItsResends() {
    Calls calls =
        Calls.of(
            trace(
                "root 0-100 server @web",
                "  search 1-90 client db.system=elasticsearch db.operation=search",
                "    POST 2-10 client http.request.method=POST http.response.status_code=503",
                "    POST 12-20 client http.request.method=POST http.response.status_code=503",
                "    wrapper 21-40 internal",
                "      POST 22-30 client http.request.method=POST http.response.status_code=200"
                    + " http.request.resend_count=2",
                "        POST /_search 23-29 server @es"));
    assertThat(calls.all()).hasSize(1);
    Call search = call(calls, "search");
    assertThat(search.attempt().resends()).isEqualTo(2);
    assertThat(search.target()).isEqualTo("es");
    assertThat(search.outcome()).isEqualTo(Outcome.OK);
    assertThat(calls.outcome(TraceFixture.node(calls.trace(), "POST")))
        .isEqualTo(Outcome.RETRYABLE);
  }

  @ParameterizedTest
  @CsvSource({
    "db.system=dynamodb, true",
    "rpc.system=connect_rpc, true",
    "faas.invoked_name=f, true",
    "messaging.system=aws_sqs, true",
    "db.system=redis, false",
    "x=y, false",
    "http.method=GET, false"
  })
  void transportIsOnlyWhatLiesInsideSuchCalls(String outer, boolean transport) {
    Calls calls =
        Calls.of(
            trace(
                "outer 0-90 client @web " + outer,
                "  GET 2-10 client http.request.method=GET url.full=http://h/x"));
    assertThat(calls.all()).hasSize(transport ? 1 : 2);
  }

  @Test
  void transportIsOfTheSameService() {
    Calls calls =
        Calls.of(
            trace(
                "outer 0-90 client @web rpc.system=grpc",
                "  GET 2-10 client @other http.request.method=GET",
                "outer2 0-90 client @web rpc.system=grpc",
                "  handler 2-60 server @other",
                "    GET 3-10 client @other http.request.method=GET"));
    assertThat(calls.all()).hasSize(4);
  }

  @Test
  void gRpcAttemptsArePartsOfWhatWasSent() {
    Calls calls =
        Calls.of(
            trace(
                "root 0-100 server @web",
                "  Sent.shop.Cart.Get 1-90 client",
                "    Attempt.shop.Cart.Get 2-10 client error previous-rpc-attempts=0"
                    + " transparent-retry=false rpc.status_code=UNAVAILABLE",
                "    Attempt.shop.Cart.Get 12-80 client previous-rpc-attempts=1"
                    + " transparent-retry=true",
                "      Recv.shop.Cart.Get 13-79 server @cart",
                "  Attempt.shop.Cart.Put 91-92 client"));
    Call sent = call(calls, "Sent.shop.Cart.Get");
    assertThat(sent.partOf()).isEqualTo(-1);
    assertThat(sent.target()).isEqualTo("cart");
    assertThat(sent.key()).isEqualTo("rpc|cart|shop.Cart/Get");
    List<Integer> attempts = TraceFixture.nodes(calls.trace(), "Attempt.shop.Cart.Get");
    Call first = requireNonNull(calls.at(attempts.get(0)));
    Call second = requireNonNull(calls.at(attempts.get(1)));
    assertThat(first.key()).as("borrowed target").isEqualTo(second.key());
    assertThat(first.partOf()).isEqualTo(sent.node());
    assertThat(first.outcome()).isEqualTo(Outcome.RETRYABLE);
    assertThat(first.attempt().ordinal()).isEqualTo(OptionalInt.of(0));
    assertThat(first.attempt().transparent()).isFalse();
    assertThat(second.attempt().ordinal()).isEqualTo(OptionalInt.of(1));
    assertThat(second.attempt().transparent()).isTrue();
    assertThat(call(calls, "Attempt.shop.Cart.Put").partOf()).isEqualTo(-1);
  }

  @Test
  void theNextPageOfACursorIsAPartOfItsFind() {
    Calls calls =
        Calls.of(
            trace(
                "root 0-100 server @web",
                "  mongo.find 1-2 client db.system=mongodb db.name=s db.operation=find"
                    + " db.mongodb.collection=items db.statement={find:items,filter:{a:1}}",
                "  mongo.insert 2-3 client db.system=mongodb db.name=s db.operation=insert"
                    + " db.mongodb.collection=items",
                "  mongo.more 3-4 client db.system=mongodb db.name=s db.operation=getMore"
                    + " db.mongodb.collection=items",
                "  mongo.lost 5-6 client db.system=mongodb db.name=s db.operation=getMore"
                    + " db.mongodb.collection=users"));
    Call find = call(calls, "mongo.find");
    assertThat(call(calls, "mongo.more").partOf()).isEqualTo(find.node());
    assertThat(call(calls, "mongo.more").key()).isEqualTo(find.key());
    assertThat(call(calls, "mongo.lost").partOf()).isEqualTo(-1);
  }

  @Test
  void theTransportOfATransportIsOfTheSameCall() {
    Call call =
        search(
            POST.formatted("2-60") + "http.response.status_code=200",
            "  " + POST.formatted("3-50") + "http.response.status_code=200");
    assertThat(call.attempt().resends()).isZero();
  }

  @Test
  void aRequestAfterOneThatMayBeTriedAgainIsAResend() {
    Call call =
        search(
            POST.formatted("2-10") + "http.response.status_code=503",
            POST.formatted("12-20") + "http.response.status_code=200");
    assertThat(call.attempt().resends()).isEqualTo(1);
  }

  @Test
  void theLastRequestTellsHowManyWereSentBeforeIt() {
    Call call = search(POST.formatted("2-10") + "http.request.resend_count=3");
    assertThat(call.attempt().resends()).isEqualTo(3);
  }

  @Test
  void aCommandOfAPipelineKeepsItsOwnKey() {
    List<Call> calls =
        piped(
            REDIS.formatted("1-9", "a") + "db.operation='PIPELINE GET'",
            REDIS.formatted("2-9", "a") + "db.operation='PIPELINE SET'");
    assertThat(calls.get(1).partOf()).isEqualTo(calls.get(0).node());
    assertThat(calls.get(1).key()).contains("SET").isNotEqualTo(calls.get(0).key());
  }
}
