package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** In which tens of seconds repeats are counted, and for how long a stretch of many holds. */
class RetryEdgeTest {

  private static final long TEN_SECONDS = RetryEdge.BUCKET_NANOS;

  private final RetryEdge edge = new RetryEdge();

  /** Calls in that ten seconds, each with so many repeats. */
  private RetryEdgeTest calls(int bucket, int count, int repeats) {
    for (int i = 0; i < count; i++) {
      edge.add(
          new RetryEdge.Attempted(bucket * TEN_SECONDS + i * 1_000_000L, repeats, repeats, true));
    }
    return this;
  }

  /** Begin and end of the stretches, in tens of seconds. */
  private List<List<Long>> stretches() {
    edge.settle();
    return edge.episodes().stream()
        .map(one -> List.of(one.fromNanos() / TEN_SECONDS, one.toNanos() / TEN_SECONDS))
        .toList();
  }

  @Test
  void aCallCountsWhereItBeganIfItComesFiveTensLate() {
    calls(100, 1, 0).calls(105, 1, 0).calls(100, 10, 3);
    assertThat(stretches()).containsExactly(List.of(95L, 106L));
  }

  @Test
  void aCallThatComesSixTensLateCountsInTheNextOpenTen() {
    calls(100, 1, 0).calls(106, 1, 0).calls(100, 10, 3);
    assertThat(stretches()).containsExactly(List.of(96L, 107L));
  }

  @Test
  void aLateCallHidesNoneThatCameBefore() {
    calls(100, 10, 3).calls(103, 1, 0).calls(101, 1, 0);
    assertThat(stretches()).containsExactly(List.of(95L, 104L));
  }

  @Test
  void stretchesThatTouchAreOne() {
    calls(110, 10, 3).calls(121, 10, 3).calls(130, 1, 0);
    assertThat(stretches()).containsExactly(List.of(105L, 127L));
  }

  @Test
  void stretchesTenSecondsApartAreTwo() {
    calls(110, 10, 3).calls(122, 10, 3).calls(130, 1, 0);
    assertThat(stretches()).containsExactly(List.of(105L, 116L), List.of(117L, 128L));
  }

  @Test
  void aStretchHoldsFromItsFirstNanosecondToItsLast() {
    calls(110, 10, 3).calls(130, 1, 0);
    assertThat(edge.at(105 * TEN_SECONDS - 1, false)).isNull();
    assertThat(edge.at(105 * TEN_SECONDS, false)).isNotNull();
    assertThat(edge.at(116 * TEN_SECONDS - 1, false)).isNotNull();
    assertThat(edge.at(116 * TEN_SECONDS, false)).isNull();
  }

  @Test
  void liveAStretchThatGoesOnHoldsForTwoMinutesMore() {
    calls(110, 10, 3).calls(117, 1, 0); // of which the windows up to 111 are judged
    assertThat(edge.at(124 * TEN_SECONDS - 1, true)).isNotNull();
    assertThat(edge.at(124 * TEN_SECONDS, true)).isNull();
    assertThat(edge.at(112 * TEN_SECONDS, false)).isNull();
    calls(122, 1, 0); // of which those up to 116 are judged, the last of them calm
    assertThat(edge.at(116 * TEN_SECONDS, true)).isNull();
  }
}
