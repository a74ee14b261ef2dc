package io.longpole.analyzer.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.longpole.analyzer.evidence.OrderVotes.Examples;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OrderVotesTest {

  private static final long PARENT = 0x50;
  private static final long A = 0xA;
  private static final long B = 0xB;

  private static void vote(OrderVotes votes, int traces, int supports, int counters) {
    for (int i = 0; i < traces; i++) {
      int parent = votes.parent(PARENT);
      votes.add(
          parent, votes.slot(parent, A), votes.slot(parent, B), new Examples(supports, counters));
      votes.endTrace();
    }
  }

  private static String state(OrderVotes votes) {
    OrderEvidence.Verdicts below = Objects.requireNonNull(votes.evidence().below(PARENT));
    int a = below.slot(A);
    int b = below.slot(B);
    boolean refuted = below.isRefuted(a, b);
    boolean proven = below.isProven(a, b);
    assertThat(refuted && proven).isFalse();
    assertThat((below.refutedFor(b) >>> a & 1) != 0).isEqualTo(refuted);
    return refuted ? "refuted" : proven ? "proven" : "unknown";
  }

  @Test
  void thirtyTracesProve() {
    OrderVotes votes = new OrderVotes();
    vote(votes, 29, 3, 0);
    assertThat(state(votes)).isEqualTo("unknown");
    vote(votes, 1, 3, 0);
    assertThat(state(votes)).isEqualTo("proven");
  }

  @Test
  void oneTraceWithCounterExamplesRefutesNothingTwoDo() {
    OrderVotes votes = new OrderVotes();
    vote(votes, 1, 0, 5);
    assertThat(state(votes)).isEqualTo("unknown");
    vote(votes, 1, 0, 1);
    assertThat(state(votes)).isEqualTo("refuted");
  }

  @Test
  void moreThanTwoPercentMustContradict() {
    OrderVotes votes = new OrderVotes();
    vote(votes, 98, 1, 0);
    vote(votes, 2, 0, 1);
    assertThat(state(votes)).as("2 of 100").isEqualTo("proven");
    vote(votes, 1, 0, 1);
    assertThat(state(votes)).as("3 of 101").isEqualTo("refuted");
  }

  @Test
  void traceHasOneVoteHoweverManyExamplesItHolds() {
    OrderVotes votes = new OrderVotes();
    vote(votes, 1, 1_000_000, 0);
    vote(votes, 2, 3, 1); // 256 of 1024 against, each
    assertThat(votes.pairs().waits(0)).isEqualTo(1024 + 2 * 768);
    assertThat(votes.pairs().refutes(0)).isEqualTo(2 * 256);
    assertThat(state(votes)).isEqualTo("refuted");
  }

  @Test
  void votesHalveAt4096Traces() {
    OrderVotes votes = new OrderVotes();
    vote(votes, 4_000, 1, 0);
    vote(votes, 96, 0, 1);
    assertThat(votes.pairs().traces(0)).isEqualTo(2_048);
    assertThat(votes.pairs().waits(0)).isEqualTo(4_000 * 1_024 / 2);
    assertThat(votes.pairs().refutes(0)).isEqualTo(96 * 1_024 / 2);
    assertThat(votes.pairs().refutingTraces(0)).isEqualTo(48);
    assertThat(votes.evidence().traces()).isEqualTo(4_096);
  }

  private static OrderVotes seen(int traces, int outliving) {
    OrderVotes votes = new OrderVotes();
    for (int i = 0; i < traces; i++) {
      int parent = votes.parent(PARENT);
      votes.saw(parent, votes.slot(parent, A), i < outliving);
      votes.endTrace();
    }
    return votes;
  }

  private static String asynchrony(OrderVotes votes) {
    OrderEvidence.Verdicts below = Objects.requireNonNull(votes.evidence().below(PARENT));
    int slot = below.slot(A);
    return (below.isAsynchronous(slot) ? "async" : "") + (below.isSynchronous(slot) ? "sync" : "");
  }

  @Test
  void halfOfThirtyTracesMakeAnOperationAsynchronous() {
    assertThat(asynchrony(seen(29, 29))).isEmpty();
    assertThat(asynchrony(seen(30, 15))).isEqualTo("async");
    assertThat(asynchrony(seen(30, 14))).isEmpty();
    assertThat(asynchrony(seen(40, 3))).isEmpty();
    assertThat(asynchrony(seen(40, 2))).isEqualTo("sync");
  }

  @Test
  void operationsBeyond64BelowOneParentDoNotVote() {
    OrderVotes votes = new OrderVotes();
    int parent = votes.parent(PARENT);
    for (int i = 0; i < 64; i++) {
      assertThat(votes.slot(parent, 1_000 + i)).isEqualTo(i);
    }
    assertThat(votes.slot(parent, 2_000)).isEqualTo(OrderEvidence.NO_SLOT);
    votes.endTrace();
    OrderEvidence.Verdicts below = Objects.requireNonNull(votes.evidence().below(PARENT));
    assertThat(below.slot(2_000)).isEqualTo(OrderEvidence.NO_SLOT);
    assertThat(below.isRefuted(OrderEvidence.NO_SLOT, 1)).isFalse();
    assertThat(below.refutedFor(OrderEvidence.NO_SLOT)).isZero();
  }

  @Test
  void fullTableDropsTheEighthWithFewestVotes() {
    OrderVotes votes = new OrderVotes(new OrderVotes.Limits(100, 16));
    vote(votes, 5, 1, 0);
    int parent = votes.parent(PARENT);
    int a = votes.slot(parent, A);
    for (int i = 0; i < 16; i++) {
      votes.add(parent, a, votes.slot(parent, 100 + i), new Examples(1, 0));
    }
    votes.endTrace();
    assertThat(votes.pairCount()).isEqualTo(14);
    assertThat(votes.droppedPairs()).isEqualTo(3);
    vote(votes, 25, 1, 0);
    assertThat(state(votes)).as("the most voted is still there").isEqualTo("proven");
  }

  @Test
  void fullTableOfParentsKeepsThoseSeenMost() {
    OrderVotes votes = new OrderVotes(new OrderVotes.Limits(8, 100));
    vote(votes, 30, 1, 0);
    for (int i = 0; i < 30; i++) {
      int parent = votes.parent(PARENT);
      votes.saw(parent, votes.slot(parent, A), false);
      votes.endTrace();
    }
    for (int i = 0; i < 20; i++) {
      int parent = votes.parent(1_000 + i);
      votes.add(parent, votes.slot(parent, A), votes.slot(parent, B), new Examples(1, 0));
      votes.endTrace();
    }
    assertThat(votes.droppedParents()).isPositive();
    assertThat(votes.parents().size()).isLessThanOrEqualTo(8);
    assertThat(state(votes)).isEqualTo("proven");
    assertThat(votes.evidence().below(1_000)).as("seen once, long ago").isNotNull();
    assertThat(votes.evidence().below(1_018)).as("dropped").isNull();
  }

  private static OrderVotes random(int seed) {
    Random random = new Random(seed);
    OrderVotes votes = new OrderVotes();
    for (int trace = 0; trace < 200; trace++) {
      for (int i = random.nextInt(20); i > 0; i--) {
        int parent = votes.parent(random.nextInt(10));
        int a = votes.slot(parent, random.nextInt(8));
        int b = votes.slot(parent, random.nextInt(8));
        votes.add(parent, a, b, new Examples(random.nextInt(3), random.nextInt(2)));
        votes.saw(parent, a, random.nextInt(4) == 0);
      }
      votes.endTrace();
    }
    return votes;
  }

  @Test
  void votesGoOnAfterBytes() {
    for (int seed = 0; seed < 50; seed++) {
      OrderVotes votes = random(seed);
      byte[] bytes = OrderVotesBytes.write(votes);
      OrderVotes read = OrderVotesBytes.read(bytes, OrderVotes.Limits.DEFAULT);
      assertThat(OrderVotesBytes.write(read)).as("seed %s", seed).isEqualTo(bytes);
      vote(votes, 40, 1, 0);
      vote(read, 40, 1, 0);
      assertThat(state(read)).isEqualTo(state(votes));
      assertThat(read.evidence().traces()).isEqualTo(240);
    }
  }

  @Test
  void brokenBytesAreRefused() {
    byte[] bytes = OrderVotesBytes.write(random(1));
    for (int length = 0; length < bytes.length; length += 7) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> OrderVotesBytes.read(cut, OrderVotes.Limits.DEFAULT))
          .withMessageContaining("no order votes");
    }
    byte[] newer = bytes.clone();
    newer[4] = 2;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OrderVotesBytes.read(newer, OrderVotes.Limits.DEFAULT))
        .withMessageContaining("version=2, known is 1");
  }
}
