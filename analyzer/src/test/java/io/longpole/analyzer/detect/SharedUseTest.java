package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.detect.SharedUse.Rivalry;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** When it is judged who slows whom, what is kept of it, and how long it goes on. */
class SharedUseTest {

  private static final long WINDOW = ResourceUse.WINDOW_NANOS;
  private static final long FELT = SharedUse.LEAST_FELT_NANOS;

  private final SharedUse use = new SharedUse();

  private static boolean isBusy(int window) {
    return window / 4 % 2 == 1;
  }

  /** One window: so many calls of a service, of that duration. */
  private void calls(String service, int window, int count, long nanos) {
    for (int i = 0; i < count; i++) {
      assertThat(use.add(service, service, window * WINDOW + i, nanos)).isTrue();
    }
  }

  /** Windows in which orders are slow whenever reports come; durations below 32 are exact. */
  private SharedUseTest windows(int from, int to) {
    return windows("orders", "reports", from, to);
  }

  private SharedUseTest windows(String slowed, String by, int from, int to) {
    for (int window = from; window < to; window++) {
      calls(slowed, window, 6, isBusy(window) ? 20 : 5);
      calls(by, window, isBusy(window) ? 10 : 0, 10);
    }
    return this;
  }

  private Rivalry latest() {
    return use.rivalries().getFirst();
  }

  @Test
  void itIsJudgedEveryHalfHour() {
    windows(0, 180);
    assertThat(use.rivalries()).isEmpty();
    windows(180, 181);
    assertThat(use.rivalries()).hasSize(1);
    assertThat(latest().windows()).isEqualTo(new SharedUse.Span(0, 179, 180));
    windows(181, 360);
    assertThat(use.rivalries()).hasSize(1);
    windows(360, 361);
    assertThat(use.rivalries()).hasSize(2);
    assertThat(latest().windows().last()).isEqualTo(359);
  }

  @Test
  void theLastSixtyFourJudgementsAreKnown() {
    windows(0, 40);
    for (int i = 0; i < 63; i++) {
      use.settle();
    }
    windows(40, 41);
    use.settle();
    assertThat(use.rivalries()).hasSize(64);
    use.settle();
    assertThat(use.rivalries()).hasSize(64);
    assertThat(latest().windows().last()).isEqualTo(40);
    assertThat(use.rivalries().getLast().windows().last()).isEqualTo(39);
  }

  @Test
  void callsBeforeTheHourThatWasComparedAreNotSlowed() {
    windows(0, 404);
    use.settle();
    assertThat(latest().windows().first()).isEqualTo(44);
    assertThat(isBusy(44)).isTrue();
    assertThat(latest().slows(44 * WINDOW, FELT + 5)).isTrue();
    assertThat(latest().slows(44 * WINDOW - 1, FELT + 5)).isFalse();
    assertThat(latest().slows(5 * WINDOW, FELT + 5)).isFalse();
    assertThat(latest().slows(405 * WINDOW, FELT + 5)).isFalse();
  }

  @Test
  void aCallIsSlowedFromFiveMillisecondsMoreThanUsualOn() {
    windows(0, 40);
    use.settle();
    assertThat(latest().quietNanos()).isEqualTo(5);
    assertThat(latest().slows(4 * WINDOW, 5 + FELT)).isTrue();
    assertThat(latest().slows(4 * WINDOW, 4 + FELT)).isFalse();
    assertThat(latest().slows(0, 5 + FELT)).isFalse();
  }

  @Test
  void whoIsNamedLaterInTheAlphabetMayBeSlowedToo() {
    windows("web", "batch", 0, 40);
    use.settle();
    assertThat(latest().slowed()).isEqualTo("web");
    assertThat(latest().by()).isEqualTo("batch");
  }

  @Test
  void aCallThatComesLateIsNotTheNewest() {
    windows(0, 40);
    calls("reports", 5, 1, 10);
    use.settle();
    assertThat(latest().windows()).isEqualTo(new SharedUse.Span(0, 39, 40));
  }

  @Test
  void callsOfTheNinthServiceArePassedOver() {
    for (int i = 0; i < 6; i++) {
      calls("other" + i, 0, 1, 10);
    }
    windows(0, 40);
    assertThat(use.add("ninth", "ninth", 40 * WINDOW, 10)).isFalse();
    use.settle();
    assertThat(latest().slowed()).isEqualTo("orders");
    assertThat(latest().windows().last()).isEqualTo(39);
  }

