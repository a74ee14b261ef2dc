package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UsualDurationTest {

  private final UsualDuration usual = new UsualDuration();

  /** Adds so many durations; short ones are exact. */
  private long add(int count, long nanos) {
    long last = 0;
    for (int i = 0; i < count; i++) {
      last = usual.add(nanos);
    }
    return last;
  }

  @Test
  void aQuarterIsUsual() {
    add(32, 5);
    assertThat(add(96, 20)).isEqualTo(5);
    UsualDurationTest fewer = new UsualDurationTest();
    fewer.add(31, 5);
    assertThat(fewer.add(97, 20)).isEqualTo(20);
  }

  @Test
  void ofManyItIsReadOffEachThousandAndTwentyFour() {
    add(2_048, 20);
    assertThat(add(1_023, 5)).isEqualTo(20);
    assertThat(add(1, 5)).isEqualTo(5);
  }
}
