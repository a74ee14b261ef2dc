package io.longpole.collector.log;

/**
 * Something that could not be taken in, to be kept for a person to look at.
 *
 * @param reason short and stable; letters are listed and counted by it
 * @param timeNanos when it came, nanoseconds since the epoch
 * @param signal what it was meant to be
 * @param source where it came from: a peer's address, a file, a log
 * @param position where it stood in a log or file, {@link #NOWHERE} if in none
 * @param payload its bytes; more than the first MiB is cut off when kept
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record DeadLetterEntry(
    String reason, long timeNanos, Signal signal, String source, long position, byte[] payload) {
  /** The position of what came from no log. */
  public static final long NOWHERE = -1;

  /** An entry that stood in no log. */
  public DeadLetterEntry(
      String reason, long timeNanos, Signal signal, String source, byte[] payload) {
    this(reason, timeNanos, signal, source, NOWHERE, payload);
  }

  /** The letter for a damaged place of a log. */
  public static DeadLetterEntry of(BadRecord bad, String source, long timeNanos) {
    return new DeadLetterEntry(
        "bad_record", timeNanos, Signal.UNKNOWN, source, bad.position(), bad.bytes());
  }
}
