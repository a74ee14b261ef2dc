package io.longpole.analyzer.detect;

import static io.longpole.analyzer.detect.Payments.LOST;
import static io.longpole.analyzer.detect.Payments.MENDED;
import static io.longpole.analyzer.detect.Payments.PLAIN;
import static io.longpole.analyzer.detect.Payments.REFUSED;
import static io.longpole.analyzer.detect.Payments.resent;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Both sides of each limit of a storm, seen through whole traces. */
class RetryStormLimitsTest {

  @Test
  void thirtyRepeatsAreTheLeast() {
    assertThat(new Payments().in(0, 1, 29, MENDED).findings()).isEmpty();
    assertThat(new Payments().in(0, 1, 30, MENDED).severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void moreThanOneRepeatForTenCalls() {
    assertThat(new Payments().in(0, 1, 360, PLAIN).in(0, 1, 40, MENDED).findings()).isEmpty();
    assertThat(new Payments().in(0, 1, 359, PLAIN).in(0, 1, 41, MENDED).findings()).hasSize(1);
  }

  @Test
  void aStormHasFiftyFirstAttempts() {
    assertThat(new Payments().in(0, 1, 49, LOST).in(1, 2, 1, PLAIN).isStorm()).isFalse();
    assertThat(new Payments().in(0, 1, 50, LOST).in(1, 2, 1, PLAIN).isStorm()).isTrue();
  }

  @Test
  void unknownLoadIsTheFirstAttempts() {
    // Of 101 calls 51 are repeated, 152 attempts; or 50, 151.
    assertThat(load(51)).isTrue();
    assertThat(load(50)).isFalse();
  }

  private static boolean load(int repeated) {
    Payments payments = new Payments().in(0, 1, repeated, MENDED).in(0, 1, 100 - repeated, PLAIN);
    return payments.in(1, 2, 1, PLAIN).isStorm();
  }

  @Test
  void aStormIsHalfAsMuchAgainAsTheUsualLoad() {
    // 120 calls a minute before; then as many with 60 repeats, or 59.
    Payments before = new Payments().in(0, 40, 20, PLAIN);
    assertThat(before.in(40, 52, 10, PLAIN).in(40, 52, 10, MENDED).isStorm()).isTrue();
    Payments less = new Payments().in(0, 40, 20, PLAIN).in(40, 52, 10, PLAIN);
    for (int bucket = 40; bucket < 52; bucket++) {
      boolean sixth = bucket % 6 == 0;
      less.in(bucket, bucket + 1, sixth ? 9 : 10, MENDED);
      less.in(bucket, bucket + 1, sixth ? 1 : 0, PLAIN);
    }
    assertThat(less.isStorm()).isFalse();
  }

  @Test
  void theUsualLoadIsKnownFromThirtyTimesTenSeconds() {
    // The window of the burst takes five of those before it.
    assertThat(burstAfter(34).isStorm()).isTrue();
    assertThat(burstAfter(35).isStorm()).isFalse();
  }

  /** 110 calls and 60 repeats in a minute where 120 calls are usual. */
  private static Payments burstAfter(int tens) {
    return new Payments()
        .in(0, tens, 20, PLAIN)
        .in(tens, tens + 1, 10, resent(6))
        .in(tens + 1, tens + 2, 20, PLAIN);
  }

  @Test
  void theUsualLoadIsThatOfTheHourBefore() {
    assertThat(burstAt(350).isStorm()).isFalse();
    assertThat(burstAt(365).isStorm()).isTrue();
  }

  /** Five minutes of 40 calls in ten seconds, and later a burst of fewer. */
  private static Payments burstAt(int bucket) {
    return new Payments()
        .in(0, 30, 40, PLAIN)
        .in(bucket, bucket + 1, 60, MENDED)
        .in(bucket + 1, bucket + 2, 1, PLAIN);
  }

  @Test
  void aFifthOfTheAttemptsFails() {
    // 120 calls and 30 repeats a minute: 30 of 150 attempts failed.
    assertThat(failing(30, 90, 0).isStorm()).isTrue();
    assertThat(failing(30, 91, 0).isStorm()).isFalse();
    // Who gives up failed once more, and so did who never tried again.
    assertThat(failing(29, 90, 1).isStorm()).isTrue();
    assertThat(failing(30, 91, 0, 1).isStorm()).isTrue();
  }

  private static Payments failing(int mended, int plain, int lost) {
    return failing(mended, plain, lost, 0);
  }

  private static Payments failing(int mended, int plain, int lost, int refused) {
    // All of a minute in ten seconds, once a minute: each window holds one of them.
    return new Payments()
        .in(0, 40, 10, PLAIN)
        .inSix(40, 58, mended, MENDED)
        .inSix(40, 58, plain - refused, PLAIN)
        .inSix(40, 58, lost, LOST)
        .inSix(40, 58, refused, REFUSED);
  }

  @Test
  void twoEvaluationsMakeAStorm() {
    assertThat(repeatedFor(6).isStorm()).isFalse();
    assertThat(repeatedFor(7).isStorm()).isTrue();
  }

  /** Thirty repeats need all six parts of a window. */
  private static Payments repeatedFor(int tens) {
    return new Payments()
        .in(0, 40, 10, PLAIN)
        .in(40, 40 + tens, 15, PLAIN)
        .in(40, 40 + tens, 5, MENDED);
  }

  @Test
  void aHundredRepeatsAreCritical() {
    assertThat(repeated(99).severity()).isEqualTo(Severity.WARNING);
    assertThat(repeated(100).severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void theSummaryTellsTheRepeatsOfAHundredCalls() {
    assertThat(repeated(100).only().summary()).contains("up to 100 repeats for 100 calls of");
  }

  private static Payments repeated(int mended) {
    return new Payments().in(0, 1, mended, MENDED).in(1, 2, 1, PLAIN);
  }

  @Test
  void moreThanOneRepeatForFiveCallsIsCritical() {
    assertThat(ratio(100).severity()).isEqualTo(Severity.WARNING);
    assertThat(ratio(101).severity()).isEqualTo(Severity.CRITICAL);
  }

  /** 500 calls a minute, 50 of them in vain, where 60 are usual. */
  private static Payments ratio(int mended) {
    return new Payments()
        .in(0, 40, 10, PLAIN)
        .in(40, 41, mended, MENDED)
        .in(40, 41, 50, REFUSED)
        .in(40, 41, 400 - mended, PLAIN)
        .in(41, 42, 10, PLAIN);
  }

  @Test
  void stretchesAreToldApart() {
    // What is tried again in the calm between belongs to neither.
    Payments payments =
        new Payments()
            .in(0, 60, 10, PLAIN)
            .in(20, 21, 1, MENDED)
            .in(10, 11, 30, MENDED)
            .in(0, 1, 1, MENDED)
            .in(50, 51, 30, MENDED)
            .in(59, 60, 1, MENDED);
    assertThat(payments.only().traceCount()).isEqualTo(60);
  }

  @Test
  void sixtyFourStretchesAreRemembered() {
    Payments payments = new Payments();
    for (int stretch = 0; stretch < 65; stretch++) {
      payments.in(12 * stretch, 12 * stretch + 1, 10, resent(3));
    }
    assertThat(payments.only().traceCount()).isEqualTo(640);
  }

  @Test
  void grpcCountsCallsAndNotTheirAttempts() {
    Window window = new Window();
    for (int i = 0; i < 300; i++) {
      window.trace(
          i * 100.0,
          "GET /search 0-90 server @web",
          "  Sent.search.Engine.Query 0-80 client ok",
          "    Attempt.search.Engine.Query 1-79 client ok previous-rpc-attempts=0");
    }
    for (int i = 0; i < 40; i++) {
      window.trace(
          i * 700.0,
          "GET /search 0-90 server @web",
          "  Sent.search.Engine.Query 0-80 client ok",
          "    Attempt.search.Engine.Query 1-9 client error previous-rpc-attempts=0"
              + " rpc.status_code=UNAVAILABLE",
          "    Attempt.search.Engine.Query 20-79 client ok previous-rpc-attempts=1");
    }
    assertThat(window.only(Payments.STORM).details())
        .containsEntry("retryRatio", 40.0 / 340)
        .containsEntry("storm", false);
  }

  @Test
  void grpcCallsBesideARepeatedOneCountOnce() {
    Window window = new Window();
    for (int i = 0; i < 40; i++) {
      List<String> lines = new ArrayList<>();
      lines.add("GET /search 0-900 server @web");
      lines.add("  Sent.search.Engine.Query 0-80 client ok");
      lines.add(
          "    Attempt.search.Engine.Query 1-9 client error previous-rpc-attempts=0"
              + " rpc.status_code=UNAVAILABLE");
      lines.add("    Attempt.search.Engine.Query 20-79 client ok previous-rpc-attempts=1");
      for (int call = 1; call < 9; call++) {
        lines.add(
            "  Sent.search.Engine.Query %d-%d client ok".formatted(100 * call, 100 * call + 9));
        lines.add(
            "    Attempt.search.Engine.Query %d-%d client ok"
                .formatted(100 * call, 100 * call + 8));
      }
      window.trace(i * 700.0, lines.toArray(String[]::new));
    }
    assertThat(window.only(Payments.STORM).details()).containsEntry("retryRatio", 40.0 / 360);
    assertThat(window.only(Payments.STORM).summary()).contains("repeats up to 11 % of its calls");
  }
}
