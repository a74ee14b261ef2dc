package io.longpole.analyzer.path;

import static io.longpole.analyzer.TraceFixture.ms;
import static io.longpole.analyzer.TraceFixture.node;
import static io.longpole.analyzer.TraceFixture.nodes;
import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.longpole.analyzer.model.Trace;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepTest {

  /** The worked example of the specification (ms). */
  private static final Trace CHECKOUT =
      trace(
          "S 0-240 server host=front",
          "  A 5-45 client",
          "    V 52-82 server host=back",
          "  B1 50-60 client",
          "  B2 60-70 client",
          "  B3 72-82 client",
          "  P 90-150 client",
          "  Q 90-190 client",
          "  R 195-225 client",
          "  M 226-228 producer",
          "    N 400-460 consumer",
          "  F 228-300 internal");

  private static List<Integer> named(Trace trace, String... names) {
    return Arrays.stream(names).map(name -> node(trace, name)).toList();
  }

  private static Sweep sweep(Trace trace) {
    return Sweep.of(trace, PathAnalysis.of(trace, PathSettings.DEFAULT));
  }

  private static long predict(Trace trace, Change change) {
    return sweep(trace).predict(change);
  }

  private static Change scale(Trace trace, double factor, String... names) {
    return new Change.Scale(named(trace, names), factor, false);
  }

  private static final List<Integer> ITEMS = named(CHECKOUT, "B1", "B2", "B3");

  @Test
  void anotherBranchDecidesWhenOneGetsFaster() {
    assertThat(predict(CHECKOUT, scale(CHECKOUT, 0.5, "Q"))).isEqualTo(ms(200));
  }

  @Test
  void spanOffThePathBringsNothing() {
    assertThat(predict(CHECKOUT, scale(CHECKOUT, 0.5, "P"))).isEqualTo(ms(240));
  }

  @Test
  void scaledParentGainsItsOwnWorkOnly() {
    assertThat(predict(CHECKOUT, scale(CHECKOUT, 0.5, "S"))).isEqualTo(ms(227));
  }

  @Test
  void scaledSubtreeGainsTheWorkBelowToo() {
    Trace trace = trace("web 0-100", "  call 10-90", "    query 20-80", "      disk 30-70");
    List<Integer> call = named(trace, "call");

    assertThat(predict(trace, new Change.Scale(call, 0.5, false))).isEqualTo(ms(90));
    assertThat(predict(trace, new Change.Scale(call, 0.5, true))).isEqualTo(ms(60));
    assertThat(predict(trace, new Change.Scale(named(trace, "call", "disk"), 0.5, true)))
        .as("what is below a selected span is not scaled twice")
        .isEqualTo(ms(60));
  }

  @Test
  void operationNestedInItselfIsScaledInBothPlaces() {
    Trace trace = trace("web 0-100", "  walk 0-100", "    walk 20-80");

    assertThat(predict(trace, new Change.Scale(nodes(trace, "walk"), 0.5, false)))
        .isEqualTo(ms(50));
  }

  @Test
  void removedCallsLeaveTheWorkBetweenThem() {
    assertThat(predict(CHECKOUT, new Change.Remove(named(CHECKOUT, "B2", "B3"))))
        .isEqualTo(ms(220));
  }

  @Test
  void removedRootLeavesNothing() {
    assertThat(predict(CHECKOUT, new Change.Remove(List.of(0)))).isZero();
  }

  @Test
  void spanBelowARemovedOneIsNotCountedTwice() {
    assertThat(predict(CHECKOUT, new Change.Remove(named(CHECKOUT, "A", "V")))).isEqualTo(ms(200));
  }

  @Test
  void batchIsOneCallWithoutTheLoop() {
    assertThat(predict(CHECKOUT, new Change.Batch(ITEMS))).isEqualTo(ms(218));
  }

  @Test
  void carefulBatchTakesTwiceTheMedianAndKeepsTheLoop() {
    assertThat(predict(CHECKOUT, new Change.BatchAt(ITEMS, Change.Estimate.CAREFUL)))
        .isEqualTo(ms(230));
  }

  @Test
  void hopefulBatchTakesTheMedianWithoutTheLoop() {
    assertThat(predict(CHECKOUT, new Change.BatchAt(ITEMS, Change.Estimate.HOPEFUL)))
        .isEqualTo(ms(218));
  }

  @Test
  void medianOfAnEvenNumberIsTheLowerMiddleOne() {
    Trace trace = trace("web 0-100", "  q 0-10", "  q 10-30", "  q 30-60", "  q 60-100");

    assertThat(predict(trace, new Change.BatchAt(nodes(trace, "q"), Change.Estimate.HOPEFUL)))
        .isEqualTo(ms(20));
  }

  @Test
  void limitedWorkersTakeTheWorkBetweenAlong() {
    assertThat(predict(CHECKOUT, new Change.Parallelise(ITEMS, 1))).isEqualTo(ms(240));
    assertThat(predict(CHECKOUT, new Change.Parallelise(ITEMS, 2))).isEqualTo(ms(230));
    assertThat(predict(CHECKOUT, new Change.Parallelise(ITEMS, 3))).isEqualTo(ms(220));
    assertThat(predict(CHECKOUT, new Change.Parallelise(ITEMS, Change.Parallelise.UNLIMITED)))
        .isEqualTo(ms(220));
  }

  @Test
  void limitBelowTheConcurrencySeenIsNoGain() {
    Trace trace = trace("web 0-50", "  q 10-40", "  q 10-40");

    assertThat(predict(trace, new Change.Parallelise(nodes(trace, "q"), 1))).isEqualTo(ms(50));
  }

  @Test
  void parallelMembersStillWaitForOthersBefore() {
    // x2 waits for y, which does not belong to the group
    Trace trace = trace("web 0-100", "  x 0-20", "  y 20-50", "  x 55-75", "  z 80-100");

    assertThat(predict(trace, new Change.Parallelise(nodes(trace, "x"), 2))).isEqualTo(ms(100));
  }

  private static final Trace RETRIED =
      trace("T 0-170", "  x 10-40 client error", "  x 60-95 client error", "  x 140-160 client");

  @Test
  void succeededRetryTakesThePlaceOfTheFirstAttempt() {
    assertThat(predict(RETRIED, new Change.NoRetries(nodes(RETRIED, "x"), true))).isEqualTo(ms(40));
  }

  @Test
  void failedRetriesLeaveTheFirstAttempt() {
    assertThat(predict(RETRIED, new Change.NoRetries(nodes(RETRIED, "x"), false)))
        .isEqualTo(ms(50));
  }

  @Test
  void overlappingAttemptsAreNoRetries() {
    Trace trace = trace("T 0-100", "  x 10-60 client", "  x 30-90 client");

    assertThat(predict(trace, new Change.NoRetries(nodes(trace, "x"), true))).isEqualTo(ms(100));
  }

  @Test
  void methodsStandForTheirOnlyQueries() {
    Trace trace =
        trace(
            "web 0-100",
            "  find 10-30",
            "    query 12-28",
            "  find 30-50",
            "    query 32-48",
            "  find 55-75",
            "    query 57-73");

    assertThat(predict(trace, new Change.Batch(nodes(trace, "query")))).isEqualTo(ms(55));
  }

  @Test
  void groupOfOneStaysAsItIs() {
    assertThat(predict(CHECKOUT, new Change.Batch(named(CHECKOUT, "R")))).isEqualTo(ms(240));
  }

  @Test
  void spansThatDoNotBlockChangeNothing() {
    assertThat(predict(CHECKOUT, new Change.Remove(named(CHECKOUT, "N")))).isEqualTo(ms(240));
  }

  @Test
  void onlyTheMainRootIsPredicted() {
    Trace trace = trace("web 0-100", "  db 10-50", "job 0-40", "  db 0-30");

    assertThat(predict(trace, new Change.Remove(nodes(trace, "db")))).isEqualTo(ms(60));
  }

  @Test
  void clippedPartAloneIsChanged() {
    assertThat(predict(CHECKOUT, scale(CHECKOUT, 0.5, "F"))).isEqualTo(ms(234));
  }

  @Test
  void slowerIsPredictedToo() {
    assertThat(predict(CHECKOUT, scale(CHECKOUT, 1.5, "P"))).isEqualTo(ms(240));
    assertThat(predict(CHECKOUT, scale(CHECKOUT, 2, "P"))).isEqualTo(ms(260));
  }

  @Test
  void changesMadeTogetherAreTimedTogether() {
    Sweep sweep = sweep(CHECKOUT);

    assertThat(
            sweep.predict(
                List.of(new Change.Batch(ITEMS), new Change.Remove(named(CHECKOUT, "P", "Q")))))
        .isEqualTo(ms(118));
    assertThat(sweep.predict(List.of())).as("nothing is left behind").isEqualTo(ms(240));
  }

  @Test
  void equalBranchesGainOnlyTogether() {
    Trace trace = trace("web 0-100", "  a 10-90", "  b 10-90");

    assertThat(predict(trace, scale(trace, 0.5, "a"))).isEqualTo(ms(100));
    assertThat(predict(trace, scale(trace, 0.5, "a", "b"))).isEqualTo(ms(60));
  }

  @Test
  void dragIsWhatASpanHoldsUp() {
    PathAnalysis path = PathAnalysis.of(CHECKOUT, PathSettings.DEFAULT);

    assertThat(path.dragNanos(node(CHECKOUT, "Q"))).isEqualTo(ms(40));
    assertThat(path.dragNanos(node(CHECKOUT, "A"))).isEqualTo(ms(40));
    assertThat(path.dragNanos(node(CHECKOUT, "V"))).isEqualTo(ms(30));
    assertThat(path.dragNanos(node(CHECKOUT, "R"))).isEqualTo(ms(30));
    assertThat(path.dragNanos(node(CHECKOUT, "B1"))).isEqualTo(ms(10));
    assertThat(path.dragNanos(node(CHECKOUT, "P"))).isZero();
    assertThat(path.dragNanos(node(CHECKOUT, "N"))).isZero();
    assertThat(path.dragNanos(0)).isEqualTo(ms(240));
  }

  @Test
  void impossibleChangesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Change.Scale(List.of(1), -1, false))
        .withMessageContaining("factor=-1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Change.Parallelise(List.of(1), 0))
        .withMessageContaining("limit=0");
  }
}
