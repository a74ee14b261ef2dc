package io.longpole.analyzer.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.RandomTraces;
import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.evidence.OrderVotes;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What must hold for every trace, on 20,000 random ones; the seed stands in the failure. */
class PathPropertiesTest {

  /** The profile {@code bench} asks for 1,000,000. */
  private static final int TRACES = Integer.getInteger("longpole.property.traces", 20_000);

  private static final Overflow[] OVERFLOWS = Overflow.values();

  /** A trace, its analysis, and a source of chance. */
  private record Sample(
      int seed, Random random, Trace trace, PathSettings settings, Beliefs beliefs) {

    static Sample of(int seed) {
      Random random = new Random(seed);
      long unit = random.nextBoolean() ? 1 : 1_000_000; // overflows up to 1 ms are small ones
      Trace trace =
          TraceFixture.assemble(
              RandomTraces.tidy(random).stream()
                  .map(span -> retimed(span, span.startNanos() * unit, span.endNanos() * unit))
                  .map(PathPropertiesTest::renamed)
                  .toList());
      PathSettings settings = new PathSettings(OVERFLOWS[random.nextInt(OVERFLOWS.length)], 0);
      return new Sample(seed, random, trace, settings, Beliefs.random(random, trace));
    }

    /** The same without what other traces tell. */
    Sample alone() {
      return new Sample(seed, random, trace, settings, new Beliefs());
    }

    PathAnalysis path() {
      return path(trace);
    }

    PathAnalysis path(Trace ofTrace) {
      return PathAnalysis.of(
          ofTrace, settings, SiblingOrder.of(ofTrace, beliefs.evidence(), Beliefs.KEYS));
    }

    List<Span> spans() {
      return IntStream.range(0, trace.size()).mapToObj(trace::span).toList();
    }

    SlowPaths slow() {
      return new SlowPaths(trace, settings.overflow(), beliefs);
    }
  }

  /** A section with its span's id in place of its node, whose number depends on the other spans. */
  private record IdSection(long spanId, long start, long end) {}

  private static Span renamed(Span span) {
    return Span.builder(span.traceId(), span.spanId())
        .parent(span.parentSpanId())
        .name("s" + Math.floorMod(span.spanId(), 5))
        .kind(span.kind())
        .times(span.startNanos(), span.endNanos())
        .resource(span.resource())
        .build();
  }

  private static List<IdSection> sections(List<Span> spans, Sample sample) {
    Trace trace = TraceFixture.assemble(spans);
    return sample.path(trace).paths().stream()
        .flatMap(path -> path.sections().stream())
        .map(s -> new IdSection(trace.spanId(s.node()), s.startNanos(), s.endNanos()))
        .toList();
  }

  @Test
  void pathsEqualThoseOfTheSlowReference() {
    for (int seed = 0; seed < TRACES; seed++) {
      Sample sample = Sample.of(seed);
      PathAnalysis path = sample.path();
      SlowPaths slow = sample.slow();
      for (int root = 0; root < sample.trace.rootCount(); root++) {
        assertThat(path.paths().get(root).sections())
            .as("seed %s", seed)
            .isEqualTo(slow.walk(root));
      }
      for (int node = 0; node < sample.trace.size(); node++) {
        assertThat(path.isBlocking(node)).as("seed %s", seed).isEqualTo(slow.isBlocking(node));
      }
    }
  }

  @Test
  void sectionsPartitionTheRootWithinTheirSpans() {
    for (int seed = 0; seed < TRACES; seed++) {
      Sample sample = Sample.of(seed);
      double tolerance = sample.random.nextInt(3) * 0.1;
      PathSettings settings = new PathSettings(sample.settings.overflow(), tolerance);
      SiblingOrder order = SiblingOrder.of(sample.trace, sample.beliefs.evidence(), Beliefs.KEYS);
      checkPartition(seed, sample.trace, PathAnalysis.of(sample.trace, settings, order));
    }
  }

