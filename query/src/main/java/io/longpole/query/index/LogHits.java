package io.longpole.query.index;

import io.longpole.analyzer.model.LogRecord;
import java.util.List;

/**
 * The log records that a query found, newest first, of equal time by their key.
 *
 * @param matched all that match, listed or not; at least so many if the deadline was missed
 */
public record LogHits(List<LogRecord> logs, long matched) {
  public LogHits {
    logs = List.copyOf(logs);
  }
}
