package io.longpole.deploy;

import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;

/**
 * A span or log record that waits for the rest of its trace. Spans wait undecoded: their bytes are
 * a third of the object's size, can be counted exactly, and are young garbage when they are
 * decoded.
 */
sealed interface Waiting {

  /** Fixed memory beside the bytes: the object, its list entry and its share of the map. */
  int OVERHEAD_BYTES = 96;

  /** Position in the span log of the request that brought it. */
  long position();

  @SuppressWarnings("ArrayRecordComponent") // owned by the pipeline, never changed
  record WaitingSpan(Resource resource, Scope scope, byte[] bytes, long position)
      implements Waiting {}

  record WaitingLog(LogRecord log, long position) implements Waiting {}
}
