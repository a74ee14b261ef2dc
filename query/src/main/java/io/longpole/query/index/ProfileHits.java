package io.longpole.query.index;

import io.longpole.analyzer.profile.EndpointProfile;
import java.util.List;

/**
 * Profiles of endpoints.
 *
 * @param endpoints by name
 * @param windows from the start of the first window to the end of the last: minutes, and of what is
 *     older hours; from is after to if there is none
 * @param unreadable how many parts are left out because they cannot be read
 */
public record ProfileHits(List<EndpointProfile> endpoints, Interval windows, int unreadable) {
  public ProfileHits {
    endpoints = List.copyOf(endpoints);
  }
}
