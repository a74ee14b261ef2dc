package io.longpole.query.store;

import io.longpole.collector.log.Signal;
import java.util.Optional;

/** The kinds of block in the trace log. */
enum BlockFormat {
  /** Traces; {@link TraceBlockWriter} has the layout. */
  TRACES(Signal.TRACE_BLOCK, "trace block", 'T', 3),

  /** Log records; {@link LogBlockWriter} has the layout. */
  LOGS(Signal.LOG_BLOCK, "log block", 'L', 1);

  private final Signal signal;
  private final String text;
  private final int magic;
  private final int version;

  BlockFormat(Signal signal, String text, char letter, int version) {
    this.signal = signal;
    this.text = text;
    this.magic = 'L' | ('P' << 8) | (letter << 16) | ('B' << 24);
    this.version = version;
  }

  /** The format of a record; empty if it is no block. */
  static Optional<BlockFormat> of(Signal signal) {
    for (BlockFormat format : values()) {
      if (format.signal == signal) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  Signal signal() {
    return signal;
  }

  String text() {
    return text;
  }

  /** The first four bytes of each record: "LPTB", "LPLB". */
  int magic() {
    return magic;
  }

  /** The only version that is read: an older one is read by the longpole that wrote it. */
  int version() {
    return version;
  }
}
