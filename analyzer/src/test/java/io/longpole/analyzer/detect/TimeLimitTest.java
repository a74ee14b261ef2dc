package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Where the calls that were given up show their limit. */
class TimeLimitTest {

  @Test
  void theDensestClusterIsTheLimit() {
    TimeLimit limit = new TimeLimit();
    for (long millis : new long[] {1200, 500, 503, 501, 505}) {
      limit.add(millis);
    }
    assertThat(limit.nanos()).isZero();
    limit.add(502);
    assertThat(limit.nanos()).isEqualTo(502);
  }

  @Test
  void theLastFiveHundredAndTwelveDurationsAreKept() {
    assertThat(limitAfter(5, 507)).isEqualTo(500);
    assertThat(limitAfter(5, 508)).isZero();
  }

  /** The limit that shows after so many of 500, and so many that are far from each other. */
  private static long limitAfter(int equal, int others) {
    TimeLimit limit = new TimeLimit();
    for (int i = 0; i < equal; i++) {
      limit.add(500);
    }
    double other = 1_000;
    for (int i = 0; i < others; i++) {
      other *= 1.02;
      limit.add((long) other);
    }
    limit.settle();
    return limit.nanos();
  }

  @Test
  void ofManyDurationsASixteenthIsWaitedFor() {
    assertThat(known(160, 10)).isZero();
    assertThat(known(160, 11)).isEqualTo(500);
    assertThat(known(165, 11)).isZero();
  }

  /** The limit after so many durations of all kinds were read, and so many equal ones were not. */
  private static long known(int read, int more) {
    TimeLimit limit = new TimeLimit();
    double other = 1_000;
    for (int i = 0; i < read; i++) {
      other *= 1.02;
      limit.add((long) other);
    }
    limit.settle();
    for (int i = 0; i < more; i++) {
      limit.add(500);
    }
    return limit.nanos();
  }

  @Test
  void moreDurationsThanAreKeptLeaveTheLimit() {
    assertThat(limitAfter(600, 0)).isEqualTo(500);
  }

  @Test
  void twoOfFiveDurationsAreNoLimit() {
    TimeLimit limit = new TimeLimit();
    for (long millis : new long[] {100, 200, 300, 400, 400}) {
      limit.add(millis);
    }
    assertThat(limit.nanos()).isZero();
  }
}
