package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DescriptionTest {

  @Test
  void sharesAreToldInPercentWithOneDigitAtMost() {
    assertThat(Description.percent(0.05)).isEqualTo("5 %");
    assertThat(Description.percent(0.6)).isEqualTo("60 %");
    assertThat(Description.percent(0.125)).isEqualTo("12.5 %");
    assertThat(Description.percent(1.0 / 3)).isEqualTo("33.3 %");
  }
}
