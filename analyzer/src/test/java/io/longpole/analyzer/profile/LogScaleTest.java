package io.longpole.analyzer.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LogScaleTest {

  private static double error(LogScale scale) {
    return switch (scale) {
      case REQUESTS -> 0.01;
      case PATHS -> 0.02;
      case BANDS -> 0.05;
    };
  }

  @Test
  void bucketsAreThoseOfTheSpecification() {
    assertThat(LogScale.BANDS.bucket(0)).isZero();
    assertThat(LogScale.BANDS.bucket(1)).isZero();
    assertThat(LogScale.BANDS.bucket(1_000_000)).isEqualTo(139);
    assertThat(LogScale.BANDS.value(139)).isEqualTo(1_045_815);
    assertThat(LogScale.REQUESTS.bucket(1_000_000)).isEqualTo(691);
    assertThat(LogScale.BANDS.bucket(Long.MAX_VALUE)).isEqualTo(LogScale.BANDS.size() - 1);
  }

  @ParameterizedTest
  @EnumSource
  void aValueIsOffByTheErrorAtMost(LogScale scale) {
    Random random = new Random(3);
    double gamma = (1 + error(scale)) / (1 - error(scale));
    for (int i = 0; i < 100_000; i++) {
      long nanos = (random.nextLong() & Long.MAX_VALUE) >>> random.nextInt(62);
      int bucket = scale.bucket(nanos);
      if (nanos > 1_000) {
        double exact = Math.log((double) nanos) / Math.log(gamma);
        assertThat((double) bucket).as("%s", nanos).isBetween(exact - 1e-6, exact + 1 + 1e-6);
        assertThat((double) scale.value(bucket) / (double) nanos)
            .as("%s", nanos)
            .isCloseTo(1, within(error(scale) + 0.001));
      }
      assertThat(scale.bucket(nanos + (nanos < Long.MAX_VALUE ? 1 : 0)))
          .isBetween(bucket, bucket + (nanos < 100 ? scale.size() : 1));
    }
  }
}