  private static void checkPartition(int seed, Trace trace, PathAnalysis path) {
    long[] exclusive = new long[trace.size()];
    for (CriticalPath one : path.paths()) {
      long cursor = trace.endNanos(one.root());
      for (Section section : one.sections()) {
        assertThat(section.endNanos()).as("seed %s", seed).isEqualTo(cursor);
        assertThat(section.startNanos()).as("seed %s", seed).isLessThan(cursor);
        assertThat(section.startNanos())
            .as("seed %s", seed)
            .isGreaterThanOrEqualTo(path.clippedStart(section.node()));
        assertThat(section.endNanos())
            .as("seed %s", seed)
            .isLessThanOrEqualTo(path.clippedEnd(section.node()));
        cursor = section.startNanos();
        exclusive[section.node()] += section.endNanos() - section.startNanos();
      }
      assertThat(cursor).as("seed %s", seed).isEqualTo(trace.startNanos(one.root()));
      assertThat(path.inclusiveNanos(one.root()))
          .as("seed %s", seed)
          .isEqualTo(one.durationNanos());
      assertThat(one.sections().size()).isLessThan(2 * trace.size());
    }
    for (int node = 0; node < trace.size(); node++) {
      assertThat(path.exclusiveNanos(node)).as("seed %s", seed).isEqualTo(exclusive[node]);
    }
  }

  @Test
  void coarseClocksKeepThePartition() {
    for (int seed = 0; seed < TRACES; seed++) {
      Random random = new Random(seed);
      long grid = random.nextBoolean() ? 1_000 : 1_000_000;
      List<Span> coarse =
          RandomTraces.tidy(random).stream()
              .map(span ->
                  retimed(
                      span,
                      span.startNanos() * grid,
                      span.endNanos() * grid + random.nextInt((int) grid)))
              .toList();
      Trace trace = TraceFixture.assemble(coarse);
      checkPartition(seed, trace, PathAnalysis.of(trace, PathSettings.DEFAULT));
    }
  }

  @Test
  void orderOfTheSpansDoesNotMatter() {
    for (int seed = 0; seed < TRACES; seed++) {
      Sample sample = Sample.of(seed);
      List<Span> shuffled = new ArrayList<>(sample.spans());
      Collections.shuffle(shuffled, sample.random);

      assertThat(sections(shuffled, sample))
          .as("seed %s", seed)
          .isEqualTo(sections(sample.spans(), sample));
    }
  }

  @Test
  void shiftedTimesShiftThePathAndScaledTimesScaleIt() {
    long shift = 1_000_003;
    long factor = 3;
    for (int seed = 0; seed < TRACES; seed++) {
      Sample any = Sample.of(seed);
      // whether an overflow is small depends on the scale
      Sample sample = new Sample(seed, any.random, any.trace, PathSettings.DEFAULT, any.beliefs);
      List<Span> spans = sample.spans();
      List<IdSection> expected =
          sections(spans, sample).stream()
              .map(s -> new IdSection(s.spanId, s.start * factor + shift, s.end * factor + shift))
              .toList();
      List<Span> moved =
          spans.stream()
              .map(span ->
                  retimed(
                      span, span.startNanos() * factor + shift, span.endNanos() * factor + shift))
              .toList();

      assertThat(sections(moved, sample)).as("seed %s", seed).isEqualTo(expected);
    }
  }

  private static Span retimed(Span span, long start, long end) {
    return Span.builder(span.traceId(), span.spanId())
        .parent(span.parentSpanId())
        .name(span.name())
        .kind(span.kind())
        .times(start, end)
        .resource(span.resource())
        .build();
  }

