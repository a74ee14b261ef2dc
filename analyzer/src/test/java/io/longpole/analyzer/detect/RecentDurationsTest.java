package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentDurationsTest {

  private static final long HALF_HOUR = 30L * 60 * 1_000_000_000L;

  private final RecentDurations recent = new RecentDurations();

  @Test
  void nothingIsKnownAtFirst() {
    assertThat(recent.total()).isZero();
    assertThat(recent.quantile(0.5)).isZero();
  }

  @Test
  void thoseOfTheLastHalfHourCountAndOlderOnesDoNot() {
    recent.add(0, 1_000);
    recent.add(HALF_HOUR - 1, 1_000);
    recent.add(HALF_HOUR, 50_000);
    assertThat(recent.total()).isEqualTo(3);
    assertThat(recent.quantile(0.5)).isBetween(970L, 1_030L);
    recent.add(2 * HALF_HOUR - 1, 50_000);
    recent.add(2 * HALF_HOUR - 1, 50_000);
    assertThat(recent.total()).isEqualTo(5);
    recent.add(2 * HALF_HOUR, 50_000);
    assertThat(recent.total()).as("the first two are too old").isEqualTo(4);
    assertThat(recent.quantile(0.01)).isBetween(48_500L, 51_500L);
  }

  @Test
  void afterAnHourOfSilenceNothingIsKnown() {
    recent.add(0, 1_000);
    recent.add(2 * HALF_HOUR, 9_000);
    assertThat(recent.total()).isEqualTo(1);
  }

  @Test
  void lateOnesCountWhereTheNewestDo() {
    recent.add(3 * HALF_HOUR, 1_000);
    recent.add(0, 2_000);
    assertThat(recent.total()).isEqualTo(2);
    recent.add(5 * HALF_HOUR, 1_000);
    assertThat(recent.total()).isEqualTo(1);
  }

  @Test
  void manyAtOnceAreAsEachByItself() {
    RecentDurations together = new RecentDurations();
    DurationSketch more = new DurationSketch();
    for (long nanos : new long[] {10, 900, 5_000_000}) {
      recent.add(HALF_HOUR, nanos);
      together.at(HALF_HOUR).add(nanos);
      more.add(nanos);
    }
    recent.add(HALF_HOUR, 10);
    recent.add(HALF_HOUR, 900);
    recent.add(HALF_HOUR, 5_000_000);
    together.addAll(HALF_HOUR, more);
    together.addAll(4 * HALF_HOUR, new DurationSketch());
    assertThat(together.total()).as("an empty sketch lets no time pass").isEqualTo(6);
    assertThat(recent.total()).isEqualTo(6);
    for (double q : new double[] {0.1, 0.5, 0.9}) {
      assertThat(together.quantile(q)).isEqualTo(recent.quantile(q));
    }
  }

  @Test
  void quantilesAreThoseOfASortedList() {
    for (long seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      RecentDurations drawn = new RecentDurations();
      List<Long> current = new ArrayList<>();
      List<Long> before = new ArrayList<>();
      long period = 0;
      for (int i = 0; i < 400; i++) {
        if (random.nextInt(100) == 0) {
          int later = 1 + random.nextInt(2);
          before = later == 1 ? current : new ArrayList<>();
          current = new ArrayList<>();
          period += later;
        }
        long nanos = (long) Math.exp(random.nextDouble() * 20);
        drawn.add(period * HALF_HOUR + random.nextInt(1_000_000), nanos);
        current.add(nanos);
        if (random.nextInt(20) == 0) {
          List<Long> sorted = new ArrayList<>(current);
          sorted.addAll(before);
          Collections.sort(sorted);
          assertThat(drawn.total()).as("seed %d", seed).isEqualTo(sorted.size());
          double q = random.nextDouble();
          long exact = sorted.get((int) Math.max(1, Math.ceil(q * sorted.size())) - 1);
          assertThat((double) drawn.quantile(q))
              .as("seed %d", seed)
              .isBetween(exact * 0.98 - 1, exact * 1.02 + 1);
        }
      }
    }
  }
}
