package io.longpole.query.search;

import io.longpole.analyzer.Analysis;
import io.longpole.analyzer.Settings;
import io.longpole.analyzer.TraceAnalysis;
import io.longpole.analyzer.assembly.Assembly;
import io.longpole.analyzer.assembly.AssemblySettings;
import io.longpole.analyzer.call.Redactor;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.TraceId;
import io.longpole.collector.log.LogSettings;
import io.longpole.collector.log.LogUnavailableException;
import io.longpole.collector.log.RecordLog;
import io.longpole.query.index.IndexSettings;
import io.longpole.query.index.IndexedTrace;
import io.longpole.query.index.TraceIndex;
import io.longpole.query.store.Location;
import io.longpole.query.store.LogKey;
import io.longpole.query.store.LoggedException;
import io.longpole.query.store.StoredLog;
import io.longpole.query.store.StoredTrace;
import io.longpole.query.store.TraceLog;
import java.nio.file.Path;
import java.util.List;

/** A trace log, an index and a search over them in a folder, fed as the pipeline feeds them. */
final class SearchFixture implements AutoCloseable {

  final TraceLog log;
  final TraceIndex index;
  final Search search;

  SearchFixture(Path folder) {
    this(folder, IndexSettings.DEFAULT);
  }

  SearchFixture(Path folder, IndexSettings settings) {
    LogSettings logSettings = LogSettings.DEFAULT.withBlockBytes(1 << 20);
    log = new TraceLog(RecordLog.open(folder.resolve("traces"), logSettings));
    index = TraceIndex.open(folder.resolve("index"), settings);
    search = new Search(index, log, Settings.DEFAULT, Search.Known.NOTHING);
  }

  static TraceAnalysis analysis(TraceId id, List<Span> spans) {
    return new Analysis(Settings.DEFAULT)
        .of(Assembly.assemble(id, spans, List.of(), AssemblySettings.DEFAULT));
  }

  TraceAnalysis put(TraceId id, List<Span> spans, int version) {
    return put(id, spans, version, version > 1);
  }

  /** Puts a trace that may be there with the same version, as a replay does. */
  TraceAnalysis putInPlace(TraceId id, List<Span> spans, int version) {
    return put(id, spans, version, true);
  }

  private TraceAnalysis put(TraceId id, List<Span> spans, int version, boolean mayExist) {
    try {
      TraceAnalysis analysis = analysis(id, spans);
      Location location =
          log.append(new StoredTrace(id, version, 1, spans, analysis.sightings(), List.of()));
      index.put(new IndexedTrace(analysis, location, version, 1), mayExist);
      return analysis;
    } catch (LogUnavailableException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Puts a trace as it was received, and stores it as it may be shown, as the pipeline does. */
  void putAsSealed(TraceId id, List<Span> received, List<LogRecord> logs) {
    TraceAnalysis analysis =
        new Analysis(Settings.DEFAULT)
            .of(Assembly.assemble(id, received, logs, AssemblySettings.DEFAULT));
    Redactor redactor = new Redactor();
    List<Span> shown = received.stream().map(span -> redacted(span, redactor)).toList();
    try {
      Location location =
          log.append(
              new StoredTrace(id, 1, 1, shown, analysis.sightings(), LoggedException.in(logs)));
      index.put(new IndexedTrace(analysis, location, 1, 1), false);
    } catch (LogUnavailableException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Span redacted(Span span, Redactor redactor) {
    return Span.builder(span.traceId(), span.spanId())
        .parent(span.parentSpanId())
        .name(span.name())
        .kind(span.kind())
        .times(span.startNanos(), span.endNanos())
        .resource(span.resource())
        .status(span.status(), span.statusMessage())
        .attributes(redactor.attributes(span.attributes()))
        .build();
  }

  /** Stores and puts a log record that may be there already. */
  void putLog(LogRecord record, LogKey key) {
    try {
      StoredLog stored = new StoredLog(key, record);
      index.putLog(stored, log.logs().append(stored), true);
    } catch (LogUnavailableException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    index.close();
    log.close();
  }
}
