package io.longpole.query.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CostlyAnswerTest {

  private long nowNanos = Long.MAX_VALUE - 100; // the clock may run over
  private int asked;

  private CostlyAnswer<Integer> costing(long nanos) {
    Supplier<Integer> source =
        () -> {
          nowNanos += nanos;
          return ++asked;
        };
    return new CostlyAnswer<>(source, () -> nowNanos);
  }

  @Test
  void anAnswerIsGivenAgainForTwentyTimesAsLongAsItTook() {
    CostlyAnswer<Integer> answer = costing(1_000_000_000);
    assertThat(answer.get()).isEqualTo(1);
    nowNanos += 19_999_999_999L;
    assertThat(answer.get()).isEqualTo(1);
    nowNanos += 1;
    assertThat(answer.get()).isEqualTo(2);
  }

  @Test
  void anAnswerThatCostsLittleIsAlwaysNew() {
    CostlyAnswer<Integer> answer = costing(250_000_000);
    assertThat(answer.get()).isEqualTo(1);
    assertThat(answer.get()).isEqualTo(2);
  }

  @Test
  void afterAFailureItIsAskedAgain() {
    CostlyAnswer<Integer> answer =
        new CostlyAnswer<>(
            () -> {
              if (asked++ == 0) {
                throw new IllegalStateException("no index yet");
              }
              return asked;
            },
            () -> nowNanos);
    assertThatThrownBy(answer::get).hasMessage("no index yet");
    assertThat(answer.get()).isEqualTo(2);
  }
}
