package io.longpole.analyzer.assembly;

import static io.longpole.analyzer.TraceFixture.EPOCH_NANOS;
import static io.longpole.analyzer.TraceFixture.TRACE_ID;
import static io.longpole.analyzer.TraceFixture.assemble;
import static io.longpole.analyzer.TraceFixture.ms;
import static io.longpole.analyzer.TraceFixture.node;
import static io.longpole.analyzer.TraceFixture.spans;
import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanId;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceFlag;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssemblyTest {

  /** The tree as "name start-end", indented by level, in node order of each level. */
  private static List<String> tree(Trace trace) {
    List<String> lines = new ArrayList<>();
    for (int root = 0; root < trace.rootCount(); root++) {
      addTree(trace, root, "", lines);
    }
    return lines;
  }

  private static void addTree(Trace trace, int node, String indent, List<String> lines) {
    lines.add(
        "%s%s %s-%s"
            .formatted(
                indent,
                trace.span(node).name(),
                (trace.startNanos(node) - EPOCH_NANOS) / 1_000_000,
                (trace.endNanos(node) - EPOCH_NANOS) / 1_000_000));
    for (int i = 0; i < trace.childCount(node); i++) {
      addTree(trace, trace.firstChild(node) + i, indent + "  ", lines);
    }
  }

  @Test
  void childrenStandByStartThenId() {
    Trace trace =
        trace(
            "web 0-100 id=9", "  c 50-60 id=1", "  b 10-90 id=3", "  a 10-20 id=2", "    d 12-14");

    assertThat(tree(trace))
        .containsExactly("web 0-100", "  a 10-20", "    d 12-14", "  b 10-90", "  c 50-60");
    assertThat(trace.flags()).isEmpty();
    assertThat(trace.isComplete()).isTrue();
  }

  @Test
  void noSpansMakeNoTrace() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Assembly.assemble(TRACE_ID, List.of(), List.of(), AssemblySettings.DEFAULT))
        .withMessageContaining("has no spans");
  }

  @Test
  void ofExactDuplicatesTheRichestStays() {
    Trace trace =
        trace("web 0-100", "  db 10-20 id=d", "  db 10-20 id=d a=1 b=2", "  db 10-20 id=d a=1");

    assertThat(trace.size()).isEqualTo(2);
    assertThat(trace.span(1).attributes()).isEqualTo(Attributes.of("a", 1, "b", 2));
    assertThat(trace.counts().duplicateSpans()).isEqualTo(2);
    assertThat(trace.flags()).isEmpty();
  }

  @Test
  void finishedExportReplacesTheUnfinishedOne() {
    Span finished = spans("web 10-30").get(0);
    Span unfinished = spans("web 10-0 a=1").get(0);
    Span zeroEnd =
        Span.builder(TRACE_ID, unfinished.spanId())
            .name("web")
            .times(unfinished.startNanos(), 0)
            .attributes(unfinished.attributes())
            .resource(finished.resource())
            .build();

    Trace trace = assemble(List.of(zeroEnd, finished));

    assertThat(tree(trace)).containsExactly("web 10-30");
    assertThat(trace.counts().duplicateSpans()).isEqualTo(1);
    assertThat(trace.flags()).isEmpty();
  }

  @Test
  void serverHalfGoesBelowTheClientHalfOfASharedId() {
    Trace trace =
        trace(
            "front 0-100 id=f",
            "  call 10-90 client id=c",
            "  served 20-80 server @back id=c",
            "  work 30-40 @back parent=c",
            "  listener 12-14 parent=c");

    assertThat(tree(trace))
        .containsExactly(
            "front 0-100",
            "  call 10-90",
            "    listener 12-14",
            "    served 20-80",
            "      work 30-40");
    assertThat(trace.spanId(node(trace, "call"))).isEqualTo(0xc);
    assertThat(trace.isSynthetic(node(trace, "served"))).isTrue();
    assertThat(trace.flags()).isEmpty();
  }

  @Test
  void serverHalfWithoutItsClientHalfKeepsItsId() {
    Trace trace = trace("served 20-80 server id=c", "  work 30-40");

    assertThat(trace.spanId(0)).isEqualTo(0xc);
    assertThat(tree(trace)).containsExactly("served 20-80", "  work 30-40");
  }

  @Test
  void repeatedIdsStayAndAreToldApart() {
    Trace trace =
        trace(
            "web 0-100 id=a",
            "  second 50-90 id=b",
            "  first 10-40 id=b",
            "  of-first 15-20 parent=b",
            "  of-second 55-60 parent=b",
            "  elsewhere 55-60 @other parent=b");

    assertThat(tree(trace))
        .containsExactly(
            "web 0-100",
            "  first 10-40",
            "    of-first 15-20",
            "    elsewhere 55-60",
            "  second 50-90",
            "    of-second 55-60");
    assertThat(trace.spanId(node(trace, "first"))).isEqualTo(0xb);
    assertThat(trace.isSynthetic(node(trace, "second"))).isTrue();
    assertThat(trace.flags()).containsExactly(TraceFlag.DUPLICATE_ID);
  }

  /** SHA-256 of 4bf92f3577b34da6a3ce929d0e0e4736 000000000000000b 00000001, by sha256sum. */
  @Test
  void syntheticIdIsAHashOfTraceIdSpanIdAndOrdinal() {
    Trace trace = trace("web 0-100 id=a", "  first 10-40 id=b", "  second 50-90 id=b");

    assertThat(SpanId.hex(trace.spanId(node(trace, "second")))).isEqualTo("c21b2685820722e6");
  }

  @Test
  void orphansAreRoots() {
    Trace trace = trace("web 0-50", "lost 10-90 parent=99", "  db 20-30");

    assertThat(tree(trace)).containsExactly("lost 10-90", "  db 20-30", "web 0-50");
    assertThat(trace.flags()).containsExactly(TraceFlag.ORPHANS);
    assertThat(trace.counts().orphanSpans()).isEqualTo(1);
    assertThat(trace.isComplete()).isFalse();
  }

  @Test
  void onlyOrphansMeansThatTheRootIsMissing() {
    Trace trace = trace("lost 0-50 parent=99", "lost too 10-90 parent=98");

    assertThat(trace.flags()).containsExactly(TraceFlag.MISSING_ROOT);
    assertThat(trace.counts().orphanSpans()).isEqualTo(2);
  }

  @Test
  void ownParentIsARoot() {
    Trace trace = trace("web 0-50 id=a parent=a", "  db 10-20");

    assertThat(tree(trace)).containsExactly("web 0-50", "  db 10-20");
    assertThat(trace.flags()).containsExactly(TraceFlag.CYCLE);
    assertThat(trace.isComplete()).as("nothing says that it is the first span").isFalse();
  }

  @Test
  void cycleIsBrokenAtItsEarliestMember() {
    Trace trace =
        trace(
            "web 0-100 id=1",
            "c 30-40 id=c parent=a",
            "a 20-50 id=a parent=b",
            "b 10-60 id=b parent=c",
            "  below 11-12");

    assertThat(tree(trace))
        .containsExactly("web 0-100", "b 10-60", "  below 11-12", "  a 20-50", "    c 30-40");
    assertThat(trace.flags()).containsExactly(TraceFlag.CYCLE);
  }

  @Test
  void cycleOfEqualStartsIsBrokenAtTheSmallestId() {
    Trace trace =
        trace("y 0-10 id=f000000000000000 parent=2", "x 0-10 id=2 parent=f000000000000000");

    assertThat(tree(trace)).containsExactly("x 0-10", "  y 0-10");
  }

  @Test
  void endBeforeStartIsTakenFromTheDescendants() {
    Trace trace =
        trace("web 10-5", "  handler 20-15", "    db 30-40", "    cache 35-45", "  late 90-80");

    assertThat(tree(trace))
        .containsExactly(
            "web 10-45", "  handler 20-45", "    db 30-40", "    cache 35-45", "  late 90-90");
    assertThat(trace.flags()).containsExactly(TraceFlag.NEGATIVE_DURATION);
  }

  @Test
  void endOfZeroMeansUnfinished() {
    Span web = Span.builder(TRACE_ID, 1).name("web").times(EPOCH_NANOS, 0).build();
    Span db = Span.builder(TRACE_ID, 2).parent(1).times(EPOCH_NANOS + 5, EPOCH_NANOS + 9).build();

    Trace trace = assemble(List.of(web, db));

    assertThat(trace.durationNanos(0)).isEqualTo(9);
    assertThat(trace.flags()).containsExactly(TraceFlag.UNFINISHED);
  }

  @Test
  void rootsStandByDurationThenStartThenId() {
    Trace trace =
        trace("a 10-30 id=5", "b 0-20 id=4", "long 50-90 id=9", "c 0-20 id=3", "short 0-1 id=1");

    assertThat(tree(trace))
        .containsExactly("long 50-90", "c 0-20", "b 0-20", "a 10-30", "short 0-1");
  }

  @Test
  void timesBeyondAllReasonDoNotOverflow() {
    Span odd = Span.builder(TRACE_ID, 1).times(5, -1).build();
    Span child = Span.builder(TRACE_ID, 2).parent(1).times(-1, Long.MIN_VALUE).build();

    Trace trace = assemble(List.of(odd, child));

    assertThat(trace.durationNanos(0)).isEqualTo((1L << 62) - 5);
    assertThat(trace.durationNanos(1)).isZero();
  }

  @Test
  void logRecordsStandByTime() {
    LogRecord early = log(5, "b");
    LogRecord late = log(9, "a");
    LogRecord same = log(5, "a");

    assertThat(assemble(spans("web 0-1"), List.of(late, early, same)).logs())
        .containsExactly(same, early, late);
  }

  private static LogRecord log(long timeNanos, String body) {
    return new LogRecord(
        timeNanos, 9, "INFO", body, "", Attributes.EMPTY, Resource.EMPTY, Scope.EMPTY, TRACE_ID, 1);
  }

  @Test
  void timesAreKeptAsReportedBesideTheRepairedOnes() {
    Trace trace = trace("auth 5-45 host=a", "  verify 52-82 host=b");

    assertThat(trace.startNanos(1)).isEqualTo(EPOCH_NANOS + ms(10));
    assertThat(trace.span(1).startNanos()).isEqualTo(EPOCH_NANOS + ms(52));
  }
}