  @Test
  void leafWithinASectionSplitsThatSectionAlone() {
    for (int seed = 0; seed < TRACES; seed++) {
      Sample sample = Sample.of(seed).alone();
      List<IdSection> before = sections(sample.spans(), sample);
      if (before.isEmpty()) {
        continue;
      }
      int index = sample.random.nextInt(before.size());
      IdSection split = before.get(index);
      long start = split.start + sample.random.nextInt((int) (split.end - split.start));
      long end = start + 1 + sample.random.nextInt((int) (split.end - start));
      long leaf = sample.random.nextBoolean() ? 0x77 : -0x77;
      List<Span> refined = new ArrayList<>(sample.spans());
      refined.add(
          Span.builder(TraceFixture.TRACE_ID, leaf).parent(split.spanId).times(start, end).build());
      List<IdSection> expected = new ArrayList<>(before.subList(0, index));
      addUnlessEmpty(expected, new IdSection(split.spanId, end, split.end));
      expected.add(new IdSection(leaf, start, end));
      addUnlessEmpty(expected, new IdSection(split.spanId, split.start, start));
      expected.addAll(before.subList(index + 1, before.size()));

      assertThat(sections(refined, sample)).as("seed %s", seed).isEqualTo(expected);
    }
  }

  private static void addUnlessEmpty(List<IdSection> sections, IdSection section) {
    if (section.start < section.end) {
      sections.add(section);
    }
  }

  @Test
  void whatHasNoSectionMayGoAndZeroLengthMayCome() {
    for (int seed = 0; seed < TRACES; seed++) {
      Sample sample = Sample.of(seed);
      Trace trace = sample.trace;
      PathAnalysis path = sample.path();
      List<IdSection> before = sections(sample.spans(), sample);
      Set<Integer> gone = new HashSet<>();
      for (int node = trace.rootCount(); node < trace.size(); node++) {
        if (gone.contains(trace.parent(node))
            || (path.inclusiveNanos(node) == 0 && sample.random.nextInt(4) == 0)) {
          gone.add(node);
        }
      }
      List<Span> changed = new ArrayList<>();
      for (int node = 0; node < trace.size(); node++) {
        if (!gone.contains(node)) {
          changed.add(trace.span(node));
        }
      }
      Span parent = changed.get(sample.random.nextInt(changed.size()));
      long time = sample.random.nextInt(60);
      changed.add(
          Span.builder(TraceFixture.TRACE_ID, 0x77)
              .parent(parent.spanId())
              .times(time, time)
              .build());

      assertThat(sections(changed, sample)).as("seed %s", seed).isEqualTo(before);
    }
  }

  @Test
  void slackIsExact() {
    for (int seed = 0; seed < TRACES; seed++) {
      Sample sample = Sample.of(seed);
      PathAnalysis path = sample.path();
      Sweep sweep = Sweep.of(sample.trace, path);
      for (int node = 0; node < sample.trace.size(); node++) {
        if (path.isBlocking(node)) {
          int root = rootOf(sample.trace, node);
          long duration = path.clippedEnd(node) - path.clippedStart(node);
          long slack = path.slackNanos(node);
          long original = sample.trace.durationNanos(root);
          assertThat(slack).as("seed %s", seed).isNotNegative();
          assertThat(sweep.withDuration(node, duration + slack, root))
              .as("seed %s", seed)
              .isEqualTo(original);
          assertThat(sweep.withDuration(node, duration + slack + 1, root))
              .as("seed %s", seed)
              .isEqualTo(original + 1);
        }
        if (path.exclusiveNanos(node) > 0) {
          assertThat(path.slackNanos(node)).as("seed %s", seed).isZero();
        }
      }
    }
  }

  private static int rootOf(Trace trace, int node) {
    int root = node;
    while (trace.parent(root) >= 0) {
      root = trace.parent(root);
    }
    return root;
  }

