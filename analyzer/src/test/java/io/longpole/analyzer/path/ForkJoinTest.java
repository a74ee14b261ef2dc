package io.longpole.analyzer.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.evidence.OperationKeys;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.evidence.OrderVotes;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How close paths and predictions come to the truth, on programs that know it. */
class ForkJoinTest {

  private static final int PROGRAMS = 60;
  private static final int TEST_RUNS = 12;
  private static final int CUTS = 3;
  private static final int SEED = 20;
  private static final OperationKeys KEYS = new OperationKeys(name -> name);

  /** What is tried. */
  private record Trial(boolean loops, int evidenceTraces, double lateShare) {}

  /** Sums over all programs. */
  private static final class Score {
    double overlap;
    int runs;
    double error;
    double subtractionError;
    int overPromised;
    int subtractionOverPromised;
    int held;
    int cuts;
    int notNull;

    double rightShare() {
      return overlap / runs;
    }

    double meanError() {
      return error / cuts;
    }

    double meanSubtractionError() {
      return subtractionError / cuts;
    }

    double overPromisedShare() {
      return (double) overPromised / cuts;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "right share of the path %.2f %%, mean error %.2f %% of the cut, over-promised %.2f %%,"
              + " interval holds %.1f %%; subtracting path time: error %.1f %%, over-promised %.1f %%"
              + " (%d runs, %d cuts)",
          100 * rightShare(),
          100 * meanError(),
          100 * overPromisedShare(),
          100.0 * held / cuts,
          100 * subtractionError / cuts,
          100.0 * subtractionOverPromised / cuts,
          runs,
          cuts);
    }
  }

  /** Learns from some runs of each program and is tested on others. */
  private static Score run(Trial trial) {
    Score score = new Score();
    for (int p = 0; p < PROGRAMS; p++) {
      ForkJoin program = ForkJoin.program(new Random(SEED * 1_000L + p), trial.loops);
      OrderVotes votes = new OrderVotes();
      TraceVote voter = new TraceVote(KEYS, votes);
      for (int i = 0; i < trial.evidenceTraces; i++) {
        voter.cast(program.run(i).trace(new TraceId(1, i + 1L), trial.lateShare));
      }
      OrderEvidence evidence = votes.evidence();
      for (int i = 0; i < TEST_RUNS; i++) {
        test(program.run(1_000_000L + i), evidence, score, new Random(p * 1_000L + i));
      }
    }
    System.out.println(trial + ": " + score);
    return score;
  }

  private static void test(ForkJoin.Run run, OrderEvidence evidence, Score score, Random random) {
    Trace trace = run.trace(new TraceId(2, 1), 0);
    PathAnalysis path =
        PathAnalysis.of(trace, PathSettings.DEFAULT, SiblingOrder.of(trace, evidence, KEYS));
    score.overlap += run.rightShare(trace, path.paths().get(0));
    score.runs++;
    Sweep sweep = Sweep.of(trace, path);
    Sweep sweepOfAll = Sweep.withNoneRefuted(trace, path);
    score.notNull += sweep.predict(List.of()) == run.durationNanos() ? 0 : 1;
    score.notNull +=
        sweep.predict(new Change.Scale(List.of(0), 1, true)) == run.durationNanos() ? 0 : 1;
    int[] near = run.leavesNear(trace, path, run.durationNanos() / 20);
    for (int i = 0; i < CUTS && near.length > 0; i++) {
      int span = near[random.nextInt(near.length)];
      double share = random.nextInt(2) * 0.5;
      long cut = run.spanNanos(span) - (long) (share * run.spanNanos(span));
      long truth = run.durationNanos() - run.with(span, share).durationNanos();
      int node = node(trace, span);
      List<Integer> nodes = List.of(node);
      Change change = share == 0 ? new Change.Remove(nodes) : new Change.Scale(nodes, share, false);
      long saving = run.durationNanos() - sweep.predict(change);
      long ofAll = run.durationNanos() - sweepOfAll.predict(change);
      long subtracted = (long) ((1 - share) * path.exclusiveNanos(node));
      score.cuts++;
      score.error += Math.abs(saving - truth) / (double) cut;
      score.subtractionError += Math.abs(subtracted - truth) / (double) cut;
      long rounding = 2;
      score.overPromised += saving > truth + rounding ? 1 : 0;
      score.subtractionOverPromised += subtracted > truth + rounding ? 1 : 0;
      score.held +=
          Math.min(saving, ofAll) <= truth + rounding && truth <= Math.max(saving, ofAll) + rounding
              ? 1
              : 0;
    }
  }

  private static int node(Trace trace, int span) {
    for (int node = 0; node < trace.size(); node++) {
      if (trace.spanId(node) == span + 1L) {
        return node;
      }
    }
    throw new AssertionError("no span " + span);
  }

  @Test
  void otherTracesTellWhatWaitsForWhat() {
    Score alone = run(new Trial(false, 0, 0));
    Score told = run(new Trial(false, 300, 0));

    assertThat(alone.notNull).as("nothing changed, nothing known").isZero();
    assertThat(told.notNull).as("nothing changed").isZero();
    assertThat(told.rightShare()).isGreaterThan(0.99).isGreaterThan(alone.rightShare());
    assertThat(told.meanError()).isLessThan(0.079).isLessThan(alone.meanError());
    assertThat(told.overPromisedShare()).isLessThan(0.069);
    assertThat(told.meanError()).as("subtracting is worse").isLessThan(told.meanSubtractionError());
  }

  @Test
  void loopsAndFanOutsToo() {
    Score told = run(new Trial(true, 300, 0));

    assertThat(told.notNull).as("nothing changed").isZero();
    assertThat(told.rightShare()).isGreaterThan(0.98);
    assertThat(told.meanError()).isLessThan(0.046);
    assertThat(told.overPromisedShare()).isLessThan(0.018);
  }

  @Test
  void fewSpansThatEndLateRefuteNothing() {
    Score told = run(new Trial(false, 300, 0.003));

    assertThat(told.rightShare()).isGreaterThan(0.99);
    assertThat(told.meanError()).isLessThan(0.079);
    assertThat(told.overPromisedShare()).isLessThan(0.069);
  }
}
