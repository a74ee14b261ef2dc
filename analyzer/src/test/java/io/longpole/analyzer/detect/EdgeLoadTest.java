package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EdgeLoadTest {

  private static final long MICRO = 1_000;
  private static final long MINUTE = 60_000_000_000L;

  private final EdgeLoad load = new EdgeLoad();

  /** Calls that all run at once from some time on, each waiting longer, or shorter, than before. */
  private void calls(long from, int count, int more) {
    for (int i = 0; i < count; i++) {
      load.add(from + i * MICRO, from + 1_000_000 * MICRO, (1_000 + (long) more * i) * MICRO);
    }
  }

  @Test
  void ofThirtyCallsItIsKnownAndOfFewerNot() {
    calls(0, 29, 1);
    load.settle();
    assertThat(load.correlation()).isZero();
    load.add(29 * MICRO, 1_000_000 * MICRO, 1_029 * MICRO);
    load.settle();
    assertThat(load.correlation()).isCloseTo(1, within(1e-9));
  }

  @Test
  void callsBeyondThoseOfAMinuteArePassedOver() {
    calls(0, 256, 1);
    calls(MINUTE / 2, 256, -1);
    load.settle();
    assertThat(load.correlation()).isCloseTo(1, within(1e-9));
    calls(MINUTE, 256, -1);
    load.settle();
    assertThat(load.correlation()).isCloseTo(-1, within(1e-9));
  }

  /** The calls of one site come together, then those of another one that ran beside them. */
  @Test
  void theFirstOfAMinuteCountInWhateverOrderTheyCome() {
    for (int site = 0; site < 4; site++) {
      for (int i = site == 0 ? 0 : 1; i < 64; i++) {
        int nth = 4 * i + site;
        load.add(nth * MICRO, 1_000_000 * MICRO, (1_000L + nth) * MICRO);
      }
    }
    calls(3_000 * MICRO, 1_000, -1);
    for (int site = 1; site < 4; site++) {
      load.add(site * MICRO, 1_000_000 * MICRO, (1_000L + site) * MICRO);
    }
    load.settle();
    assertThat(load.correlation()).isCloseTo(1, within(1e-9));
  }

  @Test
  void oneThatBeganShortlyBeforeTheFirstCountsIfNoneWerePassedOverThen() {
    calls(MINUTE, 29, 1);
    load.add(MINUTE - MICRO, 2 * MINUTE, 999 * MICRO);
    load.settle();
    assertThat(load.correlation()).isCloseTo(1, within(1e-9));

    calls(2 * MINUTE, 29, -1);
    load.add(2 * MINUTE - MICRO, 3 * MINUTE, 1_001 * MICRO);
    load.add(2 * MINUTE - MINUTE / 3, 3 * MINUTE, 1_002 * MICRO);
    load.settle();
    assertThat(load.correlation()).isCloseTo(1, within(1e-9));
    load.add(2 * MINUTE - MINUTE / 3 - MICRO, 3 * MINUTE, 1_001 * MICRO);
    load.settle();
    assertThat(load.correlation()).isCloseTo(-1, within(1e-9));
  }

  @Test
  void aStretchIsClosedWhenNoneOfItsCallsCanComeAnyMore() {
    calls(0, 384, 1);
    assertThat(load.correlation()).isZero();
    load.add(255 * MICRO + MINUTE / 3 - 1, MINUTE, 0);
    assertThat(load.correlation()).isZero();
    load.add(255 * MICRO + MINUTE / 3, MINUTE, 0);
    assertThat(load.correlation()).isCloseTo(1, within(1e-9));
  }

  @Test
  void aStretchOfEnoughCallsEndsWithItsMinute() {
    calls(0, 30, 1);
    load.add(MINUTE - 1, MINUTE, 2_000 * MICRO);
    assertThat(load.correlation()).isZero();
    load.add(MINUTE, MINUTE, 0);
    assertThat(load.correlation()).isNotZero();
  }

  @Test
  void fewerThanEnoughAreNotCompared() {
    calls(0, 20, 1);
    calls(MINUTE, 9, 1);
    load.settle();
    assertThat(load.correlation()).isZero();
    calls(2 * MINUTE, 1, 1);
    load.settle();
    assertThat(load.correlation()).isNotZero();
  }

  @Test
  void afterHalfAnHourThereMustBeEnoughAnew() {
    calls(0, 29, 1);
    load.add(30 * MINUTE - 1, 31 * MINUTE, 2_000 * MICRO);
    load.settle();
    assertThat(load.correlation()).isNotZero();

    EdgeLoad rare = new EdgeLoad();
    for (int i = 0; i < 29; i++) {
      rare.add(i * MICRO, MINUTE, (1_000 + i) * MICRO);
    }
    rare.add(30 * MINUTE, 31 * MINUTE, 2_000 * MICRO);
    rare.settle();
    assertThat(rare.correlation()).isZero();
  }

  @Test
  void fewCallsAMinuteAreCollectedForHalfAnHour() {
    for (int i = 0; i < 30; i++) {
      load.add(i * MINUTE / 2, 40 * MINUTE, i * MICRO);
    }
    load.settle();
    assertThat(load.correlation()).isCloseTo(1, within(1e-9));

    EdgeLoad rare = new EdgeLoad();
    for (int i = 0; i < 40; i++) {
      rare.add(2L * i * MINUTE, 90 * MINUTE, i * MICRO);
    }
    rare.settle();
    assertThat(rare.correlation()).isZero();
  }

  @Test
  void itIsThatOfTheCallsCountedOneByOne() {
    for (long seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      EdgeLoad any = new EdgeLoad();
      int count = EdgeLoad.ENOUGH + random.nextInt(200);
      long[] starts = new long[count];
      long[] ends = new long[count];
      double[] gaps = new double[count];
      for (int i = 0; i < count; i++) {
        starts[i] = 1_000_000L + random.nextInt(2_000);
        ends[i] = starts[i] + 1 + random.nextInt(500);
        gaps[i] = random.nextInt(1_000);
        any.add(starts[i] * MICRO, ends[i] * MICRO, ((long) gaps[i]) * MICRO);
      }
      any.settle();
      double[] beside = new double[count];
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < count; j++) {
          beside[i] += starts[j] <= starts[i] && starts[i] < ends[j] ? 1 : 0;
        }
      }
      assertThat(any.correlation())
          .as("seed %d", seed)
          .isCloseTo(Correlation.of(beside, gaps), within(1e-9));
    }
  }
}
