package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownSizeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "{a: ?} ×6|{a: ?}|6",
        "{a: ?} ×10|{a: ?}|10",
        "{a: ?} ×99999|{a: ?}|99999",
        "{a: ?} ×100000|{a: ?} ×100000|0",
        "{a: ?} ×|{a: ?} ×|0",
        "{a: ?}×6|{a: ?}×6|0",
        "{a: ?} 6|{a: ?} 6|0",
        "{a: ?} ×6 |{a: ?} ×6 |0",
        " ×3||3",
        "×3|×3|0",
        "7|7|0",
      })
  void theNumberStandsAtTheEndBehindItsMark(String text, String without, int size) {
    assertThat(ShownSize.of(text)).isEqualTo(size);
    assertThat(ShownSize.without(text)).isEqualTo(without == null ? "" : without);
  }

  @Test
  void whatIsAddedIsReadAgain() {
    String shown = ShownSize.add("{a: ?}", 65_536);
    assertThat(ShownSize.of(shown)).isEqualTo(65_536);
    assertThat(ShownSize.without(shown)).isEqualTo("{a: ?}");
    assertThat(ShownSize.of("")).isZero();
  }
}
