package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.detect.LockQueue.Stretch;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Writes that a lock lets through one by one, though not in the order in which they came. */
class EvenEndsTest {

  private final LockQueue queue = new LockQueue();
  private long trace;

  private EvenEndsTest add(double startMs, double endMs) {
    queue.add(++trace, TraceFixture.ms(startMs), TraceFixture.ms(endMs));
    return this;
  }

  /** Calls that begin one millisecond after the other and end at these times. */
  private EvenEndsTest ending(double... endsMs) {
    for (int i = 0; i < endsMs.length; i++) {
      add(i, endsMs[i]);
    }
    return this;
  }

  private List<Stretch> found() {
    queue.settle();
    return queue.stretches();
  }

  @Test
  void aDatabaseNeedNotWakeThoseFirstThatCameFirst() {
    add(0, 151.2).add(1, 183.6).add(1.6, 119.9).add(2.6, 6.4).add(3.3, 35.8).add(5.7, 86.9);
    assertThat(found()).containsExactly(new Stretch(TraceFixture.ms(0), TraceFixture.ms(183.6), 6));
  }

  @Test
  void whoComesWhileOthersWaitIsInTheCrowd() {
    // The fifth comes after the first has ended, and is let through before two others.
    ending(30, 150, 180, 60).add(35, 90).add(40, 120);
    assertThat(found()).extracting(Stretch::calls).containsExactly(6);
  }

  @Test
  void twoThatEndCloselyDoNotWaitForEachOther() {
    assertThat(ending(30, 150, 180, 60, 88, 92).found()).isEmpty();
  }

  @Test
  void theFewerTheyAreTheMoreEvenTheyMustBe() {
    // The shortest pause is three quarters of the mean: of four pauses that is no rare thing.
    assertThat(ending(30, 145, 60, 82, 112).found()).isEmpty();
    assertThat(new EvenEndsTest().ending(30, 145, 60, 82, 112, 172, 202, 232).found()).hasSize(1);
  }

  @Test
  void callsThatAllTakeLongAreNotLetThroughOneByOne() {
    assertThat(ending(180, 330, 210, 300, 240, 270).found()).isEmpty();
  }

  @Test
  void pausesBelowFiveMillisecondsAreNoHarm() {
    assertThat(ending(4.9, 29.4, 9.8, 24.5, 14.7, 19.6).found()).isEmpty();
    assertThat(new EvenEndsTest().ending(6, 31, 11, 26, 16, 21).found()).hasSize(1);
  }

  @Test
  void oneInElevenCrowdsIsChance() {
    for (int i = 0; i < 11; i++) {
      double from = 1_000.0 * i;
      boolean even = i == 5;
      add(from, from + 30).add(from + 1, from + 150).add(from + 2, from + (even ? 60 : 32));
      add(from + 3, from + 120).add(from + 4, from + 90);
    }
    assertThat(found()).isEmpty();
  }

  @Test
  void callsOfOneTraceDoNotWaitForEachOther() {
    int[] ends = {30, 150, 180, 60, 90, 120};
    for (int i = 0; i < ends.length; i++) {
      queue.add(i / 2, TraceFixture.ms(i), TraceFixture.ms(ends[i]));
    }
    assertThat(found()).isEmpty();
  }

  @Test
  void independentWritesAreHardlyEverTakenForAQueue() {
    long seed = 17;
    Random random = new Random(seed);
    int taken = 0;
    for (int round = 0; round < 1_000; round++) {
      LockQueue.Entry[] crowd = new LockQueue.Entry[8];
      for (int i = 0; i < crowd.length; i++) {
        double end = i + 1 + 300 * random.nextDouble();
        crowd[i] = new LockQueue.Entry(i, TraceFixture.ms(i), TraceFixture.ms(end));
      }
      taken += EvenEnds.of(crowd, 0).size();
    }
    assertThat(taken).as("seed %d", seed).isLessThan(6);
  }
}
