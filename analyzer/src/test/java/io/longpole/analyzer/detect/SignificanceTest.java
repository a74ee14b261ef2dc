package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SignificanceTest {

  @Test
  void mannWhitneyOnWorkedExamples() {
    DurationSketch earlier = sketch(1, 2, 3);
    // z = (9 − 4.5) / √(9 · 7 / 12) = 1.964
    assertThat(Significance.longer(earlier, sketch(4, 5, 6))).isCloseTo(0.0248, within(0.0002));
    assertThat(Significance.longer(earlier, sketch(1, 2, 3))).isCloseTo(0.5, within(0.001));
    assertThat(Significance.longer(sketch(7, 7, 7), sketch(7, 7, 7))).isEqualTo(1);
    // One that is shorter is as sure not to be longer.
    assertThat(Significance.longer(sketch(4, 5, 6), earlier)).isCloseTo(0.9752, within(0.0002));
  }

  @Test
  void fisherOnWorkedExamples() {
    assertThat(Significance.failsMore(0, 5, 5, 5)).isCloseTo(1.0 / 252, within(1e-9));
    // Of 8 cups 4 had milk first; all 4 named right: 1 of 70.
    assertThat(Significance.failsMore(0, 4, 4, 4)).isCloseTo(1.0 / 70, within(1e-9));
    assertThat(Significance.failsMore(3, 100, 3, 100)).isGreaterThan(0.5);
  }

  @Test
  void fisherOfLargeGroupsIsExactToTenDigits() {
    // 1 / C(20, 10): the error of each factorial is below 4e-11.
    assertThat(Significance.failsMore(0, 10, 10, 10) * 184_756).isCloseTo(1, within(1.2e-10));
    // 1 / C(18, 9), summed.
    assertThat(Significance.failsMore(0, 9, 9, 9) * 48_620).isCloseTo(1, within(1.2e-10));
  }

  private static DurationSketch sketch(long... values) {
    DurationSketch sketch = new DurationSketch();
    for (long value : values) {
      sketch.add(value);
    }
    return sketch;
  }
}
