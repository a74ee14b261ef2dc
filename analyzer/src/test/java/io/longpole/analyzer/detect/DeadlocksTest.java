package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which calls waited until a deadlock was broken. */
class DeadlocksTest {

  private static final long MILLI = 1_000_000;

  private final Deadlocks deadlocks = new Deadlocks();

  /** A call that was refused because of a deadlock. */
  private DeadlocksTest refused(long startMs, long endMs) {
    deadlocks.add(startMs * MILLI, endMs * MILLI);
    return this;
  }

  private boolean released(long startMs, long endMs) {
    return deadlocks.released(startMs * MILLI, endMs * MILLI);
  }

  @Test
  void whatWaitedForHalfOfTheTimeAndEndsWithItIsReleased() {
    refused(1_000, 2_000);
    assertThat(released(1_500, 2_001)).isTrue();
    assertThat(released(1_500, 2_000)).isTrue();
    assertThat(released(1_501, 2_001)).isFalse();
  }

  @Test
  void onlyTheTimeThatBothWaitedCounts() {
    assertThat(refused(1_000, 2_000).released(1_510, 2_050)).isFalse();
  }

  @Test
  void eachClientLearnsOfItsEndAFewMillisecondsApart() {
    refused(1_000, 2_000);
    assertThat(deadlocks.released(1_000 * MILLI, 2_050 * MILLI)).isTrue();
    assertThat(deadlocks.released(1_000 * MILLI, 2_050 * MILLI + 1)).isFalse();
    assertThat(deadlocks.released(1_000 * MILLI, 1_950 * MILLI)).isTrue();
    assertThat(deadlocks.released(1_000 * MILLI, 1_950 * MILLI - 1)).isFalse();
  }

  @Test
  void twentyMillisecondsAreAWait() {
    refused(1_000, 1_020);
    assertThat(deadlocks.released(1_000 * MILLI, 1_020 * MILLI)).isTrue();
    assertThat(deadlocks.released(1_000 * MILLI, 1_020 * MILLI - 1)).isFalse();
  }

  @Test
  void aRefusalThatTookNoTimeKeptNobodyWaiting() {
    refused(1_000, 1_000);
    assertThat(released(900, 1_000)).isFalse();
    assertThat(released(900, 1_010)).isFalse();
  }

  @Test
  void theLastSixtyFourAreKept() {
    refused(1_000, 2_000);
    for (int i = 1; i < 64; i++) {
      refused(i * 10_000L, i * 10_000L + 1_000);
    }
    assertThat(released(1_000, 2_000)).isTrue();
    assertThat(released(10_000, 11_000)).isTrue();
    refused(900_000, 901_000);
    assertThat(released(1_000, 2_000)).isFalse();
    assertThat(released(10_000, 11_000)).isTrue();
    assertThat(released(630_000, 631_000)).isTrue();
    assertThat(released(900_000, 901_000)).isTrue();
  }
}
