package io.longpole.analyzer.path;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random programs of calls in sequence, in parallel branches and in loops, and an interpreter that
 * runs them and knows what waited for what.
 *
 * <p>A program is fixed; every run draws the durations of its own work anew (log-normal). From one
 * run come the trace, the true critical path, and the true duration of the same run with some spans
 * cut.
 */
final class ForkJoin {

  private static final int MAX_DEPTH = 3;
  private static final double SIGMA = 0.6;

  /** A piece of a program. */
  private sealed interface Step {}

  /** Own work of the span that runs it. */
  private record Work(double medianNanos) implements Step {}

  private record Call(Operation operation) implements Step {}

  /** Branches that run at the same time; all are waited for. */
  private record Fork(List<List<Step>> branches) implements Step {}

  /** The same call again and again, one after the other or all at once. */
  private record Loop(Operation operation, int least, int most, boolean parallel) implements Step {}

  private record Operation(String name, List<Step> body) {}

  private final Operation root;
  private final boolean loops;
  private int operations;

  private ForkJoin(Random random, boolean loops) {
    this.loops = loops;
    this.root = operation(random, 0);
  }

  static ForkJoin program(Random random, boolean loops) {
    return new ForkJoin(random, loops);
  }

  private Operation operation(Random random, int depth) {
    String name = "op" + operations++;
    List<Step> body = new ArrayList<>();
    body.add(work(random));
    if (depth < MAX_DEPTH && (depth == 0 || random.nextInt(3) > 0)) {
      int steps = 1 + random.nextInt(3) + (depth == 0 ? 1 : 0);
      for (int i = 0; i < steps; i++) {
        body.add(step(random, depth));
        body.add(work(random));
      }
    }
    return new Operation(name, List.copyOf(body));
  }

  private Step step(Random random, int depth) {
    int kind = random.nextInt(loops ? 8 : 5);
    if (kind < 3) {
      return new Call(operation(random, depth + 1));
    }
    if (kind < 5) {
      List<List<Step>> branches = new ArrayList<>();
      int count = 2 + random.nextInt(2);
      for (int i = 0; i < count; i++) {
        List<Step> branch = new ArrayList<>();
        int calls = 1 + random.nextInt(2);
        for (int j = 0; j < calls; j++) {
          branch.add(work(random));
          branch.add(new Call(operation(random, depth + 1)));
        }
        branches.add(branch);
      }
      return new Fork(branches);
    }
    int least = 2 + random.nextInt(2);
    return new Loop(operation(random, depth + 2), least, least + random.nextInt(6), kind == 7);
  }

  private static Work work(Random random) {
    return new Work(200_000 * Math.exp(1.2 * random.nextGaussian()));
  }

  /** One run of the program. */
  Run run(long seed) {
    return new Run(seed);
  }

  /** A run: its spans in the order in which they began in the program, the root first. */
  final class Run {

    private final long seed;
    private final List<String> names = new ArrayList<>();
    private final List<Integer> parents = new ArrayList<>();
    private final List<Long> starts = new ArrayList<>();
    private final List<Long> ends = new ArrayList<>();
    private final List<Boolean> leaves = new ArrayList<>();

    /** What of the root's time each span is responsible for. */
    private final Map<Integer, List<long[]>> path = new HashMap<>();

    /** What the spans last, in place of what was drawn: a share. */
    private final Map<Integer, Double> cuts;

    private final Random random;

    private Run(long seed) {
      this(seed, Map.of());
    }

    private Run(long seed, Map<Integer, Double> cuts) {
      this.seed = seed;
      this.cuts = cuts;
      this.random = new Random((seed + 1) * 0x9E3779B97F4A7C15L);
      List<long[]> sections = new ArrayList<>();
      call(root, -1, 0, sections);
      for (long[] section : sections) {
        path.computeIfAbsent((int) section[2], unused -> new ArrayList<>()).add(section);
      }
    }

    /** The same run with one leaf lasting only a share of its time. */
    Run with(int span, double share) {
      return new Run(seed, Map.of(span, share));
    }

    /** Runs a call from a time on; adds what its caller waited for. Gives its end. */
    private long call(Operation operation, int parent, long start, List<long[]> waited) {
      int span = names.size();
      names.add(operation.name);
      parents.add(parent);
      starts.add(start);
      ends.add(start);
      leaves.add(operation.body.size() == 1);
      long end = steps(operation.body, span, start, waited);
      ends.set(span, end);
      return end;
    }

