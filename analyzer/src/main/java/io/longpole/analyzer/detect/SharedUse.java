package io.longpole.analyzer.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells which services are slowed at a shared resource by which others.
 *
 * <p>Example: {@code orders} and {@code reports} ask one database; in the minutes in which reports
 * run, the p95 of the queries of orders is 80 ms, else 5 ms, and how much orders asks has nothing
 * to do with it: over at least {@value #ENOUGH_WINDOWS} windows its p95 follows the load of reports
 * (rank correlation of at least {@value #FOLLOWS}) and not its own (below {@value #OWN}). Of two
 * services that each seem to slow the other, the one is told whose p95 follows more closely. A
 * judgement costs O(services² × windows × log windows) and is made every half an hour.
 */
final class SharedUse extends RecentMap.Value {

  static final int ENOUGH_WINDOWS = 30;
  static final double FOLLOWS = 0.6;
  static final double OWN = 0.3;

  /** A slower call is felt from here on. */
  static final long LEAST_FELT_NANOS = CallTable.LEAST_FELT_NANOS;

  private static final int MAX_SERVICES = 8;
  private static final int MAX_RIVALRIES = 64;
  private static final int JUDGED_EVERY = ResourceUse.WINDOWS / 2;

  private final Map<String, ResourceUse> services = new LinkedHashMap<>();
  private final List<Rivalry> rivalries = new ArrayList<>();
  private long firstWindow = Long.MAX_VALUE;
  private long newestWindow = Long.MIN_VALUE;
  private long nextJudgement = Long.MAX_VALUE;
  private long judgedTo = Long.MIN_VALUE;

  /**
   * One service is slowed by another.
   *
   * @param busy windows, counted from the first, in which the other asks more than it mostly does
   * @param usualLoadNanos how much it mostly asks
   * @param quietNanos the p95 of the slowed one's calls in the other windows
   */
  record Rivalry(
      String slowed,
      String by,
      Span windows,
      BitSet busy,
      double usualLoadNanos,
      long quietNanos,
      double correlation,
      double ownCorrelation) {

    /** Whether a call that began then was slowed. */
    boolean slows(long startNanos, long durationNanos) {
      long window = ResourceUse.window(startNanos);
      return window >= windows.first
          && busy.get((int) (window - windows.first))
          && isFelt(durationNanos);
    }

    private boolean isFelt(long durationNanos) {
      return durationNanos >= quietNanos + LEAST_FELT_NANOS;
    }
  }

  /** First and last window of a comparison, and how many of them could be compared. */
  record Span(long first, long last, int compared) {}

  /** Adds a call of a service; answers false if it is of one of too many services. */
  boolean add(String service, Object call, long startNanos, long durationNanos) {
    ResourceUse use = services.get(service);
    if (use == null) {
      if (services.size() == MAX_SERVICES) {
        return false;
      }
      use = new ResourceUse();
      services.put(service, use);
    }
    long window = ResourceUse.window(startNanos);
    firstWindow = Math.min(firstWindow, window);
    if (window > newestWindow) {
      nextJudgement = newestWindow == Long.MIN_VALUE ? window + JUDGED_EVERY : nextJudgement;
      if (window >= nextJudgement) {
        settle();
        nextJudgement = window + JUDGED_EVERY;
      }
      newestWindow = window;
    }
    use.add(call, startNanos, durationNanos);
    return true;
  }

  /** How many usual durations of calls were forgotten to make room. */
  long forgotten() {
    return services.values().stream().mapToLong(ResourceUse::forgotten).sum();
  }

  /** Who slows whom, by service; the latest judgement first. */
  List<Rivalry> rivalries() {
    return rivalries;
  }

  /**
   * Whether a call that began after the last judgement is slowed by what was found then: until the
   * next, the other's load of these windows tells.
   */
  boolean goesOn(Rivalry rivalry, long startNanos, long durationNanos) {
    long window = ResourceUse.window(startNanos);
    ResourceUse other = services.get(rivalry.by);
    return other != null
        && rivalry.windows.last == judgedTo
        && window > judgedTo
        && window <= judgedTo + JUDGED_EVERY
        && rivalry.isFelt(durationNanos)
        && Math.max(other.loadNanos(window - 1), other.loadNanos(window)) > rivalry.usualLoadNanos;
  }

  /** Judges the windows that are kept. */
  void settle() {
    if (services.size() < 2) {
      return;
    }
    judgedTo = newestWindow;
    long first = Math.max(firstWindow, newestWindow - ResourceUse.WINDOWS + 1);
    List<String> names = services.keySet().stream().sorted().toList();
    for (int i = 0; i < names.size(); i++) {
      for (int j = i + 1; j < names.size(); j++) {
        Rivalry one = rivalry(names.get(i), names.get(j), first);
        Rivalry other = rivalry(names.get(j), names.get(i), first);
        boolean oneIsCloser =
            one != null && (other == null || one.correlation >= other.correlation);
        Rivalry told = oneIsCloser ? one : other;
        if (told != null) {
          rivalries.addFirst(told);
        }
      }
    }
    while (rivalries.size() > MAX_RIVALRIES) {
      rivalries.removeLast();
    }
  }

  private @Nullable Rivalry rivalry(String slowed, String by, long first) {
    ResourceUse own = services.get(slowed);
    ResourceUse others = services.get(by);
    if (own == null || others == null) {
      return null;
    }
    int count = 0;
    double[] p95 = new double[(int) (newestWindow - first + 1)];
    double[] load = new double[p95.length];
    double[] ownLoad = new double[p95.length];
    for (long window = first; window <= newestWindow; window++) {
      if (own.p95Nanos(window) != ResourceUse.UNKNOWN) {
        p95[count] = own.p95Nanos(window);
        load[count] = others.loadNanos(window);
        ownLoad[count] = own.loadNanos(window);
        count++;
      }
    }
    if (count < ENOUGH_WINDOWS) {
      return null;
    }
    p95 = Arrays.copyOf(p95, count);
    load = Arrays.copyOf(load, count);
    double follows = Correlation.ofRanks(p95, load);
    double followsOwn = Correlation.ofRanks(p95, Arrays.copyOf(ownLoad, count));
    if (follows < FOLLOWS || followsOwn >= OWN) {
      return null;
    }
    double usualLoad = median(load);
    BitSet busy = new BitSet();
    for (long window = first; window <= newestWindow; window++) {
      if (others.loadNanos(window) > usualLoad) {
        busy.set((int) (window - first));
      }
    }
    Span windows = new Span(first, newestWindow, count);
    long quiet = quietNanos(p95, load, usualLoad);
    return new Rivalry(slowed, by, windows, busy, usualLoad, quiet, follows, followsOwn);
  }

  private static long quietNanos(double[] p95, double[] load, double usualLoad) {
    double[] quiet = new double[p95.length];
    int count = 0;
    for (int i = 0; i < p95.length; i++) {
      if (load[i] <= usualLoad) {
        quiet[count++] = p95[i];
      }
    }
    return (long) median(Arrays.copyOf(quiet, count));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(sorted.length - 1) / 2];
  }
}
