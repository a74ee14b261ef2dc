package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TallyTest {

  private static final long MINUTE = 60_000_000_000L;
  private static final long HALF_HOUR = 30 * MINUTE;

  private final Tally tally = new Tally();

  @Test
  void fiveAndTwoAreSevenUntilAnHourIsOver() {
    long noon = 24 * HALF_HOUR;
    tally.add(noon + 10 * MINUTE, 5);
    tally.add(noon + 40 * MINUTE, 2);
    assertThat(tally.total()).isEqualTo(7);
    assertThat(tally.around(noon + 50 * MINUTE)).isEqualTo(7);
    tally.add(noon + 60 * MINUTE, 0);
    assertThat(tally.total()).isEqualTo(2);
    assertThat(tally.around(noon + 4 * MINUTE)).as("with the half hour before").isEqualTo(5);
    assertThat(tally.around(noon + 25 * MINUTE)).as("with the half hour after").isEqualTo(7);
    assertThat(tally.around(noon + 31 * MINUTE)).isEqualTo(7);
    assertThat(tally.around(noon + 46 * MINUTE)).isEqualTo(2);
    assertThat(tally.around(noon - 40 * MINUTE)).isZero();
  }

  @Test
  void nothingIsKnownAtFirst() {
    assertThat(tally.total()).isZero();
    assertThat(tally.around(5 * MINUTE)).isZero();
  }

  @Test
  void aTimeToComeIsAsTheLast() {
    tally.add(10 * MINUTE, 3);
    assertThat(tally.around(HALF_HOUR)).isEqualTo(3);
    assertThat(tally.around(100 * HALF_HOUR)).isEqualTo(3);
  }

  @Test
  void lateOnesCountWhereTheNewestDo() {
    tally.add(5 * HALF_HOUR, 1);
    tally.add(0, 2);
    assertThat(tally.around(5 * HALF_HOUR)).isEqualTo(3);
    assertThat(tally.around(0)).isZero();
  }

  @Test
  void pausesHoldNothing() {
    tally.add(10 * MINUTE, 3);
    tally.add(10 * HALF_HOUR, 4);
    assertThat(tally.around(5 * MINUTE)).isEqualTo(3);
    assertThat(tally.around(5 * HALF_HOUR)).isZero();
    assertThat(tally.total()).isEqualTo(4);
    tally.add(200 * HALF_HOUR, 7);
    assertThat(tally.around(190 * HALF_HOUR)).isZero();
    assertThat(tally.around(0)).as("older than a day, as the oldest of it").isZero();
  }

  @Test
  void whatIsOlderThanADayIsAsTheOldestOfIt() {
    for (int i = 0; i <= Tally.KEPT + 2; i++) {
      tally.add(i * HALF_HOUR, 1 << Math.min(i, 20));
    }
    assertThat(tally.around(2 * HALF_HOUR)).as("no half hour before is kept").isEqualTo(4);
    assertThat(tally.around(2 * HALF_HOUR + 20 * MINUTE)).isEqualTo(4 + 8);
    assertThat(tally.around(HALF_HOUR)).isEqualTo(4);
    assertThat(tally.around(20 * MINUTE)).isEqualTo(4 + 8);
  }

  @Test
  void itIsWhatACountOfAllEventsSays() {
    for (long seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      Tally counted = new Tally();
      int[] all = new int[Tally.KEPT + 2];
      int newest = 0;
      for (int i = 0; i < 200; i++) {
        newest =
            Math.min(Tally.KEPT - 1, newest + (random.nextInt(6) == 0 ? random.nextInt(4) : 0));
        int count = random.nextInt(5);
        all[newest + 1] += count;
        counted.add(newest * HALF_HOUR + random.nextInt(30) * MINUTE, count);
        int asked = random.nextInt(newest + 1);
        int minute = random.nextInt(30);
        boolean withBefore = minute < 15 || asked == newest;
        assertThat(counted.around(asked * HALF_HOUR + minute * MINUTE))
            .as("seed %d, event %d", seed, i)
            .isEqualTo(all[asked + 1] + all[withBefore ? asked : asked + 2]);
      }
    }
  }
}
