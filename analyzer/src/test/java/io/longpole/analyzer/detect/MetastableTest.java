package io.longpole.analyzer.detect;

import static io.longpole.analyzer.detect.Payments.PLAIN;
import static io.longpole.analyzer.detect.Payments.lost;
import static io.longpole.analyzer.detect.Payments.mended;
import static io.longpole.analyzer.detect.Payments.plain;
import static io.longpole.analyzer.detect.Payments.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Severity;
import org.junit.jupiter.api.Test;

/** When only the retries keep an overload going: the load is the usual one, the failures stay. */
class MetastableTest {

  /** Takes as long as an answer usually does, or longer. */
  private static final String[] SLOWLY_LOST = lost(40, 40);

  @Test
  void halfOfTheUsualSuccessAtTheUsualLoad() {
    Payments payments = usual().in(40, 64, 5, PLAIN).in(40, 64, 5, SLOWLY_LOST);
    assertThat(payments.isMetastable()).isTrue();
    assertThat(payments.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(payments.only().summary()).contains("the load is the usual one");
    assertThat(payments.only().suggestion()).contains("To leave this state cut load");
    // One more call of a minute is answered.
    Payments more = usual().in(40, 64, 5, PLAIN).inSix(44, 64, 1, mended(40));
    for (int bucket = 40; bucket < 64; bucket++) {
      more.in(bucket, bucket + 1, bucket % 6 == 4 ? 4 : 5, SLOWLY_LOST);
    }
    assertThat(more.isMetastable()).isFalse();
    assertThat(more.isStorm()).isTrue();
    assertThat(more.only().summary()).contains("is in a retry storm");
    assertThat(more.only().suggestion()).doesNotContain("cut load");
  }

  @Test
  void aTenthMoreOrLessIsTheUsualLoad() {
    assertThat(calls(66).isMetastable()).isTrue();
    assertThat(calls(67).isMetastable()).isFalse();
    assertThat(calls(54).isMetastable()).isTrue();
    assertThat(calls(53).isMetastable()).isFalse();
  }

  /** So many calls a minute, all of them in vain. */
  private static Payments calls(int aMinute) {
    Payments payments = usual();
    for (int bucket = 40; bucket < 64; bucket++) {
      payments.in(
          bucket, bucket + 1, aMinute / 6 + (bucket % 6 < aMinute % 6 ? 1 : 0), SLOWLY_LOST);
    }
    return payments;
  }

  @Test
  void threeWindowsAreNeeded() {
    assertThat(usual().in(40, 57, 5, PLAIN).in(40, 57, 5, SLOWLY_LOST).isMetastable()).isFalse();
    assertThat(usual().in(40, 58, 5, PLAIN).in(40, 58, 5, SLOWLY_LOST).isMetastable()).isTrue();
  }

  @Test
  void threeWindowsOfRetriesNotOfFailures() {
    // An outage of three minutes, in which nothing is tried again at first.
    Payments outage = usual().in(40, 58, 10, refused(40));
    assertThat(outage.in(58, 66, 10, SLOWLY_LOST).isMetastable()).isFalse();
    assertThat(outage.in(66, 76, 10, SLOWLY_LOST).isMetastable()).isTrue();
  }

  @Test
  void theTriggerIsNotTheUsualLoad() {
    // Twice the load for long, and then the usual one again: the retries alone keep it up.
    Payments payments = usual().in(40, 80, 20, SLOWLY_LOST).in(80, 104, 10, SLOWLY_LOST);
    assertThat(payments.isMetastable()).isTrue();
  }

  @Test
  void theUsualLoadMustBeKnown() {
    Payments payments = new Payments().in(0, 20, 10, PLAIN).in(20, 60, 10, SLOWLY_LOST);
    assertThat(payments.isMetastable()).isFalse();
    assertThat(payments.isStorm()).isTrue();
  }

  @Test
  void halfOfTheFailuresAreNoQuickerThanUsual() {
    assertThat(usual().in(40, 64, 10, lost(5, 40)).isMetastable()).isTrue();
    assertThat(usual().in(40, 64, 10, lost(40, 5)).isMetastable()).isTrue();
    assertThat(usual().in(40, 64, 9, lost(5, 40)).in(40, 64, 1, lost(5, 5)).isMetastable())
        .isFalse();
    // Also those of calls that were tried once, and of calls that were answered in the end.
    assertThat(usual().in(40, 64, 5, refused(5)).in(40, 64, 5, mended(40)).isMetastable()).isTrue();
    assertThat(usual().in(40, 64, 5, refused(40)).in(40, 64, 5, mended(5)).isMetastable()).isTrue();
    assertThat(usual().in(40, 64, 5, refused(5)).in(40, 64, 5, mended(5)).isMetastable()).isFalse();
  }

  @Test
  void usualIsTheMedianOfTheAnswers() {
    assertThat(failuresOf30Ms(51, 49).isMetastable()).isTrue();
    assertThat(failuresOf30Ms(49, 51).isMetastable()).isFalse();
  }

  /** So many answers of 100 take 20 ms and 40 ms; then calls fail after 30 ms. */
  private static Payments failuresOf30Ms(int quick, int slow) {
    return new Payments()
        .in(0, 40, quick, PLAIN)
        .in(0, 40, slow, plain(40))
        .in(40, 64, 100, lost(30, 30));
  }

  private static Payments usual() {
    return new Payments().in(0, 40, 10, PLAIN);
  }

  @Test
  void ofManyCallsATenthIsExact() {
    assertThat(of300(330, 331).isMetastable()).isFalse();
    assertThat(of300(330, 330).isMetastable()).isTrue();
  }

  /** In turn so many calls a minute, all of them in vain, where 300 are usual. */
  private static Payments of300(int one, int other) {
    return new Payments()
        .in(0, 40, 50, PLAIN)
        .in(45, 46, one, SLOWLY_LOST)
        .in(51, 52, other, SLOWLY_LOST)
        .in(57, 58, one, SLOWLY_LOST);
  }

  @Test
  void ofManyFailuresHalfIsExact() {
    assertThat(quick(25).isMetastable()).isTrue();
    assertThat(quick(26).isMetastable()).isFalse();
  }

  /** Of 50 calls in ten seconds, all of them tried twice in vain, so many are refused at once. */
  private static Payments quick(int quickly) {
    return new Payments()
        .in(0, 40, 50, PLAIN)
        .in(40, 64, quickly, lost(5, 5))
        .in(40, 64, 50 - quickly, SLOWLY_LOST);
  }

  @Test
  void aStormOfAlmostThreeMinutesIsNotYetMetastable() {
    // It begins with the window from 55 to 60, the first with half as many attempts again.
    Payments outage = usual().in(40, 58, 10, refused(40)).in(58, 72, 10, SLOWLY_LOST);
    assertThat(outage.isMetastable()).isFalse();
    assertThat(outage.in(72, 73, 10, SLOWLY_LOST).isMetastable()).isTrue();
  }

  @Test
  void callsThatEndWellAtOnceTellWhatIsUsual() {
    String[] served = {
      "POST /buy 0-900 server @shop",
      "  POST 0-20 client http.method=POST http.url=http://pay/charge http.status_code=200",
      "    POST /charge 1-19 server @pay"
    };
    Payments lost = new Payments().in(0, 64, 5, served).in(0, 40, 5, served);
    assertThat(lost.in(40, 64, 5, SLOWLY_LOST).isMetastable()).isTrue();
    Payments refused = new Payments().in(0, 64, 5, served).in(0, 40, 5, served);
    assertThat(refused.in(40, 64, 5, lost(5, 5)).isMetastable()).isFalse();
  }

  @Test
  void eachOfTheThreeWindowsHasLostItsSuccess() {
    // As many attempts, but in the first minute the second ones are answered.
    Payments payments = usual().in(40, 46, 5, PLAIN).in(40, 46, 5, mended(40));
    payments.in(46, 58, 5, PLAIN).in(46, 58, 5, SLOWLY_LOST);
    assertThat(payments.isMetastable()).isFalse();
    payments.in(58, 64, 5, PLAIN).in(58, 64, 5, SLOWLY_LOST);
    assertThat(payments.isMetastable()).isTrue();
  }

  @Test
  void halfOfTheUsualSuccessIsLessWhereNotAllSucceeds() {
    // Eight of ten calls are answered, then five, or four.
    Payments half = new Payments().in(0, 40, 8, PLAIN).in(0, 40, 2, refused(20));
    assertThat(half.in(40, 64, 5, PLAIN).in(40, 64, 5, SLOWLY_LOST).isMetastable()).isFalse();
    Payments less = new Payments().in(0, 40, 8, PLAIN).in(0, 40, 2, refused(20));
    assertThat(less.in(40, 64, 4, PLAIN).in(40, 64, 6, SLOWLY_LOST).isMetastable()).isTrue();
  }
}
