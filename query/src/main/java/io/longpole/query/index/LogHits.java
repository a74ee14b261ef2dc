package io.longpole.query.index;

import io.longpole.analyzer.model.LogRecord;
import java.util.List;

/**
 * The log records that a query found, newest first, of equal time in the order in which they came.
 *
 * @param matched all that match, listed or not; at least so many if the deadline was missed
 * @param unreadable how many should have been listed, but were released or are damaged
 */
public record LogHits(List<LogRecord> logs, long matched, int unreadable) {
  public LogHits {
    logs = List.copyOf(logs);
  }
}
