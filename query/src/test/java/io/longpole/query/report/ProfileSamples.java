package io.longpole.query.report;

import io.longpole.proto.query.v1.EndpointProfile;
import io.longpole.proto.query.v1.PathTime;
import io.longpole.proto.query.v1.Profile;
import io.longpole.proto.query.v1.ProfileBand;
import io.longpole.proto.query.v1.ProfileExemplar;
import io.longpole.proto.query.v1.Window;
import java.util.List;

/** Profiles as the server answers them, for tests of what is made of them. */
public final class ProfileSamples {

  private static final long MS = Samples.MS;
  private static final String ROOT = "shop GET /checkout";

  private ProfileSamples() {}

  private static Profile.Builder begin() {
    return Profile.newBuilder()
        .setWindow(
            Window.newBuilder()
                .setFromUnixNanos(Samples.T)
                .setToUnixNanos(Samples.T + 3_600_000 * MS))
        .setIncompleteTraces(17)
        .setLateTraces(1);
  }

  private static PathTime.Builder path(long ms, String... frames) {
    return PathTime.newBuilder()
        .addAllFrames(List.of(frames))
        .setTraces(1_200)
        .setNanos(ms * MS)
        .setP50Nanos(40 * MS)
        .setP95Nanos(90 * MS);
  }

  private static EndpointProfile.Builder endpoint(String service, String operation) {
    return EndpointProfile.newBuilder()
        .setService(service)
        .setOperation(operation)
        .setTraces(1_234)
        .setNanos(123_400 * MS)
        .setP50Nanos(80 * MS)
        .setP95Nanos(240 * MS)
        .setP99Nanos(1_310 * MS);
  }

  private static ProfileBand.Builder band() {
    return ProfileBand.newBuilder().setBand("all").setTraces(1_234).setNanos(123_400 * MS);
  }

  /** One endpoint, all its traces. */
  public static Profile checkout() {
    ProfileBand.Builder band =
        band()
            .addPaths(
                path(70_000, ROOT, "shop POST", "payment POST /charge", "payment INSERT charges")
                    .addExemplars(exemplar(Samples.TRACE, 900))
                    .addExemplars(exemplar(Samples.OTHER_TRACE, 410)))
            .addPaths(path(30_000, ROOT).addExemplars(exemplar(Samples.TRACE, 120)))
            .addPaths(path(20_000, ROOT, "shop POST", "→ payment"))
            .addPaths(path(3_000, ROOT, "shop a;b\nc", "shop \u001b[31mred", "(other)"));
    for (int i = 0; i < 18; i++) {
      band.addPaths(path(22, ROOT, "shop step " + (char) ('a' + i)));
    }
    return begin().addEndpoints(endpoint("shop", "GET /checkout").addBands(band)).build();
  }

  /** The same by version. */
  public static Profile byVersion() {
    ProfileBand.Builder band =
        band()
            .setBand("p99+")
            .setTraces(12)
            .setNanos(15_720 * MS)
            .addPaths(path(9_000, ROOT, "shop SELECT orders").setVersion("1.4.1"))
            .addPaths(path(5_000, ROOT, "shop SELECT orders").setVersion("1.4.0"))
            .addPaths(path(1_720, ROOT).setVersion("1.4.1"));
    return begin().addEndpoints(endpoint("shop", "GET /checkout").addBands(band)).build();
  }

  /** All endpoints. */
  public static Profile endpoints() {
    return begin()
        .addEndpoints(
            endpoint("shop", "GET /checkout")
                .addBands(band().addPaths(path(70_000, ROOT, "payment INSERT charges"))))
        .addEndpoints(
            endpoint("catalog", "GET /items/{id}/reviews/{page}")
                .addBands(band().addPaths(path(100_000, "catalog GET /items", "catalog render"))))
        .addEndpoints(endpoint("", "(other)").addBands(band().addPaths(path(123_400, "(other)"))))
        .setOtherTraces(1_234)
        .setFolded(99)
        .build();
  }

  private static ProfileExemplar exemplar(String traceId, long ms) {
    return ProfileExemplar.newBuilder().setTraceId(traceId).setNanos(ms * MS).build();
  }
}
