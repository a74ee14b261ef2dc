package io.longpole.analyzer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TraceIdTest {

  @Test
  void shortIdsArePaddedOnTheLeft() {
    assertThat(TraceId.parse("AB").hex()).isEqualTo("000000000000000000000000000000ab");
    assertThat(TraceId.parse("1" + "0".repeat(16))).isEqualTo(new TraceId(1, 0));
  }

  @Test
  void whatIsNotHexIsRefused() {
    assertThatThrownBy(() -> TraceId.parse("xyz")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TraceId.parse("")).hasMessageContaining("1 to 32 hex digits");
  }

  @Test
  void orderIsThatOfTheHexTexts() {
    assertThat(TraceId.parse("f".repeat(32))).isGreaterThan(TraceId.parse("1"));
  }
}
