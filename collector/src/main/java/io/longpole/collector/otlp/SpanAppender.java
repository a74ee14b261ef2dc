package io.longpole.collector.otlp;

import io.longpole.collector.log.RecordLog;
import io.longpole.collector.log.Signal;

/** Where taken requests go: the span log, or a fake. */
interface SpanAppender {

  /** Appends one record; after an exception nothing of it is in the log. One thread only. */
  void append(Signal signal, long timeNanos, byte[] payload) throws Exception;

  /** Makes durable what was appended; any thread. */
  void sync() throws Exception;

  static SpanAppender to(RecordLog log) {
    return new SpanAppender() {
      @Override
      public void append(Signal signal, long timeNanos, byte[] payload) throws Exception {
        log.append(signal, timeNanos, payload, 0, payload.length);
      }

      @Override
      public void sync() {
        log.sync();
      }
    };
  }
}
