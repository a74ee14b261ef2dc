package io.longpole.collector.log;

/**
 * A place in a log that cannot be read as a record.
 *
 * @param position where it is
 * @param reason what is wrong with it, for people
 * @param lengthBytes how much of the file is concerned; 0 when a record is missing altogether
 * @param bytes the first bytes of it, at most {@link #KEPT_BYTES}
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record BadRecord(long position, String reason, long lengthBytes, byte[] bytes) {
  /** How much of a bad record is handed on. */
  public static final int KEPT_BYTES = 1 << 20;

  @Override
  public String toString() {
    return "bad record at " + Positions.text(position) + ": " + reason;
  }
}
