package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.detect.HourlyTail.Rhythm;
import java.util.Random;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class HourlyTailTest {

  private static final long HOUR = 3_600_000_000_000L;
  private static final long MILLI = 1_000_000L;

  /** Hour by hour the duration of its requests in milliseconds, 0 for none. */
  private static Rhythm hours(int count, IntToLongFunction millis) {
    return hours(count, HourlyTail.ENOUGH_REQUESTS, millis);
  }

  private static Rhythm hours(int count, int requests, IntToLongFunction millis) {
    HourlyTail tail = new HourlyTail();
    for (int hour = 0; hour < count; hour++) {
      long nanos = millis.applyAsLong(hour) * MILLI;
      for (int i = 0; i < requests && nanos > 0; i++) {
        tail.add(hour * HOUR + i, nanos);
      }
    }
    tail.settle();
    return tail.rhythm();
  }

  private static boolean isNight(int hour) {
    return hour % 24 == 2;
  }

  @Test
  void slowEveryNight() {
    Rhythm rhythm = hours(7 * 24, hour -> isNight(hour) ? 400 : 100 + hour % 5);
    assertThat(rhythm.periodHours()).isEqualTo(24);
    assertThat(rhythm.correlation()).isGreaterThan(0.9);
    assertThat(rhythm.peakNanos(10 * 24 * HOUR + 2 * HOUR + 7)).isGreaterThan(390 * MILLI);
    assertThat(rhythm.peakNanos(10 * 24 * HOUR + 3 * HOUR)).isZero();
  }

  @Test
  void slowEveryMonday() {
    Rhythm rhythm = hours(14 * 24, hour -> hour % 168 == 100 ? 900 : 100 + hour % 7);
    assertThat(rhythm.periodHours()).isEqualTo(168);
    assertThat(rhythm.peakNanos((168 * 5 + 100) * HOUR)).isGreaterThan(800 * MILLI);
  }

  @Test
  void hoursWithoutRequestsAreLeftOut() {
    Rhythm rhythm =
        hours(8 * 24, hour -> hour % 24 < 8 ? 0 : hour % 24 == 9 ? 300 : 100 + hour % 3);
    assertThat(rhythm.periodHours()).isEqualTo(24);
  }

  @Test
  void sixDaysAreTooFew() {
    assertThat(hours(6 * 24, hour -> isNight(hour) ? 400 : 100)).isEqualTo(Rhythm.NONE);
  }

  @Test
  void oneBadNightDoesNotComeAgain() {
    assertThat(hours(9 * 24, hour -> hour == 50 ? 4_000 : 100 + hour % 5)).isEqualTo(Rhythm.NONE);
  }

  @Test
  void twoBadNightsOfNineAreNoRhythm() {
    Rhythm rhythm = hours(9 * 24, hour -> hour == 50 || hour == 74 ? 4_000 : 100 + hour % 5);
    assertThat(rhythm).isEqualTo(Rhythm.NONE);
  }

  @Test
  void everSlowerIsNoRhythm() {
    assertThat(hours(8 * 24, hour -> 100 + hour)).isEqualTo(Rhythm.NONE);
  }

  @Test
  void aPeakOfFourTenthsMoreIsNone() {
    assertThat(hours(7 * 24, hour -> isNight(hour) ? 140 : 100)).isEqualTo(Rhythm.NONE);
  }

  @Test
  void chanceIsNoRhythm() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      assertThat(hours(14 * 24, hour -> 50 + random.nextInt(300)))
          .as("seed %d", seed)
          .isEqualTo(Rhythm.NONE);
    }
  }

  @Test
  void slowAtAHourThatWandersIsNoRhythm() {
    assertThat(hours(14 * 24, hour -> hour % 29 == 2 ? 400 : 100 + hour % 5))
        .isEqualTo(Rhythm.NONE);
  }

  @Test
  void nineteenRequestsInAnHourHaveNoP95() {
    assertThat(hours(7 * 24, 19, hour -> isNight(hour) ? 400 : 100)).isEqualTo(Rhythm.NONE);
  }

  @Test
  void aWeekWithFewKnownHoursTellsNothing() {
    Rhythm rhythm =
        hours(7 * 24, hour -> hour % 24 > 3 && hour < 160 ? 0 : isNight(hour) ? 400 : 100);
    assertThat(rhythm).isEqualTo(Rhythm.NONE);
  }

  @Test
  void requestsOfTheHourBeforeStillCount() {
    HourlyTail tail = new HourlyTail();
    for (int hour = 0; hour < 7 * 24; hour++) {
      long nanos = (isNight(hour) ? 400 : 100) * MILLI;
      for (int i = 0; i < 10; i++) {
        tail.add(hour * HOUR, nanos);
      }
      tail.add((hour + 1) * HOUR, 100 * MILLI);
      for (int i = 0; i < 10; i++) {
        tail.add(hour * HOUR + 1, nanos);
      }
    }
    tail.settle();
    assertThat(tail.rhythm().periodHours()).isEqualTo(24);
  }

  @Test
  void aPauseOfMonthsBeginsAnew() {
    HourlyTail tail = new HourlyTail();
    for (int hour = 0; hour < 8 * 24; hour++) {
      for (int i = 0; i < 20; i++) {
        tail.add(hour * HOUR, (isNight(hour) ? 400 : 100) * MILLI);
      }
    }
    assertThat(tail.rhythm().periodHours()).isEqualTo(24);
    tail.add(5_000 * HOUR, 100 * MILLI);
    tail.settle();
    assertThat(tail.rhythm()).isEqualTo(Rhythm.NONE);
  }

  @Test
  void aWeekIsNeededForADayAndTwoForAWeek() {
    assertThat(hours(167, hour -> isNight(hour) ? 400 : 100)).isEqualTo(Rhythm.NONE);
    assertThat(hours(168, hour -> isNight(hour) ? 400 : 100).periodHours()).isEqualTo(24);
    assertThat(hours(335, hour -> hour % 168 == 100 ? 900 : 100)).isEqualTo(Rhythm.NONE);
    assertThat(hours(336, hour -> hour % 168 == 100 ? 900 : 100).periodHours()).isEqualTo(168);
  }

  @Test
  void itFollowsItselfByHalf() {
    // Correlations of 0.5056 and 0.4905.
    assertThat(withBadHours(380).periodHours()).isEqualTo(24);
    assertThat(withBadHours(430)).isEqualTo(Rhythm.NONE);
  }

  /** Eight days with slow nights, and six slow hours, each at another time of its day. */
  private static Rhythm withBadHours(long sixthMillis) {
    return hours(
        8 * 24,
        hour -> {
          int day = hour / 24;
          boolean bad = day >= 1 && day <= 6 && hour % 24 == 5 + 2 * day;
          return bad && day == 6 ? sixthMillis : bad || isNight(hour) ? 400 : 100;
        });
  }

  @Test
  void aPeakIsHalfAsMuchAgain() {
    assertThat(hours(7 * 24, hour -> isNight(hour) ? 148 : 100)).isEqualTo(Rhythm.NONE);
    assertThat(hours(7 * 24, hour -> isNight(hour) ? 152 : 100).periodHours()).isEqualTo(24);
  }

  @Test
  void threeTenthsOfTheHoursMustBeKnown() {
    // Of 144 pairs of hours 43 are known, or 44.
    assertThat(knownFromFiveOClock(2)).isEqualTo(Rhythm.NONE);
    assertThat(knownFromFiveOClock(3).periodHours()).isEqualTo(24);
  }

  /** Midnight, a week of evenings from 17:00, and of so many days also the hour before. */
  private static Rhythm knownFromFiveOClock(int longDays) {
    return hours(
        7 * 24,
        hour -> {
          boolean known = hour == 0 || hour % 24 >= 17 || (hour % 24 == 16 && hour / 24 < longDays);
          return !known ? 0 : hour % 24 == 20 ? 400 : 100;
        });
  }

  @Test
  void anHourThatIsKnownOfOneDayOnlyIsNoPeak() {
    Rhythm rhythm =
        hours(8 * 24, hour -> hour % 24 == 12 ? (hour == 36 ? 900 : 0) : isNight(hour) ? 400 : 100);
    assertThat(rhythm.peakNanos(2 * HOUR)).isGreaterThan(390 * MILLI);
    assertThat(rhythm.peakNanos(12 * HOUR)).isZero();
  }

  @Test
  void itIsJudgedWhenADayEnds() {
    HourlyTail tail = new HourlyTail();
    for (int hour = 0; hour < 192; hour++) {
      for (int i = 0; i < 20; i++) {
        tail.add(hour * HOUR + i, (isNight(hour) ? 400 : 100) * MILLI);
      }
      assertThat(tail.rhythm().periodHours()).isEqualTo(hour < 168 ? 0 : 24);
    }
  }

  @Test
  void aPauseOfDaysIsNoBeginning() {
    HourlyTail tail = new HourlyTail();
    for (int hour = 0; hour < 12 * 24; hour++) {
      boolean pause = hour / 24 == 5 || hour / 24 == 6;
      for (int i = 0; i < 20 && !pause; i++) {
        tail.add(hour * HOUR + i, (isNight(hour) ? 400 : 100) * MILLI);
      }
    }
    tail.settle();
    assertThat(tail.rhythm().periodHours()).isEqualTo(24);
    assertThat(tail.rhythm().peakNanos(3 * HOUR)).isZero();
  }

  @Test
  void whatComesTwoHoursLateIsPassedOver() {
    HourlyTail tail = new HourlyTail();
    for (int hour = 0; hour < 7 * 24; hour++) {
      for (int i = 0; i < 20; i++) {
        tail.add(hour * HOUR + i, 100 * MILLI);
      }
      for (int i = 0; i < 90 && isNight(hour - 2); i++) {
        tail.add((hour - 2) * HOUR + i, 400 * MILLI);
      }
    }
    tail.settle();
    assertThat(tail.rhythm()).isEqualTo(Rhythm.NONE);
  }

  @Test
  void aPauseOfMoreThanTwoWeeksBeginsAnew() {
    HourlyTail tail = new HourlyTail();
    nights(tail, 0, 192);
    assertThat(tail.rhythm().periodHours()).isEqualTo(24);
    // Nearly six days are known after it, but no week.
    nights(tail, 192 + 337, 192 + 337 + 140);
    tail.settle();
    assertThat(tail.rhythm()).isEqualTo(Rhythm.NONE);
  }

  private static void nights(HourlyTail tail, int from, int to) {
    for (int hour = from; hour < to; hour++) {
      for (int i = 0; i < 20; i++) {
        tail.add(hour * HOUR + i, (isNight(hour) ? 400 : 100) * MILLI);
      }
    }
  }

  @Test
  void ofAHundredRequestsTheNinetyFifthCounts() {
    assertThat(slowOfAHundred(6).periodHours()).isEqualTo(24);
    assertThat(slowOfAHundred(5)).isEqualTo(Rhythm.NONE);
  }

  /** A week in which so many of a night's hundred requests are slow. */
  private static Rhythm slowOfAHundred(int slow) {
    HourlyTail tail = new HourlyTail();
    for (int hour = 0; hour < 168; hour++) {
      for (int i = 0; i < 100; i++) {
        tail.add(hour * HOUR + i, (isNight(hour) && i < slow ? 400 : 100) * MILLI);
      }
    }
    tail.settle();
    return tail.rhythm();
  }

  @Test
  void whatComesEveryDayIsNotToldAsComingEveryWeek() {
    assertThat(hours(336, hour -> isNight(hour) ? 400 : 100).periodHours()).isEqualTo(24);
  }

  @Test
  void whereMostTakesNoTimeNothingIsUsual() {
    HourlyTail tail = new HourlyTail();
    for (int hour = 0; hour < 168; hour++) {
      for (int i = 0; i < 20; i++) {
        tail.add(hour * HOUR + i, isNight(hour) ? 400 * MILLI : 0);
      }
    }
    tail.settle();
    assertThat(tail.rhythm()).isEqualTo(Rhythm.NONE);
  }

  @Test
  void hoursOfWhichTheDayBeforeIsNotKnownAreNotCompared() {
    // Of 144 pairs of hours 36 are known; of 18 more only the later.
    Rhythm rhythm =
        hours(168, hour -> hour < 144 && hour % 24 >= 6 ? 0 : isNight(hour) ? 400 : 100);
    assertThat(rhythm).isEqualTo(Rhythm.NONE);
  }

  @Test
  void usualIsTheMedianOfAllHours() {
    Rhythm rhythm = hours(168, hour -> hour % 24 < 9 ? 100 : hour % 24 < 22 ? 200 : 900);
    assertThat(rhythm.usualNanos()).isBetween(196 * MILLI, 204 * MILLI);
    assertThat(rhythm.peakNanos(22 * HOUR)).isGreaterThan(880 * MILLI);
    assertThat(rhythm.peakNanos(12 * HOUR)).isZero();
  }
}
