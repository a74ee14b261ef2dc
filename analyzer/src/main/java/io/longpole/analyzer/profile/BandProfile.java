package io.longpole.analyzer.profile;

import java.util.List;

/**
 * Where the time of the requests of one band went.
 *
 * @param traces requests
 * @param nanos their durations together
 * @param paths most time first, then by path and version; together the time of all
 */
public record BandProfile(Band band, long traces, long nanos, List<PathShare> paths) {

  public BandProfile {
    paths = List.copyOf(paths);
  }

  /**
   * What one path operation has of it.
   *
   * @param frames operations from the root down
   * @param version of the service of the last operation; empty for all versions together
   * @param traces requests of the band that spent time there
   * @param nanos their time there
   * @param p50Nanos of the time there of a request that was there at all, in all bands
   * @param exemplars the traces with most time there, in all bands
   */
  public record PathShare(
      List<Frame> frames,
      String version,
      long traces,
      long nanos,
      long p50Nanos,
      long p95Nanos,
      List<Exemplar> exemplars) {

    public PathShare {
      frames = List.copyOf(frames);
      exemplars = List.copyOf(exemplars);
    }
  }
}
