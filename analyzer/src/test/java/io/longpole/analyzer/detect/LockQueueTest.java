package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.detect.LockQueue.Stretch;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How many calls and queues are kept, when they are looked at, and what is known of the last. */
class LockQueueTest {

  private final LockQueue queue = new LockQueue();
  private long trace;

  /** Calls that begin at these times and wait for each other; the first takes 30. */
  private LockQueueTest waiting(long from, int count) {
    for (int i = 0; i < count; i++) {
      add(from + i, from + 30L * (i + 1));
    }
    return this;
  }

  /** Calls far apart. */
  private LockQueueTest alone(long from, int count) {
    for (int i = 0; i < count; i++) {
      add(from + i * 1_000L, from + i * 1_000L + 5);
    }
    return this;
  }

  private LockQueueTest add(long start, long end) {
    queue.add(++trace, start, end);
    return this;
  }

  private Stretch lately(long start, long end) {
    return Objects.requireNonNull(queue.lately(start, end));
  }

  private int settled() {
    queue.settle();
    return queue.stretches().size();
  }

  @Test
  void theLastThousandAndTwentyFourCallsAreKept() {
    // The fifth of a queue comes late; at the second time the first of it is kept no longer.
    waiting(0, 4).alone(10_000, 1_019).add(4, 150);
    assertThat(settled()).isEqualTo(1);
  }

  @Test
  void theCallBeforeTheLastThousandAndTwentyFourIsForgotten() {
    waiting(0, 4).alone(10_000, 1_020).add(4, 150);
    assertThat(settled()).isZero();
  }

  @Test
  void theLastSixtyFourQueuesAreKnown() {
    for (int i = 0; i < 64; i++) {
      waiting(i * 1_000L, 5);
    }
    assertThat(settled()).isEqualTo(64);
    waiting(64_000, 5);
    assertThat(settled()).isEqualTo(64);
    assertThat(queue.stretches().getFirst().from()).isEqualTo(1_000);
    assertThat(queue.stretches().getLast().from()).isEqualTo(64_000);
  }

  @Test
  void aQueueThatIsLookedAtTwiceIsKnownOnce() {
    waiting(0, 5);
    assertThat(settled()).isEqualTo(1);
    alone(10_000, 1);
    assertThat(settled()).isEqualTo(1);
  }

  @Test
  void sixtyFourNewCallsAreLookedAt() {
    waiting(0, 5).alone(10_000, 58);
    assertThat(queue.stretches()).isEmpty();
    alone(100_000, 1);
    assertThat(queue.stretches()).hasSize(1);
  }

  @Test
  void ofManyCallsAQuarterMustBeNew() {
    alone(0, 1_024);
    queue.settle();
    waiting(2_000_000, 5).alone(3_000_000, 250);
    assertThat(queue.stretches()).isEmpty();
    alone(4_000_000, 1);
    assertThat(queue.stretches()).hasSize(1);
  }

  @Test
  void theQueueOfACallThatJustCameIsKnownAtOnce() {
    waiting(0, 5);
    assertThat(lately(4, 150)).isEqualTo(new Stretch(0, 150, 5));
    assertThat(lately(0, 150)).isEqualTo(new Stretch(0, 150, 5));
    assertThat(queue.lately(0, 151)).isNull();
    assertThat(queue.lately(-1, 150)).isNull();
    assertThat(queue.stretches()).isEmpty();
  }

  @Test
  void fourThatJustCameAreNoQueue() {
    waiting(0, 4);
    assertThat(queue.lately(3, 120)).isNull();
  }

  @Test
  void onlyTheLastSixtyFourAreLookedAtAtOnce() {
    waiting(0, 5).alone(10_000, 59);
    assertThat(lately(4, 150).calls()).isEqualTo(5);
    LockQueueTest other = new LockQueueTest();
    other.waiting(0, 5).alone(10_000, 60);
    assertThat(other.queue.lately(4, 150)).isNull();
  }

  @Test
  void aCallBesideWhichFourOthersRunIsInAQueue() {
    // The first ends just after the last begins, or just then.
    add(0, 30).add(1, 60).add(2, 90).add(3, 120).add(29, 150);
    assertThat(lately(29, 150).calls()).isEqualTo(5);
    assertThat(lately(0, 30).calls()).isEqualTo(5);
    LockQueueTest other = new LockQueueTest();
    other.add(0, 30).add(1, 60).add(2, 90).add(3, 120).add(30, 150);
    assertThat(other.queue.lately(30, 150)).isNull();
    assertThat(other.queue.lately(0, 30)).isNull();
    assertThat(other.settled()).isEqualTo(1);
  }

  @Test
  void oneThatBeginsWhenTheOneBeforeEndsBeginsAnotherQueue() {
    // Without the break durations would follow the places all the same.
    add(0, 30).add(1, 60).add(2, 90).add(90, 120).add(91, 150).add(92, 180);
    assertThat(settled()).isZero();
  }

  @Test
  void oneThatBeginsJustBeforeTheOneBeforeEndsWaitsForIt() {
    add(0, 30).add(1, 60).add(2, 90).add(89, 148).add(91, 150).add(92, 180);
    assertThat(settled()).isEqualTo(1);
  }

  @Test
  void callsOfOneBeginStandInLineByTheirEnds() {
    add(0, 150).add(0, 60).add(0, 90).add(0, 120).add(0, 30);
    assertThat(settled()).isEqualTo(1);
    assertThat(queue.stretches().getFirst()).isEqualTo(new Stretch(0, 150, 5));
  }
}
