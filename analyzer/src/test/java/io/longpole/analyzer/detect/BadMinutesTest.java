package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which minutes were bad, and for how long the last of them holds. */
class BadMinutesTest {

  private static final long MINUTE = 60_000_000_000L;

  private final BadMinutes<String> minutes = new BadMinutes<>();

  @Test
  void aBadMinuteHoldsLiveForTwoMoreMinutes() {
    minutes.addBad(7, "slow");
    assertThat(minutes.at(7 * MINUTE - 1, true)).isNull();
    assertThat(minutes.at(7 * MINUTE, true)).isEqualTo("slow");
    assertThat(minutes.at(10 * MINUTE - 1, true)).isEqualTo("slow");
    assertThat(minutes.at(10 * MINUTE, true)).isNull();
  }

  @Test
  void aCalmMinuteEndsIt() {
    minutes.addBad(7, "slow");
    minutes.addCalm(8);
    assertThat(minutes.at(8 * MINUTE, true)).isNull();
    assertThat(minutes.at(9 * MINUTE, true)).isNull();
    assertThat(minutes.at(7 * MINUTE, true)).isEqualTo("slow");
  }

  @Test
  void afterwardsOnlyTheMinuteItselfIsBad() {
    minutes.addBad(7, "slow");
    assertThat(minutes.at(8 * MINUTE - 1, false)).isEqualTo("slow");
    assertThat(minutes.at(8 * MINUTE, false)).isNull();
  }

  @Test
  void eachMinuteTellsWhatWasWrongInIt() {
    minutes.addBad(7, "slow");
    minutes.addBad(8, "slower");
    assertThat(minutes.at(7 * MINUTE, true)).isEqualTo("slow");
    assertThat(minutes.at(8 * MINUTE, true)).isEqualTo("slower");
    assertThat(minutes.at(9 * MINUTE, true)).isEqualTo("slower");
  }

  @Test
  void theLastSixtyBadMinutesAreKept() {
    for (int minute = 0; minute <= 60; minute++) {
      minutes.addBad(minute, "slow");
    }
    assertThat(minutes.at(0, false)).isNull();
    assertThat(minutes.at(MINUTE, false)).isEqualTo("slow");
  }
}
