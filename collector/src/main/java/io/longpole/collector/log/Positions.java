package io.longpole.collector.log;

/**
 * A position packs the number of a cycle and a byte offset in its file into one long.
 *
 * <p>Example: cycle 3, offset 65,536 is {@code 3 << 36 | 65_536} = 206,158,495,744. Cycles are
 * numbered from 1, so that 0 lies before every record. Positions grow with time, survive a restart,
 * and the distance within a cycle is a number of bytes.
 */
final class Positions {
  private static final int OFFSET_BITS = 36;
  private static final long OFFSET_MASK = (1L << OFFSET_BITS) - 1;

  /** The longest file of a cycle, 64 GiB. */
  static final long MAX_OFFSET = OFFSET_MASK;

  private Positions() {}

  static long of(int cycle, long offset) {
    return ((long) cycle << OFFSET_BITS) | offset;
  }

  static int cycle(long position) {
    return (int) (position >>> OFFSET_BITS);
  }

  static long offset(long position) {
    return position & OFFSET_MASK;
  }

  /** For people: {@code 3:65536}. */
  static String text(long position) {
    return cycle(position) + ":" + offset(position);
  }
}
