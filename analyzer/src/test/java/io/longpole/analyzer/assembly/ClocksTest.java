package io.longpole.analyzer.assembly;

import static io.longpole.analyzer.TraceFixture.EPOCH_NANOS;
import static io.longpole.analyzer.TraceFixture.TRACE_ID;
import static io.longpole.analyzer.TraceFixture.ms;
import static io.longpole.analyzer.TraceFixture.node;
import static io.longpole.analyzer.TraceFixture.spans;
import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.longpole.analyzer.model.ClockOffset;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceFlag;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClocksTest {

  private static final long OPEN_HIGH = Long.MAX_VALUE;

  private static long startMillis(Trace trace, String name) {
    return (trace.startNanos(node(trace, name)) - EPOCH_NANOS) / ms(1);
  }

  @Test
  void calleeIsMovedIntoTheMiddleOfItsCaller() {
    Trace trace = trace("auth 5-45 host=a", "  verify 52-82 host=b", "    sql 60-62");

    assertThat(startMillis(trace, "verify")).isEqualTo(10);
    assertThat(startMillis(trace, "sql")).isEqualTo(18);
    assertThat(trace.clockOffsets())
        .containsExactly(new ClockOffset("b", ms(-42), ms(-47), ms(-37), 1, true));
    assertThat(trace.flags()).containsExactly(TraceFlag.CLOCK_SKEW);
    assertThat(trace.counts().skewedSpans()).isEqualTo(2);
  }

  @Test
  void possibleTimesAreLeftAlone() {
    Trace trace = trace("auth 5-45 host=a", "  verify 6-44 host=b");

    assertThat(startMillis(trace, "verify")).isEqualTo(6);
    assertThat(trace.clockOffsets())
        .containsExactly(new ClockOffset("b", 0, ms(-1), ms(1), 1, false));
    assertThat(trace.flags()).isEmpty();
  }

  @Test
  void allCallsBetweenTwoHostsBoundTheOffset() {
    // x >= 0 - 20 and x <= 30 - 45 from the first, x >= 40 - 58 from the second
    Trace trace =
        trace(
            "web 0-100 host=a",
            "  c1 0-30",
            "    s1 20-45 host=b",
            "  c2 40-90",
            "    s2 58-80 host=b");

    assertThat(trace.clockOffsets())
        .containsExactly(new ClockOffset("b", ms(-16.5), ms(-18), ms(-15), 2, true));
  }

  @Test
  void callsBackBoundTheOffsetFromTheOtherSide() {
    // a calls b: -20 <= x <= 5; b calls back: a's span must start 10 later against b's, x <= -10
    Trace trace =
        trace(
            "web 0-100 host=a",
            "  served 20-95 host=b",
            "    out 40-80",
            "      back 30-60 host=a");

    assertThat(trace.clockOffsets())
        .containsExactly(new ClockOffset("b", ms(-15), ms(-20), ms(-10), 2, true));
  }

  @Test
  void failedCallerDoesNotHoldItsCalleesEnd() {
    Trace trace = trace("web 0-50 error host=a", "  served 10-60 host=b");

    assertThat(startMillis(trace, "served")).isEqualTo(10);
    assertThat(trace.clockOffsets())
        .containsExactly(new ClockOffset("b", 0, ms(-10), OPEN_HIGH, 1, false));
  }

  @Test
  void longerCalleeStartsWithItsCaller() {
    Trace trace = trace("web 10-50 host=a", "  served 0-60 host=b");

    assertThat(startMillis(trace, "served")).isEqualTo(10);
    assertThat(trace.clockOffsets())
        .containsExactly(new ClockOffset("b", ms(10), ms(10), OPEN_HIGH, 1, true));
  }

  @Test
  void softBoundsGiveWayToHardOnes() {
    // the first pushes b forward by 20, the second would hold it back to at most 5
    Trace trace =
        trace(
            "web 0-100 host=a",
            "  c1 30-60",
            "    s1 10-45 host=b",
            "  c2 60-80",
            "    s2 65-75 host=b");

    assertThat(trace.clockOffsets())
        .containsExactly(new ClockOffset("b", ms(20), ms(20), OPEN_HIGH, 2, true));
  }

  @Test
  void contradictingCallsMoveNothing() {
    // a's callee on b starts 20 early, b's callee on a starts 20 early
    Trace trace = trace("web 40-100 host=a", "  served 20-80 host=b", "    back 0-30 host=a");

    assertThat(startMillis(trace, "served")).isEqualTo(20);
    assertThat(trace.flags()).containsExactly(TraceFlag.CLOCK_INFEASIBLE);
    assertThat(trace.counts().skewedSpans()).isZero();
  }

  @Test
  void offsetBeyondTheMaximumIsNotApplied() {
    Trace trace = trace("web 0-50 host=a", "  served 100-120 host=b");

    assertThat(startMillis(trace, "served")).isEqualTo(100);
    assertThat(trace.clockOffsets())
        .containsExactly(new ClockOffset("b", ms(-85), ms(-100), ms(-70), 1, false));
    assertThat(trace.flags()).containsExactly(TraceFlag.CLOCK_OVER_MAX);
  }

  @Test
  void maximumOfZeroSwitchesOffsetsOffWithoutAFlag() {
    List<Span> spans = spans("web 0-50 host=a", "  served 60-80 host=b");
    Trace trace = Assembly.assemble(TRACE_ID, spans, List.of(), new AssemblySettings(0));

    assertThat(startMillis(trace, "served")).isEqualTo(60);
    assertThat(trace.flags()).isEmpty();
  }

  @Test
  void unknownHostsAreNotMoved() {
    Trace trace = trace("web 10-50 host=a", "  proxy 0-40 host=''", "    served 5-35 host=b");

    assertThat(startMillis(trace, "proxy")).isZero();
    assertThat(startMillis(trace, "served")).isEqualTo(5);
    assertThat(trace.clockOffsets()).isEmpty();
  }

  @Test
  void consumersMayStartAnyTimeAfterTheirProducers() {
    Trace trace = trace("send 0-10 producer host=a", "  receive 500-510 consumer host=b");

    assertThat(trace.clockOffsets()).isEmpty();
    assertThat(trace.flags()).isEmpty();
  }

  @Test
  void hostsJoinOutwardsOverTheMovedTimesOfTheirNeighbours() {
    // b is 20 ahead of a; c agrees with b's raw clock, so it is 20 ahead too
    Trace trace = trace("web 0-40 host=a", "  mid 25-55 host=b", "    leaf 30-50 host=c");

    assertThat(startMillis(trace, "mid")).isEqualTo(5);
    // leaf must be within 5-35: -25 to -15
    assertThat(startMillis(trace, "leaf")).isEqualTo(10);
    assertThat(trace.clockOffsets())
        .extracting(ClockOffset::host, ClockOffset::offsetNanos)
        .containsExactly(tuple("b", ms(-20)), tuple("c", ms(-20)));
  }

  @Test
  void hostJoinsOverThePairWithMostCalls() {
    // c is called twice from b and once from a; b's two calls decide
    Trace trace =
        trace(
            "web 0-100 host=a",
            "  b1 0-90 host=b",
            "    c1 20-30 host=c",
            "    c2 40-50 host=c",
            "  c3 0-60 host=c");

    assertThat(trace.clockOffsets())
        .extracting(ClockOffset::host, ClockOffset::edges)
        .containsExactly(tuple("b", 1), tuple("c", 2));
  }
}
