package io.longpole.collector.log;

import java.util.Optional;

/** What the payload of a log record is; the id stands in the record's header and never changes. */
public enum Signal {
  /** The bytes of an {@code ExportTraceServiceRequest}. */
  TRACES(1),
  /** The bytes of an {@code ExportLogsServiceRequest}. */
  LOGS(2),
  /** A block of assembled traces of the trace log. */
  TRACE_BLOCK(3),
  /** A dead letter, kept for a person to look at. */
  DEAD_LETTER(4),
  /** The numbers of dead letters that were dropped. */
  DEAD_LETTER_DROP(5),
  /** Bytes of which nobody can say what they were, such as a damaged stretch of a log. */
  UNKNOWN(6),
  /** A block of log records of the trace log. */
  LOG_BLOCK(7);

  private static final Signal[] VALUES = values();

  private final byte id;

  Signal(int id) {
    this.id = (byte) id;
  }

  /** The byte that stands for this signal in a record header. */
  public byte id() {
    return id;
  }

  /** The signal of an id; empty if there is none. */
  public static Optional<Signal> of(byte id) {
    return id >= 1 && id <= VALUES.length ? Optional.of(VALUES[id - 1]) : Optional.empty();
  }
}