  @Test
  void predictionsEqualThoseOfTheSlowReference() {
    for (int seed = 0; seed < TRACES; seed++) {
      Sample sample = Sample.of(seed);
      SlowPaths slow = sample.slow();
      Sweep sweep = Sweep.of(sample.trace, sample.path());
      long original = sample.trace.durationNanos(0);
      List<Integer> selected =
          IntStream.range(0, sample.trace.size())
              .filter(node -> sample.random.nextInt(3) == 0)
              .boxed()
              .toList();

      assertThat(sweep.predict(new Change.Scale(selected, 1, false)))
          .as("seed %s: nothing changed", seed)
          .isEqualTo(original);

      double factor = sample.random.nextInt(9) * 0.25;
      SlowPaths.Scenario scaled = new SlowPaths.Scenario();
      selected.forEach(node -> scaled.factors.put(node, factor));
      long slowScaled = slow.newDuration(0, scaled);
      assertThat(sweep.predict(new Change.Scale(selected, factor, false)))
          .as("seed %s: scaled by %s", seed, factor)
          .isEqualTo(slowScaled);
      if (factor <= 1) {
        assertThat(slowScaled).as("seed %s", seed).isLessThanOrEqualTo(original);
      }

      SlowPaths.Scenario removed = new SlowPaths.Scenario();
      selected.forEach(node -> removed.given.put(node, 0L));
      long slowRemoved = slow.newDuration(0, removed);
      assertThat(sweep.predict(new Change.Remove(selected)))
          .as("seed %s: removed", seed)
          .isEqualTo(slowRemoved);
      assertThat(slowRemoved).as("seed %s", seed).isLessThanOrEqualTo(original);
    }
  }

  @Test
  void parallelSiblingsEqualTheSlowReference() {
    for (int seed = 0; seed < TRACES; seed++) {
      Sample sample = Sample.of(seed);
      SlowPaths slow = sample.slow();
      List<Integer> siblings = slow.children(0);
      List<Integer> group = siblings.stream().filter(n -> sample.random.nextBoolean()).toList();
      if (group.size() < 2) {
        continue;
      }
      Sweep sweep = Sweep.of(sample.trace, sample.path());
      long original = sample.trace.durationNanos(0);
      SlowPaths.Scenario scenario = new SlowPaths.Scenario();
      scenario.parallel = group;
      for (int limit = 1; limit <= group.size(); limit++) {
        scenario.limit = limit;
        long expected = slow.newDuration(0, scenario);
        assertThat(sweep.predict(new Change.Parallelise(group, limit)))
            .as("seed %s: %s at once", seed, limit)
            .isEqualTo(Math.min(original, expected));
        boolean serial =
            IntStream.range(1, group.size())
                .allMatch(i -> slow.end(group.get(i - 1)) <= slow.start(group.get(i)));
        if (limit == 1 && serial && sample.beliefs.refutesNothing()) {
          assertThat(expected).as("seed %s: one at once", seed).isEqualTo(original);
        }
        if (limit == group.size() && sample.beliefs.refutesNothing()) {
          assertThat(expected).as("seed %s: all at once", seed).isLessThanOrEqualTo(original);
        }
      }
    }
  }

  @Test
  void refutingNothingIsAsWithoutEvidence() {
    for (int seed = 0; seed < TRACES; seed++) {
      Sample sample = Sample.of(seed);
      OrderVotes votes = new OrderVotes();
      new TraceVote(Beliefs.KEYS, votes).cast(sample.trace);
      PathAnalysis alone = sample.alone().path();
      PathAnalysis voted =
          PathAnalysis.of(
              sample.trace,
              sample.settings,
              SiblingOrder.of(sample.trace, votes.evidence(), Beliefs.KEYS));
      PathAnalysis forbidden =
          PathAnalysis.of(
              sample.trace,
              new PathSettings(sample.settings.overflow(), 0, false),
              SiblingOrder.of(sample.trace, sample.beliefs.evidence(), Beliefs.KEYS));

      assertThat(voted.paths()).as("seed %s: one trace", seed).isEqualTo(alone.paths());
      assertThat(forbidden.paths()).as("seed %s: forbidden", seed).isEqualTo(alone.paths());
    }
  }
}
