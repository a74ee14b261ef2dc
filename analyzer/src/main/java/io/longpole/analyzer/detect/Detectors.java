package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Calls;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.path.PathAnalysis;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * All detectors, in the order in which they take calls from each other; a new one is added to the
 * table here and nowhere else. Those that compare traces know what they were asked to {@link
 * #learn}; without it each trace stands for itself.
 */
public final class Detectors {

  private final List<Detector> all;
  private final List<WindowDetector> windows;
  private final QuietCalls quiet = new QuietCalls(this::learnQuiet);
  private final LearnWindow learnWindow = new LearnWindow();
  private DetectorSetup setup;

  /**
   * Detectors with these thresholds.
   *
   * @param templates answers a span's name without the values in it
   */
  public Detectors(DetectorSettings settings, UnaryOperator<String> templates) {
    this(settings, templates, name -> true);
  }

  /**
   * Some of the detectors; the others neither look nor learn.
   *
   * @param chosen by their names, such as {@code retry-storm}
   */
  public Detectors(
      DetectorSettings settings, UnaryOperator<String> templates, Predicate<String> chosen) {
    this.setup = new DetectorSetup(settings, templates);
    this.all =
        table().stream()
            .filter(detector -> chosen.test(detector.description(settings).name()))
            .toList();
    this.windows =
        all.stream()
            .filter(WindowDetector.class::isInstance)
            .map(WindowDetector.class::cast)
            .toList();
  }

  private static List<Detector> table() {
    return List.of(
        new RetryDetector(),
        new HedgeDetector(),
        new RetryAmplificationDetector(),
        new RetryStormDetector(),
        new PatternDetector(),
        new NPlusOneDetector(),
        new DuplicateCallDetector(),
        new SerialCallsDetector(),
        new ChattyDetector(),
        new PoolWaitDetector(),
        new LockContentionDetector(),
        new ExternalCallDetector(),
        new SlowCallDetector(),
        new LargeResultDetector(),
        new FanOutStragglerDetector(),
        new NetworkGapDetector(),
        new TimeoutCascadeDetector(),
        new OrphanWorkDetector(),
        new ErrorRootCauseDetector(),
        new TimeoutInversionDetector(),
        new SlowVsBaselineDetector(),
        new QueueBacklogDetector(),
        new CacheStampedeDetector(),
        new VersionRegressionDetector(),
        new ColdStartDetector(),
        new SharedResourceDetector(),
        new RecurringPatternDetector(),
        new InstrumentationGapDetector(),
        new OversizedTraceDetector());
  }

  /**
   * What the detectors see in one trace.
   *
   * @param sightings heaviest first
   * @param loops groups of calls that were judged by their arguments
   * @param hiddenLoops those of them whose arguments are not to be seen
   * @param unestimated sightings without impact, because the trace has too many problems
   */
  public record Seen(List<Sighting> sightings, long loops, long hiddenLoops, long unestimated) {
    public Seen {
      sightings = List.copyOf(sightings);
    }
  }

  /** The names of the detectors that compare traces, in the order of the table. */
  public static List<String> learning() {
    return table().stream()
        .filter(WindowDetector.class::isInstance)
        .map(detector -> detector.description(DetectorSettings.DEFAULT).name())
        .toList();
  }

  /** What the detectors say of themselves, in the order of the table. */
  List<Description> descriptions() {
    return all.stream().map(detector -> detector.description(setup.settings())).toList();
  }

  /**
   * Takes a trace into what is known of the window: baselines, shares, what runs beside what.
   * Traces come in order of start, then id; time passes as their spans say.
   */
  public void learn(Trace trace, PathAnalysis path, Calls calls) {
    learn(new TraceFacts(trace, path, calls, setup));
  }

  private void learn(TraceFacts facts) {
    setup.sampling().learn(facts.trace());
    if (windows.isEmpty()) {
      return;
    }
    quiet.take(facts);
    for (WindowDetector window : windows) {
      window.learn(facts);
    }
  }

  private void learnQuiet(QuietRow calls) {
    for (WindowDetector window : windows) {
      window.learnQuiet(calls);
    }
  }

  /**
   * Takes the next trace of a running pipeline into what is known, and looks at it with that. Each
   * trace comes once, about in the order of time; what is too late, or ahead of the clock, is only
   * looked at.
   *
   * @param nowNanos when it came, since the epoch
   */
  public Seen next(Trace trace, PathAnalysis path, Calls calls, long nowNanos) {
    return look(learnedLive(trace, path, calls, nowNanos));
  }

  /** The same without looking: for what was looked at already. */
  public void learnLive(Trace trace, PathAnalysis path, Calls calls, long nowNanos) {
    learnedLive(trace, path, calls, nowNanos);
  }

  private TraceFacts learnedLive(Trace trace, PathAnalysis path, Calls calls, long nowNanos) {
    if (!setup.live()) {
      setup = setup.goingLive();
    }
    TraceFacts facts = new TraceFacts(trace, path, calls, setup);
    if (learnWindow.takes(trace.startNanos(0), nowNanos)) {
      setup.sampling().advance(trace.startNanos(0));
      learn(facts);
    }
    return facts;
  }

  /** Says that no more is to be learned, so that what is known of the last traces counts too. */
  public void settle() {
    quiet.settle();
    windows.forEach(WindowDetector::settle);
  }

  /**
   * What was not learned or had to be forgotten.
   *
   * @param lateTraces began too long before the newest to be learned
   * @param aheadTraces began later than now
   * @param notLookedAgain traces that should have been looked at again, but were too many at once
   * @param forgotten by detector the edges, operations or keys that had to make room for others;
   *     only those that forgot any
   */
  public record Losses(
      long lateTraces, long aheadTraces, long notLookedAgain, SortedMap<String, Long> forgotten) {
    public Losses {
      forgotten = Collections.unmodifiableSortedMap(new TreeMap<>(forgotten));
    }
  }

  /** What was not learned or had to be forgotten so far. */
  public Losses losses() {
    SortedMap<String, Long> forgotten = new TreeMap<>();
    for (WindowDetector window : windows) {
      long count = window.forgotten();
      if (count > 0) {
        forgotten.put(window.description(setup.settings()).name(), count);
      }
    }
    return new Losses(
        learnWindow.late(), learnWindow.ahead(), setup.lookAgain().dropped(), forgotten);
  }

  /** Traces that were looked at before it was known what is wrong with them. */
  public LookAgain lookAgain() {
    return setup.lookAgain();
  }

  /** The calls of one trace that were tried more than once, as {@code retry} joins attempts. */
  public List<RetriedCall> retriedCalls(Trace trace, PathAnalysis path, Calls calls) {
    return new TraceFacts(trace, path, calls, setup)
        .attempts().groups().stream()
            .filter(group -> group.nodes().length > 1)
            .map(group ->
                new RetriedCall(Arrays.stream(group.nodes()).boxed().toList(), group.succeeded()))
            .toList();
  }

  /**
   * Runs all detectors over one trace. A pure function of the trace and of what was learned; linear
   * but for the sorting of sightings.
   */
  public Seen look(Trace trace, PathAnalysis path, Calls calls) {
    return look(new TraceFacts(trace, path, calls, setup));
  }

  private Seen look(TraceFacts facts) {
    Sightings sightings = new Sightings(facts);
    for (Detector detector : all) {
      detector.detect(facts, sightings::add);
    }
    List<Sighting> seen = sightings.finish();
    return new Seen(seen, facts.loops(), facts.hiddenLoops(), sightings.unestimated());
  }
}
