package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {

  @Test
  void durationsHaveThreeDigitsAtMostAndNoEmptyOnes() {
    assertThat(Words.duration(0)).isEqualTo("0 µs");
    assertThat(Words.duration(249_600)).isEqualTo("250 µs");
    assertThat(Words.duration(1_000_000)).isEqualTo("1 ms");
    assertThat(Words.duration(4_250_000)).isEqualTo("4.3 ms");
    assertThat(Words.duration(310_400_000)).isEqualTo("310 ms");
    assertThat(Words.duration(1_250_000_000)).isEqualTo("1.25 s");
    assertThat(Words.duration(1_500_000_000)).isEqualTo("1.5 s");
    assertThat(Words.duration(1_050_000_000)).isEqualTo("1.05 s");
    assertThat(Words.duration(61_000_000_000L)).isEqualTo("61 s");
  }

  @Test
  void longCallsAreShortenedAndEmptyOnesNamed() {
    assertThat(Words.call("SELECT book")).isEqualTo("`SELECT book`");
    assertThat(Words.call("x".repeat(300))).hasSize(102).endsWith("…`");
    assertThat(Words.call("\n")).isEqualTo("an unnamed call");
  }

  @Test
  void targetsWithoutNameAreLeftOut() {
    assertThat(Words.to("inventory")).isEqualTo(" to inventory");
    assertThat(Words.to("<ip>")).isEmpty();
    assertThat(Words.to("")).isEmpty();
  }

  @Test
  void theUnitOfADurationIsTheLargestItReaches() {
    assertThat(Words.duration(999_400)).isEqualTo("999 µs");
    assertThat(Words.duration(1_040_000)).isEqualTo("1 ms");
    assertThat(Words.duration(9_940_000)).isEqualTo("9.9 ms");
    assertThat(Words.duration(10_300_000)).isEqualTo("10 ms");
    assertThat(Words.duration(999_400_000)).isEqualTo("999 ms");
    assertThat(Words.duration(1_000_000_000)).isEqualTo("1 s");
  }

  @Test
  void aHundredCharactersOfACallAreShown() {
    assertThat(Words.call("x".repeat(100))).isEqualTo("`" + "x".repeat(100) + "`");
    assertThat(Words.call("x".repeat(101))).isEqualTo("`" + "x".repeat(99) + "…`");
  }

  @Test
  void aSentenceIsTheFirstLineWithoutItsEnd() {
    assertThat(Words.sentence("no room left.\n\tat a.B")).isEqualTo("no room left");
    assertThat(Words.sentence(" no room left ")).isEqualTo("no room left");
    assertThat(Words.sentence("it ended with:\n\tcode = 5\n\ttext = gone\n"))
        .isEqualTo("it ended with: code = 5");
    assertThat(Words.sentence("it ended with:")).isEqualTo("it ended with:");
    assertThat(Words.sentence("it ended with:\n\n")).isEqualTo("it ended with:");
    assertThat(Words.sentence("x".repeat(200))).isEqualTo("x".repeat(200));
    assertThat(Words.sentence("x".repeat(201))).isEqualTo("x".repeat(199) + "…");
  }
}
