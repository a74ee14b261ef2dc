package io.longpole.analyzer.profile;

import io.longpole.analyzer.profile.BandProfile.PathShare;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the requests of one endpoint spent their time, in one window or several: sums, counts and
 * the top three of exemplars, so that the order in which windows are added makes no difference.
 *
 * <p>Example: GET /cart takes 10 ms of its own and 90 ms in its call of the store; after 100 such
 * requests the path operation "GET /cart" has 1 s, "GET /cart" → "select" 9 s. O(buckets) to add a
 * window, O(paths · buckets) to cut a band.
 */
public final class EndpointProfile {

  static final String OTHER_VERSION = "(other)";
  static final List<Frame> OTHER_PATH = List.of(Frame.OTHER);

  private final EndpointName name;
  private final Map<String, RequestTimes> requests = new HashMap<>();
  private final Map<List<Frame>, Map<String, PathTimes>> paths = new HashMap<>();
  private int pathEntries;
  private long incompleteTraces;
  private long lateTraces;
  private long folded;

  EndpointProfile(EndpointName name) {
    this.name = name;
  }

  public EndpointName name() {
    return name;
  }

  /** Complete traces: those that are in the profile. */
  public long traces() {
    return requests.values().stream().mapToLong(RequestTimes::traces).reduce(0, Buckets::saturated);
  }

  /** Their durations together. */
  public long nanos() {
    return requests.values().stream().mapToLong(RequestTimes::nanos).reduce(0, Buckets::saturated);
  }

  /** Traces that are not in the profile because something of them was missing. */
  public long incompleteTraces() {
    return incompleteTraces;
  }

  /** Traces whose late spans came when they were in the profile; they stayed as they were. */
  public long lateTraces() {
    return lateTraces;
  }

  /** How often something was moved to "(other)" for want of room. */
  public long folded() {
    return folded;
  }

  /** The duration of rank ceil(q·n), to 1 %; 0 without traces. */
  public long quantileNanos(double q) {
    Buckets all = new Buckets();
    requests.values().forEach(each -> all.addAll(each.sketch()));
    return all.size() == 0 ? 0 : LogScale.REQUESTS.value(all.quantile(q));
  }

  /**
   * Where the time of a band's requests went.
   *
   * @param byVersion whether versions of the last operation's service are told apart
   */
  public BandProfile band(Band band, boolean byVersion) {
    Buckets all = new Buckets();
    requests.values().forEach(each -> all.addAll(each.bands()));
    double[] shares = band.shares(all);
    List<PathShare> cut = new ArrayList<>();
    paths.forEach((frames, versions) -> {
      if (byVersion) {
        versions.forEach((version, times) -> addShare(cut, frames, version, times, shares));
      } else {
        PathTimes together = new PathTimes();
        versions.values().forEach(together::addAll);
        addShare(cut, frames, "", together, shares);
      }
    });
    cut.sort(
        Comparator.comparingLong(PathShare::nanos)
            .reversed()
            .thenComparing(PathShare::frames, Frame.PATHS)
            .thenComparing(PathShare::version));
    return new BandProfile(band, part(all, shares, false), part(all, shares, true), cut);
  }

  private static void addShare(
      List<PathShare> cut, List<Frame> frames, String version, PathTimes times, double[] shares) {
    long nanos = part(times.bands(), shares, true);
    if (nanos > 0) {
      cut.add(
          new PathShare(
              frames,
              version,
              part(times.bands(), shares, false),
              nanos,
              LogScale.PATHS.value(times.sketch().quantile(0.5)),
              LogScale.PATHS.value(times.sketch().quantile(0.95)),
              times.exemplars()));
    }
  }

  /** What of the buckets is in a band; whole buckets are added exactly. */
  private static long part(Buckets buckets, double[] shares, boolean ofNanos) {
    long whole = 0;
    double parts = 0;
    for (int i = 0; i < buckets.size(); i++) {
      long value = ofNanos ? buckets.nanos(i) : buckets.count(i);
      double share = shares[buckets.bucket(i)];
      if (share == 1) {
        whole = Buckets.saturated(whole, value);
      } else {
        parts += share * value;
      }
    }
    return Buckets.saturated(whole, Math.round(parts));
  }

