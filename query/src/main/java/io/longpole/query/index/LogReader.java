package io.longpole.query.index;

import io.longpole.analyzer.model.LogRecord;
import io.longpole.query.store.Location;
import java.util.Optional;

/** Reads a log record where the index says that it is; empty if it cannot be read. */
@FunctionalInterface
public interface LogReader {
  Optional<LogRecord> read(Location location);
}
