package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** How many calls are kept, when they are taken in, and calls that come out of order. */
class ConcurrencyTest {

  private static final long TENTH = 100_000_000L;

  private final Concurrency calls = new Concurrency();

  /** So many calls one after the other; answers how many it took until they were taken in. */
  private int until(int most) {
    for (int i = 1; i <= most; i++) {
      if (calls.add(1_000L + i, 1_001L + i)) {
        return i;
      }
    }
    return most + 1;
  }

  @Test
  void theLastSixteenThousandThreeHundredAndEightyFourAreKept() {
    calls.add(0, 10);
    for (int i = 0; i < 16_383; i++) {
      calls.add(1_000 + i, 1_001 + i);
    }
    calls.settle();
    assertThat(calls.at(5)).isEqualTo(1);
    calls.add(50_000, 50_001);
    calls.settle();
    assertThat(calls.at(5)).isZero();
  }

  @Test
  void twoHundredAndFiftySixOrAQuarterAreTakenInTogether() {
    assertThat(until(1_000)).isEqualTo(256);
    for (int i = 0; i < 1_744; i++) {
      calls.add(i, i + 1);
    }
    calls.settle();
    assertThat(until(1_000)).isEqualTo(500);
  }

  @Test
  void whileCallsComeInTheyAreTakenInOnceInATenthOfASecond() {
    calls.settleAt(0);
    calls.add(0, 2 * TENTH);
    calls.settleAt(TENTH - 1);
    assertThat(calls.most()).isZero();
    calls.settleAt(TENTH);
    assertThat(calls.most()).isEqualTo(1);
  }

  @Test
  void callsThatComeLateAreBroughtIntoOrder() {
    calls.add(0, 10);
    calls.add(20, 30);
    calls.settle();
    calls.add(5, 25);
    calls.settle();
    assertThat(calls.at(7)).isEqualTo(2);
    assertThat(calls.at(12)).isEqualTo(1);
    assertThat(calls.at(22)).isEqualTo(2);
    assertThat(calls.at(27)).isEqualTo(1);
  }

  @Test
  void aCallWithoutDurationRunsForAMoment() {
    calls.add(5, 5);
    calls.add(5, 5);
    calls.settle();
    assertThat(calls.most()).isEqualTo(1);
  }

  @Test
  void aMomentHasNoShare() {
    calls.add(0, 10);
    calls.settle();
    assertThat(calls.shareAtMost(5, 5)).isZero();
    assertThat(calls.shareAtMost(5, 6)).isCloseTo(1, within(1e-9));
  }
}
