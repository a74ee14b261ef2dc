package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuietCallsTest {

  private static final String PAGE = "GET /page 0-900 server @shop";
  private static final String GET =
      " client http.request.method=GET url.full=http://stock/items server.address=stock";
  private static final String QUERY = " client db.system=h2 db.query.text='select ? from %s'";

  /** A call as it was handed on, its durations as buckets. */
  private record Learned(String site, String edge, long start, int nanos, int served, int gap) {}

  private final DetectorSetup setup = DrawnFacts.setup();
  private final List<List<Learned>> rows = new ArrayList<>();
  private final QuietCalls quiet = new QuietCalls(row -> rows.add(read(row)));
  private int traces;

  private static List<Learned> read(QuietRow row) {
    List<Learned> calls = new ArrayList<>();
    int served = 0;
    for (int i = 0; i < row.size(); i++) {
      served += row.isServed(i) ? 1 : 0;
      calls.add(
          new Learned(
              row.site().toString(),
              row.isServed(i) ? row.site().pair().toString() : "",
              row.startNanos(i) - TraceFixture.EPOCH_NANOS,
              row.durationBucket(i),
              row.isServed(i) ? row.servedBucket(i) : 0,
              row.isServed(i) ? row.gapBucket(i) : 0));
    }
    assertThat(row.served()).isEqualTo(served);
    return calls;
  }

  /** Takes a trace that begins that many milliseconds after the time 0 of drawings. */
  private TraceFacts take(double atMs, String... lines) {
    List<Span> spans = new ArrayList<>();
    for (Span span : TraceFixture.spans(new TraceId(8, ++traces), lines)) {
      spans.add(Window.shifted(span, TraceFixture.ms(atMs)));
    }
    TraceFacts facts = DrawnFacts.of(TraceFixture.assemble(spans), setup);
    quiet.take(facts);
    return facts;
  }

  private TraceFacts query(double atMs, String table) {
    return take(atMs, PAGE, "  q 1-3" + QUERY.formatted(table));
  }

  private List<Integer> sizes() {
    return rows.stream().map(List::size).toList();
  }

  @Test
  void callsOfTenSecondsAreLearnedSiteBySiteWhenTheyAreOver() {
    query(0, "a");
    query(1, "b");
    query(2, "a");
    assertThat(rows).isEmpty();
    query(10_000, "a");
    assertThat(sizes()).containsExactly(2, 1);
    assertThat(rows.get(0)).extracting(Learned::start).containsExactly(1_000_000L, 3_000_000L);
    quiet.settle();
    quiet.settle();
    assertThat(sizes()).containsExactly(2, 1, 1);
  }

  @Test
  void aCallIsHandedOnWithItsTimes() {
    take(7, PAGE, "  GET 10-30" + GET, "    GET /items 12-29 server @stock");
    TraceFacts facts = take(9, PAGE, "  q 10.0004-30.0009" + QUERY.formatted("x"));
    String query = facts.site(0).toString();
    quiet.settle();
    assertThat(rows)
        .containsExactly(
            List.of(
                new Learned(
                    "shop http|stock|GET|/items",
                    "shop stock",
                    17_000_000,
                    DurationSketch.bucket(20_000_000),
                    DurationSketch.bucket(17_000_000),
                    DurationSketch.bucket(3_000_000))),
            List.of(new Learned(query, "", 19_000_000, DurationSketch.bucket(20_000_500), 0, 0)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " client error error.type=timeout http.request.method=GET url.full=http://stock/items",
        " client http.request.method=GET url.full=http://stock/items http.response.status_code=503",
        " client http.request.method=GET url.full=http://stock/items http.response.status_code=302",
        GET,
        " client db.system=h2 db.query.text='select ? from x' error error.type=SQLException",
        " client db.system=h2 db.query.text=COMMIT"
      })
  void callsThatFailOrShouldHaveBeenServedAndThoseOfTheConnectionAreNotable(String attributes) {
    TraceFacts facts = take(0, PAGE, "  GET 10-30" + attributes);
    assertThat(facts.notableCalls()).containsExactly(0);
    quiet.settle();
    assertThat(rows).isEmpty();
  }

  @Test
  void callsWhoseTimeIsNotTheirServersAreNotable() {
    assertThat(
            take(0, PAGE, "  GET 10-50" + GET, "    GET /items 29-50 server @stock").notableCalls())
        .as("a gap of 19 ms")
        .isEmpty();
    assertThat(
            take(0, PAGE, "  GET 10-50" + GET, "    GET /items 30-50 server @stock").notableCalls())
        .as("a gap of 20 ms")
        .containsExactly(0);
    assertThat(
            take(
                    0,
                    PAGE,
                    "  GET 10-50" + GET,
                    "    GET /items 11-30 server @stock",
                    "    GET /items 31-50 server @stock")
                .notableCalls())
        .as("two servers")
        .containsExactly(0);
    assertThat(
            take(
                    0,
                    PAGE,
                    "  send 10-30 client messaging.system=kafka messaging.destination.name=x",
                    "    handle 12-29 server @stock")
                .notableCalls())
        .as("served by another than it is meant for")
        .containsExactly(0);
    assertThat(
            take(
                    0,
                    PAGE,
                    "  GET 10-30" + GET,
                    "    heard 12-14 consumer @stock",
                    "    GET /items 14-29 server @stock")
                .notableCalls())
        .as("served after a message")
        .containsExactly(0);
    assertThat(
            take(0, PAGE, "  work 10-50 internal", "    GET /items 11-49 server @stock")
                .notableCalls())
        .as("no call at all")
        .isEmpty();
  }

  @Test
  void callsThatBeginLongAfterTheirTraceAreNotable() {
    String page = "GET /page 0-1000000 server @shop";
    String query = QUERY.formatted("x");
    assertThat(take(0, page, "  q 943741.823-950000" + query).notableCalls()).isEmpty();
    assertThat(take(0, page, "  q 943741.824-950000" + query).notableCalls()).containsExactly(0);
    quiet.settle();
    assertThat(rows)
        .containsExactly(
            List.of(
                new Learned(
                    rows.get(0).get(0).site(),
                    "",
                    943_741_823_000L,
                    DurationSketch.bucket(6_258_177_000L),
                    0,
                    0)));
  }

  @Test
  void wereOneTriedAgainAllCallsOfTheTraceAreNotable() {
    TraceFacts facts =
        take(
            0,
            PAGE,
            "  q 1-3" + QUERY.formatted("x"),
            "  GET 10-20" + GET + " http.response.status_code=503",
            "  GET 30-40" + GET + " http.response.status_code=200");
    assertThat(facts.attempts().groups()).hasSize(1);
    assertThat(facts.notableCalls()).containsExactly(0, 1, 2);
  }

  @Test
  void callsOfOtherTenSecondsAreLearnedApart() {
    query(9_990, "x");
    take(9_995, PAGE, "  q 1-3" + QUERY.formatted("x"), "  q 10-12" + QUERY.formatted("x"));
    query(9_900, "x");
    assertThat(rows).isEmpty();
    query(10_001, "y");
    assertThat(sizes()).as("the third began in the next ten seconds").containsExactly(2, 1, 1);
    query(9_000, "x");
    assertThat(sizes()).as("a late one waits too").hasSize(3);
    quiet.settle();
    assertThat(sizes()).containsExactly(2, 1, 1, 1, 1);
  }

  @Test
  void callsOfAnEarlierTimeThanIsEverLearnedLiveWaitWithTheirLike() {
    query(1_000_000, "x");
    query(880_000, "x");
    assertThat(rows).as("two minutes late").isEmpty();
    query(870_000, "x");
    assertThat(rows).hasSize(2);
    quiet.settle();
    assertThat(rows.stream().flatMap(List::stream).map(Learned::start))
        .containsExactly(1_000_001_000_000L, 880_001_000_000L, 870_001_000_000L);
  }

  @Test
  void whenATraceBeginsCountsAndNotWhenItsCallsDo() {
    query(0, "x");
    take(9_995, PAGE, "  q 10-12" + QUERY.formatted("x"));
    assertThat(rows).isEmpty();
  }

  @Test
  void aCallThatTookMinutesIsHandedOnWithItsTimes() {
    take(
        0,
        "GET /page 0-900000 server @shop",
        "  GET 10-800000" + GET,
        "    GET /items 10-800000 server @stock");
    quiet.settle();
    int bucket = DurationSketch.bucket(799_990_000_000L);
    assertThat(rows)
        .containsExactly(
            List.of(
                new Learned(
                    "shop http|stock|GET|/items", "shop stock", 10_000_000, bucket, bucket, 0)));
  }

  @Test
  void aCallMayBeginWithItsTraceAndNotBeforeIt() {
    assertThat(take(0, "q 0-3" + QUERY.formatted("x")).notableCalls()).isEmpty();
    assertThat(
            take(0, "GET /page 10-900 server @shop", "  q 5-8" + QUERY.formatted("x"))
                .notableCalls())
        .containsExactly(0);
  }

  @Test
  void partsOfCallsAreNotable() {
    String update = " db.system.name=postgresql db.query.text='UPDATE a SET b = ?'";
    assertThat(
            take(0, PAGE, "  update 1-170 internal" + update, "    update 29-169 client" + update)
                .notableCalls())
        .containsExactly(0);
    String rpc = " client rpc.system=grpc rpc.service=shop.Stock rpc.method=Get";
    assertThat(
            take(
                    0,
                    "Sent.shop.Stock.Get 0-50" + rpc,
                    "  Attempt.shop.Stock.Get 1-49" + rpc,
                    "    shop.Stock/Get 2-48 server @shop.Stock")
                .notableCalls())
        .contains(1);
  }

  @Test
  void noMoreCallsWaitThanThereIsRoomFor() {
    TraceFacts facts = query(0, "x");
    for (int i = 1; i < QuietCalls.MOST - 1; i++) {
      quiet.take(facts);
    }
    assertThat(rows).isEmpty();
    quiet.take(facts);
    quiet.take(facts);
    assertThat(sizes()).containsExactly(QuietCalls.MOST);
    quiet.settle();
    assertThat(sizes()).containsExactly(QuietCalls.MOST, 1);
  }

  @Test
  void moreSitesThanThereIsRoomForLoseNothing() {
    int tables = 2 * QuietCalls.MAX_SITES + 3;
    for (int i = 0; i < tables; i++) {
      query(0, "t" + Integer.toString(i, 26).replaceAll("[0-9]", "_$0"));
    }
    assertThat(rows).hasSize(2 * QuietCalls.MAX_SITES);
    query(0, "t_0");
    quiet.settle();
    assertThat(rows).hasSize(tables + 1);
    assertThat(rows.stream().mapToInt(List::size).sum()).isEqualTo(tables + 1);
  }

  @Test
  void whatIsLearnedIsWhatCameInTheOrderOfEachSite() {
    for (long seed = 0; seed < 20; seed++) {
      rows.clear();
      Random random = new Random(seed);
      Map<String, List<Long>> came = new HashMap<>();
      for (int trace = 0; trace < 200; trace++) {
        double at = 60_000.0 * seed + 100 * trace + random.nextInt(300);
        List<String> lines = new ArrayList<>(List.of(PAGE));
        for (int call = random.nextInt(5); call >= 0; call--) {
          int start = random.nextInt(800);
          String table = "xyz".substring(random.nextInt(3)).substring(0, 1);
          boolean fails = random.nextInt(20) == 0;
          lines.add(
              "  q %d-%d".formatted(start, start + 1 + random.nextInt(20))
                  + QUERY.formatted(table)
                  + (fails ? " error error.type=SQLException" : ""));
        }
        TraceFacts facts = take(at, lines.toArray(String[]::new));
        List<Integer> notable = new ArrayList<>();
        for (int position : facts.notableCalls()) {
          notable.add(position);
        }
        for (int position = 0; position < facts.callCount(); position++) {
          if (!notable.contains(position)) {
            came.computeIfAbsent(facts.site(position).toString(), site -> new ArrayList<>())
                .add(facts.startNanos(position) - TraceFixture.EPOCH_NANOS);
          }
        }
      }
      quiet.settle();
      Map<String, List<Long>> learned = new HashMap<>();
      for (List<Learned> row : rows) {
        assertThat(row).as("seed %d", seed).isNotEmpty();
        long bucket = row.get(0).start() / 10_000_000_000L;
        for (Learned call : row) {
          assertThat(call.start() / 10_000_000_000L).as("seed %d", seed).isEqualTo(bucket);
          learned.computeIfAbsent(call.site(), site -> new ArrayList<>()).add(call.start());
        }
      }
      assertThat(learned).as("seed %d", seed).isEqualTo(came);
      assertThat(came.values().stream().mapToInt(List::size).sum()).isPositive();
      assertThat(Collections.max(sizes())).as("seed %d", seed).isGreaterThan(1);
    }
  }
}
