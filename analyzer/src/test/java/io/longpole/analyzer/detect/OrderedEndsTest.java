package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.detect.LockQueue.Entry;
import io.longpole.analyzer.detect.LockQueue.Stretch;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** Writes that end in the order in which they began: a queue, or chance. */
class OrderedEndsTest {

  private static final long MILLI = 1_000_000;

  private final LockQueue queue = new LockQueue();
  private long trace;

  /** A crowd whose calls begin a millisecond after each other and end after these times. */
  private void crowd(long fromMs, double... endsMs) {
    for (int i = 0; i < endsMs.length; i++) {
      long from = (fromMs + i) * MILLI;
      queue.add(++trace, from, fromMs * MILLI + Math.round(endsMs[i] * MILLI));
    }
  }

  /** Eight of which five end in order. */
  private void fiveOfEight(long fromMs) {
    crowd(fromMs, 90, 20, 75, 110, 140, 210, 30, 31);
  }

  /** Eight of which no five end in order, nor evenly. */
  private void noneOfEight(long fromMs) {
    crowd(fromMs, 90, 20, 75, 110, 140, 139, 30, 31);
  }

  private List<Stretch> found() {
    queue.settle();
    return queue.stretches();
  }

  @Test
  void fiveInOrderAreAQueueOnlyIfNoOthersAreAtOnceWithThem() {
    crowd(0, 20, 75, 110, 140, 210);
    assertThat(found()).extracting(Stretch::calls).containsExactly(5);
    OrderedEndsTest other = new OrderedEndsTest();
    other.fiveOfEight(0);
    assertThat(other.found()).isEmpty();
  }

  @Test
  void whatIsChanceOnceIsNoneInEveryCrowd() {
    fiveOfEight(0);
    fiveOfEight(1_000);
    assertThat(found()).extracting(Stretch::calls).containsExactly(5, 5);
  }

  @Test
  void theLongerAQueueTheMoreOthersMayStandInNone() {
    tenCrowds();
    crowd(20_000, 20, 50, 90, 115, 160, 185, 211, 270);
    assertThat(found()).as("1 in 50 by chance").isEmpty();
    OrderedEndsTest other = new OrderedEndsTest();
    other.tenCrowds();
    other.crowd(20_000, 20, 50, 90, 115, 160, 185, 211, 270, 300, 328, 361, 390);
    assertThat(other.found()).extracting(Stretch::calls).containsExactly(12);
  }

  private void tenCrowds() {
    for (int i = 0; i < 10; i++) {
      noneOfEight(1_000L * i);
    }
  }

  @Test
  void writesThatAreAloneAreNoPlacesForAQueue() {
    for (int i = 0; i < 500; i++) {
      crowd(1_000L * i, 20);
    }
    crowd(1_000_000, 20, 75, 110, 140, 210);
    assertThat(found()).extracting(Stretch::calls).containsExactly(5);
  }

  private static Entry[] eightInOrder() {
    double[] endsMs = {20, 50, 90, 115, 160, 185, 211, 270};
    Entry[] entries = new Entry[endsMs.length];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = new Entry(i, i * MILLI, Math.round(endsMs[i] * MILLI));
    }
    return entries;
  }

  @Test
  void eachCallMoreMakesAQueueThreeTimesRarer() {
    assertThat(OrderedEnds.of(eightInOrder(), 160)).hasSize(1);
    assertThat(OrderedEnds.of(eightInOrder(), 240)).isEmpty();
  }

  @Test
  void aPlaceHasFourOthersBeforeItAndCountsOnce() {
    assertThat(OrderedEnds.places(eightInOrder(), Long.MIN_VALUE)).isEqualTo(4);
    assertThat(OrderedEnds.places(eightInOrder(), 5 * MILLI)).isEqualTo(2);
  }

  @Test
  void theMoreWasSeenTheSurerItMustBe() {
    // Two of eight in the last thousand calls; before them there were none, or there were many.
    twoQueues(1_000_000);
    assertThat(found()).hasSize(2);
    OrderedEndsTest other = new OrderedEndsTest();
    for (int i = 0; i < 2_000; i++) {
      other.noneOfEight(200L * i);
    }
    for (int i = 0; i < 1_024; i++) {
      other.crowd(500_000 + 100L * i, 20);
    }
    other.twoQueues(1_000_000);
    assertThat(other.found()).isEmpty();
    for (int i = 1; i < 4; i++) {
      other.twoQueues(1_000_000 + 10_000L * i);
    }
    assertThat(other.found()).hasSize(8);
  }

  private void twoQueues(long fromMs) {
    for (int i = 0; i < 2; i++) {
      crowd(fromMs + 1_000L * i, 20, 50, 90, 115, 160, 185, 211, 270);
    }
  }

  @Test
  void independentWritesAreHardlyEverAQueueHoweverManyThereAreAndARealOneIsFoundAmongThem() {
    int keys = 0;
    int taken = 0;
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      List<DoubleSupplier> durations =
          List.of(
              () -> 300 * random.nextDouble(),
              () -> -100 * Math.log(1 - random.nextDouble()),
              () -> Math.exp(3 + random.nextGaussian()),
              () -> 50 + random.nextGaussian(),
              () -> 50 + 10 * random.nextGaussian());
      for (DoubleSupplier duration : durations) {
        for (double everyMs : new double[] {0.3, 2, 15}) {
          LockQueue writes = new LockQueue();
          keys++;
          taken += independent(writes, random, everyMs, duration) ? 1 : 0;
          for (int i = 0; i < 32; i++) {
            long from = 1_000_000L + 2_000L * (i / 16);
            writes.add(i, (from + i % 16) * MILLI, (from + 20L * (i % 16 + 1)) * MILLI);
          }
          writes.settle();
          assertThat(writes.stretches())
              .as("seed %d, %d every %s", seed, durations.indexOf(duration), everyMs)
              .extracting(Stretch::calls)
              .contains(16, 16);
        }
      }
    }
    assertThat(taken).isLessThan(keys / 10);
  }

  /** Whether any of five hundred crowds of eight is taken for a queue, at once or afterwards. */
  private static boolean independent(
      LockQueue writes, Random random, double everyMs, DoubleSupplier durationMs) {
    boolean taken = false;
    for (int crowd = 0; crowd < 500; crowd++) {
      double startMs = crowd * 500.0;
      for (int i = 0; i < 8; i++) {
        startMs -= everyMs * Math.log(1 - random.nextDouble());
        long start = Math.round(startMs * MILLI);
        long end = Math.round((startMs + Math.max(0.1, durationMs.getAsDouble())) * MILLI);
        writes.add(i, start, end);
        taken |= writes.lately(start, end) != null || !writes.stretches().isEmpty();
      }
    }
    writes.settle();
    return taken || !writes.stretches().isEmpty();
  }
}
