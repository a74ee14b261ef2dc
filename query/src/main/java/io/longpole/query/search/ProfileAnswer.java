package io.longpole.query.search;

import io.longpole.analyzer.profile.Band;
import io.longpole.analyzer.profile.BandProfile;
import io.longpole.analyzer.profile.EndpointName;
import io.longpole.analyzer.profile.EndpointProfile;
import io.longpole.proto.query.v1.GetProfileRequest;
import io.longpole.proto.query.v1.Profile;
import io.longpole.proto.query.v1.Window;
import io.longpole.query.index.IndexView;
import io.longpole.query.index.Interval;
import io.longpole.query.index.ProfileHits;
import io.longpole.query.report.ProfileMessages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Answers where the time of endpoints goes, from the profiles of windows. */
final class ProfileAnswer {

  private static final int NAMED = 3;

  private final IndexView view;

  ProfileAnswer(IndexView view) {
    this.view = view;
  }

  Profile of(GetProfileRequest request) {
    Interval interval = Queries.interval(request.getWindow());
    List<Band> bands = bands(request);
    String asked = endpoint(request);
    return asked.isEmpty()
        ? all(interval)
        : one(interval, known(asked), bands, request.getByVersion());
  }

  private static String endpoint(GetProfileRequest request) {
    String parts = request.getService() + " " + request.getOperation();
    return request.getEndpoint().isEmpty() ? parts.strip() : request.getEndpoint().strip();
  }

  private static List<Band> bands(GetProfileRequest request) {
    List<Band> bands = new ArrayList<>();
    for (String name : request.getBandsList()) {
      bands.add(
          Band.parse(name)
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "band=" + name + " (all, p0-50, p50-90, p90-99 or p99+ is expected)")));
    }
    return bands.isEmpty() ? List.of(Band.ALL) : bands;
  }

  /** Every endpoint with the path operation that has most time. */
  private Profile all(Interval interval) {
    ProfileHits hits = view.profiles(interval);
    Profile.Builder answer = begin(hits);
    hits.endpoints().stream()
        .filter(endpoint -> endpoint.traces() > 0)
        .sorted(
            Comparator.comparingLong(EndpointProfile::nanos)
                .reversed()
                .thenComparing(EndpointProfile::name))
        .forEach(endpoint -> {
          BandProfile whole = endpoint.band(Band.ALL, false);
          List<BandProfile.PathShare> top =
              whole.paths().subList(0, Math.min(1, whole.paths().size()));
          answer.addEndpoints(
              ProfileMessages.of(
                  endpoint,
                  List.of(new BandProfile(Band.ALL, whole.traces(), whole.nanos(), top))));
        });
    count(answer, hits.endpoints());
    return answer.build();
  }

  private Profile one(Interval interval, EndpointName name, List<Band> bands, boolean byVersion) {
    ProfileHits hits = view.profile(interval, name);
    Profile.Builder answer = begin(hits);
    hits.endpoints().stream()
        .filter(endpoint -> endpoint.traces() > 0)
        .forEach(endpoint ->
            answer.addEndpoints(
                ProfileMessages.of(
                    endpoint, bands.stream().map(b -> endpoint.band(b, byVersion)).toList())));
    List<EndpointProfile> counted = new ArrayList<>(hits.endpoints());
    if (!name.equals(EndpointName.OTHER)) {
      counted.addAll(view.profile(interval, EndpointName.OTHER).endpoints());
    }
    count(answer, counted);
    return answer.build();
  }

  private static Profile.Builder begin(ProfileHits hits) {
    Profile.Builder answer = Profile.newBuilder();
    if (hits.windows().fromNanos() < hits.windows().toNanos()) {
      answer.setWindow(
          Window.newBuilder()
              .setFromUnixNanos(hits.windows().fromNanos())
              .setToUnixNanos(hits.windows().toNanos()));
    }
    if (hits.unreadable() > 0) {
      answer
          .setPartial(true)
          .setMessage(hits.unreadable() + " parts could not be read and are left out");
    }
    return answer;
  }

  private static void count(Profile.Builder answer, List<EndpointProfile> endpoints) {
    for (EndpointProfile each : endpoints) {
      answer
          .setIncompleteTraces(answer.getIncompleteTraces() + each.incompleteTraces())
          .setLateTraces(answer.getLateTraces() + each.lateTraces())
          .setFolded(answer.getFolded() + each.folded());
      if (each.name().equals(EndpointName.OTHER)) {
        answer.setOtherTraces(each.traces());
      }
    }
  }

  /** The endpoint of that name, or the only one with that operation. */
  private EndpointName known(String asked) {
    List<EndpointName> names = view.profiledEndpoints();
    Optional<EndpointName> exact =
        names.stream().filter(name -> name.text().equals(asked)).findFirst();
    if (exact.isPresent()) {
      return exact.get();
    }
    List<EndpointName> byOperation =
        names.stream().filter(name -> name.operation().equals(asked)).toList();
    if (byOperation.size() == 1) {
      return byOperation.getFirst();
    }
    if (byOperation.size() > 1) {
      throw new NoSuchElementException(
          "Several services have an endpoint " + asked + ": name one of " + quoted(byOperation));
    }
    List<EndpointName> nearest = Nearest.to(asked, names, EndpointName::text, NAMED);
    throw new NoSuchElementException(
        nearest.isEmpty()
            ? "No endpoint has a profile yet: profiles are kept of complete traces, and written"
                + " with each commit."
            : "No endpoint '" + asked + "' has a profile; the nearest are " + quoted(nearest));
  }

  private static String quoted(List<EndpointName> names) {
    return String.join(
        ", ", names.stream().limit(NAMED).map(name -> "'" + name.text() + "'").toList());
  }
}
