package io.longpole.query.store;

import java.util.Comparator;

/**
 * What names a log record, the same at each replay: the span log's record that brought it, and its
 * place in there.
 *
 * @param position position in the span log
 * @param ordinal place in that request, from 0
 */
public record LogKey(long position, int ordinal) implements Comparable<LogKey> {
  private static final Comparator<LogKey> ORDER =
      Comparator.comparingLong(LogKey::position).thenComparingInt(LogKey::ordinal);

  public LogKey {
    if (ordinal < 0) {
      throw new IllegalArgumentException("ordinal=" + ordinal);
    }
  }

  /** In the order in which they were received. */
  @Override
  public int compareTo(LogKey other) {
    return ORDER.compare(this, other);
  }
}
