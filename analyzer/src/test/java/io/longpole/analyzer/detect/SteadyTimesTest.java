package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What {@code slow-vs-baseline} takes for usual. */
class SteadyTimesTest {

  private static final String SLOW = "slow-vs-baseline";
  private static final int A_MINUTE = 30;

  /** Requests every two seconds. */
  private static List<Finding> minutes(int minutes, IntToDoubleFunction millis) {
    Window window = new Window();
    for (int i = 0; i < minutes * A_MINUTE; i++) {
      String request =
          String.format(Locale.ROOT, "GET /a 0-%.3f server @web", millis.applyAsDouble(i));
      window.trace(i * 2000.0, request);
    }
    return window.of(SLOW);
  }

  @Test
  void oneOfFiveThatAlwaysTakesLongIsUsual() {
    // Whatever part of its bucket the length is in.
    for (int millis = 295; millis < 306; millis++) {
      int slow = millis;
      assertThat(minutes(20, i -> i % 5 == 0 ? slow : 10)).as("%d ms", slow).isEmpty();
    }
  }

  @Test
  void twoLengthsThatVaryAreUsual() {
    for (long seed = 0; seed < 5; seed++) {
      Random random = new Random(seed);
      assertThat(minutes(40, i -> (i % 5 == 0 ? 300 : 10) * (1 + 0.1 * random.nextDouble())))
          .as("seed %d", seed)
          .isEmpty();
    }
  }

  @Test
  void aBadMinuteDoesNotBecomeUsual() {
    // Bad from the 10th to the 20th minute: each of these is told, not the first alone.
    assertThat(minutes(25, i -> i >= 10 * A_MINUTE && i < 20 * A_MINUTE && i % 2 == 0 ? 295 : 10))
        .singleElement()
        .satisfies(slow -> assertThat(slow.traceCount()).isEqualTo(150));
  }

  @Test
  void whatStaysIsUsualAfterAnHour() {
    // From the tenth minute on for good: told until nothing is known any more of before.
    List<Finding> slow = minutes(180, i -> i >= 10 * A_MINUTE && i % 2 == 0 ? 295 : 10);
    assertThat(slow).hasSize(1);
    assertThat(slow.get(0).traceCount()).isBetween(20 * 15L, 60 * 15L);
  }
}
