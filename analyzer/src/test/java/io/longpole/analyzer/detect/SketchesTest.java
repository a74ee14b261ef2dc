package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sketches, correlations and concurrency against slow, obvious answers. */
class SketchesTest {

  private static final long SEED = 17;

  @Test
  void quantilesAreRightToThreePercent() {
    Random random = new Random(SEED);
    for (int round = 0; round < 50; round++) {
      DurationSketch sketch = new DurationSketch();
      long[] values = new long[1 + random.nextInt(400)];
      for (int i = 0; i < values.length; i++) {
        values[i] = (long) Math.exp(random.nextDouble() * 25);
        sketch.add(values[i]);
      }
      Arrays.sort(values);
      for (double q : new double[] {0.01, 0.5, 0.95, 1}) {
        long exact = values[(int) Math.max(1, Math.ceil(q * values.length)) - 1];
        assertThat((double) sketch.quantile(q))
            .as("seed %d, q %s", SEED, q)
            .isCloseTo((double) exact, within(Math.max(1, 0.02 * exact)));
      }
    }
  }

  @Test
  void twoSketchesAsOne() {
    DurationSketch one = new DurationSketch();
    DurationSketch other = new DurationSketch();
    DurationSketch both = new DurationSketch();
    Random random = new Random(SEED);
    for (int i = 0; i < 500; i++) {
      long value = random.nextInt(1_000_000);
      (i % 3 == 0 ? one : other).add(value);
      both.add(value);
    }
    one.addAll(other);
    assertThat(one.total()).isEqualTo(500);
    for (double q : new double[] {0.1, 0.5, 0.99}) {
      assertThat((double) one.quantile(q))
          .isCloseTo((double) both.quantile(q), within(0.04 * both.quantile(q)));
    }
  }

  @Test
  void concurrencyAtAnyTime() {
    Random random = new Random(SEED);
    for (int round = 0; round < 100; round++) {
      int count = 1 + random.nextInt(30);
      long[][] calls = new long[count][];
      Concurrency concurrency = new Concurrency();
      for (int i = 0; i < count; i++) {
        long start = random.nextInt(100);
        calls[i] = new long[] {start, start + 1 + random.nextInt(20)};
        concurrency.add(calls[i][0], calls[i][1]);
      }
      concurrency.settle();
      int most = 0;
      for (int time = 0; time < 130; time++) {
        int now = at(calls, time);
        most = Math.max(most, now);
        assertThat(concurrency.at(time)).as("seed %d", SEED).isEqualTo(now);
      }
      assertThat(concurrency.most()).as("seed %d", SEED).isEqualTo(most);
      int full = 0;
      for (int time = 10; time < 60; time++) {
        full += at(calls, time) == most ? 1 : 0;
      }
      assertThat(concurrency.shareAtMost(10, 60))
          .as("seed %d", SEED)
          .isCloseTo(full / 50.0, within(1e-9));
    }
  }

  @Test
  void concurrencyOfTheLastCallsIsThatOfAll() {
    Random random = new Random(SEED);
    Concurrency few = new Concurrency(200);
    long[][] calls = new long[3_000][];
    for (int i = 0; i < calls.length; i++) {
      long start = i * 10L + random.nextInt(40);
      calls[i] = new long[] {start, start + 1 + random.nextInt(60)};
      few.add(calls[i][0], calls[i][1]);
    }
    few.settle();
    for (int time = 28_500; time < 30_100; time += 7) {
      assertThat(few.at(time)).as("seed %d, time %d", SEED, time).isEqualTo(at(calls, time));
    }
  }

  @Test
  void callsAreSettledWithoutBeingAsked() {
    Concurrency calls = new Concurrency();
    for (int i = 0; i < 256; i++) {
      calls.add(i, 1_000);
    }
    assertThat(calls.most()).isEqualTo(256);
  }

  @Test
  void queuesOfLocksStayKnown() {
    LockQueue queue = new LockQueue();
    for (int i = 0; i < 3_000; i++) {
      boolean waits = i < 10;
      queue.add(i, i * 100L, waits ? 2_000 + i * 300L : i * 100L + 5);
    }
    queue.settle();
    assertThat(queue.stretches()).hasSize(1);
    assertThat(queue.stretches().get(0).calls()).isEqualTo(10);
  }

  @Test
  void missesAreSettledWithoutBeingAsked() {
    Misses misses = new Misses();
    for (int i = 0; i < 32; i++) {
      misses.add(new Misses.Miss(i, i, 7, i, Long.MAX_VALUE));
    }
    assertThat(misses.around(5, 7)).isEqualTo(32);
    assertThat(misses.around(5, 8)).isZero();
  }

  private static int at(long[][] calls, long time) {
    int running = 0;
    for (long[] call : calls) {
      running += call[0] <= time && time < call[1] ? 1 : 0;
    }
    return running;
  }

  @Test
  void seriesThatFollowEachOther() {
    double[] a = {1, 2, 3, 4, 5};
    assertThat(Correlation.of(a, new double[] {2, 4, 6, 8, 10})).isCloseTo(1, within(1e-9));
    assertThat(Correlation.of(a, new double[] {5, 4, 3, 2, 1})).isCloseTo(-1, within(1e-9));
    assertThat(Correlation.of(a, new double[] {7, 7, 7, 7, 7})).isZero();
    assertThat(Correlation.ofRanks(a, new double[] {1, 10, 100, 1000, 1e6}))
        .isCloseTo(1, within(1e-9));
    assertThat(Correlation.ofRanks(new double[] {1, 1, 2}, new double[] {3, 3, 9}))
        .isCloseTo(1, within(1e-9));
  }

  @Test
  void countsAreForgottenAfterAnHour() {
    long minute = 60_000_000_000L;
    Tally tally = new Tally();
    tally.add(10 * minute);
    tally.add(20 * minute);
    tally.add(40 * minute);
    assertThat(tally.total()).isEqualTo(3);
    tally.add(61 * minute);
    assertThat(tally.total()).isEqualTo(2);
    tally.add(200 * minute);
    assertThat(tally.total()).isEqualTo(1);
  }

  @Test
  void theLeastRecentlyUsedIsForgotten() {
    RecentMap<String, RecentMap.Seen> map = new RecentMap<>(2, key -> new RecentMap.Seen());
    map.at("a");
    map.at("b");
    map.at("a");
    map.at("c");
    assertThat(map.find("b")).isNull();
    assertThat(map.find("a")).isNotNull();
    assertThat(map.evictions()).isEqualTo(1);
  }

  @Test
  void equalValuesShareTheMiddleOfTheirRanks() {
    // Ranks of 0, 1.5, 1.5 and 3 beside 0, 1, 2 and 3.
    assertThat(Correlation.ofRanks(new double[] {1, 2, 2, 3}, new double[] {1, 2, 3, 4}))
        .isCloseTo(4.5 / Math.sqrt(4.5 * 5), within(1e-9));
  }

  @Test
  void anEventCountsUntilTheHalfHourAfterItsOwnIsOver() {
    long half = 30 * 60_000_000_000L;
    Tally tally = new Tally();
    tally.add(0);
    tally.add(2 * half - 1);
    assertThat(tally.total()).isEqualTo(2);
    tally.add(2 * half);
    assertThat(tally.total()).as("without the first").isEqualTo(2);
  }
}
