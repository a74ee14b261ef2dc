package io.longpole.bench;

import io.longpole.analyzer.call.CallCache;
import io.longpole.analyzer.call.Calls;
import io.longpole.analyzer.detect.DetectorSettings;
import io.longpole.analyzer.detect.Detectors;
import io.longpole.bench.micro.EdgeTraffic;
import io.longpole.query.cli.Surroundings;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Prints what each detector that compares traces costs to learn a call, with 10,000 edges.
 *
 * <p>A detector costs a few per cent of what reading the trace costs, less than a machine's mood
 * changes from one minute to the next. So each is timed beside the same run without it, within a
 * fifth of a second, many times over: the figure is the median of the differences. What all share
 * has a line of its own: to collect the calls that went well, and to name operations, for which
 * four detectors always run that have hardly anything else to do in this traffic.
 */
@Command(
    name = "learning",
    header = "Measure what detectors learn of a call: one by one and together, 10,000 edges.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  bench/run learning",
      "  bench/run learning retry-storm hedge --rounds 30"
    })
final class LearningCommand implements Callable<Integer> {

  private static final int WARM_UP = 3;

  /** More than two, for as long as there are no others the machine code knows whom it calls. */
  private static final Set<String> SHARING =
      Set.of("lock-contention", "cache-stampede", "queue-backlog", "recurring-pattern");

  private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..*",
      paramLabel = "DETECTOR",
      description = "only these; all if none is given")
  private List<String> detectors = List.of();

  @Option(names = "--rounds", description = "differences a figure (default: ${DEFAULT-VALUE})")
  private int rounds = 9;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  LearningCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Some detectors, what they have learned, and what that cost. */
  private static final class Learner {
    private final String name;
    private final CallCache cache = new CallCache();
    private final Detectors detectors;
    private final double[] nanos;

    private Learner(String name, Predicate<String> chosen, int rounds) {
      this.name = name;
      this.detectors = new Detectors(DetectorSettings.DEFAULT, cache::operation, chosen);
      this.nanos = new double[rounds];
    }

    /** Processor time a call; in a pipeline a trace's calls were read just before. */
    private double pass(int pass, List<EdgeTraffic.Coming> coming) {
      long before = THREAD.getCurrentThreadCpuTime();
      for (EdgeTraffic.Coming each : coming) {
        Calls calls = Calls.of(each.trace(), cache);
        detectors.learnLive(each.trace(), each.path(), calls, EdgeTraffic.nowNanos(pass));
      }
      return (double) (THREAD.getCurrentThreadCpuTime() - before) / EdgeTraffic.CALLS;
    }
  }

  @Override
  public Integer call() {
    List<String> known = Detectors.learning();
    for (String detector : detectors) {
      if (!known.contains(detector)) {
        throw new ParameterException(
            spec.commandLine(),
            "detector=" + detector + ": none that learns; one of " + String.join(", ", known));
      }
    }
    if (rounds < 1) {
      throw new ParameterException(spec.commandLine(), "rounds=" + rounds + " < 1");
    }
    EdgeTraffic traffic = new EdgeTraffic();
    List<Learner> inTurn = measure(traffic::inTurn);
    List<Learner> skewed = measure(traffic::skewed);
    say("%-24s%12s%12s%n", "NS A CALL", "IN TURN", "SKEWED");
    for (int i = 0; i < inTurn.size(); i++) {
      say(
          "%-24s%,12.0f%,12.0f%n",
          inTurn.get(i).name, median(inTurn.get(i).nanos), median(skewed.get(i).nanos));
    }
    return 0;
  }

  private List<Learner> measure(IntFunction<List<EdgeTraffic.Coming>> traffic) {
    Learner none = new Learner("none", name -> false, rounds);
    Learner shared = new Learner("what all share", SHARING::contains, rounds);
    List<Learner> ones = new ArrayList<>();
    for (String detector : Detectors.learning()) {
      boolean asked = detectors.isEmpty() || detectors.contains(detector);
      if (asked && !SHARING.contains(detector)) {
        ones.add(
            new Learner(detector, name -> name.equals(detector) || SHARING.contains(name), rounds));
      }
    }
    Learner all = new Learner("all together", name -> true, rounds);
    int warmUp = Math.min(WARM_UP, rounds);
    for (int pass = 0; pass < warmUp + rounds; pass++) {
      List<EdgeTraffic.Coming> coming = traffic.apply(pass);
      compare(none, List.of(shared, all), coming, pass, warmUp);
      compare(shared, ones, coming, pass, warmUp);
    }
    List<Learner> lines = new ArrayList<>(List.of(shared));
    lines.addAll(ones);
    lines.add(all);
    return lines;
  }

  private static void compare(
      Learner less, List<Learner> more, List<EdgeTraffic.Coming> coming, int pass, int warmUp) {
    double before = less.pass(pass, coming);
    for (Learner learner : more) {
      double with = learner.pass(pass, coming);
      double after = less.pass(pass, coming);
      if (pass >= warmUp) {
        learner.nanos[pass - warmUp] = with - (before + after) / 2;
      }
      before = after;
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private void say(String format, Object... values) {
    surroundings.out().print(String.format(Locale.ROOT, format, values));
    surroundings.out().flush();
  }
}
