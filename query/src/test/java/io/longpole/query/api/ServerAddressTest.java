package io.longpole.query.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:4319, 127.0.0.1:4319",
    "collector.internal, collector.internal:4319",
    ":9, 127.0.0.1:9",
    "[::1]:80, [::1]:80",
    "[::1], [::1]:4319",
    "http://localhost:5000/, localhost:5000"
  })
  void missingPartsAreFilledIn(String text, String address) {
    assertThat(ServerAddress.parse(text)).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "host:0", "host:65536", "host:99999", "::1:4319", "h:p", "a/b"})
  void anythingElseIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> ServerAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HOST:PORT is expected, such as 127.0.0.1:4319");
  }

  @Test
  void loopbackNamesAreKnownAndNoOthers() {
    assertThat(HostCheck.isLoopback("localhost:4319")).isTrue();
    assertThat(HostCheck.isLoopback("127.0.0.1")).isTrue();
    assertThat(HostCheck.isLoopback("[::1]:4319")).isTrue();
    assertThat(HostCheck.isLoopback("evil.example:4319")).isFalse();
    assertThat(HostCheck.isLoopback("127.0.0.1.evil.example")).isFalse();
    assertThat(HostCheck.isLoopback("localhost.evil.example:80")).isFalse();
    assertThat(HostCheck.isLoopback(null)).isFalse();
  }
}
