package io.longpole.collector.log;

/**
 * A dead letter that is kept, without its bytes.
 *
 * @param id names it in {@link DeadLetterLog}; stable across restarts
 * @param reason as in {@link DeadLetterEntry}
 * @param timeNanos when it came, nanoseconds since the epoch
 * @param signal what it was meant to be
 * @param source where it came from
 * @param position where it stood in a log, {@link DeadLetterEntry#NOWHERE} if in none
 * @param sizeBytes the size it had when it came
 * @param keptBytes how many of them are kept
 */
public record DeadLetter(
    String id,
    String reason,
    long timeNanos,
    Signal signal,
    String source,
    long position,
    int sizeBytes,
    int keptBytes) {

  /** Whether some of its bytes were cut off; then it cannot be submitted again. */
  public boolean truncated() {
    return keptBytes < sizeBytes;
  }
}
