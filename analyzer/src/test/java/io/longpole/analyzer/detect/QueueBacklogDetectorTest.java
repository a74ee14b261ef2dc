package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

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
}
