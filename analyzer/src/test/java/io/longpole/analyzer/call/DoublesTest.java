package io.longpole.analyzer.call;

import static io.longpole.analyzer.TraceFixture.trace;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls that two instrumentations of one service show. */
class DoublesTest {

  private static final String MAPPER = "  mapper 1-50 client db.system=postgresql db.name=shop ";
  private static final String DRIVER =
      "    driver 5-45 client db.system=postgresql server.address=pg ";
  private static final String TEXT = "db.statement='SELECT a FROM b WHERE c = ?' ";

  private static Call call(Calls calls, String name) {
    return requireNonNull(calls.at(TraceFixture.node(calls.trace(), name)), name);
  }

  private static Calls calls(String... spans) {
    List<String> lines = new ArrayList<>(List.of("root 0-100 server @web"));
    lines.addAll(List.of(spans));
    return Calls.of(trace(lines.toArray(String[]::new)));
  }

  private static boolean isOne(String... spans) {
    Calls calls = calls(spans);
    Call outer = call(calls, "mapper");
    assertThat(outer.partOf()).isEqualTo(-1);
    int whole = call(calls, "driver").partOf();
    assertThat(whole).isIn(-1, outer.node());
    return whole >= 0;
  }

  @Test
  void theSameStatementWithinIsTheSameCall() {
    Calls calls = calls(MAPPER + TEXT, DRIVER + TEXT);
    assertThat(call(calls, "driver").partOf()).isEqualTo(call(calls, "mapper").node());
    assertThat(call(calls, "mapper").target()).isEqualTo("pg");
    assertThat(call(calls, "mapper").label()).isEqualTo("SELECT b");
  }

  @Test
  void spansThatAskNothingMayLieBetween() {
    assertThat(isOne(MAPPER + TEXT, "    work 2-48 internal", "  " + DRIVER + TEXT)).isTrue();
    assertThat(
            isOne(
                MAPPER + TEXT,
                "    pool.acquire 2-4 client db.system=postgresql",
                DRIVER + TEXT,
                "    sql.rows 45-46 client db.system=postgresql"))
        .isTrue();
    assertThat(isOne(MAPPER + TEXT, "    load 2-48 server @db", "  " + DRIVER + TEXT)).isFalse();
  }

  @Test
  void anotherStatementIsAnotherCall() {
    assertThat(isOne(MAPPER + TEXT, DRIVER + "db.statement='SELECT x FROM y'")).isFalse();
    assertThat(isOne(MAPPER + TEXT, DRIVER + "db.statement='COMMIT'")).isFalse();
    assertThat(isOne(MAPPER + "db.statement='COMMIT'", DRIVER + TEXT)).isFalse();
    assertThat(isOne(MAPPER + TEXT, DRIVER.replace("postgresql", "redis") + TEXT)).isFalse();
  }

  @Test
  void severalWithinMayBeALoop() {
    Calls calls = calls(MAPPER + TEXT, DRIVER + TEXT, DRIVER.replace("driver 5", "more 46") + TEXT);
    assertThat(call(calls, "driver").partOf()).isEqualTo(-1);
    assertThat(call(calls, "more").partOf()).isEqualTo(-1);
  }

  @Test
  void theOneWithATextSaysWhatIsAsked() {
    Calls calls = calls(MAPPER + "db.operation=find db.sql.table=b", DRIVER + TEXT);
    assertThat(call(calls, "mapper").label()).isEqualTo("SELECT b");
    assertThat(call(calls, "mapper").subject()).isSameAs(call(calls, "driver").subject());
    calls = calls(MAPPER + TEXT, DRIVER);
    assertThat(call(calls, "mapper").label()).isEqualTo("SELECT b");
    assertThat(call(calls, "driver").partOf()).isEqualTo(call(calls, "mapper").node());
  }

  @Test
  void theOneWithValuesSaysWhatIsAsked() {
    Calls calls = calls(MAPPER + TEXT.replace("?", "7"), DRIVER + TEXT);
    assertThat(call(calls, "mapper").arguments().known()).isTrue();
    calls = calls(MAPPER + TEXT, DRIVER + TEXT.replace("?", "7"));
    assertThat(call(calls, "mapper").arguments().known()).isTrue();
  }

