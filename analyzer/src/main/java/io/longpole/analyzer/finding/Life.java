package io.longpole.analyzer.finding;

/**
 * What is known of a problem over all time: since when it is there, and whether it went away.
 *
 * <p>The last four numbers are of its present episode, which began when it was first seen, or seen
 * again after it was resolved.
 *
 * @param endpoint whose traffic counts, "SERVICE OPERATION"
 * @param returned whether it was resolved before this episode
 * @param resolvedNanos when it counted as resolved; 0 if it does not
 * @param startNanos first sighting of the episode
 * @param sightings traces of the episode that showed it
 * @param traces of the endpoint in the hours from the first to the last sighting
 * @param quietTraces of the endpoint in the hours since the last sighting
 * @param versions in which it was seen
 */
public record Life(
    String endpoint,
    long firstSeenNanos,
    long lastSeenNanos,
    boolean returned,
    long resolvedNanos,
    long startNanos,
    long sightings,
    long traces,
    long quietTraces,
    Versions versions) {

  /**
   * Versions of the service to change; each is empty if the service told none then.
   *
   * @param first when it was first seen
   * @param start at the first sighting of the episode
   * @param last when it was last seen
   */
  public record Versions(String first, String start, String last) {
    public static final Versions NONE = new Versions("", "", "");
  }

  /** Where a problem stands. */
  public enum State {
    NEW,
    ONGOING,
    RESOLVED,
    REGRESSED;

    /** As in messages and commands. */
    public String text() {
      return switch (this) {
        case NEW -> "new";
        case ONGOING -> "ongoing";
        case RESOLVED -> "resolved";
        case REGRESSED -> "regressed";
      };
    }
  }

  /**
   * The state, where a problem first seen at or after that time is new. A regressed one stays
   * regressed until it is resolved.
   */
  public State state(long newSinceNanos) {
    if (resolvedNanos != 0) {
      return State.RESOLVED;
    }
    if (returned) {
      return State.REGRESSED;
    }
    return firstSeenNanos >= newSinceNanos ? State.NEW : State.ONGOING;
  }

  /** When the state began: when it was resolved, or the first sighting of the episode. */
  public long stateSinceNanos() {
    return resolvedNanos != 0 ? resolvedNanos : startNanos;
  }
}
