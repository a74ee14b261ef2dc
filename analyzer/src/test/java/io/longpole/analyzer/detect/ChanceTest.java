package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ChanceTest {

  @Test
  void howRareManyAreWhereFewAreExpected() {
    assertThat(Chance.ofAtLeast(1, 0.0125)).isCloseTo(0.012422, within(1e-6));
    assertThat(Chance.ofAtLeast(2, 0.5)).isCloseTo(0.090204, within(1e-4));
    assertThat(Chance.ofAtLeast(3, 12.8)).isCloseTo(0.999736, within(5e-3));
    assertThat(Chance.ofAtLeast(1, 0)).isZero();
    assertThat(Chance.ofAtLeast(0, 20)).isCloseTo(1, within(5e-3));
    assertThat(Chance.ofAtLeast(3, 20)).isCloseTo(1, within(5e-3));
  }

  @Test
  void theTailIsTrueWhereItIsSmall() {
    assertThat(Chance.ofAtLeast(10, 0.5)).isCloseTo(1.71e-10, within(1e-12));
    assertThat(Chance.ofAtLeast(1_000, 1)).isZero();
  }

  @Test
  void theMoreWasSeenTheRarerItMustBe() {
    assertThat(Chance.allowed(80, 0)).isEqualTo(1 / 80.0);
    assertThat(Chance.allowed(80, 1)).isEqualTo(1 / 80.0);
    assertThat(Chance.allowed(80, 10)).isEqualTo(1 / 8_000.0);
  }
}
