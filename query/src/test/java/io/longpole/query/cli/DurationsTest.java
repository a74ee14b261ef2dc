package io.longpole.query.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  private static final long NOW = 1_769_825_645_000_000_000L;

  @ParameterizedTest
  @CsvSource({
    "250ms, 250000000",
    "1.5s, 1500000000",
    "15m, 900000000000",
    "1h30m, 5400000000000",
    "1 h 30 min, 5400000000000",
    "2d, 172800000000000",
    "0.5ns, 1",
    "12µs, 12000",
    "0s, 0"
  })
  void unitsAreRead(String text, long nanos) {
    assertThat(Durations.parseNanos(text)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "250", "ms", "-1s", "1.5", "1x", "1s,", "s1", "999999w", "1..5s"})
  void anythingElseIsRefusedWithExamples(String text) {
    assertThatThrownBy(() -> Durations.parseNanos(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + text + "' is no duration (write it like 250ms, 1.5s, 15m, 1h30m or 2d)");
  }

  @ParameterizedTest
  @CsvSource({
    "now, 1769825645000000000",
    "15m, 1769824745000000000",
    "2026-01-31T02:14:05Z, 1769825645000000000",
    "2026-01-31T03:14:05+01:00, 1769825645000000000",
    "2026-01-31T02:14:05, 1769825645000000000",
    "2026-01-31 02:14:05, 1769825645000000000",
    "2026-01-31, 1769817600000000000"
  })
  void timesAreReadInUtcUnlessTheySayOtherwise(String text, long unixNanos) {
    assertThat(Times.parseUnixNanos("--since", text, NOW)).isEqualTo(unixNanos);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "2026-13-01", "2026-01-31T25:00:00Z", "5", "9999-01-01"})
  void senselessTimesAreRefused(String text) {
    assertThatThrownBy(() -> Times.parseUnixNanos("--since", text, NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--since '" + text + "' is no time");
  }
}
