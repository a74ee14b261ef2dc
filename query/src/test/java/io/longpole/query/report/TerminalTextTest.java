package io.longpole.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TerminalTextTest {

  @Test
  void controlsBecomeVisible() {
    assertThat(TerminalText.safe("a\u001b[2Jb")).isEqualTo("a\\x1b[2Jb");
    assertThat(TerminalText.safe("one\r\ntwo\tthree\0")).isEqualTo("one\\r\\ntwo\\tthree\\x00");
    assertThat(TerminalText.safe("\u007f\u009b31m\u0085")).isEqualTo("\\x7f\\x9b31m\\x85");
    assertThat(TerminalText.safe("abc\u202eexe.txt\u2066")).isEqualTo("abc\\u202eexe.txt\\u2066");
    assertThat(TerminalText.safe("a\u2028b\u200fc\u061cd")).isEqualTo("a\\u2028b\\u200fc\\u061cd");
    assertThat(TerminalText.safe("\ud83d alone, \ude00 alone"))
        .isEqualTo("\\ud83d alone, \\ude00 alone");
  }

  @Test
  void ordinaryTextOfAnyScriptStays() {
    String text = "GET /größe 東京 😀 é – naïve";

    assertThat(TerminalText.safe(text)).isSameAs(text);
  }

  @Test
  void nothingHarmfulEverPasses() {
    long seed = 20260131;
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(30); j > 0; j--) {
        text.append(
            (char) (random.nextBoolean() ? random.nextInt(0x100) : random.nextInt(0x10000)));
      }
      String safe = TerminalText.safe(text.toString());

      assertThat(safe.chars().filter(HostileTextTest::isHarmful))
          .as("seed=%s text=%s", seed, safe)
          .isEmpty();
      assertThat(TerminalText.safe(safe)).isEqualTo(safe);
    }
  }

  @Test
  void widthCountsColumnsNotCharacters() {
    assertThat(TerminalText.width("abc")).isEqualTo(3);
    assertThat(TerminalText.width("東京")).isEqualTo(4);
    assertThat(TerminalText.width("e\u0301")).isEqualTo(1);
    assertThat(TerminalText.width("😀")).isEqualTo(2);
    assertThat(TerminalText.width("█▒µ…")).isEqualTo(4);
  }

  @Test
  void clippingKeepsWithinTheColumns() {
    assertThat(TerminalText.clip("checkout", 8)).isEqualTo("checkout");
    assertThat(TerminalText.clip("checkout", 5)).isEqualTo("chec…");
    assertThat(TerminalText.clip("東京都", 5)).isEqualTo("東京…");
    assertThat(TerminalText.clip("東京都", 4)).isEqualTo("東…");
    assertThat(TerminalText.clip("abc", 0)).isEmpty();
  }

  @Test
  void wrappingBreaksAtSpacesAndCutsLongWords() {
    assertThat(TerminalText.wrap("one two three four", 9))
        .isEqualTo(List.of("one two", "three", "four"));
    assertThat(TerminalText.wrap("abcdefghijkl mn", 8)).isEqualTo(List.of("abcdefgh", "ijkl mn"));
    assertThat(TerminalText.wrap("", 9)).isEmpty();
  }

  @Test
  void aNumberStaysWithItsUnit() {
    assertThat(TerminalText.wrap("its path 54 % shop", 11))
        .isEqualTo(List.of("its path", "54 % shop"));
    assertThat(TerminalText.wrap("up to 100 ms off", 9))
        .isEqualTo(List.of("up to", "100 ms", "off"));
    assertThat(TerminalText.wrap("makes 10 calls", 8)).isEqualTo(List.of("makes 10", "calls"));
    assertThat(TerminalText.wrap("forty vv s", 8)).isEqualTo(List.of("forty vv", "s"));
    assertThat(TerminalText.wrap("10000000 ms", 8)).isEqualTo(List.of("10000000", "ms"));
  }
}