    private long steps(List<Step> steps, int span, long start, List<long[]> waited) {
      long now = start;
      for (Step step : steps) {
        now =
            switch (step) {
              case Work work -> work(work, span, now, waited);
              case Call call -> call(call.operation, span, now, waited);
              case Fork fork -> fork(fork, span, now, waited);
              case Loop loop -> loop(loop, span, now, waited);
            };
      }
      return now;
    }

    private long work(Work work, int span, long now, List<long[]> waited) {
      double drawn = work.medianNanos * Math.exp(SIGMA * random.nextGaussian());
      long end = now + Math.max(1, Math.round(drawn * cuts.getOrDefault(span, 1.0)));
      if (cuts.getOrDefault(span, 1.0) == 0) {
        return now;
      }
      waited.add(new long[] {now, end, span});
      return end;
    }

    private long fork(Fork fork, int span, long now, List<long[]> waited) {
      long latest = now;
      List<long[]> ofLatest = List.of();
      for (List<Step> branch : fork.branches) {
        List<long[]> ofBranch = new ArrayList<>();
        long end = steps(branch, span, now, ofBranch);
        if (end > latest) {
          latest = end;
          ofLatest = ofBranch;
        }
      }
      waited.addAll(ofLatest);
      return latest;
    }

    private long loop(Loop loop, int span, long now, List<long[]> waited) {
      int count = loop.least + random.nextInt(loop.most - loop.least + 1);
      long latest = now;
      List<long[]> ofLatest = List.of();
      for (int i = 0; i < count; i++) {
        if (loop.parallel) {
          List<long[]> ofCall = new ArrayList<>();
          long end = call(loop.operation, span, now, ofCall);
          if (end > latest) {
            latest = end;
            ofLatest = ofCall;
          }
        } else {
          latest = call(loop.operation, span, latest, waited);
        }
      }
      waited.addAll(ofLatest);
      return latest;
    }

    long durationNanos() {
      return ends.get(0);
    }

    int size() {
      return names.size();
    }

    boolean isLeaf(int span) {
      return leaves.get(span);
    }

    long spanNanos(int span) {
      return ends.get(span) - starts.get(span);
    }

    /** The trace, in which a share of the spans end late by up to twice their length. */
    Trace trace(TraceId id, double lateShare) {
      Random late = new Random((seed + 7) * 0x9E3779B97F4A7C15L);
      List<Span> spans = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        long length = spanNanos(i);
        long delay =
            i > 0 && late.nextDouble() < lateShare ? (long) (late.nextDouble() * 2 * length) : 0;
        spans.add(
            Span.builder(id, i + 1L)
                .parent(parents.get(i) + 1L)
                .name(names.get(i))
                .kind(SpanKind.INTERNAL)
                .times(
                    TraceFixture.EPOCH_NANOS + starts.get(i) + 1,
                    TraceFixture.EPOCH_NANOS + ends.get(i) + delay + 1)
                .resource(RESOURCE)
                .build());
      }
      return TraceFixture.assemble(spans);
    }

    /** How much of the root's time a found path gives to the right span, by node. */
    double rightShare(Trace trace, CriticalPath found) {
      long right = 0;
      for (Section section : found.sections()) {
        int span = (int) trace.spanId(section.node()) - 1;
        long from = section.startNanos() - TraceFixture.EPOCH_NANOS - 1;
        long to = section.endNanos() - TraceFixture.EPOCH_NANOS - 1;
        for (long[] truth : path.getOrDefault(span, List.of())) {
          right += Math.max(0, Math.min(to, truth[1]) - Math.max(from, truth[0]));
        }
      }
      return (double) right / durationNanos();
    }

    /** Leaves, those on the found path or near it. */
    int[] leavesNear(Trace trace, PathAnalysis found, long slackNanos) {
      int[] near = new int[size()];
      int count = 0;
      for (int node = 0; node < trace.size(); node++) {
        int span = (int) trace.spanId(node) - 1;
        if (isLeaf(span) && found.isBlocking(node) && found.slackNanos(node) <= slackNanos) {
          near[count++] = span;
        }
      }
      return Arrays.copyOf(near, count);
    }
  }

  private static final Resource RESOURCE = Resource.ofService("program");
}
