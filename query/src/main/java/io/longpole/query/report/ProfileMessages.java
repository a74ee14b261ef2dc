package io.longpole.query.report;

import io.longpole.analyzer.profile.BandProfile;
import io.longpole.analyzer.profile.Exemplar;
import io.longpole.analyzer.profile.Frame;
import io.longpole.proto.query.v1.EndpointProfile;
import io.longpole.proto.query.v1.PathTime;
import io.longpole.proto.query.v1.ProfileBand;
import io.longpole.proto.query.v1.ProfileExemplar;
import java.util.List;

/** Turns the profile of an endpoint into the message of the query API. */
public final class ProfileMessages {

  private ProfileMessages() {}

  public static EndpointProfile of(
      io.longpole.analyzer.profile.EndpointProfile profile, List<BandProfile> bands) {
    EndpointProfile.Builder message =
        EndpointProfile.newBuilder()
            .setService(WellFormed.of(profile.name().service()))
            .setOperation(WellFormed.of(profile.name().operation()))
            .setTraces(profile.traces())
            .setNanos(profile.nanos())
            .setP50Nanos(profile.quantileNanos(0.5))
            .setP95Nanos(profile.quantileNanos(0.95))
            .setP99Nanos(profile.quantileNanos(0.99));
    bands.forEach(band -> message.addBands(band(band)));
    return message.build();
  }

  private static ProfileBand band(BandProfile band) {
    ProfileBand.Builder message =
        ProfileBand.newBuilder()
            .setBand(band.band().text())
            .setTraces(band.traces())
            .setNanos(band.nanos());
    band.paths().forEach(path -> message.addPaths(path(path)));
    return message.build();
  }

  private static PathTime path(BandProfile.PathShare path) {
    PathTime.Builder message =
        PathTime.newBuilder()
            .setVersion(WellFormed.of(path.version()))
            .setTraces(path.traces())
            .setNanos(path.nanos())
            .setP50Nanos(path.p50Nanos())
            .setP95Nanos(path.p95Nanos());
    for (Frame frame : path.frames()) {
      message.addFrames(WellFormed.of(frame.text()));
    }
    for (Exemplar exemplar : path.exemplars()) {
      message.addExemplars(
          ProfileExemplar.newBuilder()
              .setTraceId(exemplar.traceId().hex())
              .setNanos(exemplar.nanos()));
    }
    return message.build();
  }
}
