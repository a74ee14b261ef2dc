package io.longpole.analyzer.path;

import static io.longpole.analyzer.TraceFixture.ms;
import static io.longpole.analyzer.TraceFixture.node;
import static io.longpole.analyzer.TraceFixture.nodes;
import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.evidence.OrderVotes;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TraceVoteTest {

  private static final String[] CHECKOUT = {
    "S 0-240 server host=front",
    "  A 5-45 client",
    "    V 52-82 server host=back",
    "  B 50-60 client",
    "  B 60-70 client",
    "  B 72-82 client",
    "  P 90-150 client",
    "  Q 90-190 client",
    "  R 195-225 client",
    "  M 226-228 producer",
    "    N 400-460 consumer",
    "  F 228-300 internal"
  };

  /** What 30 other traces, all alike, tell. */
  private static OrderEvidence evidence(String... lines) {
    OrderVotes votes = new OrderVotes();
    TraceVote voter = new TraceVote(Beliefs.KEYS, votes);
    for (int i = 0; i < 30; i++) {
      voter.cast(trace(lines));
    }
    return votes.evidence();
  }

  private static PathAnalysis analyse(Trace trace, OrderEvidence evidence) {
    return PathAnalysis.of(
        trace, PathSettings.DEFAULT, SiblingOrder.of(trace, evidence, Beliefs.KEYS));
  }

  private static String sections(Trace trace, PathAnalysis path) {
    StringBuilder text = new StringBuilder();
    for (Section section : path.paths().get(0).sections()) {
      text.append(trace.span(section.node()).name())
          .append(' ')
          .append((section.startNanos() - TraceFixture.EPOCH_NANOS) / ms(1))
          .append('-')
          .append((section.endNanos() - TraceFixture.EPOCH_NANOS) / ms(1))
          .append(' ');
    }
    return text.toString().trim();
  }

  private static String state(OrderEvidence evidence, Trace trace, String a, String b) {
    OrderEvidence.Verdicts below =
        Objects.requireNonNull(evidence.below(Beliefs.KEYS.versionedOperation(trace.span(0))));
    int slotOfA = below.slot(Beliefs.KEYS.operation(trace.span(node(trace, a))));
    int slotOfB = below.slot(Beliefs.KEYS.operation(trace.span(node(trace, b))));
    return below.isRefuted(slotOfA, slotOfB)
        ? "refuted"
        : below.isProven(slotOfA, slotOfB) ? "proven" : "unknown";
  }

  @Test
  void exampleOfTheClassDoc() {
    String[] lines = {"web 0-100", "  a 0-40", "  b 45-60", "  c 50-80"};
    OrderEvidence evidence = evidence(lines);
    Trace trace = trace(lines);

    assertThat(state(evidence, trace, "a", "b")).isEqualTo("proven");
    assertThat(state(evidence, trace, "a", "c")).isEqualTo("proven");
    assertThat(state(evidence, trace, "b", "c")).isEqualTo("refuted");
    assertThat(state(evidence, trace, "b", "a")).isEqualTo("refuted");
    assertThat(state(evidence, trace, "c", "b")).isEqualTo("refuted");
    assertThat(state(evidence, trace, "a", "a")).isEqualTo("unknown");
  }

  @Test
  void siblingThatIsNearlyDoneTellsNothing() {
    String[] nearly = {"web 0-100", "  a 0-50", "  b 45-60"};
    String[] wellBefore = {"web 0-100", "  a 0-50", "  b 44-60"};

    assertThat(state(evidence(nearly), trace(nearly), "a", "b")).isEqualTo("unknown");
    assertThat(state(evidence(wellBefore), trace(wellBefore), "a", "b")).isEqualTo("refuted");
  }

  @Test
  void repeatsVoteOnThemselvesAndNotOnWhoBeganFirst() {
    String[] loop = {"web 0-100", "  q 0-10", "  q 10-20", "  z 20-30", "  q 30-40"};
    String[] fanOut = {"web 0-100", "  q 0-10", "  q 1-20", "  z 20-30"};

    assertThat(state(evidence(loop), trace(loop), "q", "q")).isEqualTo("proven");
    assertThat(state(evidence(loop), trace(loop), "z", "q")).isEqualTo("proven");
    assertThat(state(evidence(fanOut), trace(fanOut), "q", "q")).isEqualTo("refuted");
    assertThat(state(evidence(fanOut), trace(fanOut), "z", "q")).isEqualTo("unknown");
  }

  @Test
  void branchThatEndedByChanceIsNoPredecessor() {
    Trace trace = trace("main 0-500", "  foo1 0-100", "  foo2 0-200", "  foo3 200-500");
    OrderEvidence evidence =
        evidence("main 0-500", "  foo1 0-100", "  foo2 0-300", "  foo3 200-500");

    assertThat(sections(trace, analyse(trace, OrderEvidence.NONE)))
        .isEqualTo("foo3 200-500 foo2 0-200");
    assertThat(sections(trace, analyse(trace, evidence)))
        .isEqualTo("foo3 200-500 main 100-200 foo1 0-100");
  }

  @Test
  void refutedWaitGivesSlackAndSaving() {
    String[] others = CHECKOUT.clone();
    others[6] = "  P 90-210 client"; // R begins before P ends
    others[11] = "  F 228-240 internal";
    Trace trace = trace(CHECKOUT);
    OrderEvidence evidence = evidence(others);
    assertThat(state(evidence, trace, "P", "R")).isEqualTo("refuted");
    PathAnalysis alone = analyse(trace, OrderEvidence.NONE);
    PathAnalysis told = analyse(trace, evidence);

    assertThat(sections(trace, told)).isEqualTo(sections(trace, alone));
    assertThat(alone.slackNanos(node(trace, "P"))).isEqualTo(ms(40));
    // it holds up M, which begins 1 after R
    assertThat(told.slackNanos(node(trace, "P"))).isEqualTo(ms(75));
    Change half = new Change.Scale(nodes(trace, "Q"), 0.5, false);
    assertThat(Sweep.of(trace, told).predict(half)).isEqualTo(ms(190));
    assertThat(Sweep.withNoneRefuted(trace, told).predict(half)).isEqualTo(ms(200));
  }

  @Test
  void operationThatOutlivesItsParentsIsNotWaitedFor() {
    Trace trace = trace(CHECKOUT);
    PathAnalysis told = analyse(trace, evidence(CHECKOUT));

    assertThat(told.isBlocking(node(trace, "F"))).isFalse();
    assertThat(sections(trace, told)).startsWith("S 228-240 M 226-228 S 225-226 R 195-225");
    assertThat(told.overflows()).containsExactly(new OverflowNote(node(trace, "F"), ms(60), false));
  }

  @Test
  void serverThatOutlivesItsClientIsStillWaitedFor() {
    String[] lines = {"web 0-100 client", "  serve 0-150 server"};
    Trace trace = trace(lines);

    assertThat(analyse(trace, evidence(lines)).isBlocking(node(trace, "serve"))).isTrue();
  }

  @Test
  void knownSynchronousChildIsClippedByAuto() {
    String[] inTime = {"web 0-100", "  job 20-90"};
    Trace trace = trace("web 0-100", "  job 20-140");
    PathSettings auto = new PathSettings(Overflow.AUTO, 0);
    SiblingOrder order = SiblingOrder.of(trace, evidence(inTime), Beliefs.KEYS);

    assertThat(PathAnalysis.of(trace, auto).isBlocking(1)).isFalse();
    assertThat(PathAnalysis.of(trace, auto, order).isBlocking(1)).isTrue();
    assertThat(
            PathAnalysis.of(trace, new PathSettings(Overflow.AUTO, 0, false), order).isBlocking(1))
        .as("evidence off")
        .isFalse();
  }

  @Test
  void versionsOfTheParentVoteApart() {
    String[] old = {"web 0-100", "  a 0-50", "  b 20-60"};
    Trace trace = trace(old);
    OrderEvidence evidence = evidence(old);
    Span newer =
        Span.builder(TraceFixture.TRACE_ID, 1)
            .name("web")
            .resource(new Resource(Attributes.of("service.name", "test", "service.version", "2")))
            .build();

    assertThat(evidence.below(Beliefs.KEYS.versionedOperation(trace.span(0)))).isNotNull();
    assertThat(evidence.below(Beliefs.KEYS.versionedOperation(newer))).isNull();
  }

  @Test
  void bindingPairsAreThoseAboveTheChange() {
    String[] lines = {"web 0-100", "  a 0-40", "    x 10-20", "    y 25-30", "  b 45-60"};
    Trace trace = trace(lines);
    PathAnalysis told = analyse(trace, evidence(lines));
    PathAnalysis alone = analyse(trace, OrderEvidence.NONE);

    assertThat(BindingPairs.above(nodes(trace, "b"), trace, told))
        .isEqualTo(new BindingPairs(1, 1));
    assertThat(BindingPairs.above(nodes(trace, "y"), trace, told))
        .isEqualTo(new BindingPairs(2, 2));
    assertThat(BindingPairs.above(nodes(trace, "y"), trace, alone))
        .isEqualTo(new BindingPairs(0, 2));
    assertThat(BindingPairs.above(List.of(0), trace, told)).isEqualTo(new BindingPairs(0, 0));
  }
}
