package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many queries and crowds are kept, and when a crowd goes on. */
class CrowdTest {

  private static final long ROW = 1;
  private static final long FAR = 1_000_000_000L;

  private final Crowd crowd = new Crowd();
  private long trace;

  /** So many queries, one at a time, before the time 0. */
  private CrowdTest quiet(int count) {
    for (int i = 0; i < count; i++) {
      long start = 10L * (i - count);
      crowd.add(start, start + 5, ++trace, -trace);
    }
    return this;
  }

  /** So many queries for one row, at once. */
  private CrowdTest together(int count, long start, long end) {
    for (int i = 0; i < count; i++) {
      crowd.add(start, end, ++trace, ROW);
    }
    return this;
  }

  @Test
  void ofMoreThanFourThousandAndNinetySixThatRunTheFirstToEndAreForgotten() {
    quiet(10_000).together(9, 0, FAR);
    others(4_086).together(1, 100, 2 * FAR);
    assertThat(crowd.holds(100)).isTrue();
    CrowdTest more = new CrowdTest();
    more.quiet(10_000).together(9, 0, FAR);
    more.others(4_087).together(1, 100, 2 * FAR);
    assertThat(more.crowd.holds(100)).isFalse();
  }

  /** So many that ask for a row of their own and run longest. */
  private CrowdTest others(int count) {
    for (int i = 0; i < count; i++) {
      crowd.add(50, 3 * FAR, ++trace, -trace);
    }
    return this;
  }

  @Test
  void theLastSixtyFourCrowdsAreKnown() {
    quiet(10_000);
    for (int i = 0; i < 64; i++) {
      together(10, i * 1_000L, i * 1_000L + 100);
    }
    assertThat(crowd.holds(0)).isTrue();
    together(10, 64_000, 64_100);
    assertThat(crowd.holds(0)).isFalse();
    assertThat(crowd.holds(1_000)).isTrue();
    assertThat(crowd.holds(64_000)).isTrue();
  }

  @Test
  void aCrowdGoesOnWithAQueryThatBeginsWithinItsOwnDuration() {
    quiet(1_000).together(10, 0, FAR).together(1, 100, 200);
    assertThat(crowd.holds(50)).isTrue();
    assertThat(crowd.holds(0)).isTrue();
    assertThat(crowd.holds(100)).isTrue();
  }

  @Test
  void aQueryThatIsShorterThanThePauseBeginsAnotherCrowd() {
    quiet(1_000).together(10, 0, FAR).together(1, 100, 199);
    assertThat(crowd.holds(50)).isFalse();
    assertThat(crowd.holds(0)).isTrue();
    assertThat(crowd.holds(100)).isTrue();
  }

  @Test
  void tenQueriesOfNineTracesAreNoCrowd() {
    quiet(1_000).together(9, 0, FAR);
    crowd.add(1, FAR, trace, ROW);
    assertThat(crowd.holds(1)).isFalse();
    crowd.add(2, FAR, ++trace, ROW);
    assertThat(crowd.holds(2)).isTrue();
  }
}
