package io.longpole.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class InFlightBytesTest {

  private final InFlightBytes inFlight = new InFlightBytes(100);

  @Test
  void theBoundIsReachedAndNotPassed() throws Exception {
    InFlightBytes.Reservation first = inFlight.reservation();
    InFlightBytes.Reservation second = inFlight.reservation();
    first.take(60);
    second.take(40);

    assertThat(inFlight.isFull()).isTrue();
    assertThatThrownBy(() -> second.take(1)).isInstanceOf(RefusedException.class);
    assertThat(inFlight.takenBytes()).isEqualTo(100);
    first.close();
    second.take(60);
    assertThat(inFlight.takenBytes()).isEqualTo(100);
  }

  @Test
  void closingTwiceGivesBackOnce() throws Exception {
    InFlightBytes.Reservation first = inFlight.reservation();
    InFlightBytes.Reservation second = inFlight.reservation();
    first.take(30);
    second.take(30);
    first.close();
    first.close();

    assertThat(inFlight.takenBytes()).isEqualTo(30);
    assertThatThrownBy(() -> first.take(1)).isInstanceOf(RefusedException.class);
    assertThat(inFlight.takenBytes()).isEqualTo(30);
  }

  @Test
  void theHintIsOneToThreeSeconds() {
    for (int i = 0; i < 50; i++) {
      assertThat(inFlight.refusal().retryAfterSeconds()).isBetween(1, 3);
    }
  }
}
