package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many misses came together, of those that are kept, and of the last. */
class MissesTest {

  private static final long MILLI = 1_000_000L;
  private static final long ROW = 7;

  private final Misses misses = new Misses();
  private long trace;

  /** A miss that the cache is not written after. */
  private static Misses.Miss miss(long time, long trace, long arguments) {
    return new Misses.Miss(time, trace, arguments, time, Long.MAX_VALUE);
  }

  /** A miss of hidden arguments: when the cache was asked, the query began, the cache written. */
  private MissesTest hidden(long readMs, long queryMs, long writtenMs) {
    misses.add(new Misses.Miss(queryMs * MILLI, ++trace, ROW, readMs * MILLI, writtenMs * MILLI));
    return this;
  }

  /** So many misses of a trace each that ask for the row, at that time. */
  private MissesTest at(long atMs, int count) {
    for (int i = 0; i < count; i++) {
      misses.add(miss(atMs * MILLI, ++trace, ROW));
    }
    return this;
  }

  /** So many misses that each ask for a row of their own, a second apart. */
  private MissesTest alone(long fromMs, int count) {
    for (int i = 0; i < count; i++) {
      misses.add(miss((fromMs + i * 1_000L) * MILLI, ++trace, -trace));
    }
    return this;
  }

  private int around(long atMs) {
    misses.settle();
    return misses.around(atMs * MILLI, ROW);
  }

  private int lately(long atMs) {
    return misses.lately(atMs * MILLI, ROW);
  }

  @Test
  void theLastTwoThousandAndFortyEightAreKept() {
    assertThat(at(0, 10).alone(10_000, 2_038).around(0)).isEqualTo(10);
    assertThat(new MissesTest().at(0, 10).alone(10_000, 2_039).around(0)).isZero();
  }

  @Test
  void newOnesAreLookedAtWhenTheyAreAQuarter() {
    alone(0, 1_000).misses.settle();
    at(2_000_000, 10).alone(3_000_000, 322);
    assertThat(misses.around(2_000_000 * MILLI, ROW)).isZero();
    alone(4_000_000, 1);
    assertThat(misses.around(2_000_000 * MILLI, ROW)).isEqualTo(10);
  }

  @Test
  void thirtyTwoNewOnesAreLookedAt() {
    at(0, 31);
    assertThat(misses.around(0, ROW)).isZero();
    at(0, 1);
    assertThat(misses.around(0, ROW)).isEqualTo(32);
  }

  @Test
  void whoMissesLongBeforeIsNotOfTheStampede() {
    at(0, 1).at(10_000, 10);
    assertThat(around(0)).isZero();
    assertThat(around(10_000)).isEqualTo(10);
  }

  @Test
  void theLargestSecondCountsAndNotTheLast() {
    at(0, 15).at(600, 10).at(1_050, 1);
    assertThat(lately(600)).isEqualTo(25);
    assertThat(around(600)).isEqualTo(25);
    assertThat(around(1_050)).isEqualTo(11);
  }

  @Test
  void ofTheLastTwoHundredAndFiftySixItIsKnownAtOnce() {
    assertThat(at(0, 10).alone(10_000, 246).lately(0)).isEqualTo(10);
    assertThat(new MissesTest().at(0, 10).alone(10_000, 247).lately(0)).isZero();
  }

  @Test
  void nineLatelyAreNoStampede() {
    assertThat(at(0, 9).lately(0)).isZero();
    assertThat(at(0, 1).lately(0)).isEqualTo(10);
  }

  @Test
  void whoAsksForOtherRowsLatelyAsksSomethingElse() {
    for (int i = 0; i < 10; i++) {
      alone(0, 1);
    }
    assertThat(lately(0)).isZero();
    assertThat(misses.lately(0, -1)).isZero();
  }

  @Test
  void aStampedeASecondAgoOrMoreIsNoneLately() {
    at(0, 10);
    assertThat(lately(1_000)).isEqualTo(10);
    assertThat(misses.lately(1_000 * MILLI + 1, ROW)).isZero();
  }

  @Test
  void aSecondAndNoMoreIsTogether() {
    at(0, 5).at(1_000, 5);
    assertThat(around(0)).isEqualTo(10);
    assertThat(lately(500)).isEqualTo(10);
    MissesTest later = new MissesTest().at(0, 5);
    for (int i = 0; i < 5; i++) {
      later.misses.add(miss(1_000 * MILLI + 1, 10 + i, ROW));
    }
    assertThat(later.around(0)).isZero();
    assertThat(later.lately(500)).isZero();
  }

  @Test
  void onlyThoseOfTheSecondAreCountedLately() {
    assertThat(at(0, 1).at(1_050, 10).lately(900)).isEqualTo(10);
  }

  @Test
  void missesMayComeInAnyOrder() {
    assertThat(at(500, 5).at(0, 5).around(500)).isEqualTo(10);
  }

  @Test
  void tenMissesOfNineTracesAreNoStampede() {
    at(0, 9).misses.add(miss(0, trace, ROW));
    assertThat(around(0)).isZero();
    assertThat(lately(0)).isZero();
    at(0, 1);
    assertThat(around(0)).isEqualTo(11);
  }

  @Test
  void oneTraceThatMissesTenTimesLatelyIsALoop() {
    for (int i = 0; i < 12; i++) {
      misses.add(miss(i, 1, ROW));
    }
    assertThat(lately(0)).isZero();
  }

  @Test
  void whoReadsAfterAnotherHadWrittenMissesSomethingElse() {
    for (int i = 0; i < 30; i++) {
      hidden(i * 10L, i * 10L + 3, i * 10L + 40); // four have read before the first has written
    }
    assertThat(around(103)).isZero();
    assertThat(lately(293)).isZero();
  }

  @Test
  void whoReadBeforeTheFirstHadWrittenMayMissTheSame() {
    for (int i = 0; i < 30; i++) {
      hidden(i, 100 + i, 150 + i);
    }
    assertThat(around(103)).isEqualTo(30);
    assertThat(lately(129)).isEqualTo(30);
    // Three more that come too late; the first of them are still as many as they were.
    hidden(150, 160, 200).hidden(151, 161, 201).hidden(152, 162, 202);
    assertThat(around(103)).isEqualTo(30);
    assertThat(around(162)).isEqualTo(30);
  }

  @Test
  void ofTwoGenerationsEachIsAStampedeOfItsOwn() {
    for (int i = 0; i < 12; i++) {
      hidden(i, 20 + i, 50);
    }
    for (int i = 0; i < 11; i++) {
      hidden(60 + i, 70 + i, 90 + i);
    }
    assertThat(around(25)).isEqualTo(12);
    assertThat(around(75)).isEqualTo(11);
  }
}
