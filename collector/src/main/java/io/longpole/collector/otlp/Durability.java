package io.longpole.collector.otlp;

/** When a request is acknowledged, and so what an acknowledgement is worth. */
public enum Durability {
  /** Once appended: survives the end of the process, not of the machine. */
  PAGE_CACHE,
  /** Once appended; what was appended is made durable every second. */
  PERIODIC,
  /** Once durable; all requests that wait share one sync. */
  SYNCED
}
