package io.longpole.collector.log;

/** Is told about each bad place of a log once per process; called on the reader's thread. */
@FunctionalInterface
public interface BadRecordListener {

  /** A place that the reader passes over. */
  void bad(BadRecord record);
}
