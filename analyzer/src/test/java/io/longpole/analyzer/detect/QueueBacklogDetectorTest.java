package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntBinaryOperator;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueBacklogDetectorTest {

  private static final String BACKLOG = "queue-backlog";

  /** Twelve minutes of ten messages each; each minute's wait in milliseconds. */
  private static List<Finding> minutes(IntUnaryOperator lagMs) {
    Window window = new Window();
    for (int minute = 0; minute < 12; minute++) {
      for (int i = 0; i < 10; i++) {
        int lag = lagMs.applyAsInt(minute);
        window.trace(
            minute * 60_000.0 + i * 1000 + 40_000 - lag,
            "POST /order 0-10 server @web",
            "  send orders 1-2 producer messaging.system=kafka messaging.operation.type=send"
                + " messaging.destination.name=orders",
            "    process orders %d-%d consumer @worker messaging.system=kafka"
                    .formatted(2 + lag, 12 + lag)
                + " messaging.operation.type=process messaging.destination.name=orders"
                + " messaging.consumer.group.name=workers");
      }
    }
    return window.of(BACKLOG);
  }

  @Test
  void aMinuteManyTimesTheUsual() {
    List<Finding> found = minutes(minute -> minute == 10 ? 3000 : 20);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).severity()).isEqualTo(Severity.WARNING);
    assertThat(found.get(0).traceCount()).isEqualTo(10);
    assertThat(found.get(0).details())
        .containsEntry("destination", "orders")
        .containsEntry("group", "workers")
        .containsEntry("shape", "high");
  }

  @Test
  void everLongerForFiveMinutes() {
    List<Finding> found = minutes(minute -> 400 + 300 * minute);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).details()).containsEntry("shape", "rising");
  }

  @Test
  void lessThanASecondIsFine() {
    assertThat(minutes(minute -> minute == 10 ? 900 : 20)).isEmpty();
  }

  @Test
  void aQueueThatIsAlwaysThatSlowIsNone() {
    assertThat(minutes(minute -> 1500 + 10 * (minute % 2))).isEmpty();
  }

  @Test
  void fourTimesTheUsualIsFine() {
    assertThat(minutes(minute -> minute == 10 ? 1900 : 500)).isEmpty();
  }

  @Test
  void sixTimesTheUsualIsNot() {
    assertThat(minutes(minute -> minute == 10 ? 3100 : 500)).hasSize(1);
  }

  @Test
  void theWaitIsFromTheEndOfSendingToTheBeginOfProcessing() {
    assertThat(minutes(minute -> minute == 10 ? 3000 : 20).get(0).details())
        .containsEntry("lagNanos", TraceFixture.ms(3000));
  }

  @Test
  void fiveMinutesThatRiseAreEnough() {
    int[] lags = {1000, 1000, 1000, 1000, 1000, 1000, 1000, 1200, 1500, 1900, 2300, 1000};
    List<Finding> found = minutes(minute -> lags[minute]);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).details()).containsEntry("shape", "rising");
    assertThat(found.get(0).traceCount()).isEqualTo(10);
  }

  @Test
  void risingToLessThanASecondIsFine() {
    assertThat(minutes(minute -> 20 + 80 * minute)).isEmpty();
  }

  @Test
  void risingALittleIsFine() {
    assertThat(minutes(minute -> 1000 + 50 * minute)).isEmpty();
  }

  @Test
  void aBacklogThatStaysDoesNotBecomeUsual() {
    assertThat(minutes(minute -> minute >= 6 ? 3000 : 20).get(0).traceCount()).isEqualTo(60);
  }

  @Test
  void messagesThatWereProcessedAtOnceAreNotShown() {
    List<Finding> found = new Scene().lag((minute, i) -> minute == 10 && i < 8 ? 3000 : 20).found();
    assertThat(found.get(0).traceCount()).isEqualTo(8);
  }

  @Test
  void ofFourMessagesAMinuteNothingIsKnown() {
    assertThat(new Scene().count(minute -> minute == 10 ? 4 : 10).found()).isEmpty();
    assertThat(new Scene().count(minute -> minute == 10 ? 5 : 10).found()).hasSize(1);
  }

  @Test
  void workBelowASenderWithoutAConsumerIsItsOwn() {
    assertThat(new Scene().kind("internal").found()).isEmpty();
  }

  @Test
  void groupsAndQueuesAreJudgedApart() {
    // Messages of minute 10 are another group's, or another queue's, which is always that slow.
    assertThat(new Scene().group(minute -> minute == 10 ? "nightly" : "workers").found()).isEmpty();
    assertThat(new Scene().queue(minute -> minute == 10 ? "archive" : "orders").found()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"messaging.destination", "messaging.source.name", "kafka.topic", "rabbit.queue"})
  void aQueueIsKnownByItsOldNamesToo(String name) {
    List<Finding> found = new Scene().named(name).queue(minute -> "orders-7").found();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).details()).containsEntry("destination", "orders-7");
  }

  /** Twelve minutes; in minute 10 the messages wait for three seconds, else for 20 ms. */
  private static final class Scene {
    private IntBinaryOperator lagMs = (minute, i) -> minute == 10 ? 3000 : 20;
    private IntUnaryOperator count = minute -> 10;
    private IntFunction<String> group = minute -> "workers";
    private IntFunction<String> queue = minute -> "orders";
    private String kind = "consumer";
    private String name = "messaging.destination.name";

    Scene named(String attribute) {
      name = attribute;
      return this;
    }

    Scene lag(IntBinaryOperator millis) {
      lagMs = millis;
      return this;
    }

    Scene count(IntUnaryOperator ofMinute) {
      count = ofMinute;
      return this;
    }

    Scene group(IntFunction<String> ofMinute) {
      group = ofMinute;
      return this;
    }

    Scene queue(IntFunction<String> ofMinute) {
      queue = ofMinute;
      return this;
    }

    Scene kind(String ofWorker) {
      kind = ofWorker;
      return this;
    }

    List<Finding> found() {
      Window window = new Window();
      addTo(window);
      return window.of(BACKLOG);
    }

    void addTo(Window window) {
      for (int minute = 0; minute < 12; minute++) {
        for (int i = 0; i < count.applyAsInt(minute); i++) {
          int lag = lagMs.applyAsInt(minute, i);
          String about = " messaging.system=kafka %s=%s".formatted(name, queue.apply(minute));
          window.trace(
              minute * 60_000.0 + i * 1000 + 40_000 - lag,
              "POST /order 0-10 server @web",
              "  send 1-2 producer messaging.operation=publish" + about,
              "    process %d-%d %s @worker messaging.operation=process"
                      .formatted(2 + lag, 12 + lag, kind)
                  + about
                  + " messaging.kafka.consumer.group="
                  + group.apply(minute));
        }
      }
    }
  }

  /** Eleven minutes of a hundred messages each, so many of which wait longer than the others. */
  private static List<Finding> some(int before, int beforeMs, int last, int lastMs) {
    Window window = new Window();
    for (int minute = 0; minute < 11; minute++) {
      for (int i = 0; i < 100; i++) {
        int longer = minute < 10 ? before : last;
        int lag = i < longer ? minute < 10 ? beforeMs : lastMs : 20;
        window.trace(
            minute * 60_000.0 + i * 100 + 40_000 - lag,
            "send orders 0-2 producer @web messaging.system=kafka",
            "  process orders %d-%d consumer @worker messaging.system=kafka"
                .formatted(2 + lag, 12 + lag));
      }
    }
    return window.of(BACKLOG);
  }

  @Test
  void oneInTwentyMessagesIsALongWait() {
    assertThat(some(0, 0, 6, 3000)).hasSize(1);
    assertThat(some(0, 0, 4, 3000)).isEmpty();
  }

  @Test
  void usualIsTheWaitOfOneInTwenty() {
    assertThat(some(4, 700, 100, 3000)).hasSize(1);
    assertThat(some(6, 700, 100, 3000)).isEmpty();
  }

  @Test
  void aSecondIsTheLeast() {
    assertThat(minutes(minute -> minute == 10 ? 980 : 20)).isEmpty();
    assertThat(minutes(minute -> minute == 10 ? 1020 : 20)).hasSize(1);
  }

  @Test
  void fiveTimesTheUsualIsTheLeast() {
    assertThat(minutes(minute -> minute == 10 ? 2400 : 500)).isEmpty();
    assertThat(minutes(minute -> minute == 10 ? 2600 : 500)).hasSize(1);
  }

  @Test
  void whatIsNotSaidIsTakenFromTheSpan() {
    Finding found = some(0, 0, 100, 3000).get(0);
    assertThat(found.details())
        .containsEntry("destination", "process orders")
        .containsEntry("group", "worker");
  }

  @Test
  void theSummaryTellsRisingFromHigh() {
    Finding rising = minutes(minute -> 400 + 300 * minute).get(0);
    Finding high = minutes(minute -> minute == 10 ? 3000 : 20).get(0);
    assertThat(rising.summary()).isNotEqualTo(high.summary());
    assertThat(rising.summary()).contains("minute");
    assertThat(high.details()).containsEntry("shape", "high");
  }

  @Test
  void aConsumerBelowAnythingElseHasNoKnownWait() {
    Window window = new Window();
    for (int minute = 0; minute < 11; minute++) {
      for (int i = 0; i < 10; i++) {
        int lag = minute < 10 ? 20 : 3000;
        window.trace(
            minute * 60_000.0 + i * 1000 + 40_000 - lag,
            "enqueue 0-2 internal @web",
            "  process orders %d-%d consumer @worker".formatted(2 + lag, 12 + lag));
      }
    }
    assertThat(window.of(BACKLOG)).isEmpty();
  }

  @Test
  void whatAlsoFollowsASenderIsNoProcessing() {
    Scene scene = new Scene().lag((minute, i) -> minute == 10 && i < 8 ? 3000 : 20);
    Window window = new Window();
    scene.addTo(window);
    window.trace(
        10 * 60_000.0 + 37_000,
        "send 0-2 producer @web messaging.system=kafka messaging.destination.name=orders",
        "  settle 3002-3010 internal @worker messaging.destination.name=orders"
            + " messaging.kafka.consumer.group=workers");
    assertThat(window.only(BACKLOG).traceCount()).isEqualTo(8);
  }

  @Test
  void aQueueThatWasForgottenIsNotTold() {
    QueueBacklogDetector detector = new QueueBacklogDetector();
    DetectorSetup setup = DrawnFacts.setup();
    String[] lines = {
      "send 0-2 producer @web messaging.system=kafka messaging.destination.name=orders",
      "  process 3002-3010 consumer @worker messaging.destination.name=orders"
    };
    detector.learn(DrawnFacts.of(TraceFixture.trace(lines), setup));
    List<Clue> clues = new ArrayList<>();
    lines[1] = lines[1].replace("name=orders", "name=mails");
    detector.detect(DrawnFacts.of(TraceFixture.trace(lines), setup), clues::add);
    assertThat(clues).isEmpty();
  }

  @Test
  void whatWasUsualIsToldThoughTheWaitRises() {
    QueueLag.Backlog both = last(100, 100, 1200, 1500, 1900, 2300, 2700);
    assertThat(both.rising()).isTrue();
    assertThat(both.usualNanos()).isBetween(TraceFixture.ms(95), TraceFixture.ms(105));
    QueueLag.Backlog rising = last(1000, 1000, 1000, 1200, 1500, 1900, 2300);
    assertThat(rising.rising()).isTrue();
    assertThat(rising.usualNanos()).isBetween(TraceFixture.ms(970), TraceFixture.ms(1030));
    assertThat(minutes(minute -> minute == 10 ? 3000 : 20).get(0).summary())
        .endsWith("many times the usual.");
  }

  /** The backlog of the last of these minutes of ten messages each. */
  private static QueueLag.Backlog last(int... lagsMs) {
    QueueLag queue = new QueueLag();
    long time = 0;
    for (int lag : lagsMs) {
      time += 60_000_000_000L;
      for (int i = 0; i < 10; i++) {
        queue.add(time, TraceFixture.ms(lag));
      }
    }
    queue.settle();
    return Objects.requireNonNull(queue.at(time, false));
  }
}
