package io.longpole.query.search;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceAnalysis;
import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.evidence.OrderEvidence;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import io.longpole.query.index.AttributeText;
import io.longpole.query.index.Existing;
import io.longpole.query.index.TraceQuery.Attribute;
import io.longpole.query.store.CorruptBlockException;
import io.longpole.query.store.Location;
import io.longpole.query.store.StoredTrace;
import io.longpole.query.store.TraceLog;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads traces and log records for one query, and counts traces that could not be read. One thread.
 */
final class StoredTraces {

  private static final Logger LOG = LoggerFactory.getLogger(StoredTraces.class);

  private final TraceLog log;
  private int unreadable;

  StoredTraces(TraceLog log) {
    this.log = log;
  }

  /** The trace; empty, and counted, if its block was released or is damaged. */
  Optional<StoredTrace> read(TraceId id, Existing existing) {
    Optional<StoredTrace> trace;
    try {
      trace = log.read(id, existing.location());
    } catch (CorruptBlockException e) {
      LOG.warn("trace {} at {} cannot be read", id, existing.location(), e);
      trace = Optional.empty();
    }
    unreadable += trace.isPresent() ? 0 : 1;
    return trace;
  }

  /** The log record; empty if its block was released or is damaged. */
  Optional<LogRecord> readLog(Location location) {
    try {
      return log.logs().read(location);
    } catch (CorruptBlockException e) {
      LOG.warn("the log record at {} cannot be read", location, e);
      return Optional.empty();
    }
  }

  int unreadable() {
    return unreadable;
  }

  /** Whether one span, with its resource, has all attributes. */
  boolean hasSpanWith(TraceId id, Existing existing, List<Attribute> attributes) {
    return read(id, existing).stream()
        .flatMap(trace -> trace.spans().stream())
        .anyMatch(span -> hasAll(span, attributes));
  }

  private static boolean hasAll(Span span, List<Attribute> attributes) {
    for (Attribute attribute : attributes) {
      if (!AttributeText.matches(span.attributes(), attribute.key(), attribute.value())
          && !AttributeText.matches(
              span.resource().attributes(), attribute.key(), attribute.value())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Assembles and analyses a stored trace anew: the same spans and evidence give the same answer.
   */
  static TraceAnalysis analyse(
      StoredTrace trace, List<LogRecord> logs, Settings settings, OrderEvidence order) {
    Trace assembled = Assembly.assemble(trace.traceId(), trace.spans(), logs, settings.assembly());
    return new Analysis(settings).of(assembled, order);
  }
}
