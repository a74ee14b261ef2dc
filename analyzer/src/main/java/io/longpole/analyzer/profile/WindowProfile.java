package io.longpole.analyzer.profile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The profiles of all endpoints in one window of time, within limits. */
public final class WindowProfile {

  private final ProfileLimits limits;
  private final Map<EndpointName, EndpointProfile> endpoints = new HashMap<>();

  public WindowProfile(ProfileLimits limits) {
    this.limits = limits;
  }

  /** By name. */
  public List<EndpointProfile> endpoints() {
    return endpoints.values().stream().sorted(Comparator.comparing(EndpointProfile::name)).toList();
  }

  /** The profile of an endpoint; made if there is none. */
  EndpointProfile endpoint(EndpointName name) {
    return endpoints.computeIfAbsent(name, EndpointProfile::new);
  }

  /**
   * Adds what is known of an endpoint from elsewhere; takes more than twice the room at no time.
   */
  public void add(EndpointProfile profile) {
    EndpointProfile known = endpoint(profile.name());
    known.addAll(profile);
    if (isCrowded(known)) {
      fold();
    }
  }

  /** Whether it is time to fold, now that this endpoint was added to. */
  boolean isCrowded(EndpointProfile changed) {
    return endpoints.size() > 2 * limits.endpoints() || isFull(changed);
  }

  /** Whether an endpoint takes no more path operations until it is folded. */
  boolean isFull(EndpointProfile endpoint) {
    return endpoint.pathCount() >= 2 * limits.paths()
        || endpoint.entries() >= 2 * limits.paths() * limits.versions();
  }

  /** Moves what is beyond the limits to "(other)", that with least time first. */
  public void fold() {
    for (EndpointName name :
        Folding.surplus(
            endpoints, EndpointName.OTHER, limits.endpoints(), EndpointProfile::nanos)) {
      EndpointProfile least = endpoints.remove(name);
      if (least != null) {
        endpoint(EndpointName.OTHER).absorb(least);
      }
    }
    endpoints.values().forEach(each -> each.fold(limits));
    foldEntries();
  }

  private record Entry(EndpointProfile endpoint, List<Frame> frames, String version, long nanos) {}

  private static final Comparator<Entry> LEAST_FIRST =
      Comparator.comparingLong(Entry::nanos)
          .thenComparing(entry -> entry.endpoint.name())
          .thenComparing(Entry::frames, Frame.PATHS)
          .thenComparing(Entry::version);

  private void foldEntries() {
    int entries = entries();
    if (entries <= limits.entries()) {
      return;
    }
    List<Entry> least = new ArrayList<>(entries);
    for (EndpointProfile endpoint : endpoints.values()) {
      endpoint
          .paths()
          .forEach((frames, versions) -> {
            if (!frames.equals(EndpointProfile.OTHER_PATH)) {
              versions.forEach((version, times) ->
                  least.add(new Entry(endpoint, frames, version, times.nanos())));
            }
          });
    }
    least.sort(LEAST_FIRST);
    for (Entry entry : least) {
      if (entries <= limits.entries()) {
        return;
      }
      int before = entry.endpoint.entries();
      entry.endpoint.fold(entry.frames, entry.version);
      entries += entry.endpoint.entries() - before;
    }
  }

  int endpointCount() {
    return endpoints.size();
  }

  /** Entries of all endpoints. */
  public int entries() {
    return entries(endpoints.values());
  }

  private static int entries(Collection<EndpointProfile> endpoints) {
    return endpoints.stream().mapToInt(EndpointProfile::entries).sum();
  }
}
