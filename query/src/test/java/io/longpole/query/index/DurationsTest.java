package io.longpole.query.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DurationsTest {

  private static final double[] SHARES = {0, 0.01, 0.5, 0.95, 0.99, 1};

  @Test
  void noneHasNoQuantile() {
    assertThat(new Durations().quantile(0.5)).isZero();
  }

  @Test
  void quantilesOfFewAreExact() {
    Durations durations = new Durations();
    for (long nanos : new long[] {50, 10, 40, 20, 30}) {
      durations.add(nanos);
    }
    assertThat(durations.quantile(0.5)).isEqualTo(30);
    assertThat(durations.quantile(0.95)).isEqualTo(50);
    assertThat(durations.quantile(0.2)).isEqualTo(10);
    assertThat(durations.quantile(0.21)).isEqualTo(20);
  }

  @Test
  void quantilesOfManyAreWithinTheStatedError() {
    for (long seed = 1; seed <= 5; seed++) {
      Random random = new Random(seed);
      int count = Durations.EXACT + random.nextInt(50_000);
      long[] sorted = new long[count];
      Durations durations = new Durations();
      Durations first = new Durations();
      Durations second = new Durations();
      for (int i = 0; i < count; i++) {
        sorted[i] = random.nextLong() >>> (1 + random.nextInt(63));
        durations.add(sorted[i]);
        (random.nextBoolean() ? first : second).add(sorted[i]);
      }
      first.addAll(second);
      Arrays.sort(sorted);
      for (double share : SHARES) {
        long exact = sorted[Math.max(0, (int) Math.ceil(share * count) - 1)];
        assertThat((double) durations.quantile(share))
            .as("seed %s share %s", seed, share)
            .isBetween(exact * 0.996 - 1, exact * 1.004 + 1);
        assertThat(first.quantile(share)).isEqualTo(durations.quantile(share));
      }
      assertThat(first.total()).isEqualTo(count);
    }
  }
}
