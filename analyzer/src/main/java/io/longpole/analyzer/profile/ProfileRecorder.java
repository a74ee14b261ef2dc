package io.longpole.analyzer.profile;

import io.longpole.analyzer.evidence.OperationKeys;
import io.longpole.analyzer.model.Mix;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.path.PathAnalysis;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes one trace after the other into the profiles of their endpoints, by the minute in which
 * their roots started; now and then what was taken is drained and kept elsewhere.
 *
 * <p>Once an endpoint and its path operations are known, a trace costs a few look-ups for each of
 * its spans on the critical path, and no object. One object serves one thread.
 */
public final class ProfileRecorder {

  /** How long a window is. */
  public static final long WINDOW_NANOS = 60_000_000_000L;

  /** About 16 MiB; then it is time to drain. */
  private static final int FULL_ENTRIES = 16_384;

  private static final int MAX_KEYS = 1 << 17;

  private final OperationKeys keys;
  private final UnaryOperator<String> templates;
  private final ProfileLimits limits;
  private final PathKeys paths;
  private final List<PathTimes> touched = new ArrayList<>();
  private final KeyMap<EndpointProfile> endpointOf = new KeyMap<>();
  private final KeyMap<RequestTimes> requestsOf = new KeyMap<>();
  private final KeyMap<PathTimes> timesOf = new KeyMap<>();
  private SortedMap<Long, WindowProfile> windows = new TreeMap<>();
  private int entries;
  private boolean grown;

  /**
   * A recorder without traces.
   *
   * @param templates answers a span's name without the values in it, the same as those of the keys
   */
  public ProfileRecorder(
      OperationKeys keys, UnaryOperator<String> templates, ProfileLimits limits) {
    this.keys = keys;
    this.templates = templates;
    this.limits = limits;
    this.paths = new PathKeys(keys, templates);
  }

  /** Takes a trace that was not seen before; one that is not complete is only counted. */
  public void add(Trace trace, PathAnalysis path) {
    long window = window(trace);
    EndpointProfile endpoint = endpoint(trace, window);
    if (trace.isComplete()) {
      addTimes(trace, path, window, endpoint);
    } else {
      endpoint.count(1, 0, 0);
    }
    foldIfCrowded(window, endpoint);
  }

  /** Counts a trace whose late spans came: it is in the profile as it was first seen. */
  public void addLate(Trace trace) {
    long window = window(trace);
    EndpointProfile endpoint = endpoint(trace, window);
    endpoint.count(0, 1, 0);
    foldIfCrowded(window, endpoint);
  }

  private static long window(Trace trace) {
    return Math.floorDiv(trace.startNanos(0), WINDOW_NANOS) * WINDOW_NANOS;
  }

  private EndpointProfile endpoint(Trace trace, long window) {
    Span root = trace.span(0);
    long key = Mix.of(keys.operation(root), window);
    EndpointProfile known = endpointOf.get(key);
    if (known == null) {
      Frame frame = new Frame(root.service(), templates.apply(root.name()), root.kind());
      known =
          windows
              .computeIfAbsent(window, unseen -> new WindowProfile(limits))
              .endpoint(new EndpointName(frame.service(), frame.operation()));
      endpointOf.put(key, known);
      grown = true;
      entries++; // also if nothing comes of it but counts
    }
    return known;
  }

  private void addTimes(Trace trace, PathAnalysis path, long window, EndpointProfile endpoint) {
    long durationNanos = trace.durationNanos(0);
    int band = LogScale.BANDS.bucket(durationNanos);
    requests(trace.span(0), window, endpoint).add(durationNanos, band);
    paths.set(trace, path);
    for (int node = 0; node < trace.size(); node++) {
      long nanos = path.exclusiveNanos(node);
      if (nanos > 0 && paths.isOnMainPath(node)) {
        PathTimes times = times(trace, node, window, endpoint);
        if (times.spend(nanos)) {
          touched.add(times);
        }
      }
    }
    for (int i = 0; i < touched.size(); i++) {
      touched.get(i).settle(trace.id(), band);
    }
    touched.clear();
  }

  private RequestTimes requests(Span root, long window, EndpointProfile endpoint) {
    long key = Mix.of(Mix.of(keys.operation(root), keys.version(root)), window);
    RequestTimes known = requestsOf.get(key);
    if (known == null) {
      int before = endpoint.entries();
      known = endpoint.requests(version(root));
      requestsOf.put(key, known);
      grew(endpoint.entries() - before);
    }
    return known;
  }

  private PathTimes times(Trace trace, int node, long window, EndpointProfile endpoint) {
    long key = paths.entry(trace, node, window);
    PathTimes known = timesOf.get(key);
    if (known == null) {
      known = unknown(trace, node, window, endpoint);
      timesOf.put(key, known);
    }
    return known;
  }

  private PathTimes unknown(Trace trace, int node, long window, EndpointProfile endpoint) {
    int before = endpoint.entries();
    @Nullable WindowProfile owner = windows.get(window);
    PathTimes times;
    if (owner != null && owner.isFull(endpoint)) {
      times = endpoint.path(EndpointProfile.OTHER_PATH, "");
      endpoint.count(0, 0, 1);
    } else {
      times = endpoint.path(paths.frames(trace, node), version(trace.span(node)));
    }
    grew(endpoint.entries() - before);
    return times;
  }

  private void grew(int added) {
    entries += added;
    grown = true;
  }

  private static String version(Span span) {
    String version = span.resource().attributes().text("service.version");
    return version == null ? "" : new Frame("", version, span.kind()).operation();
  }

  private void foldIfCrowded(long window, EndpointProfile changed) {
    if (!grown) {
      return;
    }
    grown = false;
    WindowProfile owner = windows.get(window);
    if (owner != null && owner.isCrowded(changed)) {
      owner.fold();
      entries = windows.values().stream().mapToInt(ProfileRecorder::size).sum();
      forget();
    } else if (timesOf.size() > MAX_KEYS) {
      forget();
    }
  }

  private static int size(WindowProfile window) {
    return window.entries() + window.endpointCount();
  }

  private void forget() {
    endpointOf.clear();
    requestsOf.clear();
    timesOf.clear();
  }

  /** Whether it has taken so much that it has to be drained. */
  public boolean isFull() {
    return entries >= FULL_ENTRIES;
  }

  /** What was taken since the last time, within limits, by the start of the window. */
  public SortedMap<Long, WindowProfile> drain() {
    SortedMap<Long, WindowProfile> drained = windows;
    drained.values().forEach(WindowProfile::fold);
    windows = new TreeMap<>();
    entries = 0;
    forget();
    return drained;
  }
}
