package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.detect.LiveStream.Seen;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LiveDetectionTest {

  private static final long SEED = 17;
  private static final double SECOND = 1_000;
  private static final double MINUTE = 60 * SECOND;

  /** Requests to buy, each with a call that is tried up to three times. */
  private static final class Shop {
    private final LiveStream stream = new LiveStream();
    private final Random random = new Random(SEED);
    private int failMs = 40;

    Shop minutes(int from, int to, int perMinute, double failing) {
      double step = MINUTE / perMinute;
      for (double at = from * MINUTE; at < to * MINUTE; at += step) {
        if (random.nextDouble() < failing) {
          stream.trace(
              at,
              "POST /buy 0-%d server error @shop".formatted(3 * (failMs + 100)),
              attempt(0),
              attempt(failMs + 90),
              attempt(2 * (failMs + 90)));
        } else {
          stream.trace(
              at,
              "POST /buy 0-50 server @shop",
              "  POST 2-42 client http.request.method=POST url.full=http://pay/charge"
                  + " http.response.status_code=200");
        }
      }
      return this;
    }

    private String attempt(int from) {
      return "  POST %d-%d client error".formatted(from, from + failMs)
          + " http.request.method=POST url.full=http://pay/charge http.response.status_code=503";
    }

    List<Seen> storms() {
      return stream.of("retry-storm");
    }
  }

  @Test
  void aStormIsFoundWithinTwoWindowsAndEndsWithinTwo() {
    Shop shop =
        new Shop().minutes(0, 20, 300, 0.01).minutes(20, 26, 300, 0.6).minutes(26, 40, 300, 0.01);
    List<Seen> seen = shop.storms();
    assertThat(seen.get(0).atMs()).isBetween(20 * MINUTE, 22 * MINUTE);
    assertThat(shop.stream.again())
        .hasSize(Candidates.MAX)
        .allSatisfy(
            one -> assertThat(one.atMs()).isBetween(19 * MINUTE, seen.get(0).atMs() + 6_000));
    assertThat(seen.get(seen.size() - 1).atMs()).isBetween(25 * MINUTE, 28 * MINUTE);
    assertThat(seen).hasSizeGreaterThan(600);
    assertThat(seen)
        .filteredOn(one -> one.atMs() > 22 * MINUTE && one.atMs() < 26 * MINUTE)
        .allSatisfy(one -> assertThat(one.sighting().severity()).isEqualTo(Severity.CRITICAL))
        .allSatisfy(one -> assertThat(one.sighting().details()).containsEntry("storm", true));
  }

  @Test
  void aCalmDayWithOnePercentOfFailuresHasNone() {
    LiveStream day = new Shop().minutes(0, 24 * 60, 30, 0.01).stream;
    assertThat(day.of("retry-storm")).isEmpty();
    assertThat(day.of("slow-vs-baseline")).isEmpty();
  }

  @Test
  void theUsualLoadThatStaysBrokenIsMetastable() {
    Shop shop = new Shop().minutes(0, 15, 300, 0.01);
    shop.failMs = 400;
    assertThat(shop.minutes(15, 21, 300, 0.9).storms())
        .anySatisfy(one -> assertThat(one.sighting().details()).containsEntry("metastable", true));
  }

  @Test
  void quickRefusalsAreAPlainOutage() {
    Shop shop = new Shop().minutes(0, 15, 300, 0.01);
    shop.failMs = 2;
    List<Seen> storms = shop.minutes(15, 21, 300, 0.9).storms();
    assertThat(storms).isNotEmpty();
    assertThat(storms)
        .allSatisfy(one -> assertThat(one.sighting().details()).containsEntry("metastable", false));
  }

  @Test
  void aVersionThatIsSlowerIsFoundAtItsFiftiethRequest() {
    LiveStream stream = new LiveStream();
    Random random = new Random(SEED);
    for (int i = 0; i < 400; i++) {
      long start = TraceFixture.EPOCH_NANOS + TraceFixture.ms(i * SECOND);
      int millis = 40 + random.nextInt(10) + (i < 200 ? 0 : 60);
      Attributes of = Attributes.of("service.name", "api", "service.version", i < 200 ? "1" : "2");
      stream.spans(
          List.of(
              Span.builder(new TraceId(5, i + 1L), 1)
                  .name("GET /a")
                  .kind(SpanKind.SERVER)
                  .times(start, start + TraceFixture.ms(millis))
                  .resource(new Resource(of))
                  .build()));
    }
    List<Seen> seen = stream.of("version-regression");
    assertThat(seen.get(0).atMs()).isBetween(245 * SECOND, 260 * SECOND);
    assertThat(seen).hasSizeGreaterThan(140);
  }

  @Test
  void whatWorksLongerThanItDidIsFoundInTheMinuteAfter() {
    LiveStream stream = new LiveStream();
    for (int i = 0; i < 30 * 60; i++) {
      boolean slow = i >= 15 * 60 && i < 20 * 60 && i % 2 == 0;
      stream.trace(i * SECOND, "GET /a 0-%d server @web".formatted(slow ? 300 : 9 + i % 3));
    }
    List<Seen> seen = stream.of("slow-vs-baseline");
    assertThat(seen.get(0).atMs()).isBetween(15.5 * MINUTE, 16.2 * MINUTE);
    assertThat(seen.get(seen.size() - 1).atMs()).isLessThan(20 * MINUTE);
    assertThat(seen).hasSizeGreaterThan(20);
    assertThat(stream.again()).hasSizeGreaterThan(10);
    assertThat(stream.again())
        .allSatisfy(one -> assertThat(one.atMs()).isBetween(15 * MINUTE, 16.2 * MINUTE));
  }

  @Test
  void aBacklogIsFoundWhileItGrowsAndIsGoneAfterIt() {
    LiveStream stream = new LiveStream();
    for (int i = 0; i < 20 * 20; i++) {
      int lag = i >= 10 * 20 && i < 15 * 20 ? 3_000 : 20;
      stream.trace(
          i * 3 * SECOND,
          "POST /order 0-10 server @web",
          "  send orders 1-2 producer messaging.system=kafka messaging.operation.type=send"
              + " messaging.destination.name=orders",
          "    process orders %d-%d consumer @worker messaging.system=kafka"
                  .formatted(2 + lag, 12 + lag)
              + " messaging.operation.type=process messaging.destination.name=orders"
              + " messaging.consumer.group.name=workers");
    }
    List<Seen> seen = stream.of("queue-backlog");
    assertThat(seen.get(0).atMs()).isBetween(10.5 * MINUTE, 11.2 * MINUTE);
    assertThat(seen.get(seen.size() - 1).atMs()).isLessThan(15 * MINUTE);
    assertThat(seen).hasSizeGreaterThan(60);
    assertThat(stream.again()).hasSizeGreaterThan(10);
  }

  @Test
  void aStampedeIsFoundFromItsTenthRequestOn() {
    LiveStream stream = new LiveStream();
    for (int i = 0; i < 600; i++) {
      stream.trace(
          i * SECOND,
          "GET /author 0-60 server @web",
          "  GET 1-2 client db.system=redis db.statement='GET author:1'");
    }
    for (int i = 0; i < 60; i++) {
      stream.trace(
          300 * SECOND + i * 10,
          "GET /author 0-60 server @web",
          "  GET 1-2 client db.system=redis db.statement='GET author:1'",
          "  q 3-50 client db.system=postgresql db.statement='SELECT a FROM author WHERE id = ?'");
    }
    assertThat(stream.of("cache-stampede"))
        .hasSizeBetween(45, 51)
        .allSatisfy(
            one -> assertThat(one.sighting().details()).containsEntry("evidence", "together"));
  }

  @Test
  void aCacheThatIsGoneIsFoundInTheMinuteAfter() {
    LiveStream stream = new LiveStream();
    for (int i = 0; i < 30 * 30; i++) {
      boolean gone = i >= 15 * 30 && i < 20 * 30;
      boolean miss = i % (gone ? 2 : 20) == 0;
      String read = "  GET 1-2 client db.system=redis db.statement='GET author:1'";
      String query =
          "  q 3-50 client db.system=postgresql db.statement='SELECT a FROM author WHERE id = %d'"
              .formatted(i);
      stream.trace(
          i * 2 * SECOND, "GET /author 0-60 server @web", read, miss ? query : "  work 3-50");
    }
    List<Seen> seen = stream.of("cache-stampede");
    assertThat(seen.get(0).atMs()).isBetween(15.5 * MINUTE, 16.2 * MINUTE);
    assertThat(seen.get(seen.size() - 1).atMs()).isLessThan(21.2 * MINUTE);
    assertThat(seen).hasSizeGreaterThan(50);
    assertThat(stream.again()).hasSizeGreaterThan(5);
  }

  @Test
  void theFirstRequestsOfANewInstanceAreSeenWhenItIsWarm() {
    LiveStream stream = new LiveStream().lateUpTo(10);
    for (int i = 0; i < 100; i++) {
      long start = TraceFixture.EPOCH_NANOS + TraceFixture.ms(i * SECOND);
      stream.spans(
          List.of(
              Span.builder(new TraceId(5, i + 1L), 1)
                  .name("GET /a")
                  .kind(SpanKind.SERVER)
                  .times(start, start + TraceFixture.ms(i < 20 ? 400 : 40))
                  .resource(
                      new Resource(
                          Attributes.of("service.name", "api", "service.instance.id", "api-7")))
                  .build()));
    }
    assertThat(stream.of("cold-start")).isEmpty();
    assertThat(stream.again()).hasSize(20);
  }

  @Test
  void wishesBeyondAThousandAreCounted() {
    LookAgain again = new LookAgain();
    List<TraceId> traces = new ArrayList<>();
    for (int i = 0; i < LookAgain.MAX_WISHES + 3; i++) {
      traces.add(new TraceId(1, i + 1L));
    }
    again.add("retry-storm", traces);
    assertThat(again.dropped()).isEqualTo(3);
    assertThat(again.next()).contains(new LookAgain.Wish(traces.get(0), "retry-storm"));
    again.clear();
    assertThat(again.next()).isEmpty();
  }

  @Test
  void candidatesAreTheLastTwentyEachOnce() {
    Candidates candidates = new Candidates();
    for (int i = 0; i < 25; i++) {
      candidates.add(new TraceId(1, i + 1L), i);
      candidates.add(new TraceId(1, i + 1L), i);
    }
    assertThat(candidates.takeFrom(10, new TraceId(1, 25)))
        .hasSize(14)
        .contains(new TraceId(1, 11), new TraceId(1, 24))
        .doesNotContain(new TraceId(1, 10), new TraceId(1, 25));
    assertThat(candidates.isEmpty()).isTrue();
  }

  @Test
  void aFullPoolIsInferred() {
    String query = " client db.system.name=postgresql db.query.text='SELECT a FROM item'";
    LiveStream stream = new LiveStream().lateUpTo(0.5);
    for (int i = 0; i < 300; i++) {
      stream.trace(i * 100.0, "GET /a 0-42 server @web", "  q 1-40" + query);
      stream.trace(i * 100.0, "GET /a 0-42 server @web", "  q 1-41" + query);
      stream.trace(i * 100.0, "GET /b 0-60 server @web", "  q 40-55" + query);
    }
    assertThat(stream.of("pool-wait")).hasSizeGreaterThan(20);
  }

  @Test
  void writesInAQueueAreFound() {
    LiveStream stream = new LiveStream().lateUpTo(10);
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 8; i++) {
        stream.trace(
            round * 60 * SECOND + i,
            "POST /buy 0-%d server @shop".formatted(40 + 30 * i),
            "  q 1-%d client db.system.name=postgresql".formatted(31 + 29 * i)
                + " db.query.text='UPDATE stock SET n = n - ? WHERE id = ?'");
      }
    }
    assertThat(stream.of("lock-contention")).hasSizeGreaterThan(20);
  }

  @Test
  void aNeighbourThatSlowsADatabaseIsFoundAfterTheJudgement() {
    LiveStream stream = new LiveStream();
    String database =
        " client db.system.name=postgresql server.address=pg-1 db.namespace=shop db.query.text=";
    for (int window = 0; window < 240; window++) {
      boolean busy = window / 4 % 2 == 1;
      int nanos = busy ? 80 : 5;
      for (int i = 0; i < 6; i++) {
        stream.trace(
            window * 10 * SECOND + i * SECOND,
            "GET /order 0-%d server @orders".formatted(nanos + 7),
            "  q 2-%d".formatted(2 + nanos + i % 3) + database + "'SELECT a FROM o WHERE id = ?'");
      }
      for (int i = 0; busy && i < 4; i++) {
        stream.trace(
            window * 10 * SECOND + i * 2 * SECOND,
            "report 0-904 internal @reports",
            "  q 2-902" + database + "'SELECT sum(total) FROM o GROUP BY day'");
      }
    }
    List<Seen> seen = stream.of("shared-resource");
    assertThat(seen.get(0).atMs()).isGreaterThan(30 * MINUTE - 20 * SECOND);
    assertThat(seen).hasSizeGreaterThan(100);
    assertThat(seen).allSatisfy(one -> assertThat((int) (one.atMs() / 40_000) % 2).isEqualTo(1));
  }

  @Test
  void lateTracesAndThoseOfTheFutureAreNotLearned() {
    LearnWindow window = new LearnWindow();
    long now = 1_000_000 * (long) MINUTE * 1_000_000;
    assertThat(window.takes(now, now)).isTrue();
    assertThat(window.takes(now - LearnWindow.LATE_NANOS, now)).isTrue();
    assertThat(window.takes(now - LearnWindow.LATE_NANOS - 1, now)).isFalse();
    assertThat(window.takes(now + LearnWindow.AHEAD_NANOS, now)).isTrue();
    assertThat(window.takes(now + LearnWindow.AHEAD_NANOS + 1, now)).isFalse();
    assertThat(window.late()).isEqualTo(1);
    assertThat(window.ahead()).isEqualTo(1);
  }

  @Test
  void tailSamplingThatEndedIsForgotten() {
    TailSampling sampling = new TailSampling();
    sampling.learn(TraceFixture.trace("GET 0-10 server tailsampling.policy=keep-errors"));
    assertThat(sampling.sharesHold()).isFalse();
    sampling.advance(TraceFixture.EPOCH_NANOS + 3_600_000_000_000L);
    assertThat(sampling.sharesHold()).isTrue();
  }

  @Test
  void ofTracesThatComeTooLateNothingIsLearned() {
    LiveStream late = new LiveStream().lateUpTo(0);
    LiveStream inTime = new LiveStream().lateUpTo(0);
    late.trace(5 * MINUTE, "GET /a 0-5 server @web");
    for (int i = 0; i < 3; i++) {
      String page = "GET /page 0-%d server @web http.response.status_code=200";
      String call = "  GET 5-15 client error http.request.method=GET http.response.status_code=500";
      late.trace(i, page.formatted(6 * (int) MINUTE), call);
      inTime.trace(i, page.formatted(100), call);
    }
    assertThat(late.of("error-root-cause")).isEmpty();
    assertThat(inTime.of("error-root-cause")).as("the third").hasSize(1);
  }
}
