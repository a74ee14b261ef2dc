package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ResourceUseTest {

  private static final long WINDOW = ResourceUse.WINDOW_NANOS;

  @Test
  void aCallLoadsTheWindowsThatItUsuallyReachesInto() {
    ResourceUse use = new ResourceUse();
    use.add("q", WINDOW - 1_000, 3_000);
    assertThat(use.loadNanos(0)).isEqualTo(1_000);
    assertThat(use.loadNanos(1)).isBetween(1_950L, 2_050L);
    assertThat(use.loadNanos(2)).isZero();
  }

  @Test
  void aCallThatIsSlowForOnceLoadsAsUsual() {
    ResourceUse use = new ResourceUse();
    for (int i = 0; i < 40; i++) {
      use.add("q", i, 1_000);
    }
    long before = use.loadNanos(0);
    use.add("q", 100, 9_000_000_000L);
    assertThat(use.loadNanos(0) - before).isBetween(980L, 1_020L);
  }

  @Test
  void theUsualTimesOfAHundredCallsAreKnown() {
    assertThat(loadOfASlowCallAfter(99)).isBetween(980L, 1_020L);
    assertThat(loadOfASlowCallAfter(100)).isBetween(8_800_000L, 9_200_000L);
  }

  /** The load of 9 ms of a call that took 1 µs before as many other calls came. */
  private static long loadOfASlowCallAfter(int others) {
    ResourceUse use = new ResourceUse();
    for (int i = 0; i < 40; i++) {
      use.add("q", i, 1_000);
    }
    for (int i = 0; i < others; i++) {
      use.add("other" + i, i, 1_000);
    }
    long before = use.loadNanos(0);
    use.add("q", 100, 9_000_000);
    return use.loadNanos(0) - before;
  }

  @Test
  void fourCallsHaveNoP95() {
    ResourceUse use = new ResourceUse();
    for (int i = 0; i < ResourceUse.ENOUGH_CALLS; i++) {
      assertThat(use.p95Nanos(0)).isEqualTo(ResourceUse.UNKNOWN);
      use.add("q", i, 20);
    }
    assertThat(use.p95Nanos(0)).isEqualTo(20);
    use.add("q", 50 * WINDOW, 20);
    assertThat(use.p95Nanos(0)).isEqualTo(20);
  }

  @Test
  void windowsOlderThanAnHourAreForgotten() {
    ResourceUse use = new ResourceUse();
    use.add("q", 0, 1_000);
    use.add("q", ResourceUse.WINDOWS * WINDOW, 1_000);
    assertThat(use.loadNanos(0)).isZero();
    long load = use.loadNanos(ResourceUse.WINDOWS);
    use.add("q", 5, 1_000);
    assertThat(use.loadNanos(0)).isZero();
    assertThat(use.loadNanos(ResourceUse.WINDOWS)).isEqualTo(load);
  }

  @Test
  void likeASlowReference() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      ResourceUse use = new ResourceUse();
      double[] expected = new double[80];
      for (int i = 0; i < 200; i++) {
        long start = random.nextLong(40 * WINDOW);
        int kind = random.nextInt(3);
        // Values below 32 are exact in a sketch, so that the usual time is the given one.
        long nanos = 10L + kind;
        use.add("q" + kind, start, nanos);
        for (long t = start; t < start + nanos; t++) {
          expected[(int) (t / WINDOW)]++;
        }
      }
      for (int window = 0; window < expected.length; window++) {
        assertThat(use.loadNanos(window))
            .as("seed %d, window %d", seed, window)
            .isEqualTo((long) expected[window]);
      }
    }
  }

  @Test
  void theSlowestTwentiethAreAboveTheP95() {
    assertThat(p95(95)).isEqualTo(5);
    assertThat(p95(94)).isEqualTo(20);
  }

  /** The p95 of a hundred calls, of which so many take 5 and the others 20. */
  private static long p95(int quick) {
    ResourceUse use = new ResourceUse();
    for (int i = 0; i < 100; i++) {
      use.add("q", i, i < quick ? 5 : 20);
    }
    return use.p95Nanos(0);
  }

  @Test
  void aCallThatComesSixWindowsLateHasNoDuration() {
    assertThat(p95WithCallsThatComeLate(5)).isEqualTo(20);
    assertThat(p95WithCallsThatComeLate(6)).isEqualTo(5);
  }

  private static long p95WithCallsThatComeLate(int windows) {
    ResourceUse use = new ResourceUse();
    for (int i = 0; i < 10; i++) {
      use.add("q", i, 5);
    }
    use.add("q", windows * WINDOW, 5);
    for (int i = 0; i < 10; i++) {
      use.add("q", i, 20);
    }
    return use.p95Nanos(0);
  }

  @Test
  void aCallLoadsNoMoreThanSixMinutes() {
    ResourceUse use = new ResourceUse();
    use.add("q", 0, 50 * WINDOW);
    assertThat(use.loadNanos(35)).isEqualTo(WINDOW);
    assertThat(use.loadNanos(36)).isZero();
  }
}
