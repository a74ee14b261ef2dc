package io.longpole.collector.otlp;

/** Where taken requests go: the span log, or a fake. Called by one thread only. */
interface SpanAppender {

  /** Appends one record; after an exception nothing of it is in the log. */
  void append(OtlpSignal signal, long timeNanos, byte[] payload) throws Exception;

  /** Makes durable what was appended. */
  void sync() throws Exception;
}
