package io.longpole.collector.otlp;

import io.longpole.collector.log.DeadLetterEntry;

/** Where dead letters go: their log, or a fake. Called by the writer's thread only. */
interface DeadLetterSink {

  void add(DeadLetterEntry letter) throws Exception;
}
