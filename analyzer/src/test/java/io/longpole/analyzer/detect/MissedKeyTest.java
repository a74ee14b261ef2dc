package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** In which minutes queries after misses took twice as long. */
class MissedKeyTest {

  private static final long MINUTE = 60_000_000_000L;

  private final MissedKey key = new MissedKey();

  /** So many queries in a minute, each of which takes that long; short ones are exact. */
  private MissedKeyTest minute(int minute, int count, long nanos) {
    for (int i = 0; i < count; i++) {
      long start = minute * MINUTE + i * 100L;
      key.add(new Misses.Miss(start, i, 1, start, Long.MAX_VALUE), start + nanos);
    }
    return this;
  }

  private boolean isDoubled(int minute) {
    key.settle();
    return key.isDoubled(minute * MINUTE, false);
  }

  @Test
  void tenQueriesOfAMinuteAreEnough() {
    assertThat(minute(0, 60, 5).minute(1, 10, 20).isDoubled(1)).isTrue();
    assertThat(new MissedKeyTest().minute(0, 60, 5).minute(1, 9, 20).isDoubled(1)).isFalse();
  }

  @Test
  void fiftyQueriesBeforeAreEnough() {
    assertThat(minute(0, 50, 5).minute(1, 10, 20).isDoubled(1)).isTrue();
    assertThat(new MissedKeyTest().minute(0, 49, 5).minute(1, 10, 20).isDoubled(1)).isFalse();
  }

  @Test
  void twiceTheP95IsDoubled() {
    assertThat(minute(0, 60, 5).minute(1, 10, 10).isDoubled(1)).isTrue();
    assertThat(new MissedKeyTest().minute(0, 60, 5).minute(1, 10, 9).isDoubled(1)).isFalse();
  }

  @Test
  void theSlowestTwentiethIsAboveTheP95() {
    assertThat(minute(0, 95, 5).minute(0, 5, 20).minute(1, 94, 5).minute(1, 6, 10).isDoubled(1))
        .isTrue();
    MissedKeyTest fewSlow = new MissedKeyTest().minute(0, 100, 5);
    assertThat(fewSlow.minute(1, 95, 5).minute(1, 5, 10).isDoubled(1)).isFalse();
    MissedKeyTest slowBefore = new MissedKeyTest().minute(0, 94, 5).minute(0, 6, 20);
    assertThat(slowBefore.minute(1, 94, 5).minute(1, 6, 10).isDoubled(1)).isFalse();
  }

  @Test
  void aSingleQueryOfAMinuteIsUsualToo() {
    for (int i = 0; i < 50; i++) {
      minute(i, 1, 5);
    }
    assertThat(minute(50, 10, 20).isDoubled(50)).isTrue();
  }

  @Test
  void liveItGoesOnUntilAMinuteIsCalm() {
    minute(0, 60, 5).minute(1, 10, 20).key.settle();
    assertThat(key.isDoubled(2 * MINUTE, true)).isTrue();
    assertThat(key.isDoubled(2 * MINUTE, false)).isFalse();
    minute(2, 10, 5).key.settle();
    assertThat(key.isDoubled(3 * MINUTE, true)).isFalse();
    assertThat(key.isDoubled(MINUTE, true)).isTrue();
  }

  @Test
  void usualIsTheMedianOfTheOtherMinutes() {
    minute(0, 50, 5).minute(0, 50, 20).minute(1, 10, 100).key.settle();
    assertThat(key.usualNanos()).isEqualTo(5);
    MissedKeyTest slower = new MissedKeyTest().minute(0, 49, 5).minute(0, 51, 20);
    slower.minute(1, 10, 100).key.settle();
    assertThat(slower.key.usualNanos()).isEqualTo(20);
  }
}
