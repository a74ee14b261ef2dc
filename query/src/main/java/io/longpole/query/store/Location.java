package io.longpole.query.store;

import java.util.Comparator;

/**
 * Where a trace or log record stands in the trace log: the first block of its kind at or after a
 * position, and the place in it.
 *
 * <p>It gets its location before its block is written. Blocks are appended by one writer, so the
 * block is the first of its kind at or after the end that the log had when it was begun.
 *
 * @param position position in the trace log at or after which the block begins
 * @param ordinal place in the block, from 0
 */
public record Location(long position, int ordinal) implements Comparable<Location> {
  private static final Comparator<Location> ORDER =
      Comparator.comparingLong(Location::position).thenComparingInt(Location::ordinal);

  public Location {
    if (ordinal < 0) {
      throw new IllegalArgumentException("ordinal=" + ordinal);
    }
  }

  /** In the order in which they were appended. */
  @Override
  public int compareTo(Location other) {
    return ORDER.compare(this, other);
  }
}
