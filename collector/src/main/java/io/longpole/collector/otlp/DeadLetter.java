package io.longpole.collector.otlp;

/**
 * Something that cannot be stored as a span, kept for people to look at.
 *
 * @param reason short and stable
 * @param timeNanos when it came, since the epoch
 * @param source where it came from
 * @param payload its bytes; may be cut
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record DeadLetter(String reason, long timeNanos, OtlpSignal signal, String source, byte[] payload) {

  /** Writes one letter down. Called by one thread only. */
  interface Sink {
    void add(DeadLetter letter) throws Exception;
  }
}