  /** Adds what is known of the same endpoint from elsewhere. */
  public void addAll(EndpointProfile other) {
    other.requests.forEach((version, times) -> requests(version).addAll(times));
    other.paths.forEach((frames, versions) ->
        versions.forEach((version, times) -> path(frames, version).addAll(times)));
    addCounts(other);
  }

  private void addCounts(EndpointProfile other) {
    count(other.incompleteTraces, other.lateTraces, other.folded);
  }

  void count(long incomplete, long late, long moved) {
    incompleteTraces = Buckets.saturated(incompleteTraces, incomplete);
    lateTraces = Buckets.saturated(lateTraces, late);
    folded = Buckets.saturated(folded, moved);
  }

  /** The times of requests that a version answered; made if there are none. */
  RequestTimes requests(String version) {
    return requests.computeIfAbsent(version, unseen -> new RequestTimes());
  }

  /** The times of a path operation; made if there are none. */
  PathTimes path(List<Frame> frames, String version) {
    Map<String, PathTimes> versions = paths.computeIfAbsent(frames, unseen -> new HashMap<>(2));
    PathTimes known = versions.get(version);
    if (known == null) {
      known = new PathTimes();
      versions.put(version, known);
      pathEntries++;
    }
    return known;
  }

  Map<String, RequestTimes> requests() {
    return requests;
  }

  Map<List<Frame>, Map<String, PathTimes>> paths() {
    return paths;
  }

  /** Entries of all kinds. */
  public int entries() {
    return requests.size() + pathEntries;
  }

  /** Path operations, each version by itself. */
  int pathEntries() {
    return pathEntries;
  }

  /** Path operations, however many versions they have. */
  int pathCount() {
    return paths.size();
  }

  /** Moves what is beyond the limits to "(other)", that with least time first. */
  void fold(ProfileLimits limits) {
    foldRequests(limits.versions());
    for (List<Frame> frames : List.copyOf(paths.keySet())) {
      foldVersions(frames, limits.versions());
    }
    int others = paths.containsKey(OTHER_PATH) ? 1 : 0;
    int surplus = paths.size() - others - limits.paths();
    if (surplus > 0) {
      paths.keySet().stream()
          .filter(frames -> !frames.equals(OTHER_PATH))
          .sorted(Comparator.comparingLong(this::nanosOf).thenComparing(Frame.PATHS.reversed()))
          .limit(surplus)
          .toList()
          .forEach(this::foldPath);
    }
  }

  private void foldRequests(int limit) {
    for (String version : Folding.surplus(requests, OTHER_VERSION, limit, RequestTimes::nanos)) {
      RequestTimes least = requests.remove(version);
      if (least != null) {
        requests(OTHER_VERSION).addAll(least);
        folded++;
      }
    }
  }

  private void foldVersions(List<Frame> frames, int limit) {
    Map<String, PathTimes> versions = paths.getOrDefault(frames, Map.of());
    for (String version : Folding.surplus(versions, OTHER_VERSION, limit, PathTimes::nanos)) {
      PathTimes least = versions.remove(version);
      if (least != null) {
        pathEntries--;
        path(frames, OTHER_VERSION).addAll(least);
        folded++;
      }
    }
  }

  private long nanosOf(List<Frame> frames) {
    return paths.getOrDefault(frames, Map.of()).values().stream()
        .mapToLong(PathTimes::nanos)
        .reduce(0, Buckets::saturated);
  }

  private void foldPath(List<Frame> frames) {
    for (String version : List.copyOf(paths.getOrDefault(frames, Map.of()).keySet())) {
      fold(frames, version);
    }
  }

  /** Moves one entry to the path "(other)". */
  void fold(List<Frame> frames, String version) {
    Map<String, PathTimes> versions = paths.getOrDefault(frames, Map.of());
    PathTimes least = versions.remove(version);
    if (least == null) {
      return;
    }
    pathEntries--;
    if (versions.isEmpty()) {
      paths.remove(frames);
    }
    path(OTHER_PATH, "").addAll(least);
    folded++;
  }

  /** Adds an endpoint that there is no room for: its requests, its paths all in one. */
  void absorb(EndpointProfile least) {
    least.requests.values().forEach(times -> requests("").addAll(times));
    least
        .paths
        .values()
        .forEach(
            versions -> versions.values().forEach(times -> path(OTHER_PATH, "").addAll(times)));
    addCounts(least);
    folded++;
  }
}
