package io.longpole.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiptTest {

  @Test
  void nothingIsSaidWhenAllIsWell() {
    assertThat(new Receipt(5, 0, "", List.of()).partialSuccessMessage()).isEmpty();
  }

  @Test
  void warningsFollowTheReasons() {
    assertThat(new Receipt(5, 1, "one is bad", List.of("no name", "clock")).partialSuccessMessage())
        .isEqualTo("one is bad; no name; clock");
    assertThat(new Receipt(5, 0, "", List.of("no name")).partialSuccessMessage())
        .isEqualTo("no name");
  }

  @Test
  void theTextIsCutAtOneKibibyteBetweenCharacters() {
    for (String letter : new String[] {"x", "ü", "漢", "😀"}) {
      String message = new Receipt(0, 1, letter.repeat(2_000), List.of()).partialSuccessMessage();

      assertThat(message.getBytes(StandardCharsets.UTF_8).length).isBetween(1_018, 1_024);
      assertThat(message).endsWith(letter + "...").doesNotContain("\ufffd");
    }
  }
}
