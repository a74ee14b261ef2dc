package io.longpole.analyzer.profile;

/**
 * How much is kept of one window; what is beyond becomes "(other)".
 *
 * @param endpoints those with most time
 * @param paths path operations an endpoint
 * @param versions an endpoint, and a path operation
 * @param entries times of requests and of path operations, by version, all together
 */
public record ProfileLimits(int endpoints, int paths, int versions, int entries) {

  public static final ProfileLimits DEFAULT = new ProfileLimits(512, 256, 4, 65_536);

  public ProfileLimits {
    if (endpoints < 1 || paths < 1 || versions < 1 || entries < 4 * endpoints) {
      throw new IllegalArgumentException(
          "endpoints="
              + endpoints
              + ", paths="
              + paths
              + ", versions="
              + versions
              + ", entries="
              + entries
              + " (1 or more; entries at least four for each endpoint)");
    }
  }
}
