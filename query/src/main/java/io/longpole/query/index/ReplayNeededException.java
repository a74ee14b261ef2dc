package io.longpole.query.index;

import java.util.Optional;

/**
 * Thrown when the index lost what was put since its last commit, and went back to that: replay the
 * span log from there.
 */
public final class ReplayNeededException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Optional<CommitPoint> from;

  ReplayNeededException(Optional<CommitPoint> from, Throwable cause) {
    super(
        "the index failed and was opened again at its last commit, "
            + from.map(point -> "position " + point.position()).orElse("which is empty"),
        cause);
    this.from = from;
  }

  /** Where to replay from; empty: from the beginning. */
  public Optional<CommitPoint> from() {
    return from;
  }
}
