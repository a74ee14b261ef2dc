package io.longpole.query.store;

/**
 * Where a trace stands in the trace log: the first record at or after a position, and the trace's
 * place in it.
 *
 * <p>A trace gets its location before its block is written. Only blocks are appended, by one
 * writer, so the block is the first record at or after the end that the log had when the block was
 * begun.
 *
 * @param position position in the trace log at or after which the block begins
 * @param ordinal place of the trace in the block, from 0
 */
public record Location(long position, int ordinal) {
  public Location {
    if (ordinal < 0) {
      throw new IllegalArgumentException("ordinal=" + ordinal);
    }
  }
}