  @Test
  void whatWasJudgedGoesOnWhileTheOtherAsksMuch() {
    windows(0, 180);
    calls("orders", 180, 6, 5);
    Rivalry found = latest();
    assertThat(found.windows().last()).isEqualTo(179);
    assertThat(isBusy(179)).isFalse();
    // Nobody asked in the windows 176 to 180; then reports come once.
    assertThat(use.goesOn(found, 180 * WINDOW, 5 + FELT)).isFalse();
    calls("reports", 181, 10, 10);
    assertThat(use.goesOn(found, 181 * WINDOW, 5 + FELT)).isTrue();
    assertThat(use.goesOn(found, 181 * WINDOW, 4 + FELT)).isFalse();
    assertThat(use.goesOn(found, 182 * WINDOW, 5 + FELT)).isTrue();
    assertThat(use.goesOn(found, 183 * WINDOW, 5 + FELT)).isFalse();
  }

  @Test
  void whatWasJudgedGoesOnAfterTheJudgementUntilTheNextIsDue() {
    windows(0, 176);
    calls("reports", 179, 10, 10);
    calls("reports", 180, 10, 10);
    calls("orders", 359, 6, 20);
    calls("reports", 359, 10, 10);
    Rivalry found = latest();
    assertThat(found.windows().last()).isEqualTo(179);
    assertThat(use.goesOn(found, 179 * WINDOW, 5 + FELT)).isFalse();
    assertThat(use.goesOn(found, 180 * WINDOW, 5 + FELT)).isTrue();
    assertThat(use.goesOn(found, 359 * WINDOW, 5 + FELT)).isTrue();
    assertThat(use.goesOn(found, 360 * WINDOW, 5 + FELT)).isFalse();
  }

  @Test
  void whatWasJudgedBeforeTheLastJudgementDoesNotGoOn() {
    windows(0, 181);
    Rivalry old = latest();
    windows(181, 361);
    calls("reports", 361, 10, 10);
    assertThat(use.goesOn(latest(), 361 * WINDOW, 5 + FELT)).isTrue();
    assertThat(use.goesOn(old, 361 * WINDOW, 5 + FELT)).isFalse();
  }

  @Test
  void usualIsTheLowerMedianOfTheLoads() {
    for (int window = 0; window < 40; window++) {
      int level = window < 15 ? 0 : window < 25 ? 1 : 2;
      calls("orders", window, 6, 5 + 5 * level);
      calls("reports", window, 10 * level, 10);
    }
    use.settle();
    assertThat(latest().usualLoadNanos()).isEqualTo(100);
    assertThat(latest().quietNanos()).isEqualTo(5);
    assertThat(latest().busy().cardinality()).isEqualTo(15);
  }

  @Test
  void itFollowsItsOwnLoadFromThreeTenthsOn() {
    // Correlations of 0.2897 and 0.3089.
    assertThat(own(17, 5).use.rivalries()).hasSize(1);
    assertThat(own(18, 5).use.rivalries()).isEmpty();
  }

  /** A hundred windows; in so many busy ones and so many quiet ones there are more orders. */
  private static SharedUseTest own(int busy, int quiet) {
    SharedUseTest test = new SharedUseTest();
    IntUnaryOperator more = window -> window / 2 < (window % 2 == 1 ? busy : quiet) ? 12 : 6;
    for (int window = 0; window < 100; window++) {
      boolean slow = window % 2 == 1;
      test.calls("orders", window, more.applyAsInt(window), slow ? 20 : 5);
      test.calls("reports", window, slow ? 10 : 0, 10);
    }
    test.use.settle();
    return test;
  }

  @Test
  void windowsWithFewCallsAreLeftOut() {
    assertThat(thin(10).use.rivalries()).hasSize(1);
    assertThat(thin(11).use.rivalries()).isEmpty();
  }

  /** Forty windows, of which the first so many quiet ones have four orders only. */
  private static SharedUseTest thin(int windows) {
    SharedUseTest test = new SharedUseTest();
    for (int window = 0; window < 40; window++) {
      boolean slow = window % 2 == 1;
      test.calls("orders", window, !slow && window / 2 < windows ? 4 : 6, slow ? 20 : 5);
      test.calls("reports", window, slow ? 10 : 0, 10);
    }
    test.use.settle();
    return test;
  }
}
