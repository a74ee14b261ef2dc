package io.longpole.analyzer.finding;

import io.longpole.analyzer.finding.Life.Versions;
import io.longpole.analyzer.finding.SeenHours.Hour;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * Follows one problem over time: new, ongoing, resolved, regressed.
 *
 * <p>It is resolved after a quiet period, in which its endpoint had traffic and the problem was not
 * seen. The period is the longer of 24 hours and ten mean intervals between its sightings; it is
 * measured to the last trace of the endpoint, so an endpoint that nobody calls resolves nothing.
 * And the endpoint must have had ten times the traces that it had per sighting, but at least ten:
 * then a problem that is still there would have shown. Seen after that, it has regressed.
 * Detectors' specification, section 9; the traces are ours.
 *
 * <p>Example: on Monday 100 of 1,000 traces showed it, minutes apart. Then the endpoint has 20
 * traces an hour. Ten times 1,000 / 100 traces are 100, reached after five hours; the 24 hours end
 * on Tuesday, and with the first trace after them it is resolved. With 3 traces an hour that takes
 * the 34 hours until there are 100. A trace that shows it on Friday makes it regressed.
 *
 * <p>Times count by the hour: a quiet period begins with the hour after the sighting. Costs O(h)
 * for h hours in which something was seen. What was found can be remembered and continued: the
 * outcome is that of all hours at once.
 */
public final class LifeCycle {

  static final long MIN_QUIET_NANOS = 24 * SeenHours.HOUR_NANOS;

  /** So many mean intervals, and so many times the traces per sighting, must be quiet. */
  private static final int QUIET_FACTOR = 10;

  private long firstSeenNanos;
  private long lastSeenNanos;
  private boolean returned;
  private long resolvedNanos;
  private long startNanos;
  private long sightings;
  private long traces;
  private long quietTraces;
  private Versions versions;

  private LifeCycle(Life before) {
    firstSeenNanos = before.firstSeenNanos();
    lastSeenNanos = before.lastSeenNanos();
    returned = before.returned();
    resolvedNanos = before.resolvedNanos();
    startNanos = before.startNanos();
    sightings = before.sightings();
    traces = before.traces();
    quietTraces = before.quietTraces();
    versions = before.versions();
  }

  /**
   * What was seen of one problem and its endpoint.
   *
   * @param endpoint "SERVICE OPERATION"
   * @param sightings of the problem
   * @param traffic traces of the endpoint
   */
  public record Seen(String endpoint, SeenHours sightings, SeenHours traffic) {}

  /** The life of a problem that nothing is remembered of, of the hours that begin before a time. */
  public static Optional<Life> of(Seen seen, long untilNanos) {
    return follow(
        new Life(seen.endpoint, 0, 0, false, 0, 0, 0, 0, 0, Versions.NONE), 0, seen, untilNanos);
  }

  /** The same, continuing what is remembered of the hours that begin before {@code fromNanos}. */
  public static Life continued(Life before, long fromNanos, Seen seen, long untilNanos) {
    return follow(before, fromNanos, seen, untilNanos).orElse(before);
  }

  private static Optional<Life> follow(Life before, long fromNanos, Seen seen, long untilNanos) {
    LifeCycle cycle = new LifeCycle(before);
    Iterator<Map.Entry<Long, Hour>> shown = seen.sightings.between(fromNanos, untilNanos);
    Iterator<Map.Entry<Long, Hour>> served = seen.traffic.between(fromNanos, untilNanos);
    Optional<Map.Entry<Long, Hour>> sighting = next(shown);
    Optional<Map.Entry<Long, Hour>> traffic = next(served);
    while (sighting.isPresent() || traffic.isPresent()) {
      long sightingHour = sighting.map(Map.Entry::getKey).orElse(Long.MAX_VALUE);
      long trafficHour = traffic.map(Map.Entry::getKey).orElse(Long.MAX_VALUE);
      if (sightingHour <= trafficHour) {
        boolean both = sightingHour == trafficHour;
        long tracesThen = both ? traffic.orElseThrow().getValue().count() : 0;
        cycle.sighted(sighting.orElseThrow().getValue(), tracesThen);
        sighting = next(shown);
        traffic = both ? next(served) : traffic;
      } else {
        cycle.quiet(traffic.orElseThrow().getValue());
        traffic = next(served);
      }
    }
    return cycle.sightings == 0 ? Optional.empty() : Optional.of(cycle.life(seen.endpoint));
  }

  private static <T> Optional<T> next(Iterator<T> all) {
    return all.hasNext() ? Optional.of(all.next()) : Optional.empty();
  }

  private void sighted(Hour hour, long tracesThen) {
    boolean first = sightings == 0;
    if (first || resolvedNanos != 0) {
      returned = !first;
      firstSeenNanos = first ? hour.firstNanos() : firstSeenNanos;
      startNanos = hour.firstNanos();
      String version = hour.firstVersion();
      versions = new Versions(first ? version : versions.first(), version, "");
      resolvedNanos = 0;
      sightings = 0;
      traces = 0;
      quietTraces = 0;
    }
    lastSeenNanos = hour.lastNanos();
    versions = new Versions(versions.first(), versions.start(), hour.lastVersion());
    sightings += hour.count();
    traces += quietTraces + tracesThen;
    quietTraces = 0;
  }

  /** An hour in which the endpoint had traffic and the problem was not seen. */
  private void quiet(Hour traffic) {
    if (sightings == 0 || resolvedNanos != 0) {
      return;
    }
    quietTraces += traffic.count();
    long quietNanos = traffic.lastNanos() - lastSeenNanos;
    if (quietNanos >= Math.max(MIN_QUIET_NANOS, QUIET_FACTOR * meanIntervalNanos())
        && quietTraces >= QUIET_FACTOR * Math.max(1, Math.ceilDiv(traces, sightings))) {
      resolvedNanos = traffic.lastNanos();
    }
  }

  /** Bounded so that ten of them are still a number. */
  private long meanIntervalNanos() {
    long mean = sightings < 2 ? 0 : (lastSeenNanos - startNanos) / (sightings - 1);
    return Math.min(mean, Long.MAX_VALUE / QUIET_FACTOR);
  }

  private Life life(String endpoint) {
    return new Life(
        endpoint,
        firstSeenNanos,
        lastSeenNanos,
        returned,
        resolvedNanos,
        startNanos,
        sightings,
        traces,
        quietTraces,
        versions);
  }
}
