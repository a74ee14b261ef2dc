package io.longpole.analyzer.call;

import static io.longpole.analyzer.TraceFixture.trace;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallsTest {

  private static Call call(Calls calls, String name) {
    int node = TraceFixture.node(calls.trace(), name);
    return requireNonNull(calls.at(node), () -> name + " is no call");
  }

  @Test
  void callsComeInOrderOfStart() {
    Calls calls =
        Calls.of(
            trace(
                "root 0-100 server",
                "  a 50-60 client",
                "  work 1-40 internal",
                "    b 5-6 client",
                "    c 2-3 producer",
                "  d 5-6 client id=ff00000000000000"));
    assertThat(calls.all().stream().map(call -> calls.trace().span(call.node()).name()))
        .containsExactly("c", "b", "d", "a");
    assertThat(calls.at(0)).isNull();
    assertThat(calls.outcome(0)).isEqualTo(Outcome.OK);
    assertThat(calls.counters()).isEmpty();
  }

  @Test
  void theTargetIsTheServiceThatAnswersThenPeerThenHostThenSystem() {
    Calls calls =
        Calls.of(
            trace(
                "root 0-100 server @web",
                "  answered 1-9 client peer.service=p server.address=h url.full=http://u/x",
                "    GET /x 2-8 server @items",
                "  sent 10-11 producer @web messaging.system=kafka messaging.destination=o",
                "    process o 20-30 consumer @worker",
                "  peer 12-13 client @web peer.service=p server.address=h url.full=http://u/x",
                "  host 14-15 client @web server.address=H.example url.full=http://u/x",
                "  url 16-17 client @web url.full=http://U.example:81/x",
                "  address 18-19 client @web server.address=10.1.2.3 rpc.system=grpc",
                "  v6 20-21 client @web net.peer.name=::1 rpc.system=grpc",
                "  namespace 22-23 client @web db.system=mysql db.name=shop",
                "  system 24-25 client @web db.system=mysql"));
    assertThat(call(calls, "answered").target()).isEqualTo("items");
    assertThat(call(calls, "sent").target()).isEqualTo("kafka");
    assertThat(call(calls, "peer").target()).isEqualTo("p");
    assertThat(call(calls, "host").target()).isEqualTo("h.example");
    assertThat(call(calls, "url").target()).isEqualTo("u.example");
    assertThat(call(calls, "address").target()).isEqualTo("<ip>");
    assertThat(call(calls, "v6").target()).isEqualTo("<ip>");
    assertThat(call(calls, "namespace").target()).isEqualTo("mysql/shop");
    assertThat(call(calls, "system").target()).isEqualTo("mysql");
  }

  @Test
  void aRefusedAttemptHasTheKeyOfTheOneThatWasAnswered() {
    Calls calls =
        Calls.of(
            trace(
                "root 0-100 server @web",
                "  GET 1-2 client error url.full=http://h:80/items/1 error.type=ConnectException",
                "  GET 3-9 client url.full=http://h:80/items/1",
                "    GET /items/{id} 4-8 server @items",
                "  GET 10-11 client url.full=http://h:80/other/1"));
    assertThat(calls.all().get(0).key()).isEqualTo("http|items|GET|/items/*");
    assertThat(calls.all().get(1).key()).isEqualTo(calls.all().get(0).key());
    assertThat(calls.all().get(2).key()).isEqualTo("http|h|GET|/other/*");
  }

  @Test
  void nothingIsBorrowedWhereSiblingsDisagree() {
    Calls calls =
        Calls.of(
            trace(
                "root 0-100 server @web",
                "  GET 1-2 client error",
                "  GET 3-9 client",
                "    GET /items/{id} 4-8 server @items",
                "  GET 10-19 client",
                "    GET /users/{id} 11-18 server @users"));
    assertThat(calls.all().get(0).key()).isEqualTo("http||GET");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT a FROM t WHERE b=1 | true",
        "SELECT a FROM t WHERE b=? | false",
        "SELECT a FROM t WHERE b=1 AND c=$1 | false",
        "SELECT a FROM t | true",
      })
  void argumentsOfStatementsAreKnownWithoutPlaceholders(String text, boolean known) {
    assertThat(OneCall.sql("postgresql", text).arguments().known()).isEqualTo(known);
  }

  @Test
  void differingLiteralsProveDifferenceAlsoBesidePlaceholders() {
    Call one = OneCall.sql("mysql", "SELECT a FROM t WHERE b=1 AND c=?");
    Call two = OneCall.sql("mysql", "SELECT a FROM t WHERE b=2 AND c=?");
    Call flag = OneCall.sql("mysql", "SELECT a FROM t WHERE b=TRUE AND c=?");
    assertThat(one.key()).isEqualTo(two.key()).isEqualTo(flag.key());
    assertThat(one.arguments().hash()).isNotEqualTo(two.arguments().hash());
    assertThat(one.arguments().hash()).isNotEqualTo(flag.arguments().hash());
  }

  @Test
  void parametersMakeArgumentsKnown() {
    String text = "SELECT a FROM t WHERE b=?";
    Call one =
        OneCall.client(
            "q", "db.system", "mysql", "db.statement", text, "db.query.parameter.0", "7");
    Call two =
        OneCall.client(
            "q", "db.system", "mysql", "db.statement", text, "db.query.parameter.0", "8");
    assertThat(one.arguments().known()).isTrue();
    assertThat(one.arguments().hash()).isNotEqualTo(two.arguments().hash());
    assertThat(one.key()).isEqualTo(two.key());
  }

  @ParameterizedTest
  @CsvSource({
    "http.response.status_code, 503, 503",
    "rpc.grpc.status_code, 14, UNAVAILABLE",
    "rpc.connect_rpc.error_code, not_found, NOT_FOUND",
    "rpc.jsonrpc.error_code, -32601, -32601",
    "db.response.status_code, 40P01, 40P01",
    "db.response.status_code, SQLite_Busy, SQLite_Busy",
    "rpc.grpc.status_code, 0, OK",
    "grpc.status_code, 4, DEADLINE_EXCEEDED",
    "db.cosmosdb.status_code, 429, 429",
  })
  void everyCodeTellsHowASpanEnded(String name, String value, String code) {
    Calls calls = OneCall.calls(SpanKind.CLIENT, "x", StatusCode.UNSET, name, value);
    assertThat(calls.tellsStatus(0)).isTrue();
    assertThat(calls.statusCode(0)).isEqualTo(code);
  }

  @Test
  void anEmptyCodeAndTheZeroOfAProxyAreNone() {
    Calls calls =
        OneCall.calls(
            SpanKind.CLIENT,
            "x",
            StatusCode.UNSET,
            "http.response.status_code",
            "",
            "http.status_code",
            "0",
            "rpc.grpc.status_code",
            "14");
    assertThat(calls.statusCode(0)).isEqualTo("UNAVAILABLE");
  }

  @Test
  void withoutACodeTheStatusTellsHowASpanEnded() {
    assertThat(OneCall.calls(SpanKind.CLIENT, "x", StatusCode.UNSET).tellsStatus(0)).isFalse();
    assertThat(OneCall.calls(SpanKind.CLIENT, "x", StatusCode.OK).tellsStatus(0)).isTrue();
    assertThat(
            OneCall.calls(SpanKind.CLIENT, "x", StatusCode.UNSET, "error.type", "Timeout")
                .tellsStatus(0))
        .isTrue();
    String message = "UNAVAILABLE, no route";
    assertThat(OneCall.described(SpanKind.CLIENT, "x", StatusCode.ERROR, message).statusCode(0))
        .isEqualTo("UNAVAILABLE");
    assertThat(OneCall.described(SpanKind.CLIENT, "x", StatusCode.UNSET, message).statusCode(0))
        .isEmpty();
  }

  @Test
  void theSafeTextHasNoValues() {
    Calls calls = Calls.of(trace("q 0-1 client db.system=mysql db.statement='SELECT 7'"));
    assertThat(calls.safeText(0)).isEqualTo("SELECT ?");
    assertThat(Calls.of(trace("q 0-1 client")).safeText(0)).isEmpty();
    for (String system : new String[] {"db.system.name=mysql", "db.system=mysql"}) {
      Calls quoted = Calls.of(trace("q 0-1 client db.statement=\"a\" " + system));
      assertThat(quoted.safeText(0)).as("in MySQL a text, elsewhere a name").isEqualTo("?");
    }
    assertThat(Calls.of(trace("q 0-1 client db.statement=\"a\"")).safeText(0)).isEqualTo("\"a\"");
  }

  @Test
  void noiseIsToldByTheCallAndWithoutOneByTheName() {
    Calls calls =
        Calls.of(
            trace(
                "GET /commit 0-50 server",
                "  Transaction.commit 1-2 internal",
                "  DataSource.getConnection 3-4 internal",
                "  tcp.connect 5-6 internal",
                "  work 7-8 internal",
                "  COMMIT 9-10 client db.system=mysql db.statement=COMMIT",
                "  tls.handshake 11-12 client",
                "  begin 13-14 client db.system=mysql db.statement='SELECT a FROM b'"));
    assertThat(IntStream.range(0, calls.trace().size()).mapToObj(calls::isNoise))
        .containsExactly(false, true, true, false, false, true, true, false);
  }

  @Test
  void theTagOfZipkinAndOpenTracingForAQueryIsRead() {
    // As brave's and HotROD's clients send it: no system, perhaps not even a name.
    Calls calls =
        Calls.of(
            trace(
                "q 0-1 client peer.service=mysql sql.query='SELECT * FROM customer WHERE id=567'"));
    Call call = calls.all().get(0);
    assertThat(call.callClass()).isEqualTo(Call.CallClass.DB);
    assertThat(call.label()).isEqualTo("SELECT customer");
    assertThat(call.effect()).isEqualTo(Call.Effect.READ);
    assertThat(calls.safeText(0)).isEqualTo("SELECT * FROM customer WHERE id=?");
  }

  @Test
  void tooManyDifferentKeysBecomeOne() {
    List<String> lines = new ArrayList<>(List.of("root 0-100 server"));
    for (int i = 0; i < 8; i++) {
      String name = "abcdefgh".substring(i, i + 1);
      lines.add("  GET 1-2 client http.request.method=GET url.full=http://h/" + name);
    }
    Trace trace = trace(lines.toArray(String[]::new));
    CallLimits few = new CallLimits(65_536, 2_048, 255, 512, 5, 16, 10_240);
    Calls calls = Calls.of(trace, new CallCache(few));
    assertThat(calls.counters()).containsEntry("overflowingGroups", 3L);
    assertThat(calls.all().stream().map(Call::key).distinct()).hasSize(6);
    assertThat(calls.all().get(7).key()).isEqualTo("http|||overflow");
  }

  @Test
  void aKeyThatIsKnownIsOneMoreOfItsGroupHoweverManyThereAre() {
    String get = "  GET 1-2 client http.request.method=GET url.full=http://h/";
    Trace trace = trace("root 0-100 server", get + "a", get + "b", get + "a", get + "c");
    CallLimits few = new CallLimits(65_536, 2_048, 255, 512, 2, 16, 10_240);
    Calls calls = Calls.of(trace, new CallCache(few));
    assertThat(calls.all().stream().map(Call::label))
        .containsExactly("GET /a", "GET /b", "GET /a", "overflow");
    assertThat(calls.counters()).containsEntry("overflowingGroups", 1L);
  }

  @Test
  void oneCallLeavesNothingToTheNext() {
    String[] lines = {
      "bulk 1-2 client db.system=mysql db.statement='INSERT INTO t VALUES (?)'"
          + " db.operation.batch.size=50",
      "PDO::prepare 3-4 client db.system=mysql db.statement='SELECT a FROM b WHERE c = ?'",
      "find 5-6 client db.system=mongodb db.statement={find:items,filter:{a:1}}",
      "COMMIT 7-8 client db.system=mysql db.statement=COMMIT",
      "publish 9-10 producer messaging.destination=orders celery.task_name=mail",
      "query 11-12 client db.system=mysql",
      "GET 13-14 client http.request.method=GET url.full=http://h/items?page=7",
      "load 15-16 client peer.service=flagd",
    };
    List<String> drawn = new ArrayList<>(List.of("root 0-100 server"));
    for (String line : lines) {
      drawn.add("  " + line);
    }
    Calls together = Calls.of(trace(drawn.toArray(String[]::new)));
    for (int i = 0; i < lines.length; i++) {
      Call alone = Calls.of(trace(lines[i])).get(0);
      Call call = together.get(i);
      assertThat(call.subject()).isEqualTo(alone.subject());
      assertThat(call.size()).as(lines[i]).isEqualTo(alone.size());
      assertThat(call.batch()).as(lines[i]).isEqualTo(alone.batch());
      assertThat(call.arguments()).as(lines[i]).isEqualTo(alone.arguments());
    }
  }

  @Test
  void whatWasCountedInOneTraceIsNotCountedInTheNext() {
    CallCache shared = new CallCache();
    Trace odd = trace("q 0-1 client db.system=mysql db.name=a db.namespace=b http.status_code=odd");
    assertThat(Calls.of(odd, shared).counters()).isEqualTo(Calls.of(odd, shared).counters());
    assertThat(Calls.of(trace("q 0-1 client db.system=mysql"), shared).counters()).isEmpty();
  }

  @Test
  void limitsThatBiteAreCounted() {
    CallLimits small = new CallLimits(40, 20, 12, 512, 100, 16, 10_240);
    Trace trace =
        trace(
            "q 0-1 client db.system=mysql db.statement="
                + "'SELECT a FROM a_long_table_name WHERE b = 1 AND c = 2'");
    Calls calls = Calls.of(trace, new CallCache(small));
    assertThat(calls.counters()).containsEntry("truncatedTexts", 1L).containsEntry("cutTexts", 1L);
    Trace deep = trace("GET 0-1 client url.full=http://h/one/two/three");
    assertThat(Calls.of(deep, new CallCache(small)).counters()).containsEntry("cutLabels", 1L);
    assertThat(calls.all().get(0).label()).hasSizeLessThanOrEqualTo(12);
  }

  @Test
  void limitsCanOnlyBeLowered() {
    org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
        .isThrownBy(() -> new CallLimits(65_537, 2_048, 255, 512, 5, 16, 10_240))
        .withMessageContaining("textChars=65537");
  }

  @Test
  void disagreeingGenerationsAndOddTypesAreCounted() {
    Calls calls =
        Calls.of(
            trace("q 0-1 client db.system=mysql db.name=a db.namespace=b http.status_code=odd"));
    assertThat(calls.counters())
        .containsEntry("conflictingAttributes", 1L)
        .containsEntry("unreadableAttributes", 1L);
    assertThat(calls.all().get(0).target()).isEqualTo("mysql/b");
  }

  /** A cache, and the order in which spans arrive, change nothing. */
  @Test
  void callsDependOnTheTraceAlone() {
    long seed = 4_711L;
    Random random = new Random(seed);
    CallLimits tiny = new CallLimits(65_536, 2_048, 255, 512, 10_000, 4, 10_240);
    CallCache shared = new CallCache();
    CallCache forgetful = new CallCache(tiny);
    for (int round = 0; round < 300; round++) {
      List<Span> spans = new ArrayList<>(TraceFixture.spans(randomLines(random)));
      Calls expected = Calls.of(TraceFixture.assemble(spans));
      Collections.shuffle(spans, random);
      Trace shuffled = TraceFixture.assemble(spans);
      for (CallCache cache : List.of(shared, forgetful)) {
        Calls calls = Calls.of(shuffled, cache);
        assertThat(calls.all()).as("seed %s, round %s", seed, round).isEqualTo(expected.all());
        assertThat(calls.counters()).isEqualTo(expected.counters());
      }
    }
  }

  private static String[] randomLines(Random random) {
    String[] options = {
      "client db.system=mysql db.statement='select * from T where a=" + random.nextInt(3) + "'",
      "client db.system=redis db.statement='GET a:" + random.nextInt(9) + "'",
      "client http.request.method=GET url.full=http://h/x/" + random.nextInt(9),
      "client",
      "internal",
      "unspecified",
      "server @other",
      "producer messaging.destination=q",
      "client error error.type=timeout",
      "consumer",
      "internal db.system=h2",
      "client rpc.system=grpc rpc.service=S rpc.method=M http.status_code=503"
    };
    List<String> lines = new ArrayList<>(List.of("root 0-1000 server @web"));
    int level = 1;
    for (int i = random.nextInt(14); i >= 0; i--) {
      int start = random.nextInt(900);
      lines.add(
          "  ".repeat(level)
              + "n"
              + random.nextInt(4)
              + " "
              + start
              + "-"
              + (start + 50)
              + " "
              + options[random.nextInt(options.length)]);
      level = 1 + random.nextInt(level + 1);
    }
    return lines.toArray(String[]::new);
  }

  @Test
  void askingALoaderThatBatchesIsNoCall() {
    Calls calls =
        Calls.of(
            trace(
                "GET / 0-50 server @web",
                "  dataloader.load authors 1-20 client",
                "    dataloader.batch authors 2-19",
                "      SELECT 3-18 client db.system=postgresql db.statement='SELECT a FROM b'",
                "  dataloader.load authors 1-20 client"));
    assertThat(calls.all()).hasSize(1);
    assertThat(calls.get(0).label()).isEqualTo("SELECT b");
  }
}
