package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** From how many reads and misses on a minute is bad. */
class MissShareTest {

  private static final long MINUTE = 60_000_000_000L;

  /** A minute of reads, the first of which miss, after one without misses. */
  private static boolean isBad(int before, int reads, int misses) {
    MissShare share = new MissShare();
    for (int i = 0; i < before; i++) {
      share.read(i);
    }
    for (int i = 0; i < reads; i++) {
      share.read(MINUTE + i);
      if (i < misses) {
        share.miss();
      }
    }
    share.settle();
    assertThat(share.isBad(0, false)).isFalse();
    return share.isBad(MINUTE, false);
  }

  @Test
  void twentyReadsAreEnough() {
    assertThat(isBad(500, 20, 12)).isTrue();
    assertThat(isBad(500, 19, 12)).isFalse();
  }

  @Test
  void tenMissesAreEnough() {
    assertThat(isBad(500, 20, 10)).isTrue();
    assertThat(isBad(500, 20, 9)).isFalse();
  }

  @Test
  void twoHundredReadsBeforeAreEnough() {
    assertThat(isBad(200, 20, 12)).isTrue();
    assertThat(isBad(199, 20, 12)).isFalse();
  }
}