  @Test
  void aBatchStaysABatch() {
    Calls calls = calls(MAPPER + TEXT + "db.operation.batch.size=9", DRIVER + TEXT);
    assertThat(call(calls, "mapper").size()).isEqualTo(9);
    assertThat(call(calls, "driver").partOf()).isEqualTo(-1);
    calls = calls(MAPPER + TEXT, DRIVER + TEXT + "db.operation.batch.size=9");
    assertThat(call(calls, "mapper").size()).isEqualTo(9);
    assertThat(call(calls, "mapper").batch()).isTrue();
  }

  @Test
  void threeLayersAreOneCall() {
    Calls calls =
        calls(
            MAPPER + "db.operation=find",
            "    builder 2-48 client db.system=postgresql db.name=shop",
            "  " + DRIVER + TEXT);
    Call whole = call(calls, "mapper");
    assertThat(call(calls, "builder").partOf()).isEqualTo(whole.node());
    assertThat(call(calls, "driver").partOf()).isEqualTo(whole.node());
    assertThat(whole.label()).isEqualTo("SELECT b");
    assertThat(whole.outcome()).isEqualTo(Outcome.OK);
  }

  @Test
  void withinAnInternalSpanTheDriversSpanIsTheCall() {
    Calls calls =
        calls(
            MAPPER.replace("client", "internal") + "db.operation=find",
            "    builder 2-48 internal db.system=postgresql db.name=shop",
            "  " + DRIVER + TEXT);
    Call whole = call(calls, "driver");
    assertThat(whole.partOf()).isEqualTo(-1);
    assertThat(call(calls, "mapper").partOf()).isEqualTo(whole.node());
    assertThat(call(calls, "builder").partOf()).isEqualTo(whole.node());
  }

  @Test
  void anInternalSpanBetweenIsAPartToo() {
    Calls calls =
        calls(
            MAPPER + "db.operation=find",
            "    builder 2-48 internal db.system=postgresql db.name=shop",
            "  " + DRIVER + TEXT);
    Call whole = call(calls, "mapper");
    assertThat(whole.partOf()).isEqualTo(-1);
    assertThat(whole.label()).isEqualTo("SELECT b");
    assertThat(call(calls, "builder").partOf()).isEqualTo(whole.node());
    assertThat(call(calls, "driver").partOf()).isEqualTo(whole.node());
  }

  @Test
  void whatGoesOnAfterwardsIsAnotherCall() {
    assertThat(isOne(MAPPER + TEXT, DRIVER.replace("5-45", "5-51") + TEXT)).isTrue();
    assertThat(isOne(MAPPER + TEXT, DRIVER.replace("5-45", "5-52") + TEXT)).isFalse();
    assertThat(isOne(MAPPER + TEXT, DRIVER.replace("5-45", "0-45") + TEXT)).isTrue();
    assertThat(isOne(MAPPER.replace("1-", "2-") + TEXT, DRIVER.replace("5-45", "0-45") + TEXT))
        .isFalse();
  }

  @Test
  void theDriverTellsHowTheCallEnded() {
    Calls calls = calls(MAPPER + TEXT, DRIVER + TEXT + "error error.type=timeout");
    assertThat(call(calls, "mapper").outcome()).isEqualTo(Outcome.TIMEOUT);
    calls = calls(MAPPER + TEXT + "error error.type=timeout", DRIVER + TEXT);
    assertThat(call(calls, "mapper").outcome()).isEqualTo(Outcome.TIMEOUT);
  }

  @Test
  void requestsAreOneOnlyIfTheyAreEqual() {
    String outer = "  mapper 1-50 client http.request.method=GET url.full=http://u/items/7";
    String inner = "    driver 2-49 client http.request.method=GET url.full=http://u/items/7";
    assertThat(isOne(outer, inner)).isTrue();
    assertThat(isOne(outer, inner.replace("/7", "/8"))).isFalse();
    assertThat(isOne(outer, inner.replace("GET", "POST"))).isFalse();
    assertThat(isOne(outer, inner.replace("items", "token"))).isFalse();
    assertThat(isOne("  mapper 1-50 client", "    driver 2-49 client")).isFalse();
  }

  @Test
  void aCacheWithinAQueryIsAnotherQuestion() {
    Calls calls =
        calls(MAPPER + TEXT, "    lookup 5-9 client db.system=redis db.operation=GET db.name=shop");
    assertThat(call(calls, "lookup").partOf()).isEqualTo(-1);
    assertThat(call(calls, "lookup").callClass()).isEqualTo(Call.CallClass.CACHE);
  }
}
