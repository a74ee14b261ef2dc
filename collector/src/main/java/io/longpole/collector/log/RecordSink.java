package io.longpole.collector.log;

/** Takes a record that was read from a log. */
@FunctionalInterface
public interface RecordSink {

  /**
   * A record whose checksum was right.
   *
   * @param position where it stands in the log
   * @param signal what the payload is
   * @param timeNanos when it was received, nanoseconds since the epoch
   * @param buffer holds the payload; belongs to the reader and is valid only during the call
   * @param offset where the payload begins
   * @param length its bytes
   */
  void record(long position, Signal signal, long timeNanos, byte[] buffer, int offset, int length);
}
