package io.longpole.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 ns",
    "999, 999 ns",
    "1000, 1 µs",
    "3449, 3.4 µs",
    "3450, 3.5 µs",
    "9949, 9.9 µs",
    "9950, 10 µs",
    "12000, 12 µs",
    "999499, 999 µs",
    "999500, 1 ms",
    "350000000, 350 ms",
    "999499999, 999 ms",
    "999500000, 1.00 s",
    "1240000000, 1.24 s",
    "9994999999, 9.99 s",
    "9995000000, 10.0 s",
    "59949999999, 59.9 s",
    "59950000000, 1 min 00 s",
    "125000000000, 2 min 05 s",
    "3720000000000, 1 h 02 min",
    "273600000000000, 3 d 04 h",
    "-1500000, -1.5 ms",
    "-9223372036854775808, -292 y"
  })
  void durationsHaveTwoOrThreeDigits(long nanos, String text) {
    assertThat(Human.duration(nanos)).isEqualTo(text);
  }

  @Test
  void durationsAreNeverWrongByMoreThanHalfOfTheirLastDigit() {
    long seed = 4319;
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      long nanos = random.nextLong(1L << (1 + random.nextInt(35)));
      String[] parts = Human.duration(nanos).split(" ");
      BigDecimal unit =
          new BigDecimal(
              switch (parts[1]) {
                case "ns" -> 1L;
                case "µs" -> 1_000L;
                case "ms" -> 1_000_000L;
                default -> 1_000_000_000L;
              });
      BigDecimal shown = new BigDecimal(parts[0]);
      BigDecimal off = shown.multiply(unit).subtract(BigDecimal.valueOf(nanos)).abs();
      BigDecimal half = unit.scaleByPowerOfTen(-shown.scale()).multiply(new BigDecimal("0.5"));

      assertThat(off).as("seed=%s nanos=%s", seed, nanos).isLessThanOrEqualTo(half);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 10, 0 %",
    "1, 100000, under 0.1 %",
    "38, 1300, 2.9 %",
    "62, 100, 62 %",
    "9999, 10000, 99 %",
    "10, 10, 100 %",
    "5, 0, 0 %"
  })
  void sharesAreNeverRoundedToNothingOrAll(long part, long whole, String text) {
    assertThat(Human.share(part, whole)).isEqualTo(text);
  }

  @Test
  void countsBytesRatesTimes() {
    assertThat(Human.count(1_234_567)).isEqualTo("1,234,567");
    assertThat(Human.count(1, "trace")).isEqualTo("1 trace");
    assertThat(Human.bytes(512)).isEqualTo("512 B");
    assertThat(Human.bytes(1_480_000)).isEqualTo("1.4 MiB");
    assertThat(Human.bytes(1_048_575)).isEqualTo("1.0 MiB");
    assertThat(Human.bytes(98_000_000_000L)).isEqualTo("91 GiB");
    assertThat(Human.rate(0.001)).isEqualTo("<0.01/s");
    assertThat(Human.rate(0.34)).isEqualTo("0.34/s");
    assertThat(Human.rate(1_234.6)).isEqualTo("1,235/s");
    assertThat(Human.time(Samples.T)).isEqualTo("2026-01-31 02:14:05");
    assertThat(Human.clock(Samples.T + 120 * Samples.MS)).isEqualTo("02:14:05.120");
    assertThat(Human.time(0)).isEqualTo("unknown");
    assertThat(Human.time(-1)).startsWith("2554-");
    assertThat(Human.range(0, 260 * Samples.MS)).isEqualTo("up to 260 ms");
  }

  @ParameterizedTest
  @CsvSource({
    "-5, now",
    "0, now",
    "59, 59 s ago",
    "60, 1 min ago",
    "3599, 59 min ago",
    "7200, 2 h ago",
    "172800, 2 d ago"
  })
  void agesAreRoundedDown(long seconds, String text) {
    long now = 5_000_000_000_000_000L;

    assertThat(Human.ago(now, now - seconds * 1_000_000_000)).isEqualTo(text);
  }
}
